"""`portfolio check`: the verdict on a folder, for people and for machines."""

from __future__ import annotations

import json
import sys
from io import StringIO

import pytest

from press.cli.checking import NO_ADDRESS
from press.gate.finding import text_digest
from site_folders import laid_out, page, shown


@pytest.fixture
def site(book):
    """Return the built site of the book, with nothing wrong."""
    return laid_out(book.project.site, {"two.html": page()})


def test_a_clean_site_passes(portfolio, site):
    """The built site is the default folder."""
    told = portfolio("check")
    assert (told.code, told.out) == (0, "")
    assert told.verdict.startswith("portfolio: 0 findings in 2 files, 0 allowed, ")


@pytest.mark.parametrize(("url", "is_told"), [("", True), ("https://ann.example.org/", False)])
def test_a_profile_without_an_address_is_told_of_in_one_line(url, is_told, portfolio, book, site):
    """It is no finding: a site that is not published yet has none."""
    book.write("book/profile.yml", f'name: Ann\nrole: Analyst\nsummary: I count.\nurl: "{url}"\n')
    told = portfolio("check")
    assert told.code == 0
    assert (NO_ADDRESS in told.err.splitlines()) == is_told


def test_findings_are_grouped_with_advice_and_the_code_of_the_gate(portfolio, site):
    """What, where, what to do; never the value."""
    (site / "two.html").write_bytes(shown("password: Copper-77xQ\nann@shop.io\nbob@shop.io"))
    told = portfolio("check")
    assert told.code == 7
    assert (
        "labelled-secret (1)\n  two.html, cell 1, line 5: a value beside the name password (11 "
        "characters)\n  > " in told.out
    )
    assert "email-address (2)" in told.out
    assert "Copper" not in told.out + told.err


def test_machines_get_one_document_also_on_failure(portfolio, site):
    """Findings, or the error that kept the check from its work."""
    (site / "two.html").write_bytes(page("<p>ann@shop.io</p>"))
    told = portfolio("check", "--json")
    document = json.loads(told.out)
    assert (told.code, document["exit_code"], document["files"]) == (7, 7, 2)
    assert [finding["rule"] for finding in document["findings"]] == ["email-address"]
    missing = portfolio("check", "nowhere", "--json")
    assert (missing.code, json.loads(missing.out)["exit_code"]) == (2, 2)


def test_without_a_site_the_next_step_is_named(portfolio):
    """Build it."""
    told = portfolio("check")
    assert told.code == 2
    assert "Run: portfolio build" in told.verdict


def test_the_allow_list_of_the_book_holds(portfolio, site, book):
    """With its digest, which a command makes from the text."""
    (site / "two.html").write_bytes(page("<p>ann@shop.io</p>"))
    entry = (
        f"rule: email-address, where: two.html, text: {text_digest('ann@shop.io')}, reason: mine, "
        f"until: 2999-01-01"
    )
    book.write("book/allow.yml", f"- {{{entry}}}\n")
    told = portfolio("check")
    assert (told.code, "1 allowed" in told.verdict) == (0, True)


def test_a_digest_is_made_without_an_echo(portfolio, monkeypatch):
    """The text comes from standard input, so no shell remembers it."""
    monkeypatch.setattr(sys, "stdin", StringIO("ann@shop.io\n"))
    assert portfolio("check", "--digest").out.strip() == text_digest("ann@shop.io")


def test_another_folder_is_held_against_the_published_site(portfolio, site, tmp_path):
    """It must not be the wrong one by mistake."""
    for number in range(6):
        (site / f"p{number}.html").write_bytes(page())
    small = str(laid_out(tmp_path / "small", {"two.html": page()}))
    told = portfolio("check", small)
    assert "would delete 6 of 8 pages" in told.out
    assert portfolio("check", small, "--allow-deletions").code == 0


def test_the_folder_of_the_project_is_a_path_of_this_machine(portfolio, site, book):
    """Wherever it lies."""
    (site / "two.html").write_bytes(shown(f"in {book.root}"))
    assert "absolute-path" in portfolio("check").out


def test_links_to_other_hosts_are_told_and_never_refused(portfolio, site, book, monkeypatch):
    """The answers are remembered in the build folder."""
    monkeypatch.setattr("press.gate.outside_links.asked", lambda links: dict.fromkeys(links, (False, "404")))
    (site / "two.html").write_bytes(page('<p><a href="https://gone.io/x">x</a></p>'))
    told = portfolio("check", "--links")
    assert told.code == 0
    assert told.out.startswith("https://gone.io/x: 404, asked on ")
    assert (book.project.build / "links.json").exists()
    assert json.loads(portfolio("check", "--links", "--json").out)["links"][0]["verdict"] == "404"
