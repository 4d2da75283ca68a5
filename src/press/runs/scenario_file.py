"""`scenarios.yml`, with the line of everything, so that each fault can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, StrictBool
from pydantic.dataclasses import dataclass as settings

from portfolio.errors import PortfolioError
from press.yaml_reader import STRICT, Document, read_yaml


def _one_value(value: object) -> object:
    if isinstance(value, list | dict):
        raise ValueError("one value")  # noqa: TRY004 - pydantic collects these
    return value


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("text, in quotes where in doubt")
    return text


@settings(frozen=True, config=STRICT)
class _Scenario:
    title: Annotated[str, AfterValidator(_written)] = ""
    parameters: dict[str, Annotated[Any, AfterValidator(_one_value)]] = field(default_factory=dict)
    published: StrictBool = True


@dataclass(frozen=True)
class Entry:
    """One scenario as written; `scenario` is None for a notebook that lists none."""

    notebook: str
    scenario: str | None
    line: int
    title: str = ""
    parameters: dict[str, object] = field(default_factory=dict)
    published: bool = True


def read_entries(path: Path, where: str) -> tuple[list[Entry], list[PortfolioError]]:
    """Return the entries of the file and every fault in its form; an absent file is empty.

    Raises
    ------
    UsageError
        The file is not YAML at all.
    EnvironmentFaultError
        The file may not be read.
    """
    document = read_yaml(path, where, nulls=True) or Document(where, None)
    problems: list[PortfolioError] = [*document.faults]
    return list(_entries(document, problems)), problems


def _entries(document: Document, problems: list[PortfolioError]) -> Iterator[Entry]:
    """Yield every scenario, and one entry for a notebook without any; add the faults to `problems`."""

    def mapping(value: object, *place: str) -> dict[str, Any]:
        found, faults = document.checked(dict[str, Any], {} if value is None else value, place)
        problems.extend(faults)
        return found or {}

    for notebook, listed in mapping(document.content).items():
        scenarios = mapping(listed, notebook)
        if not scenarios:
            yield Entry(notebook, None, document.line((notebook,)))
        for name, written in scenarios.items():
            place = (notebook, name)
            given = {key: one for key, one in mapping(written, *place).items() if one is not None}
            found, faults = document.checked(_Scenario, given, place)
            problems.extend(faults)
            if faults:  # the rest is judged all the same, so that all faults are told at once
                right = {
                    key: one for key, one in given.items() if not document.checked(_Scenario, {key: one})[1]
                }
                found, _ = document.checked(_Scenario, right)
            yield Entry(*place, document.line(place), found.title, found.parameters, found.published)
