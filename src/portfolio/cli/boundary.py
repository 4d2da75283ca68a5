"""The one place where errors become text and exit codes."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

import click

from portfolio.errors import EnvironmentFaultError, PortfolioError

INTERRUPTED, TERMINATED = 130, 143  # 128 + the number of the signal, as shells have it
INTERNAL = 70  # EX_SOFTWARE of sysexits.h


class Terminated(BaseException):
    """SIGTERM arrived: unwind as for Ctrl-C, so that nothing of ours is left running."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    from portfolio.cli.commands import portfolio

    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = portfolio.main([word for word in words if word != "--debug"], "portfolio", standalone_mode=False)
    except click.ClickException as error:
        return _tell(error.format_message(), error.exit_code)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _tell("interrupted; the published site is untouched", INTERRUPTED)
    except Terminated:
        return _tell("terminated; the published site is untouched", TERMINATED)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except PortfolioError as error:
        _trace(debug)
        return _tell(str(error), error.exit_code)
    except OSError as error:
        _trace(debug)
        fault = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
        return _tell(fault, EnvironmentFaultError.exit_code)
    except Exception as error:  # noqa: BLE001  the last boundary: a bug, told in one line
        _trace(debug)
        return _tell(f"a fault of the press itself: {type(error).__name__}: {error}. See it whole with --debug.", INTERNAL)
    return code if isinstance(code, int) else 0


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _trace(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _tell(message: str, code: int) -> int:
    print(f"portfolio: {message}", file=sys.stderr)
    return code
