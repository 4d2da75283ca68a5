"""`notebooks/NAME.yml`: what is said of the notebook beside it, with the line of everything.

Its family, its short name, its scenarios, the words by which it is found, and its card. A notebook without
the file has its default run and no card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, StrictBool
from pydantic.dataclasses import dataclass as settings

from portfolio.errors import PortfolioError, UsageError, nearest
from press.collected_errors import one_error
from press.project import Project
from press.settings.chapter_card import ChapterCard
from press.settings.french import French
from press.yaml_reader import STRICT, Document, read_yaml

SUFFIX = ".yml"
# Folders of the library that all chapters share; every other one is a family.
ROOMS = ("plotting", "results", "datasets", "statistics", "learning", "encoders", "exercises")


def _one_value(value: object) -> object:
    if isinstance(value, list | dict):
        raise ValueError("one value")  # noqa: TRY004 - pydantic collects these
    return value


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("text, in quotes where in doubt")
    return text


_Words = Annotated[str, AfterValidator(_written)]


@settings(frozen=True, config=STRICT)
class Scenario:
    """One scenario as written: a title, the parameters that differ, and whether it has a page."""

    title: _Words = ""
    parameters: dict[str, Annotated[Any, AfterValidator(_one_value)]] = field(default_factory=dict)
    published: StrictBool = True


@settings(frozen=True, config=STRICT)
class NotebookSettings:
    """What is said of one notebook."""

    family: _Words = ""  # its folder in `src/portfolio`
    short: _Words = ""  # its name in navigation; its title where empty
    keywords: tuple[_Words, ...] = ()  # words by which readers look for it that may not stand on its page
    near: tuple[_Words, ...] = ()  # words that no chapter answers yet, and that this one comes nearest to
    # its runs; `default` has the notebook's own parameters
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    card: ChapterCard | None = None  # what the home page and the box at its top say of it
    french: French | None = None  # the same in French, see `press.translation`


@dataclass(frozen=True)
class SettingsFile:
    """A file as it was read; where it has faults, its scenarios as far as they can be judged."""

    settings: NotebookSettings
    document: Document
    faults: tuple[PortfolioError, ...] = ()


def read_notebook_settings(project: Project, notebook: str) -> NotebookSettings:
    """Return what is said of one notebook; nothing without the file.

    Raises
    ------
    UsageError
        Broken YAML, an unknown, missing or wrong entry; all faults of the file together.
    EnvironmentFaultError
        The file may not be read.
    """
    file = settings_file(project, notebook)
    if file.faults:
        raise one_error(file.faults, where=file.document.where)
    return file.settings


def read_all_settings(project: Project) -> dict[str, NotebookSettings]:
    """Return what is said of each notebook that has such a file.

    Raises
    ------
    UsageError
        With the faults of all files together.
    """
    files = settings_files(project)
    faults = [fault for file in files.values() for fault in file.faults]
    if faults:
        raise one_error(faults, where=f"{project.notebooks.name}/")
    return {name: file.settings for name, file in files.items()}


def settings_files(project: Project) -> dict[str, SettingsFile]:
    """Return all files beside the notebooks, by name; faults are theirs, and not raised."""
    names = sorted(path.stem for path in project.notebooks.glob(f"*{SUFFIX}"))
    return {name: settings_file(project, name) for name in names}


def settings_file(project: Project, notebook: str) -> SettingsFile:
    """Return the file of one notebook, empty where there is none.

    Raises
    ------
    EnvironmentFaultError
        The file may not be read.
    """
    where = f"{project.notebooks.name}/{notebook}{SUFFIX}"
    try:
        document = read_yaml(project.notebooks / f"{notebook}{SUFFIX}", where, nulls=True)
    except UsageError as fault:  # not YAML at all
        return SettingsFile(NotebookSettings(), Document(where, None), (fault,))
    document = document or Document(where, None)
    content = _given(document.content)
    found, faults = document.checked(NotebookSettings, content)
    found = _judgeable(document, content) if faults else found
    faults += list(_family_faults(found.family, document, project))
    return SettingsFile(found, document, (*document.faults, *faults))


def unknown_notebooks(files: Mapping[str, SettingsFile], known: Collection[str]) -> Iterator[UsageError]:
    """Yield the files that lie beside no notebook."""
    for name, file in files.items():
        if name not in known:
            yield UsageError(f"{file.document.where}: no notebook {name!r}", hint=nearest(name, known))


def families(project: Project) -> tuple[str, ...]:
    """Return the folders of the library that are not shared by all chapters."""
    names = {path.parent.name for path in project.library.glob("*/__init__.py")}
    return tuple(sorted(names.difference(ROOMS)))


def _given(content: object) -> object:
    """Return the content without keys that have no value, save parameters: their declarations judge these."""
    if not isinstance(content, dict):
        return {} if content is None else content
    kept = _with_values(content)
    if isinstance(content.get("scenarios"), dict):
        scenarios = content["scenarios"].items()
        kept["scenarios"] = {name: {} if one is None else _with_values(one) for name, one in scenarios}
    return kept | ({"card": _with_values(kept["card"])} if "card" in kept else {})


def _with_values(part: Any) -> Any:
    return {key: one for key, one in part.items() if one is not None} if isinstance(part, dict) else part


def _judgeable(document: Document, content: object) -> NotebookSettings:
    """Return the scenarios of a file with faults as far as they hold, so that all faults are told at once."""
    listed = content.get("scenarios") if isinstance(content, dict) else None
    scenarios = {}
    for name, written in listed.items() if isinstance(listed, dict) else ():
        given = written if isinstance(written, dict) else {}
        right = {key: one for key, one in given.items() if not document.checked(Scenario, {key: one})[1]}
        scenarios[name], _ = document.checked(Scenario, right)
    return NotebookSettings(scenarios=scenarios)


def _family_faults(family: str, document: Document, project: Project) -> Iterator[UsageError]:
    known = families(project)
    if family and family not in known:
        yield document.fault(
            ("family",), expected="a folder of src/portfolio", got=repr(family), hint=nearest(family, known)
        )
