"""Progress for people and for logs, and the card of a failed run."""

from __future__ import annotations

import io
import threading

import pytest

from finished_runs import finished_run, run_of
from press.execute import progress as module
from press.execute.failure import Failure
from press.execute.forecast import Forecast
from press.execute.progress import EVERY, TextDisplay, failure_card

FAILURE = Failure("cell", "ZeroDivisionError: division by zero", 3, "1 / 0", ("  line 1", "    line 2"), 2)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def shown(stream: io.StringIO, total: int = 2) -> str:
    """Return what is shown of two runs, one of which fails."""
    display = TextDisplay(total, stream)
    one, two = run_of("one/default"), run_of("two/jfk")
    display.start(one)
    display.start(two)
    display.cell(two, 3, 12)
    display.end(finished_run("two/jfk", failure=FAILURE))
    display.end(finished_run("one/default"))
    return stream.getvalue()


def test_a_log_has_one_plain_line_for_each_end():
    """No cell by cell, no code of a terminal."""
    assert shown(io.StringIO()).splitlines() == [
        "[  1/2] two/jfk: failed, 1.2 s, 1,234 MiB",
        "[  2/2] one/default: executed, 1.2 s, 1,234 MiB",
    ]


def test_a_terminal_shows_what_is_running_now():
    """In one line that is drawn anew."""
    text = shown(Terminal())
    assert "0 of 2: one/default starting 0 s · two/jfk cell 3/12 0 s" in text
    assert text.endswith("[  2/2] one/default: executed, 1.2 s, 1,234 MiB\n")


@pytest.mark.parametrize("columns", ["10", "40"])
def test_the_line_is_no_wider_than_the_terminal(columns, monkeypatch):
    """A line that wraps could not be drawn over."""
    monkeypatch.setenv("COLUMNS", columns)
    drawn = [part for part in shown(Terminal()).split("\r\x1b[K") if not part.endswith("\n")]
    assert max(len(part) for part in drawn) == int(columns) - 1


def test_the_display_uses_no_colour():
    """Only the code that clears the line."""
    assert shown(Terminal()).replace("\r\x1b[K", "").count("\x1b") == 0


def test_standard_error_is_the_place(capsys):
    """Standard output is for results."""
    TextDisplay(1).begin(Forecast({"one/default": 30.0}, basis="here"))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "portfolio: executing 1 run: about 30 s, judging by earlier runs on this machine\n"
    )


def test_runs_may_report_from_many_threads():
    """No line is mixed with another, none is counted twice."""
    stream = io.StringIO()
    display = TextDisplay(40, stream)

    def report(number: int) -> None:
        for item in (finished_run(f"n{number}/s{step}") for step in range(10)):
            display.start(item.run)
            display.end(item)

    threads = [threading.Thread(target=report, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ends = [line for line in stream.getvalue().splitlines() if line.startswith("[")]
    assert [line[: len("[  1/40]")] for line in ends] == [f"[{n:>3}/40]" for n in range(1, 41)]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Return the clock that displays look at."""
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def test_a_log_says_now_and_then_what_is_running_and_how_long_it_still_takes(clock):
    """A long run would else look like a build that hangs."""
    stream = io.StringIO()
    display = TextDisplay(2, stream)
    display.begin(Forecast({"two/jfk": 100.0, "one/default": 60.0}, 1, "here"))
    display.start(run_of("two/jfk"))
    for _ in range(3):
        clock.now += EVERY - 1
        display.tick()
    display.cell(run_of("two/jfk"), 3, 12)
    assert stream.getvalue().splitlines()[1:] == [
        "         0 of 2; 36% done, about 2 min left: two/jfk starting 58 s",
    ]


def test_a_terminal_is_drawn_anew_while_a_cell_takes_long(clock):
    """The seconds go on."""
    stream = Terminal()
    display = TextDisplay(1, stream)
    display.start(run_of("one/default"))
    clock.now += 7
    display.tick()
    assert stream.getvalue().endswith("\r\x1b[K0 of 1: one/default starting 7 s")


def test_the_end_of_a_run_says_how_long_the_others_take(clock):
    """At the pace of those that have ended: this machine is twice as fast as was thought."""
    stream = io.StringIO()
    display = TextDisplay(2, stream)
    display.begin(Forecast({"two/jfk": 2.4, "one/default": 60.0}, 1, "published"))
    display.start(run_of("two/jfk"))
    display.end(finished_run("two/jfk"))
    assert stream.getvalue().endswith("executed, 1.2 s, 1,234 MiB; 4% done, about 30 s left\n")


def test_the_card_of_a_failed_run_says_what_is_needed_to_mend_it():
    """Where, with what, why, and what was not run."""
    run = run_of("one/jfk", origin="JFK", seed=1)
    assert failure_card(run, FAILURE, "_build/failed/one.jfk.ipynb").splitlines() == [
        "FAILED one/jfk (exit code 4)",
        "  notebook   notebooks/one.ipynb",
        "  scenario   jfk",
        "  parameters origin='JFK', seed=1",
        "  cell       3: 1 / 0",
        "  error      ZeroDivisionError: division by zero",
        "  not run    2 cells",
        "  reached    _build/failed/one.jfk.ipynb",
        "    |   line 1",
        "    |     line 2",
    ]


def test_a_card_leaves_out_what_is_not_known():
    """A kernel that never started has no cell."""
    assert failure_card(run_of(), Failure("environment", "no kernel"), None).splitlines() == [
        "FAILED one/default (exit code 9)",
        "  notebook   notebooks/one.ipynb",
        "  scenario   default",
        "  parameters none",
        "  error      no kernel",
    ]


def test_a_message_of_several_lines_stays_inside_its_card():
    """Each further line is indented."""
    card = failure_card(run_of(), Failure("cell", "ValueError: a\nFAILED b"), None)
    assert card.splitlines()[-2:] == ["  error      ValueError: a", "             FAILED b"]
