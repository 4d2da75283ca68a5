"""The points of a sweep: typed and checked before a kernel starts, each once, always in the same order."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio.errors import UsageError, nearest
from press.collected_errors import one_error
from press.files import read_text
from press.project import Project
from press.runs.allowed_paths import with_typed_files
from press.runs.notebook import Notebook
from press.runs.parameter_types import Parameter, Scalar, accepted_value, typed_value
from press.runs.parameters import declared_parameters, parse_assignments
from press.runs.scenarios import Run, make_run

MOST_POINTS = 10_000
_RANGE = re.compile(r"\s*(?P<low>[^\s.].*?|\.\d+)\s*\.\.\s*(?P<high>.+?)\s*(?:\.\.\s*(?P<step>.+?)\s*)?")
_FORM = "values parted by commas, LOW..HIGH for whole numbers, or LOW..HIGH..STEP"


@dataclass(frozen=True)
class Grid:
    """What a sweep executes."""

    # names of the parameters that take more than one value, in the order of their declaration
    varied: tuple[str, ...]
    runs: tuple[Run, ...]  # one for each point, sorted by the values of `varied`
    repeated: int  # points that were asked for more than once and are executed once


def grid_of(notebook: Notebook, assignments: Sequence[str], rows: Path | None, project: Project) -> Grid:
    """Return the points that a command line asks for.

    Parameters
    ----------
    assignments
        Texts such as `cost_ratio=1,2,5` and `seed=0..9`; every combination is a point. A value that holds a
        comma stands in double quotes.
    rows
        A CSV file whose columns are parameters and whose rows are points; combined with the assignments.

    Raises
    ------
    UsageError
        An unknown parameter, a value that its declaration forbids, a range without end, a table that is not
        one; all faults together, and no kernel was started.
    EnvironmentFaultError
        A parameter names a file that is not there.
    """
    where = f"sweep of {notebook.name}"
    declared = {
        one.name: one for one in declared_parameters(notebook.parameters_source, where=notebook.where)
    }
    given = parse_assignments(assignments)
    table = _table(rows, where) if rows else [{}]
    twice = sorted(given.keys() & table[0].keys())
    problems = [UsageError(f"{where}: {name!r} stands in the table too", hint="Keep one.") for name in twice]
    levels, faults = _checked(declared, given, where)
    points, more = _typed(declared, table, where)
    problems += [*faults, *more]
    if problems:
        raise one_error(problems, where=where)
    if not levels and not rows:
        raise UsageError(f"{where}: nothing to vary", expected="-p NAME=VALUES, or --rows FILE")
    wanted = 1
    for size in (len(points), *map(len, levels.values())):
        wanted *= size
    if wanted > MOST_POINTS:
        raise UsageError(f"{where}: too many points", expected=f"at most {MOST_POINTS:,}", got=f"{wanted:,}")
    asked = [
        {**point, **dict(zip(levels, values, strict=True))}
        for point in points
        for values in itertools.product(*levels.values())
    ]
    return _grid(notebook, declared, asked, project)


def _grid(
    notebook: Notebook,
    declared: Mapping[str, Parameter],
    asked: Sequence[Mapping[str, Scalar]],
    project: Project,
) -> Grid:
    found: dict[tuple[Scalar, ...], Run] = {}
    for point in asked:
        run = with_typed_files(make_run(notebook, "point", point), point, project)
        found.setdefault(tuple(run.parameters[name] for name in declared), run)
    ordered = [found[values] for values in sorted(found)]
    width = len(str(len(ordered)))
    runs = [replace(run, scenario=f"point-{number:0{width}}") for number, run in enumerate(ordered, 1)]
    varied = [name for name in declared if len({run.parameters[name] for run in runs}) > 1]
    return Grid(tuple(varied), tuple(runs), len(asked) - len(runs))


def _checked(
    declared: Mapping[str, Parameter], given: Mapping[str, str], where: str
) -> tuple[dict[str, list[Scalar]], list[UsageError]]:
    """Return the values of each assigned parameter, and what is wrong with them."""
    levels: dict[str, list[Scalar]] = {}
    problems = []
    for name, text in given.items():
        try:
            levels[name] = list(_levels(_known(declared, name, where), text, f"{where}: {name!r}"))
        except UsageError as problem:
            problems.append(problem)
    return levels, problems


def _known(declared: Mapping[str, Parameter], name: str, where: str) -> Parameter:
    if name not in declared:
        raise UsageError(f"{where}: no parameter {name!r}", hint=nearest(name, declared))
    return declared[name]


def _levels(parameter: Parameter, text: str, what: str) -> Iterator[Scalar]:
    (fields,) = list(csv.reader(io.StringIO(text), skipinitialspace=True)) or [[]]
    if not fields or (not all(fields) and parameter.type_name != "str"):
        raise UsageError(what, expected=_FORM, got="an empty value")
    for field in fields:
        spanned = _RANGE.fullmatch(field) if parameter.type_name in ("int", "float") else None
        if spanned:
            yield from _span(parameter, spanned["low"], spanned["high"], spanned["step"], what)
        else:
            yield accepted_value(parameter, field, what)


def _span(parameter: Parameter, low: str, high: str, step: str | None, what: str) -> Iterator[Scalar]:
    if step is None and parameter.type_name == "float":
        raise UsageError(f"{what}: a range of fractions needs its step", expected="LOW..HIGH..STEP")
    first, last, by = (typed_value(parameter, text, what) for text in (low, high, step or "1"))
    assert not isinstance(first, str)
    assert not isinstance(last, str)
    assert not isinstance(by, str)
    if by <= 0 or last < first:
        raise UsageError(f"{what}: a range rises in positive steps", got=f"{low}..{high}..{step or 1}")
    count = int((last - first) / by + 1e-9) + 1  # a step of 0.1 reaches its end in spite of binary fractions
    if count > MOST_POINTS:
        raise UsageError(f"{what}: too many values", expected=f"at most {MOST_POINTS:,}", got=f"{count:,}")
    for number in range(count):
        value = first + number * by
        yield accepted_value(parameter, round(value, 12) if isinstance(value, float) else value, what)


def _table(path: Path, where: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file as texts by parameter."""
    text = read_text(path, path.name)
    if text is None:
        raise UsageError(f"{where}: there is no table {path}", hint="Give its path from this folder.")
    lines = [line for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if line]
    header = [name.strip() for name in lines[0]] if lines else []
    if len(lines) < 2 or len(set(header)) < len(header):
        raise UsageError(
            f"{where}: {path.name}",
            expected="a line of different parameter names, then a line for each point",
        )
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            raise UsageError(
                f"{where}: {path.name}, line {number}", expected=f"{len(header)} values", got=len(line)
            )
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _typed(
    declared: Mapping[str, Parameter], table: Sequence[Mapping[str, str]], where: str
) -> tuple[list[dict[str, Scalar]], list[UsageError]]:
    points: list[dict[str, Scalar]] = []
    problems: list[UsageError] = []
    for number, row in enumerate(table, 2):
        point: dict[str, Scalar] = {}
        for name, text in row.items():
            place = f"{where}: table, line {number}"
            try:
                point[name] = accepted_value(_known(declared, name, place), text, f"{place}: {name!r}")
            except UsageError as problem:
                problems.append(problem)
        points.append(point)
    return points, problems
