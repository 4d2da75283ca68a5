"""The ledger of printed numbers: each verdict is a word that the recorded result bears out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.pages.published_page import Printed, published_markdown, read_published

ROW = Printed("fader2005", "Table 2", "BG/NBD, r | alpha", "0.243", "segmentation/sample.bgnbd_r", "digit")
CLOSE = Value("x", 0.24259, digits=3, interval=(0.219, 0.268))


@pytest.mark.parametrize(
    ("printed", "verdict", "holds"),
    [
        ("0.243", "digit", True),
        ("0.244", "digit", False),
        ("0.24", "digit", True),
        ("0.2", "within", False),
        ("0.25", "within", True),
        ("0.2", "refuted", True),
        ("0.25", "refuted", False),
        ("0.2", "not reached", True),
    ],
)
def test_a_verdict_is_true_or_not(printed: str, verdict: str, holds: bool) -> None:
    """To the digit by rounding, within by the interval, else outside of it."""
    row = Printed("fader2005", "Table 2", "r", printed, "a.b", verdict, "reason")  # type: ignore[arg-type]
    assert row.holds(CLOSE) is holds


def test_a_number_without_interval_is_within_nothing() -> None:
    """Nor can it refute: nobody knows how far it could move."""
    bare = Value("x", 0.2426, digits=3)
    assert not any(replace(ROW, verdict=word, why="r").holds(bare) for word in ("within", "refuted"))


def test_negative_numbers_and_thousands_are_read() -> None:
    """As articles print them."""
    row = replace(ROW, printed="\N{MINUS SIGN}9,582.4")
    assert row.holds(Value("x", -9582.429, digits=1))


def test_each_verdict_has_a_table_and_its_reasons() -> None:
    """A bar in a name does not cut the row; the result leads to its cell."""
    text = published_markdown([ROW, replace(ROW, verdict="not reached", why="Trained for less.")])
    assert text.index("## To the printed digit") < text.index("## Not reached")
    role = "{result}`segmentation/sample.bgnbd_r\\|full`"
    assert rf"| BG/NBD, r \| alpha | 0.243, {{cite:t}}`fader2005`, Table 2 | {role} |" in text
    assert "Trained for less." in text
    assert "## Refuted" not in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"verdict": "similar"}, "similar"),
        ({"verdict": "within"}, "why"),
        ({"printed": "about a half"}, "printed number"),
        ({"source": ""}, "source"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(tmp_path: Path, change: dict[str, str], told: str) -> None:
    """Above all a verdict that says nothing."""
    row = {
        "source": "a",
        "place": "b",
        "quantity": "c",
        "printed": "1.5",
        "result": "d.e",
        "verdict": "digit",
    }
    path = tmp_path / "published.yml"
    path.write_text(yaml.safe_dump({"numbers": [{**row, **change}]}))
    with pytest.raises(UsageError, match=f"(?s)published.yml.*{told}"):
        read_published(path)


def test_a_missing_ledger_is_told(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(UsageError, match=r"published\.yml is missing"):
        read_published(tmp_path / "published.yml")
