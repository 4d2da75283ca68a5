"""The list of the checks in the book comes from the checks."""

from __future__ import annotations

from press.gate.listing import advice_for, checks_markdown
from press.gate.registry import CHECKS
from press.gate.source_checks import SOURCE_CHECKS
from tests_support import ROOT


def test_every_check_is_listed_once_with_demand_and_advice():
    """Those of the sources and those of the site."""
    text = checks_markdown()
    for check in (*SOURCE_CHECKS, *CHECKS):
        assert text.count(f"| `{check.name}` |") == 1
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(SOURCE_CHECKS) + len(CHECKS)
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)


def test_the_book_has_a_place_for_the_list():
    """The page that tells what is checked."""
    assert "<!-- portfolio: checks -->" in (ROOT / "book" / "checks.md").read_text(encoding="utf-8")


def test_advice_is_found_by_rule():
    """Also for what the scan itself refuses; an unknown rule has none."""
    assert advice_for("known-token").startswith("Withdraw")
    assert advice_for("unreadable-file")
    assert advice_for("no-such-rule") == ""
