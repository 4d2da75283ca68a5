"""The page of a sweep."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest

from press.build.run_sweep import sweep
from press.execute.progress import TextDisplay
from press.pages.sweep_page import standalone_page
from press.project import Limits
from press.sweep.curves import axis_of
from press.sweep.page import sweep_markdown
from press.sweep.swept_results import Sweep, sweep_json
from tests_support import TinyBook


def of(book: TinyBook, *typed: str) -> Sweep:
    """Return what a sweep says."""
    done = sweep(book.project, "one", typed, limits=Limits(), display=TextDisplay)
    assert done.sweep is not None
    return done.sweep


def test_the_axis_is_never_the_seed(swept: TinyBook) -> None:
    """Not even when it has most values."""
    assert axis_of(of(swept, "ratio=1,2", "seed=0..4")) == "ratio"
    assert axis_of(of(swept, "seed=0..4")) == "seed"


def test_a_curve_for_each_combination_and_a_slider_for_each_other(swept: TinyBook) -> None:
    """The slider names its values and is hidden until the script shows it."""
    page = lxml.html.fromstring(standalone_page(of(swept, "ratio=1,2,20", "seed=0..1")))
    assert len(page.xpath("//*[@class='sweep-line']")) == 2
    (slider,) = page.xpath("//*[@class='sweep-slider']")
    assert slider.get("data-levels") == "all|0|1"
    assert "hidden" in slider.attrib
    assert "ratio, logarithmic" in page.text_content()
    (label,) = page.xpath("//svg/@aria-label")
    assert label == "Total: 10.5\N{NO-BREAK SPACE}min at ratio 1, 200.5\N{NO-BREAK SPACE}min at 20"


def test_one_parameter_shows_the_recorded_interval(swept: TinyBook) -> None:
    """The band is the interval, and there are no shares to tell."""
    text = sweep_markdown(of(swept, "ratio=1,2"))
    assert text.count("sweep-band") == 1
    assert "the band is the recorded interval" in text
    assert "together" not in text


def test_the_shares_stand_in_the_table(swept: TinyBook) -> None:
    """10 * ratio + seed over {1, 2} x {0, 1}: 25 of 25.25."""
    assert re.search(
        r"\| Total \|.*\| 99.% \| 1.% \| 0.% \|", sweep_markdown(of(swept, "ratio=1,2", "seed=0,1"))
    )


def test_what_is_fixed_and_what_is_said_stand_apart(swept: TinyBook) -> None:
    """Rows are the same at every point; the wording is counted."""
    text = sweep_markdown(of(swept, "ratio=1,2,4", "city=Oslo"))
    assert "`city=Oslo`" in text
    assert "is low (2); is high (1)" in text
    assert re.search(r"The same at every point\n\n.*\n.*\n\| Rows \| 7 \|", text)


def test_an_old_sweep_says_so(swept: TinyBook) -> None:
    """And a new one does not."""
    told = of(swept, "ratio=1,2")
    assert "has changed since" in sweep_markdown(told, outdated=True)
    assert "has changed since" not in sweep_markdown(told)


def test_a_file_is_named_without_its_folder(swept: TinyBook) -> None:
    """Paths of a machine are nobody's business."""
    swept.write("data/table.csv", "x\n1\n")
    path = swept.root / "data" / "table.csv"
    told = of(swept, f"city=Rome,csv:{path}")
    assert str(swept.root) not in sweep_markdown(told)
    assert "csv:table.csv" in sweep_markdown(told)


@pytest.mark.parametrize("typed", [("ratio=1,2",), ("ratio=1,2", "seed=0,1")])
def test_the_table_for_download_has_a_row_for_each_point(swept: TinyBook, typed: tuple[str, ...]) -> None:
    """Columns are what varies and every number."""
    told = of(swept, *typed)
    table = json.loads(sweep_json(told))
    assert table["columns"] == [*told.varied, "total", "rows"]
    assert len(table["data"]) == len(told.points)
