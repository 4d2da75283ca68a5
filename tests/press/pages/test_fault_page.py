"""The comparison of faults becomes a page that reads well on a phone."""

from __future__ import annotations

import pytest
import yaml

from portfolio.errors import UsageError
from press.pages.fault_page import Case, LeftOut, fault_markdown, fault_page

MET = {
    "id": "N1",
    "group": "Notebook",
    "fault": "`<b>` in a_cell",
    "stock": {"code": 0, "told": "page published"},
    "ours": {"code": 4, "told": "ZeroDivisionError: `x`"},
    "verdict": "met",
    "short": "",
}
SHORT = {**MET, "id": "K7", "group": "Kernel", "stock": None, "verdict": "short", "short": "It may be lost."}
LEFT = {"id": "D1", "group": "Data files", "fault": "No file", "why": "Nothing is fetched.", "short": False}
FALLS_SHORT = {**LEFT, "id": "D2", "short": True, "why": "Too large."}


def test_counts_stand_first():
    """How many are met, fall short, do not apply, and where the stock tools are silent."""
    first = fault_markdown([Case(**MET), Case(**SHORT)], [LeftOut(**LEFT)]).splitlines()[0]
    assert "1 of 2 faults end as they should, 1 fall short, 1 more do not apply." in first
    assert "1 were met with the stock tools too; in 1 of these they end green" in first


def test_each_group_is_a_list_of_definitions():
    """No table: four columns do not fit a phone."""
    text = fault_markdown([Case(**MET), Case(**SHORT)])
    assert text.index("## Notebook") < text.index("## Kernel")
    assert ": Stock tools: exit code 0 `page published`" in text
    assert ": This press: exit code 4 `` ZeroDivisionError: `x` ``, **met**" in text
    assert "|" not in text


def test_where_the_press_falls_short_it_says_so():
    """With what is missing; what was not compared is no success of anybody."""
    text = fault_markdown([Case(**SHORT)])
    assert "**falls short**" in text
    assert ": It may be lost." in text
    assert ": Stock tools: not compared" in text


def test_what_was_left_out_has_its_reason():
    """What falls short without a test stands apart from what does not apply."""
    text = fault_markdown([Case(**MET)], [LeftOut(**LEFT), LeftOut(**FALLS_SHORT)])
    assert text.index("## Falls short without a test") < text.index("## Left out, and why")
    assert ": Nothing is fetched." in text


def test_marks_in_words_are_words():
    """An underscore is no emphasis; what stands between backticks is code as it is."""
    assert r"`<b>` in a\_cell (N1)" in fault_markdown([Case(**MET)])


def test_the_record_is_read_with_its_date_and_versions(tmp_path):
    """From the file that the comparison script wrote."""
    record = {
        "recorded": "2026-01-02",
        "python": "3.11.7",
        "versions": {"papermill": "2.7.0"},
        "cases": [MET],
        "left": [LEFT],
    }
    path = tmp_path / "faults.yml"
    path.write_text(yaml.safe_dump(record), encoding="utf-8")
    assert "Recorded on 2026-01-02 with Python 3.11.7, papermill 2.7.0." in fault_page(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "is missing. Make it with: python tests/bench/faults.py"),
        ("", "python is missing"),
        ("[", "line 1: not YAML"),
        ("cases: 1", "line 1: cases; expected a list; got 1"),
        (
            "cases: [{verdict: good}]",
            "entry 1: verdict; expected 'met', 'short' or 'failed'; got 'good'",
        ),
    ],
)
def test_a_broken_record_is_refused(text, told, tmp_path):
    """The message says where, or how to make it again."""
    path = tmp_path / "faults.yml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"(?s)faults.yml.*{told}"):
        fault_page(path)
