"""The process that prints a preview: it has everything ready, and forks for each print.

Sphinx keeps state between two builds of one process, and to start it takes longer than to print a page. So it
is started once, before anything is asked, and each print is made by a copy of the process that ends with it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from press.preview.folder import PreviewProject
from press.preview.printing import Press, findings, made_ready
from press.preview.wire import Tell, in_words, own_wire
from press.sphinx_ext.run_sphinx import load_sphinx

LESS_URGENT = 10  # what a check yields to the browser that loads the page


def main(root: str, moment: str) -> int:
    """Get ready, say so, and print whenever a line comes; the end of the lines is the end."""
    tell = own_wire()
    gc.disable()  # the process lives until the next print, and its copies for a second
    try:
        load_sphinx()
        with made_ready(PreviewProject(Path(root)), moment) as press:
            tell(ready=True)
            _print_when_asked(press, tell)
    except Exception as error:  # noqa: BLE001  whatever it is, the person who writes is told
        tell(error=in_words(error))
    return 0


def _print_when_asked(press: Press, tell: Tell) -> None:
    """Print for each line, then check what was printed until the next one comes."""
    checking = 0
    while os.read(sys.stdin.fileno(), 1):
        if checking:
            with suppress(ProcessLookupError):
                os.kill(checking, signal.SIGKILL)
            os.waitpid(checking, 0)
        _, status = os.waitpid(_forked(lambda: _print(press, tell)), 0)
        if os.WIFSIGNALED(status):
            tell(error="the process that prints was killed")
        checking = 0 if status else _forked(lambda: _check(press, tell))


def _forked(work: Callable[[], int]) -> int:
    """Return the process that does the work; its exit code is what the work returns."""
    child = os.fork()
    if not child:
        code = 1
        try:
            code = work()
        finally:
            os._exit(code)
    return child


def _print(press: Press, tell: Tell) -> int:
    """Print, and return 0 if pages were printed that can be checked."""
    try:
        printed = press.print()
    except Exception as error:  # noqa: BLE001
        tell(error=in_words(error))
        return 1
    tell(printed=asdict(printed))
    return int(not printed.pages)


def _check(press: Press, tell: Tell) -> int:
    os.nice(LESS_URGENT)
    try:
        found = findings(press.project)
    except Exception as error:  # noqa: BLE001
        found = [in_words(error)]
    tell(found="\n".join(["This would not be published:", *found]) if found else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
