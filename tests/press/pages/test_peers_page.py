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
    found = "**90.0\N{NO-BREAK SPACE}%** (88.0 to 92.0\N{NO-BREAK SPACE}%) of 1,000 samples"
    assert "other, an interval (version 1.2)\n: Covers the truth in " + found in text
    assert f"Rings in {found}, and claims no rate for them: 50 rows." in text


def test_a_record_that_is_not_whole_is_refused(tmp_path):
    """With its file."""
    path = tmp_path / "peers.yml"
    path.write_text(yaml.safe_dump({"peers": [{**ROW, "rate": "high"}]}))
    with pytest.raises(UsageError, match=r"peers\.yml"):
        peers_page(path)


def test_the_record_of_this_book_is_whole():
    """Each package that the bench names is in it."""
    record = yaml.safe_load((ROOT / "book/peers.yml").read_text(encoding="utf-8"))["peers"]
    assert peers_page(ROOT / "book/peers.yml").count("\n: ") == len(record) == 10
