"""The table of contents: read strictly, and filled with the pages that are generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from portfolio.config import Project
from portfolio.errors import UsageError, nearest

BOOK = "book/"  # pages of this folder are published at the root of the site
SUFFIXES = (".md", ".ipynb")


def docname(file: str) -> str:
    """Return the page that a file of the table of contents becomes: `book/about` is published as `about`."""
    return file.removeprefix(BOOK)


def read_toc(project: Project) -> dict[str, Any]:
    """Return `_toc.yml`, checked: format 1.x, every file there, none named twice.

    Raises
    ------
    UsageError
        The file is broken, or names a page that is missing or named twice.
    """
    path = project.root / "_toc.yml"
    try:
        toc = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UsageError(f"_toc.yml, line {line}: not YAML", hint="Mend the indentation.") from error
    if not isinstance(toc, dict) or toc.get("format") != "jb-book" or "root" not in toc:
        raise UsageError("_toc.yml", expected="format: jb-book, and a root")
    files = list(files_of(toc))
    problems = [_missing(file, project) for file in files if not _exists(file, project)]
    problems += [f"names {file} twice" for file in sorted(set(files)) if files.count(file) > 1]
    if problems:
        raise UsageError("_toc.yml " + "; ".join(problems))
    return toc


def _exists(file: str, project: Project) -> bool:
    return any((project.root / (file + suffix)).is_file() for suffix in SUFFIXES)


def _missing(file: str, project: Project) -> str:
    folder = (project.root / file).parent
    known = [path.stem for path in folder.glob("*") if path.suffix in SUFFIXES]
    return f"names {file}, which is missing. {nearest(Path(file).name, known)}"


def files_of(toc: Mapping[str, Any]) -> Iterator[str]:
    """Yield every file that a table of contents names, the root first."""
    if "root" in toc:
        yield str(toc["root"])
    for item in _children(toc):
        if "file" in item:
            yield str(item["file"])
        yield from files_of({key: value for key, value in item.items() if key != "file"})


def _children(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [child for key in ("parts", "chapters", "sections") for child in item.get(key) or ()]


def expanded(toc: Mapping[str, Any], added: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the table of contents of the staged book.

    Parameters
    ----------
    toc
        As `read_toc` returned it.
    added
        For a file, the pages to list beneath it, in order.
    """
    result: dict[str, Any] = {}
    for key, value in toc.items():
        if key in ("parts", "chapters", "sections"):
            result[key] = [expanded(item, added) for item in value]
        elif key in ("file", "root"):
            result[key] = docname(str(value))
        else:
            result[key] = value
    extra = [{"file": page} for page in added.get(str(toc.get("file", "")), ())]
    if extra:
        result["sections"] = [*result.get("sections", ()), *extra]
    return result
