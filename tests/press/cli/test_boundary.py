"""Errors become one line of text and an exit code, in one place."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import click
import pytest

from portfolio.errors import CellError, PublishError
from press.cli import boundary
from press.cli.boundary import told
from press.cli.commands import portfolio as commands


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let `portfolio digest` end with an error."""

    def raise_it(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(commands.commands["digest"], "callback", raise_it)


ERRORS = {
    "a known fault": (PublishError("the check fails", hint="Mend it."), 7, "the check fails. Mend it."),
    "another": (CellError("no"), 4, "no"),
    "Ctrl-C": (KeyboardInterrupt(), 130, "interrupted; the published site is untouched"),
    "Ctrl-C that left something": (
        KeyboardInterrupt("what was reached is in x.ipynb"),
        130,
        "interrupted; what was reached is in x.ipynb",
    ),
    "SIGTERM": (boundary.Terminated(), 143, "terminated; the published site is untouched"),
    "a wrong option": (click.UsageError("no"), 2, "no"),
    "a full disk": (OSError(28, "No space left on device", "/x"), 9, "No space left on device: /x"),
    "no detail": (OSError("odd"), 9, "odd"),
    "our own fault": (
        ZeroDivisionError("division by zero"),
        70,
        "a fault of the press itself: ZeroDivisionError",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_one_verdict_on_standard_error(name, portfolio, monkeypatch):
    """No traceback, nothing on standard output."""
    error, code, message = ERRORS[name]
    failing(monkeypatch, error)
    answer = portfolio("digest")
    assert (answer.code, answer.out) == (code, "")
    assert answer.verdict.startswith(f"portfolio: {message}")
    assert "Traceback" not in answer.err
    assert told(error)[1] == code


@pytest.mark.parametrize("words", [["--debug", "digest"], ["digest", "--debug"]])
def test_debug_shows_where_it_came_from(words, portfolio, monkeypatch):
    """Wherever the word stands; the verdict is still last."""
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    answer = portfolio(*words)
    assert "Traceback (most recent call last)" in answer.err
    assert answer.verdict.startswith("portfolio: a fault of the press itself")
    assert answer.code == 70


def test_machines_get_one_document_after_an_error_too(portfolio):
    """With the same message and code."""
    answer = portfolio("run", "lost", "--json")
    assert json.loads(answer.out) == {"error": answer.verdict.removeprefix("portfolio: "), "exit_code": 2}
    assert answer.code == 2


def test_sigterm_unwinds_like_ctrl_c(portfolio, monkeypatch):
    """So that nothing of ours is left running."""

    def end(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(commands.commands["digest"], "callback", end)
    answer = portfolio("digest")
    assert (answer.code, answer.verdict) == (143, "portfolio: terminated; the published site is untouched")


def test_an_exit_that_is_not_ours_is_not_swallowed(portfolio, monkeypatch):
    """Nothing ends green by accident."""
    failing(monkeypatch, SystemExit(3))
    with pytest.raises(SystemExit, match="3"):
        portfolio("digest")


def test_a_closed_pipe_ends_quietly(portfolio, book):
    """As `| head` does; the code is the one of a program that the signal ends."""
    site = book.project.site
    site.mkdir(parents=True)
    for number in range(2000):
        (site / f"page-with-a-long-name-{number:04}.html").touch()
    with subprocess.Popen(
        [sys.executable, "-m", "press", "digest"],
        cwd=book.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_help_is_no_error_and_a_missing_command_is(portfolio):
    """Both show the commands."""
    for words, code in ((["--help"], 0), (["-h"], 0), (["build", "-h"], 0), ([], 2)):
        answer = portfolio(*words)
        assert answer.code == code
        assert "Usage: portfolio" in answer.out + answer.err
    assert portfolio("--version").out.startswith("portfolio, version ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["biuld"], "no command 'biuld'. Did you mean 'build'?"),
        (["results", "dif"], "No such command 'dif'. Did you mean 'diff'?"),
        (["data", "lst"], "No such command 'lst'. Did you mean 'list'?"),
        (["build", "--forc"], "No such option '--forc'. Did you mean '--force'?"),
        (["--projec", "x"], "No such option '--projec'. Did you mean '--project'?"),
        (["build", "--workers", "0"], "Invalid value for '--workers': 0 is not in the range x>=1."),
        (["build", "--workers", "two"], "Invalid value for '--workers': 'two' is not a valid integer range."),
        (["build", "extra"], "Got unexpected extra argument"),
        (["run"], "Missing argument 'NOTEBOOK'."),
        (["serve", "--port", "99999"], "Invalid value for '--port'"),
    ],
)
def test_a_wrong_command_line_is_error_2_with_a_suggestion(words, message, portfolio):
    """In one line."""
    answer = portfolio(*words)
    assert answer.code == 2
    assert answer.err.startswith(f"portfolio: {message}")
    assert len(answer.err.splitlines()) == 1


def test_outside_a_project_the_error_says_what_a_project_is(tmp_path, portfolio, monkeypatch):
    """Help needs none."""
    monkeypatch.chdir(tmp_path)
    answer = portfolio("build", "--dry-run")
    assert answer.code == 2
    assert "no portfolio project in" in answer.verdict
    assert "name it with --project" in answer.verdict
    assert portfolio("build", "--help").code == 0


def test_a_project_can_be_named_from_anywhere(tmp_path, portfolio, book, monkeypatch):
    """Relative or absolute; a wrong folder is not replaced by another."""
    monkeypatch.chdir(tmp_path)
    for folder in (str(book.root), book.root.name, f"{book.root.name}/notebooks"):
        assert portfolio("--project", folder, "build", "--dry-run").code == 0
    monkeypatch.chdir(book.root)
    answer = portfolio("--project", "boook", "build", "--dry-run")
    assert (answer.code, answer.verdict) == (2, "portfolio: boook is not a folder")


def test_a_sub_folder_belongs_to_its_project(portfolio, book, monkeypatch):
    """As in git."""
    monkeypatch.chdir(book.root / "notebooks")
    assert portfolio("build", "--dry-run").out.splitlines() == ["one/default: execute", "one/oslo: execute"]


def test_every_word_of_the_command_line_is_known(portfolio):
    """Each command has a help text of its own."""
    for name, command in commands.commands.items():
        assert command.help, name
        assert command.get_short_help_str(), name


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("one line", ["portfolio: one line"]),
        (
            "2 problems in a.yml:\n  - x\n  - y",
            ["  - x", "  - y", "portfolio: 2 problems in a.yml, listed above."],
        ),
        ("1 checks fail:\n  x\n. Mend it.", ["  x", "portfolio: 1 checks fail, listed above. Mend it."]),
    ],
)
def test_the_verdict_is_the_last_line(message, lines):
    """The details stand above it."""
    assert boundary.with_verdict_last(message).splitlines() == lines


def test_a_missing_package_is_a_fault_of_the_machine():
    """With what to do; a missing module of ours is our own fault."""
    message, code = told(ModuleNotFoundError("No module named 'papermill'", name="papermill"))
    assert (code, message.partition(".")[0]) == (9, "the package papermill is not installed")
