"""What was found of other packages reads as what it is."""

from __future__ import annotations

import pytest
import yaml

from portfolio.errors import UsageError
from press.pages.peers_page import Peer, peers_markdown, peers_page
from tests_support import ROOT

ROW = {
    "name": "other, an interval", "version": "1.2", "kind": "interval", "population": "50 rows",
    "nominal": 0.95, "rate": 0.9, "error": 0.01, "repeats": 1000,
}  # fmt: skip


def test_a_row_says_what_was_asked_for_and_what_was_found():
    """An alarm without a claimed rate is held against none."""
    text = peers_markdown([Peer(**ROW), Peer(**{**ROW, "kind": "alarm", "nominal": None})])
    found = "**90.0\N{NO-BREAK SPACE}%** (88.0 to 91.7\N{NO-BREAK SPACE}%) of 1,000 samples"
    assert "other, an interval (version 1.2)\n: Covers the truth in " + found in text
    assert f"Rings in {found}, and claims no rate for them: 50 rows." in text


def test_a_record_that_is_not_whole_is_refused(tmp_path):
    """With its file."""
    path = tmp_path / "peers.yml"
    path.write_text(yaml.safe_dump({"peers": [{**ROW, "rate": "high"}]}))
    with pytest.raises(UsageError, match=r"peers\.yml"):
        peers_page(path)


def test_the_record_of_this_book_is_whole():
    """Every row is one that the bench makes."""
    record = yaml.safe_load((ROOT / "book/peers.yml").read_text(encoding="utf-8"))["peers"]
    assert peers_page(ROOT / "book/peers.yml").count("\n: ") == len(record) >= 4
    bench = (ROOT / "tests/bench/peers.py").read_text(encoding="utf-8")
    assert all(f'"{row["name"]}": (' in bench for row in record)


def test_a_rate_of_zero_has_an_interval():
    """Wilson's, so that no alarm in 400 samples is not taken for never."""
    text = peers_markdown([Peer(**{**ROW, "rate": 0.0, "repeats": 400})])
    assert "(0.0 to 1.0\N{NO-BREAK SPACE}%)" in text
