"""The table of claims becomes a page that reads well on a phone."""

from __future__ import annotations

import pytest
import yaml

from portfolio.errors import UsageError
from portfolio.results.methods import Method
from press.pages.claims_page import Tried, Waiting, claims_markdown, claims_page

ROW = {
    "name": "mean of <rows>",
    "method": "bootstrap",
    "kind": "interval",
    "about": "rows are drawn again",
    "population": "50 rows",
    "nominal": 0.95,
    "rate": 0.93,
    "error": 0.005,
    "repeats": 2000,
    "broken": 0.65,
    "finer": 0.86,
    "digest": "0" * 16,
}
TEST = {**ROW, "name": "no difference", "kind": "test", "nominal": 0.05, "rate": 0.04}


def test_a_claim_shows_what_was_promised_and_what_was_found():
    """With the error of what was found, the number of samples, and both twins."""
    text = claims_markdown([Tried(**ROW)])
    found = (
        "Claimed 95\N{NO-BREAK SPACE}%, found **93.0\N{NO-BREAK SPACE}%** (92.0 to 94.0\N{NO-BREAK SPACE}%)"
    )
    assert f": {found} in 2,000 samples: 50 rows." in text
    assert "65.0\N{NO-BREAK SPACE}% half as wide, 86.0\N{NO-BREAK SPACE}% a fifth narrower" in text


def test_the_figure_has_a_dot_a_bar_and_the_claimed_rate():
    """On a scale from 80 to 100 %; a name is text."""
    text = claims_markdown([Tried(**ROW)])
    assert '<u style="left:75.0%"></u><i style="left:60.1%;width:9.8%"></i><b style="left:65.0%"></b>' in text
    assert "mean of &lt;rows&gt;</span>" in text


def test_each_kind_has_a_figure_of_its_own():
    """Coverage and false alarms have other scales."""
    text = claims_markdown([Tried(**ROW), Tried(**TEST)])
    assert text.count("<figure") == 2
    assert text.index("## Intervals") < text.index("## Tests")


def test_what_is_not_tried_is_said():
    """With the reason; a range claims nothing and is named too."""
    known = [
        Method("slow", "alarm", 0.05, "a band", "Takes hours."),
        Method("range", "range", None, "extremes"),
    ]
    text = claims_markdown([Tried(**ROW)], known)
    assert "## Not tried yet\n\nslow\n: a band. Takes hours." in text
    assert "## Ranges, which claim nothing\n\nrange\n: extremes." in text


def test_what_only_the_tests_have_tried_is_said():
    """It has no rate yet."""
    text = claims_markdown([Tried(**ROW)], waiting=[Waiting("slow one", "bootstrap", "20 texts")])
    assert "## Only tried by the tests so far\n\nSlow one, by bootstrap\n: 20 texts." in text


@pytest.mark.parametrize(
    ("text", "told"),
    [(None, "is missing. Make it with: python tests/bench/claims.py"), ("claims: 1", "expected a list")],
)
def test_a_broken_table_is_refused(text, told, tmp_path):
    """The message says where, or how to make it again."""
    path = tmp_path / "claims.yml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"(?s)claims.yml.*{told}"):
        claims_page(path)


def test_the_table_is_read_as_written(tmp_path):
    """From the file that the bench wrote."""
    path = tmp_path / "claims.yml"
    path.write_text(yaml.safe_dump({"claims": [ROW], "waiting": []}), encoding="utf-8")
    assert "## Intervals" in claims_page(path)
