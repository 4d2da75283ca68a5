"""The table of contents: read strictly, and filled with the pages that are generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from portfolio.errors import UsageError, nearest
from press.project import Project
from press.runs.heading import first_heading
from press.yaml_reader import STRICT, NeededText, read_yaml

FILE = "_toc.yml"
NOTEBOOKS = "notebooks/"
BOOK = "book/"  # pages of this folder are published at the root of the site
SUFFIXES = {BOOK: ".md", NOTEBOOKS: ".ipynb"}  # what is staged, and nothing else
TAKEN = ("genindex", "search", "404", "py-modindex")  # written by Sphinx and by the press
LISTS = ("parts", "chapters", "sections")


def _levels(numbered: object) -> object:
    if not isinstance(numbered, int):
        raise ValueError("true, false or a number of levels")  # noqa: TRY004 - pydantic collects these
    return numbered


@dataclass(frozen=True, config=STRICT)
class _Lists:
    numbered: Annotated[Any, AfterValidator(_levels)] = False
    options: dict[str, Any] = field(default_factory=dict)
    parts: tuple[_Item, ...] = ()
    chapters: tuple[_Item, ...] = ()
    sections: tuple[_Item, ...] = ()


@dataclass(frozen=True, config=STRICT)
class _Item(_Lists):
    file: str = ""
    url: str = ""
    title: str = ""
    caption: str = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class _Toc(_Lists):
    format: Literal["jb-book"]
    root: NeededText
    defaults: dict[str, Any] = field(default_factory=dict)


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
    document = read_yaml(project.root / FILE, FILE)
    if document is None:
        raise UsageError(f"{FILE} is missing")
    document.parsed(_Toc)
    toc: dict[str, Any] = document.content
    files = list(files_of(toc))
    problems = [_missing(file, project) for file in files if not _exists(file, project)]
    problems += [f"names {file} twice" for file in sorted(set(files)) if files.count(file) > 1]
    problems += [
        f"names {file}, a page that the book makes itself" for file in files if docname(file) in TAKEN
    ]
    problems += _same_titles(files, project)
    if problems:
        raise UsageError("_toc.yml " + "; ".join(problems))
    return toc


def _exists(file: str, project: Project) -> bool:
    return any(
        file.startswith(folder)
        and ".." not in file
        and (folder == BOOK or file.count("/") == 1)
        and (project.root / (file + suffix)).is_file()
        for folder, suffix in SUFFIXES.items()
    )


def _missing(file: str, project: Project) -> str:
    if "\\" in file:
        return f"names {file}; folders are parted by /"
    if file.startswith(NOTEBOOKS) and "/" in file.removeprefix(NOTEBOOKS):
        return f"names {file}, which is not directly in {NOTEBOOKS}: move it there"
    folder = (project.root / file).parent
    known = [path.stem for path in folder.glob("*") if path.suffix in SUFFIXES.values()]
    return f"names {file}, which is missing. {nearest(Path(file).name, known)}"


def _same_titles(files: Sequence[str], project: Project) -> Iterator[str]:
    """Yield pages of prose with one title: nobody could tell them apart."""
    owners: dict[str, str] = {}
    for file in dict.fromkeys(files):
        path = project.root / (file + SUFFIXES[BOOK])
        if file.startswith(BOOK) and path.is_file():
            title = first_heading(path.read_text(encoding="utf-8", errors="replace"))
            other = owners.setdefault(title, file) if title else file
            if other != file:
                yield f"names {other} and {file}, which have one title: {title!r}"


def files_of(toc: Mapping[str, Any]) -> Iterator[str]:
    """Yield every file that a table of contents names, the root first."""
    if "root" in toc:
        yield str(toc["root"])
    for item in _children(toc):
        if "file" in item:
            yield str(item["file"])
        yield from files_of(item)


def chapters_of(toc: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the notebooks that a table of contents names, in its order."""
    return tuple(file.removeprefix(NOTEBOOKS) for file in files_of(toc) if file.startswith(NOTEBOOKS))


def narrowed(toc: Mapping[str, Any], notebooks: Sequence[str]) -> dict[str, Any]:
    """Return a table of contents with no chapters but `notebooks`; all of it when there are none."""
    if not notebooks:
        return dict(toc)
    result = dict(toc)
    for key in LISTS:
        if toc.get(key):
            kept = [narrowed(item, notebooks) for item in toc[key] if _stays(item, notebooks)]
            result[key] = [item for item in kept if any(item.get(name) for name in ("file", "url", *LISTS))]
    return result


def _stays(item: Mapping[str, Any], notebooks: Sequence[str]) -> bool:
    file = str(item.get("file", ""))
    return not file.startswith(NOTEBOOKS) or file.removeprefix(NOTEBOOKS) in notebooks


def _children(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [child for key in LISTS for child in item.get(key) or ()]


def expanded(
    toc: Mapping[str, Any],
    added: Mapping[str, Sequence[Mapping[str, str]]],
    short: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the table of contents of the staged book.

    Parameters
    ----------
    toc
        As `read_toc` returned it.
    added
        For a file, the entries to list beneath it, in order: `file`, and `title` for a short one.
    short
        For a file, its name in navigation, unless the table of contents gives one itself.
    """
    result: dict[str, Any] = {}
    for key, value in toc.items():
        if key in LISTS:
            result[key] = [expanded(item, added, short) for item in value or ()]
        elif key in ("file", "root"):
            result[key] = docname(str(value))
        else:
            result[key] = value
    if short and toc.get("file") in short:
        result.setdefault("title", short[str(toc["file"])])
    extra = [dict(entry) for entry in added.get(str(toc.get("file", "")), ())]
    if extra:
        result["sections"] = [*result.get("sections", ()), *extra]
    return result
