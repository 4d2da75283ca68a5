"""The commands on a tiny book: what they print, and their exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from portfolio.errors import UsageError
from press.build.folder_lock import locked
from press.build.refresh_outputs import as_committed
from press.execute.durations import read_durations
from pretend_kernel import executed_cell, stream
from tests_support import RECORDS, TinyBook, cell, document

CHECKED = cell("print(city)", "nbval-check-output")


def snapshot(book: TinyBook) -> dict[str, bytes]:
    """Return every file of a book, but for the library it runs on."""
    return {
        path.relative_to(book.root).as_posix(): path.read_bytes()
        for path in book.root.rglob("*")
        if path.is_file() and not path.is_relative_to(book.root / "src")
    }


# build


def test_a_dry_run_changes_nothing_and_says_why(portfolio, book):
    """For people and for machines."""
    before = snapshot(book)
    answer = portfolio("build", "--dry-run", "--explain")
    assert answer.out.splitlines() == [
        "one/default: execute: never executed",
        "one/oslo: execute: never executed",
    ]
    plan = json.loads(portfolio("build", "--dry-run", "--json").out)
    assert plan["runs"][1] == {
        "notebook": "one",
        "scenario": "oslo",
        "published": True,
        "action": "execute",
        "reasons": ["never executed"],
    }
    assert snapshot(book) == before


def test_a_build_is_executed_once_then_reused(portfolio):
    """The reasons are told on request."""
    first = portfolio("build", "--explain")
    assert first.code == 0
    assert first.verdict.startswith(
        "portfolio: 2 executed, 0 reused, 0 failed; published 1 pages to _build/html"
    )
    second = portfolio("build", "--explain")
    assert second.out.splitlines() == [
        "one/default: reused: nothing changed",
        "one/oslo: reused: nothing changed",
    ]
    forced = portfolio("build", "--force", "--explain")
    assert forced.out.splitlines()[0] == "one/default: executed: execution was asked for"


def test_a_dry_run_names_what_changed(portfolio, book):
    """Which cell of which run."""
    portfolio("build")
    book.notebook("one", RECORDS.replace("42.5", "43"))
    lines = portfolio("build", "--dry-run", "--explain").out.splitlines()
    assert lines == ["one/default: execute: code cell 2 changed", "one/oslo: execute: code cell 2 changed"]


def test_a_scenario_without_a_page_is_marked(portfolio, book):
    """It is no part of a build."""
    book.write(
        "notebooks/one.yml", "scenarios:\n  quick: {title: Q, parameters: {seed: 1}, published: false}\n"
    )
    assert "one/quick (not published): execute" in portfolio("build", "--dry-run").out
    assert portfolio("build").verdict.startswith("portfolio: 1 executed")


def test_json_is_the_report_and_nothing_else(portfolio, book):
    """Everything else goes to standard error."""
    answer = portfolio("build", "--json", "--explain")
    report = json.loads(answer.out)
    assert [row["status"] for row in report["runs"]] == ["ok", "ok"]
    assert report["site"]["published"] is True
    assert answer.out == (book.project.build / "report.json").read_text()


def test_a_failed_run_is_told_as_a_card_with_its_own_code(portfolio, book):
    """The others are named in the verdict's numbers; the document for machines is whole."""
    book.notebook("two", "1 / 0")
    answer = portfolio("build", "--json")
    assert answer.code == 4
    assert "FAILED two/default (exit code 4)" in answer.err
    assert "_build/failed/two.default.ipynb" in answer.err
    assert (book.root / "_build/failed/two.default.ipynb").exists()
    assert answer.verdict == (
        "portfolio: 2 executed, 0 reused, 1 failed: two/default; the published site is untouched"
    )
    rows = json.loads(answer.out)["runs"]
    assert [row["status"] for row in rows] == ["ok", "ok", "failed"]
    assert "Traceback" not in answer.err


def test_a_check_that_fails_stops_before_anything_is_executed(portfolio, book):
    """A number typed by hand."""
    book.notebook("one", RECORDS, prose="About 41 %.")
    answer = portfolio("build", "--json")
    assert answer.code == 7
    assert "'41 %' is typed by hand" in answer.err
    assert json.loads(answer.out)["exit_code"] == 7
    assert "executing" not in answer.err


def test_a_log_holds_no_terminal_codes(portfolio, monkeypatch):
    """Not even where the environment asks for colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    for words in (["build"], ["build", "--help"], ["biuld"], ["run", "one"]):
        answer = portfolio(*words)
        assert "\x1b" not in answer.out + answer.err
        assert "\r" not in answer.err


def test_two_builds_in_one_folder_exclude_each_other_and_two_books_do_not(portfolio, book, make_book):
    """The second is told who holds the folder."""
    other = make_book("other")
    with locked(book.project), locked(other.project):
        answer = portfolio("build")
        assert portfolio("build", "--dry-run").code == 0
    assert answer.code == 8
    assert answer.verdict.startswith("portfolio: another build is at work here: process ")
    assert portfolio("build").code == 0


def test_warnings_are_told_with_their_run(portfolio, book):
    """A cache that is damaged is no failure."""
    portfolio("build")
    (record,) = list(book.project.cache.glob("entries/*/*/record.json"))[:1]
    record.write_text("{}")
    answer = portfolio("build")
    assert answer.code == 0
    assert "warning: one/" in answer.err
    assert answer.verdict.startswith("portfolio: 1 executed, 1 reused")


# results


def test_results_are_locked_compared_and_accepted(portfolio, book):
    """The life of a published value."""
    assert portfolio("results", "diff").code == 2
    portfolio("build")
    assert portfolio("results", "diff").out.splitlines() == [
        "one/default.answer: new, 42.5",
        "one/oslo.answer: new, 42.5",
    ]
    locked = portfolio("results", "lock")
    assert read_durations(book.project).keys() == {"one/default", "one/oslo"}
    assert (locked.code, locked.verdict) == (0, "portfolio: 2 values locked")
    assert (portfolio("results", "diff").code, portfolio("results", "diff").out) == (0, "")
    book.notebook("one", RECORDS.replace("42.5", "43.5"))
    built = portfolio("build")
    assert "differs from the published value: one/default.answer: 42.5 -> 43.5" in built.err
    assert "2 values differ" in built.err
    assert built.code == 0
    diff = portfolio("results", "diff")
    assert (diff.code, diff.out.splitlines()[0]) == (1, "one/default.answer: 42.5 -> 43.5")
    portfolio("results", "lock")
    assert portfolio("results", "diff").code == 0


def test_the_values_of_one_chapter_are_accepted_alone(portfolio, book):
    """The locks of the others stay as they are, whatever the last whole build found."""
    book.notebook("two", RECORDS)
    book.lock({"two/default": {"answer": {"value": 1.0}}})
    before = (book.root / "notebooks/two.lock.json").read_bytes()
    assert "accept with: portfolio results lock --only one" in portfolio("build", "--only", "one").err
    told = portfolio("results", "lock", "--only", "one")
    assert "one/default.answer: new, 42.5" in told.out
    assert "two" not in told.out
    assert (book.root / "notebooks/two.lock.json").read_bytes() == before
    assert "accept" not in portfolio("build", "--only", "one").err


def test_a_failed_build_does_not_unlock_its_values(portfolio, book):
    """They are neither compared nor dropped."""
    portfolio("build")
    portfolio("results", "lock")
    before = (book.root / "notebooks/one.lock.json").read_bytes()
    book.notebook("one", "1 / 0")
    portfolio("build")
    diff = portfolio("results", "diff")
    assert (diff.code, diff.out) == (0, "")
    assert "one/oslo failed in the last build and is not compared" in diff.err
    refused = portfolio("results", "lock")
    assert refused.code == 2
    assert "the last build failed: one/default, one/oslo" in refused.verdict
    assert (book.root / "notebooks/one.lock.json").read_bytes() == before


def test_a_broken_file_of_results_is_an_error(portfolio, book):
    """Of the build, or under version control."""
    portfolio("build")
    book.write("notebooks/one.lock.json", "<<<<<<< HEAD\n")
    assert portfolio("results", "diff").code == 2
    assert portfolio("build").code == 2
    (book.root / "notebooks/one.lock.json").unlink()
    book.write("_build/results.json", "{")
    answer = portfolio("results", "diff")
    assert (answer.code, "results.json: " in answer.verdict) == (2, True)


# notebooks refresh


def test_refresh_keeps_the_outputs_of_checked_cells_only(portfolio, book):
    """A second refresh has nothing to do; a check changes nothing."""
    path = book.notebook("one", CHECKED, "print('other')")
    before = path.read_bytes()
    check = portfolio("notebooks", "refresh", "--check")
    assert (check.code, check.out) == (1, "would change: notebooks/one.ipynb\n")
    assert path.read_bytes() == before
    done = portfolio("notebooks", "refresh", "one")
    assert (done.code, done.verdict) == (0, "portfolio: 1 files changed")
    cells = json.loads(path.read_text())["cells"]
    assert [one["outputs"] for one in cells if one["cell_type"] == "code"] == [
        [],
        [{**stream("Rome\n"), "text": ["Rome\n"]}],
        [],
    ]
    again = portfolio("notebooks", "refresh", "--check")
    assert (again.code, again.out) == (0, "")


def test_refresh_names_an_unknown_notebook_and_a_failing_one(portfolio, book):
    """And writes none of them."""
    assert "Did you mean 'one'?" in portfolio("notebooks", "refresh", "ona").verdict
    path = book.notebook("two", "1 / 0")
    before = snapshot(book)["notebooks/one.ipynb"], path.read_bytes()
    answer = portfolio("notebooks", "refresh")
    assert answer.code == 4
    assert "notebooks fail; none was changed" in answer.err
    assert "ZeroDivisionError" in answer.err
    assert (snapshot(book)["notebooks/one.ipynb"], path.read_bytes()) == before


RESULT = {
    "output_type": "execute_result",
    "execution_count": 3,
    "metadata": {},
    "data": {"text/plain": "1\n2"},
}


def committed(made, *outputs):
    """Return one cell as it is committed."""
    return as_committed(document([made]), {"cells": [executed_cell(made["source"], *outputs)]})["cells"][0]


def test_a_committed_notebook_has_one_form():
    """Text in lines, counts beside outputs only, no trace of the machine."""
    kept = committed(cell("a\nb", "nbval-check-output"), stream("x\ny\n"), RESULT)
    assert kept["source"] == ["a\n", "b"]
    assert [output.get("text") or output["data"]["text/plain"] for output in kept["outputs"]] == [
        ["x\n", "y\n"],
        ["1\n", "2"],
    ]
    assert (kept["execution_count"], kept["outputs"][1]["execution_count"]) == (
        1,
        1,
    )  # nbval wants a count beside an output
    assert committed(cell("a"), stream("x"))["outputs"] == []


def test_an_old_notebook_gains_ids():
    """The present format asks for them."""
    made = {key: value for key, value in cell("a").items() if key != "id"}
    fresh = as_committed({"cells": [made]}, {"cells": [executed_cell("a")]})
    assert (fresh["cells"][0]["id"], fresh["nbformat_minor"]) == ("cell-1", 5)


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([], "cell 1 is tagged nbval-check-output but prints nothing"),
        ([{**RESULT, "data": {"text/plain": "1", "text/html": "<b>"}}], "shows more than text"),
        (
            [{"output_type": "display_data", "metadata": {}, "data": {"image/png": ""}}],
            "shows more than text",
        ),
    ],
)
def test_a_checked_cell_must_print_something_that_can_be_compared(outputs, message):
    """nbval would pass over the rest."""
    with pytest.raises(UsageError, match=message):
        committed(cell("a", "nbval-check-output"), *outputs)


# digest and serve


def test_digest_lists_every_file_of_the_site(portfolio, book):
    """Two builds are compared with `diff`."""
    book.write("_build/html/b.html", '<span class="volatile">1</span>')
    book.write("_build/html/a/a.css", "x")
    lines = portfolio("digest").out.splitlines()
    assert [line.split("  ")[1] for line in lines] == ["a/a.css", "b.html"]
    assert {len(line.split("  ")[0]) for line in lines} == {64}
    normalised = portfolio("digest", "--normalised").out.splitlines()
    assert [one == other for one, other in zip(lines, normalised, strict=True)] == [True, False]


@pytest.mark.parametrize("command", ["digest", "serve"])
def test_without_a_site_there_is_nothing_to_show(command, portfolio):
    """The error says how to get one."""
    answer = portfolio(command)
    assert (answer.code, answer.out) == (2, "")
    assert answer.verdict == "portfolio: no site yet; expected _build/html. Run: portfolio build."


def test_serve_announces_its_address_and_ends_with_ctrl_c(portfolio, book):
    """On this machine only."""
    book.write("_build/html/index.html", "x")
    with subprocess.Popen(
        [sys.executable, "-m", "press", "serve", "--port", "0"],
        cwd=book.root,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("portfolio: serving at http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in rest
