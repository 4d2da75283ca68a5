"""Recorded tables on pages."""

from __future__ import annotations

import pandas as pd
import pytest
from docutils import nodes

from portfolio.errors import PublishError
from press.build.build import build
from press.execute.progress import TextDisplay
from press.sphinx_ext.result_tables import MOST_ROWS, shown, table_node
from tests_support import RECORDS

FRAME = "import pandas as pd\nframe = pd.DataFrame({'n': [1, 2]}, index=['a', 'b'])"
TABLE = f"{FRAME}\nresults.table('small', frame, caption='Small.')"


def test_a_table_has_a_head_its_rows_and_its_caption():
    """The index becomes the first column."""
    frame = pd.DataFrame({"n": [1, 2]}, index=["a", "b"])
    node = table_node({"name": "small", "caption": "Small.", "data": frame.to_json(orient="split")})
    assert node.astext().split() == ["Small.", "n", "a", "1", "b", "2"]


def test_a_long_table_is_cut_and_says_so():
    """Nobody reads two hundred rows on a phone."""
    frame = pd.DataFrame({"n": range(100)})
    node = table_node({"name": "long", "caption": "Long", "data": frame.to_json(orient="split")})
    assert len(list(node.findall(nodes.row))) == 1 + MOST_ROWS
    assert "Long (the first 40 of 100 rows)" in node.astext()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (0.123456, "0.123"), (1234.5678, "1,235"), (-0.0, "0.000"), (3, "3"), ("x", "x")],
)
def test_cells_read_as_numbers_do(value, text):
    """Four significant digits, thousands separators, no minus zero."""
    assert shown(value) == text


@pytest.mark.slow
def test_a_page_shows_a_table_and_refuses_an_unknown_one(book):
    """The directive names run and table."""
    book.notebook("one", RECORDS, TABLE)
    book.write("book/index.md", "# Home\n\n```{result-table} one.small\n```\n")
    build(book.project, display=TextDisplay)
    assert "Small." in (book.project.site / "index.html").read_text()
    book.write("book/index.md", "# Home\n\n```{result-table} one.smal\n```\n")
    with pytest.raises(PublishError, match="Did you mean 'small'"):
        build(book.project, display=TextDisplay)
