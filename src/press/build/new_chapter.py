"""A new chapter: its places from a template that passes every check, and its line in the table of contents.

The lock, the fifth place, holds what a build computed, so it is written after the first build.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from portfolio.errors import UsageError
from press.files import write_whole
from press.project import LOCKED, Project
from press.runs.notebook import read_notebooks
from press.runs.scenarios import compare_path
from press.settings.notebook_settings import ROOMS
from press.settings.scenarios import TAKEN_PAGES, load_scenarios
from press.settings.toc import FILE as TOC
from press.settings.toc import chapters_of, read_toc
from press.yaml_reader import parse_yaml

TEMPLATE = Path(__file__).parents[1] / "chapter_template"
LONGEST = 24  # characters of a name: the lines of the template still fit
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9 ]* [A-Za-z0-9 ]*[A-Za-z0-9]"
)  # several words: never a word of YAML's
_LISTED = re.compile(r"(?P<indent> *)- file: *notebooks/\S+ *(?:#.*)?")
_CHAPTERS = re.compile(r"(?P<indent> *(?:- +)?)chapters: *(?:#.*)?")


def make_chapter(project: Project, name: str, *, family: str = "", title: str = "") -> list[str]:
    """Write the files of a new chapter and its line in the table of contents; return their names.

    Parameters
    ----------
    name
        Of the notebook, such as `air_quality`.
    family
        Folder in `src/portfolio` for its code, new or there; named after the notebook when empty.
    title
        Of the notebook; made of its name when empty.

    Raises
    ------
    UsageError
        A name that cannot be, a place that is taken, or a book that is wrong; nothing is written.
    """
    family = family or name.replace("-", "_")
    _refuse_names(name, family)
    title = " ".join(title.split()) or _in_words(name)
    files = chapter_files(project, name, family, title)
    _refuse_taken(project, name, files)
    _refuse_pages(project, name, title)
    contents = project.root / TOC
    listed = with_chapter(contents.read_text(encoding="utf-8"), name)
    for path, text in files.items():
        write_whole(path, text)
    write_whole(contents, listed)
    return [_shown(path, project) for path in (*files, contents)]


def chapter_files(project: Project, name: str, family: str, title: str) -> dict[Path, str]:
    """Return what a new chapter is made of, by path; a family that is there keeps its `__init__.py`."""
    module = name.replace("-", "_")
    code, tests = project.source / "portfolio" / family, project.root / "tests" / "portfolio" / family
    places = {
        "notebook.ipynb": project.notebooks / f"{name}.ipynb",
        "settings.yml": project.notebooks / f"{name}.yml",
        "init.py": code / "__init__.py",
        "module.py": code / f"{module}.py",
        "test.py": tests / f"test_{module}.py",
    }
    if (code / "__init__.py").exists():
        del places["init.py"]
    short, called = _in_words(name), f"{family}.{module}"
    imports = {called: "mean_interval, means_by, plot_means", "errors": "DataError"}  # sorted as ruff wants
    words = {
        "IMPORTS": "\n".join(f"from portfolio.{one} import {imports[one]}" for one in sorted(imports)),
        "NOTEBOOK": name,
        "LABEL": name.replace("_", "-"),
        "MODULE": module,
        "FAMILY": family,
        "TITLE": json.dumps(title, ensure_ascii=False)[1:-1],  # it stands in JSON alone
        "SHORT": short if _PLAIN.fullmatch(short) else json.dumps(short, ensure_ascii=False),
    }
    return {path: _filled(template, words) for template, path in places.items()}


def with_chapter(toc: str, name: str) -> str:
    """Return the text of a table of contents with a line for a notebook behind the last one.

    Raises
    ------
    UsageError
        The text has no place for such a line, as where its lists are written in brackets.
    """
    lines = toc.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    place, indent = _place(lines)
    added = "".join([*lines[:place], f"{indent}- file: notebooks/{name}\n", *lines[place:]])
    if _lists(added) != (*_lists(toc), name):
        raise UsageError(
            f"{TOC} has no list of chapters with one `- file:` on a line",
            hint=f"Write it so, then `- file: notebooks/{name}` is added to it; nothing was written.",
        )
    return added


def _place(lines: list[str]) -> tuple[int, str]:
    """Return before which line a chapter is to be listed, and how far it is indented."""
    found = [(number, match["indent"]) for number, match in _matches(_LISTED, lines)]
    if found:
        least = min(len(indent) for _, indent in found)
        number, indent = [one for one in found if len(one[1]) == least][-1]
        return _end_of_item(lines, number, len(indent)), indent
    for number, match in _matches(_CHAPTERS, lines):
        return number + 1, " " * (len(match["indent"]) + 2)
    return len(lines), ""


def _matches(pattern: re.Pattern[str], lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(lines):
        match = pattern.fullmatch(line.rstrip())
        if match:
            yield number, match


def _end_of_item(lines: list[str], start: int, indent: int) -> int:
    """Return the number of the line behind an item and what is nested in it."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        text = lines[number].strip()
        if text and len(lines[number]) - len(lines[number].lstrip()) <= indent:
            break
        end = number + 1 if text else end  # blank lines belong to what follows
    return end


def _lists(toc: str) -> tuple[str, ...]:
    try:
        content = parse_yaml(toc, TOC).content
    except UsageError:
        return ()
    return chapters_of(content) if isinstance(content, dict) else ()


def _refuse_names(name: str, family: str) -> None:
    for what, text in (("notebook", name), ("family", family)):
        if not _NAME.fullmatch(text) or len(text) > LONGEST or (what == "family" and "-" in text):
            joined = "_" if what == "family" else "- or _"
            wanted = f"words of a-z and 0-9 joined by {joined}, a letter first, at most {LONGEST} characters"
            raise UsageError(f"a {what} cannot be called {text!r}", expected=wanted)
        if keyword.iskeyword(text) or text in (*TAKEN_PAGES, *ROOMS, "errors"):
            raise UsageError(
                f"a {what} cannot be called {text!r}", hint="That name has a meaning of its own."
            )


def _refuse_taken(project: Project, name: str, files: Iterable[Path]) -> None:
    places = (*files, project.notebooks / f"{name}{LOCKED}")
    taken = ", ".join(_shown(path, project) for path in places if path.exists())
    if taken:
        raise UsageError(f"{taken}: already there", hint="Choose another name; nothing was written.")


def _refuse_pages(project: Project, name: str, title: str) -> None:
    """Refuse a name or a title by which two pages would be one."""
    notebooks = read_notebooks(project.notebooks)
    runs = load_scenarios(project, notebooks)
    read_toc(project)
    pages = {run.page for run in runs} | {Path(compare_path(one)).name for one in notebooks}
    if name in pages:
        raise UsageError(f"the page {name!r} is there", hint="Choose another name; nothing was written.")
    same = [one.where for one in notebooks.values() if one.title == title]
    if same:
        raise UsageError(f"{same[0]} has the title {title!r}", hint="Give another one with --title.")


def _in_words(name: str) -> str:
    return " ".join(re.split("[-_]", name)).capitalize()


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (TEMPLATE / f"{template}.in").read_text(encoding="utf-8")
    return re.sub("@([A-Z]+)@", lambda match: words[match[1]], text)


def _shown(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix()
