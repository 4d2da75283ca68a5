"""Run Sphinx over the staged book, every warning an error."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from portfolio.errors import PublishError
from press.execute.failure import plain
from press.jsonschema_import import skip_address_grammars
from press.sphinx_ext.no_execution import skip_execution

SHOWN_WARNINGS = 20
TEMPLATES = "templates"  # folder beside Sphinx's memory
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
    refuse_problems(problems)


def refuse_problems(problems: Sequence[str]) -> None:
    """Raise if the book has problems.

    Raises
    ------
    PublishError
        Naming the first of them, and how many there are.
    """
    if problems:
        listed = "\n  ".join(problems[:SHOWN_WARNINGS])
        more = f"\n  ... and {len(problems) - SHOWN_WARNINGS} more" if len(problems) > SHOWN_WARNINGS else ""
        raise PublishError(
            f"the book has {len(problems)} problems:\n  {listed}{more}\n", hint="Mend them and build again."
        )


def load_sphinx() -> None:
    """Import what printing needs, which takes about a second."""
    skip_address_grammars()
    skip_execution()
    for name in ("sphinx.application", "jupyter_book", "myst_nb"):
        import_module(name)


def forget(pages: Path, doctrees: Path) -> None:
    """Throw away what an earlier build left, so that the next one starts from nothing."""
    shutil.rmtree(pages, ignore_errors=True)
    shutil.rmtree(doctrees, ignore_errors=True)


def _sphinx(
    stage: Path, pages: Path, doctrees: Path, settings: dict[str, Any], *, rewrite_all: bool
) -> list[str]:
    with opened(stage, pages, doctrees, settings) as printed:
        return printed(rewrite_all)


@contextmanager
def opened(
    stage: Path, pages: Path, doctrees: Path, settings: dict[str, Any], *, hurried: bool = False
) -> Iterator[Callable[[bool], list[str]]]:
    """Start Sphinx, and yield what prints the staged book, once; it returns the problems.

    Its argument says whether pages that have not changed are written too. A process prints one time only, for
    Sphinx keeps state between the builds of one process: fork for each. A `hurried` print leaves the search
    index out, and several processes read even two pages, not only six.
    """
    skip_address_grammars()
    skip_execution()
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    log = io.StringIO()

    def started() -> Sphinx:
        return Sphinx(
            srcdir=str(stage),
            confdir=None,
            outdir=str(pages),
            doctreedir=str(doctrees),
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=log,
            parallel=PROCESSES,
            warningiserror=False,  # collected, so that all of them are seen
        )

    def problems(error: SphinxError) -> list[str]:
        if fault := _fault_of_machine(getattr(error, "orig_exc", None)):
            raise fault from error
        told = f"{type(error).__name__}: {error}".replace(f"{stage}/", "")
        return [*_messages(log.getvalue(), stage), told]

    def printed(rewrite_all: bool) -> list[str]:
        try:
            app.build(force_all=rewrite_all)
        except SphinxError as error:
            return problems(error)
        return _messages(log.getvalue(), stage)

    with patch_docutils(str(stage)), docutils_namespace():
        try:
            app = started()
        except SphinxError as error:
            found = problems(error)
            yield lambda _: found
        else:
            _keep_templates(app, doctrees.with_name(TEMPLATES))
            _keep_citations(app.env.domains.get("cite"))
            if "cite" in app.env.domains:
                _find_styles_once()
            _find_stems_once()
            if hurried:
                _hurry(app.builder)
            yield printed


def _keep_templates(app: Any, folder: Path) -> None:
    """Keep the theme's templates as Python made of them: that takes longer than to write a page."""
    from jinja2 import FileSystemBytecodeCache

    folder.mkdir(parents=True, exist_ok=True)
    templates = getattr(app.builder, "templates", None)
    if templates is not None and hasattr(templates, "environment"):
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _hurry(builder: Any) -> None:
    one_by_one = builder._read_serial

    def read(names: Sequence[str]) -> None:
        if len(names) > 1 and PROCESSES > 1 and builder.app.is_parallel_allowed("read"):
            builder._read_parallel(names, nproc=PROCESSES - 1)
        else:
            one_by_one(names)

    builder._read_serial, builder.search = read, False


def _keep_citations(domain: Any) -> None:
    """Let the list of references stand as it is remembered, unless another work is cited now."""
    if domain is None:
        return

    def cited() -> tuple[object, ...]:
        references = [(ref.docname, [target.key for target in ref.targets]) for ref in domain.citation_refs]
        lists = {key: id(value) for key, value in domain.bibliographies.items()}
        return sorted(references), lists, len(domain.citations)

    before, put_together = cited(), domain.env_updated
    domain.env_updated = lambda: [] if domain.citations and cited() == before else put_together()


def _find_styles_once() -> None:
    """Let each style of references be looked up once: every look goes through all that is installed."""
    from pybtex import plugin

    if not hasattr(plugin._load_entry_point, "cache_info"):
        plugin._load_entry_point = lru_cache(maxsize=None)(plugin._load_entry_point)


def _find_stems_once() -> None:
    """Let the stem of a word be found once for all pages: Sphinx remembers it for one page only."""
    from sphinx.search.en import SearchEnglish

    if not hasattr(SearchEnglish.stem, "cache_info"):
        SearchEnglish.stem = lru_cache(maxsize=None)(SearchEnglish.stem)  # type: ignore[method-assign]


def _fault_of_machine(cause: object) -> OSError | None:
    """Return what a full disk and its like raised, which is no fault of the book; None for anything else.

    From a process of Sphinx's comes its text alone. A broken picture raises an OSError without a number.
    """
    if isinstance(cause, OSError):
        return cause if cause.errno else None
    told = _OS_ERROR.match(cause) if isinstance(cause, str) else None
    return OSError(int(told[1]), told[2]) if told else None


def _messages(log: str, stage: Path) -> list[str]:
    from press.sphinx_ext.places import placed

    text = plain(log).replace(f"{stage}/", "")
    return [placed(line.strip(), stage) for line in text.splitlines() if line.strip()]
