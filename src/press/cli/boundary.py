"""The one place where errors become text and exit codes."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

import click

from portfolio.errors import EnvironmentFaultError, PortfolioError
from press.runs.redaction import without_secrets

INTERRUPTED, CLOSED_PIPE, TERMINATED = 130, 141, 143  # 128 + the number of the signal, as shells have it
DEBUG, JSON = "--debug", "--json"
INTERNAL = 70  # EX_SOFTWARE of sysexits.h
# A command lives for seconds and makes millions of small objects: Python would look for garbage among them,
# and find none, for a tenth of the time.
FEWER_COLLECTIONS = (200_000, 30, 30)


class ClosedPipeError(Exception):
    """The reader of our output went away, as `| head` does; click would end the process by itself."""


class Terminated(BaseException):
    """SIGTERM arrived: unwind as for Ctrl-C, so that nothing of ours is left running."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    from press.cli.commands import portfolio

    gc.set_threshold(*FEWER_COLLECTIONS)
    words = list(sys.argv[1:] if arguments is None else arguments)
    # a shell starts background jobs deaf to Ctrl-C, and so may a CI runner; a build must always end on it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = portfolio.main([word for word in words if word != DEBUG], "portfolio", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except ClosedPipeError:
        _silence()
        return CLOSED_PIPE
    except (Exception, KeyboardInterrupt, Terminated) as error:  # noqa: BLE001  the last boundary
        if DEBUG in words:
            traceback.print_exc()
        message, code = told(error)
        message = without_secrets(message)
        if JSON in words:  # machines get their one document after a failure too
            print(json.dumps({"error": message, "exit_code": code}, ensure_ascii=False))
        print(with_verdict_last(message), file=sys.stderr)
        return code
    return code if isinstance(code, int) else 0


def with_verdict_last(message: str) -> str:
    """Return a message so that its last line alone says what is wrong: the details stand above it."""
    first, *details = message.splitlines() or [""]
    if not details:
        return f"portfolio: {first}"
    last = details[-1]
    advice = details.pop().removeprefix(".") if last.startswith(". ") else ""
    return "\n".join([*details, f"portfolio: {first.removesuffix(':')}, listed above.{advice}"])


def told(error: BaseException) -> tuple[str, int]:
    """Return what a person is told of an error, and the exit code."""
    match error:
        case PortfolioError():
            return str(error), error.exit_code
        case click.Abort() | KeyboardInterrupt():
            return _interrupted(error), INTERRUPTED
        case Terminated():
            return "terminated; the published site is untouched", TERMINATED
        case click.ClickException():
            return error.format_message(), error.exit_code
        case OSError() | ModuleNotFoundError():
            return _fault_of_the_machine(error), EnvironmentFaultError.exit_code
        case _:
            fault = f"a fault of the press itself: {type(error).__name__}: {error}"
            return f"{fault}. See it whole with {DEBUG}.", INTERNAL


def _interrupted(error: BaseException) -> str:
    cause = error.__cause__ if isinstance(error, click.Abort) else error  # click turns Ctrl-C into its own
    left = cause.args[0] if isinstance(cause, KeyboardInterrupt) and cause.args else ""
    return f"interrupted; {left or 'the published site is untouched'}"


def _fault_of_the_machine(error: OSError | ModuleNotFoundError) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
    return f"the package {error.name} is not installed. Install what requirements.txt pins: make book does."


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _silence() -> None:
    """Let what is still to be written go nowhere: Python flushes its streams at the end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
