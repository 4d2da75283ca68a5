"""What authors write in notebooks and pages, printed by Sphinx: what is shown, and the places of faults."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests_support import ROOT


def print_book(folder: Path, kind: str) -> list[str]:
    """Print the book of `author_book`; return its problems."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/author_book.py"), str(folder), kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the folder of the pages of a book in which nothing is wrong."""
    root = tmp_path_factory.mktemp("author")
    assert print_book(root / "book", "good") == []
    return root / "book/_build/pages"


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    """Return the problems of a book of faults, but those of its second scenario."""
    told = print_book(tmp_path_factory.mktemp("author") / "book", "bad")
    return [line for line in told if ", scenario " not in line]


@pytest.mark.parametrize(("page", "label"), [("one", "eq-loss"), ("one-oslo", "eq-loss-oslo")])
def test_an_equation_has_a_number_and_a_link_that_leads_to_it(pages, page, label):
    """A label may hold a colon, and each scenario has its own."""
    text = (pages / f"notebooks/{page}.html").read_text(encoding="utf-8")
    assert re.search(rf'<div class="math" id="equation-{label}">\s*<span class="eqno">\(1\)', text)
    assert f'href="#equation-{label}">(1)</a>' in text


def test_sections_keep_their_labels_over_scenarios(pages):
    """A link stays on its page."""
    text = (pages / "notebooks/one-oslo.html").read_text(encoding="utf-8")
    assert 'href="#sec-method-oslo"' in text


def test_prices_stay_as_they_were_written(pages):
    """As on GitHub, and unlike a formula."""
    text = (pages / "notebooks/one.html").read_text(encoding="utf-8")
    assert "It costs $5 and the other $10, from $3-$4 each; <math>" in text


@pytest.mark.parametrize("description", ["A sketch of a square", "A point", "A dot", "A point of the book"])
def test_a_picture_is_shown_wherever_its_author_put_it(pages, description):
    """Pasted into a cell, beside the notebook, in a tag of HTML, among the pages of prose."""
    text = (pages / "notebooks/one.html").read_text(encoding="utf-8")
    (tag,) = re.findall(rf'<img[^>]*alt="{description}"[^>]*>', text)
    source = re.search(r'src="([^"]+)"', tag)
    assert source
    assert (pages / "notebooks" / source[1]).resolve().is_file()


def test_a_page_of_prose_may_begin_with_a_byte_order_mark(pages):
    """As Windows' editors write it."""
    assert "\ufeff" not in (pages / "about.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("cell 3, line 3", r"the formula \frac{1} cannot be shown"),
        ("cell 4, line 3", r'Unknown command "\SI"'),
        ("cell 5, line 3", "no such picture beside the notebook or in book/: notebooks/images/absent.png"),
        ("cell 6, line 2", "it reads like words between two prices"),
        ("cell 7, line 1", r"\eqref stands in a formula"),
        ("cell 8, line 4", "figures and sections have no numbers"),
        ("cell 9, line 1", r"\eqref{eq:loss} stands outside a formula"),
        ("cell 10, line 1", r"US$20, 30$ reads like a price; write \$ for a dollar sign"),
        ("cell 11, line 1", "the picture ![A point](images/the point.png) is not read as one; write %20"),
    ],
)
def test_a_fault_is_told_with_notebook_cell_and_line(problems, place, told):
    """As the author counts them, not as MyST-NB does."""
    assert [line for line in problems if line.startswith(f"notebooks/one.ipynb, {place}: ") and told in line]


def test_no_other_fault_is_told(problems):
    """Each is told once."""
    assert len(problems) == 9
