"""Run Sphinx over the staged book, every warning an error."""

from __future__ import annotations

import io
import os
import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from portfolio.errors import PublishError
from press.execute.failure import plain
from press.jsonschema_import import skip_address_grammars

SHOWN_WARNINGS = 20
PROCESSES = (os.cpu_count() or 1) + 1  # Sphinx writes with one less: its own process hands out the pages
_OS_ERROR = re.compile(r"(?:[A-Za-z]*Error): \[Errno (\d+)\] (.*)")


def print_pages(
    stage: Path, pages: Path, doctrees: Path, settings: dict[str, Any], *, rewrite_all: bool = False
) -> None:
    """Turn the staged book into HTML pages.

    What Sphinx remembers of a failed build is thrown away: it would call the broken pages up to date and
    pass the next time.

    Parameters
    ----------
    stage, pages, doctrees
        Sources, result, and Sphinx's memory between builds.
    settings
        Sphinx's configuration.
    rewrite_all
        Write every page again, since something all of them show has changed.

    Raises
    ------
    PublishError
        Sphinx warned about something, or gave up.
    """
    broken = doctrees.with_name(doctrees.name + ".unfinished")
    if broken.exists():
        forget(pages, doctrees)
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.touch()
    problems = _sphinx(stage, pages, doctrees, settings, rewrite_all=rewrite_all)
    if problems:
        forget(pages, doctrees)
    broken.unlink()
    if problems:
        listed = "\n  ".join(problems[:SHOWN_WARNINGS])
        more = f"\n  ... and {len(problems) - SHOWN_WARNINGS} more" if len(problems) > SHOWN_WARNINGS else ""
        raise PublishError(
            f"the book has {len(problems)} problems:\n  {listed}{more}\n", hint="Mend them and build again."
        )


def load_sphinx() -> None:
    """Import what printing needs, which takes about a second."""
    skip_address_grammars()
    for name in ("sphinx.application", "jupyter_book", "myst_nb"):
        import_module(name)


def forget(pages: Path, doctrees: Path) -> None:
    """Throw away what an earlier build left, so that the next one starts from nothing."""
    shutil.rmtree(pages, ignore_errors=True)
    shutil.rmtree(doctrees, ignore_errors=True)


def _sphinx(
    stage: Path, pages: Path, doctrees: Path, settings: dict[str, Any], *, rewrite_all: bool
) -> list[str]:
    skip_address_grammars()
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    log = io.StringIO()
    try:
        with patch_docutils(str(stage)), docutils_namespace():
            app = Sphinx(
                srcdir=str(stage),
                confdir=None,
                outdir=str(pages),
                doctreedir=str(doctrees),
                buildername="html",
                confoverrides=settings,
                status=None,
                warning=log,
                parallel=PROCESSES,
                warningiserror=False,  # collected below, so that all of them are seen
            )
            app.build(force_all=rewrite_all)
    except SphinxError as error:
        if fault := _fault_of_machine(getattr(error, "orig_exc", None)):
            raise fault from error
        return [
            *_messages(log.getvalue(), stage),
            f"{type(error).__name__}: {error}".replace(f"{stage}/", ""),
        ]
    return _messages(log.getvalue(), stage)


def _fault_of_machine(cause: object) -> OSError | None:
    """Return what a full disk and its like raised, which is no fault of the book; None for anything else.

    From a process of Sphinx's comes its text alone. A broken picture raises an OSError without a number.
    """
    if isinstance(cause, OSError):
        return cause if cause.errno else None
    told = _OS_ERROR.match(cause) if isinstance(cause, str) else None
    return OSError(int(told[1]), told[2]) if told else None


def _messages(log: str, stage: Path) -> list[str]:
    text = plain(log).replace(f"{stage}/", "")
    return [line.strip() for line in text.splitlines() if line.strip()]
