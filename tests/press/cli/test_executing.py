"""`portfolio execute` on a tiny book."""

from __future__ import annotations

import json

import pytest

from press.build.folder_lock import locked
from tests_support import RECORDS


def test_what_was_executed_a_build_reuses(portfolio, book):
    """No page is printed; the build after it executes nothing."""
    told = portfolio("execute")
    assert told.code == 0
    assert told.verdict.startswith("portfolio: 2 executed, 0 reused, 0 failed; no page was printed")
    assert not book.project.site.exists()
    assert portfolio("build").verdict.startswith(
        "portfolio: 0 executed, 2 reused, 0 failed; published 1 pages"
    )


def test_progress_is_that_of_a_build(portfolio):
    """How much is to be done, and a line for each run that ends."""
    told = portfolio("execute", "--workers", "1").err.splitlines()
    assert told[0] == "portfolio: executing 2 runs; none was timed before"
    assert {line.partition("] ")[2].partition(",")[0] for line in told[1:3]} == {
        "one/default: executed",
        "one/oslo: executed",
    }


def test_nothing_is_executed_twice_unless_it_is_asked_for(portfolio):
    """With --force everything is."""
    portfolio("execute")
    assert "0 executed, 2 reused" in portfolio("execute").verdict
    assert "2 executed, 0 reused" in portfolio("execute", "--force").verdict


def test_chapters_can_be_named(portfolio, book):
    """Their runs go to the one cache."""
    book.notebook("two", RECORDS, "print('another')")
    assert "1 executed, 0 reused" in portfolio("execute", "notebooks/two.ipynb").verdict
    assert "2 executed, 1 reused" in portfolio("execute").verdict


def test_a_notebook_outside_the_book_is_named(portfolio, book):
    """It is not executed, and nbval will find no execution of it."""
    contents = (book.root / "_toc.yml").read_text()
    book.notebook("draft", RECORDS, "print('a draft')")
    book.write("_toc.yml", contents)
    told = portfolio("execute")
    assert "2 executed" in told.verdict
    assert "not in the book: notebooks/draft.ipynb, since _toc.yml does not name it" in told.err


def test_a_name_that_is_not_a_chapter_is_an_error(portfolio):
    """The nearest is offered."""
    told = portfolio("execute", "onne")
    assert told.code == 2
    assert "Did you mean 'one'" in told.verdict


@pytest.mark.parametrize("command", ["execute", "build"])
def test_a_failing_notebook_fails_both_commands_in_one_way(portfolio, book, command):
    """The code, the card, the report."""
    book.notebook("one", RECORDS, "1 / 0")
    told = portfolio(command)
    assert told.code == 4
    assert "FAILED one/default (exit code 4)" in told.err
    assert told.verdict.startswith("portfolio: 0 executed, 0 reused, 2 failed: one/default, one/oslo")
    report = json.loads((book.root / "_build/report.json").read_text())
    assert [row["status"] for row in report["runs"]] == ["failed", "failed"]


@pytest.mark.parametrize("command", ["execute", "build"])
def test_a_wrong_notebook_is_refused_before_anything_is_executed(portfolio, book, command):
    """Machines learn of it too."""
    book.notebook("one", RECORDS, parameters="city = 1")
    told = portfolio(command)
    assert told.code == 2
    assert json.loads((book.root / "_build/report.json").read_text())["refused"]["exit_code"] == 2


def test_one_command_at_a_time_works_in_a_folder(portfolio, book):
    """A build is at work."""
    with locked(book.project):
        told = portfolio("execute")
    assert told.code == 8
    assert "another build is at work here" in told.verdict
