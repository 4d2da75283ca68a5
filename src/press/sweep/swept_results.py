"""What a whole sweep says, small enough to be committed: each result over the points, no executions."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.cache.keys import Key, digest_of
from press.files import write_whole
from press.git import commit_of
from press.json_reader import read_json
from press.moments import now
from press.project import Project
from press.runs.notebook import Notebook
from press.runs.parameter_types import Scalar, written
from press.sweep.grid import Grid
from press.sweep.store import Point
from press.sweep.table import values_of

ENDING = ".sweep.json"  # of a file in notebooks/kept


@dataclass(frozen=True)
class SweptNumber:
    """One number at every point."""

    # name, label, unit and digits: as it was recorded
    name: str
    label: str
    unit: str
    digits: int
    values: tuple[float, ...]  # in the order of the points
    # low and high: ends of the recorded interval at each point; empty where a point has none
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()

    def text(self, number: float, *, unit: bool = True) -> str:
        """Return a number as the result is written: with its digits, and its unit unless that is unwanted."""
        return Value("number", number, self.unit if unit else "", self.digits).text()


@dataclass(frozen=True)
class Sweep:
    """A whole sweep."""

    # notebook and title: what was executed
    notebook: str
    title: str
    varied: Mapping[str, str]  # the parameters that vary, with what each is
    fixed: Mapping[str, Scalar]  # the parameters that were set once for all points
    points: tuple[tuple[Scalar, ...], ...]  # the values of `varied` at each point
    numbers: tuple[SweptNumber, ...]  # results that every point recorded as a number of the same thing
    names: Mapping[str, tuple[str, ...]]  # results that are a name or a wording, at each point
    headlines: tuple[str, ...]  # names of the results to draw first
    # code, datasets, commit and executed_at: digest of the cells and modules that made it, fingerprints of
    # what was read, and when it was whole
    code: str
    datasets: Mapping[str, str]
    commit: str
    executed_at: str

    @property
    def name(self) -> str:
        """Name under which it is told of beside runs: `scoring/sweep`."""
        return f"{self.notebook}/sweep"

    @property
    def command(self) -> str:
        """What makes it anew; a sweep over the rows of a table asks for that table."""
        grid = [f"-p {name}={','.join(map(level_text, self.levels(name)))}" for name in self.varied]
        fixed = [f"-p {name}={level_text(value)}" for name, value in self.fixed.items()]
        points = grid if self.is_full else ["--rows TABLE"]
        return " ".join(["portfolio sweep", self.notebook, *points, *fixed, "--keep"])

    @property
    def is_full(self) -> bool:
        """Whether every combination of the values is a point."""
        return len(self.points) == math.prod(len(self.levels(name)) for name in self.varied)

    def levels(self, name: str) -> list[Scalar]:
        """Return the values of a parameter, in order."""
        place = list(self.varied).index(name)
        return sorted({point[place] for point in self.points})  # type: ignore[type-var]


def swept_results(
    notebook: Notebook,
    grid: Grid,
    points: Mapping[int, Point],
    helps: Mapping[str, str],
    headlines: Sequence[str],
    made_by: tuple[str, str],
) -> Sweep:
    """Return what a whole sweep says.

    Parameters
    ----------
    notebook, grid, points
        What was executed, and every point.
    helps
        What each parameter is.
    headlines
        Names of the results to draw first.
    made_by
        Digest of the code, and the commit.
    """
    found = [values_of(points[number]) for number in range(len(grid.runs))]
    shared = [name for name in found[0] if all(name in values for values in found)]
    same = [name for name in shared if len({_kind(values[name], values) for values in found}) == 1]
    are_texts = {name: any(isinstance(values[name].value, str) for values in found) for name in same}
    fixed = {
        name: value for name, value in grid.runs[0].changed.items() if name not in grid.varied
    }  # a file's whole path is this machine's
    return Sweep(
        notebook.name,
        notebook.title,
        {name: helps.get(name, "") for name in grid.varied},
        {name: _without_folder(value) for name, value in fixed.items()},
        tuple(tuple(_without_folder(run.parameters[name]) for name in grid.varied) for run in grid.runs),
        tuple(_number([values[name] for values in found]) for name in same if not are_texts[name]),
        {
            found[0][name].label or name: tuple(str(values[name].value) for values in found)
            for name in same
            if are_texts[name]
        },
        tuple(headlines),
        made_by[0],
        {name: digest for point in points.values() for name, digest in point.datasets.items()},
        made_by[1],
        now(),
    )


def _kind(value: Value, values: Mapping[str, Value]) -> tuple[str, str, object]:
    """Return what has to agree for two numbers to be of the same thing."""
    return value.unit, value.of, values[value.of].value if value.of in values else None


def _number(values: Sequence[Value]) -> SweptNumber:
    first = values[0]
    ends = [value.interval for value in values if value.interval]
    low, high = (tuple(float(end[side]) for end in ends) for side in (0, 1))
    whole = len(ends) == len(values)
    numbers = tuple(float(value.value) for value in values)
    digits = max(value.digits for value in values)
    return SweptNumber(
        first.name,
        first.label or first.name,
        first.unit,
        _digits(digits, numbers) if any(isinstance(value.value, float) for value in values) else 0,
        numbers,
        low if whole else (),
        high if whole else (),
    )


def _digits(recorded: int, numbers: Sequence[float]) -> int:
    """Return the recorded decimals, or a few more where the ends of a range would read the same."""
    low, high = min(numbers), max(numbers)
    wanted = (more for more in range(recorded, recorded + 4) if round(low, more) != round(high, more))
    return next(wanted, recorded)


def level_text(level: Scalar) -> str:
    """Return a value of a parameter as a person writes it: 100 and not 100.0."""
    return f"{level:g}" if isinstance(level, float) else written(level)


def sweep_json(sweep: Sweep) -> str:
    """Return the numbers of a sweep as a table in pandas' split form: a row for each point."""
    columns = [*sweep.varied, *(one.name for one in sweep.numbers)]
    rows = [
        [*point, *(one.values[number] for one in sweep.numbers)] for number, point in enumerate(sweep.points)
    ]
    table = {"columns": columns, "index": list(range(len(rows))), "data": rows}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"


def _without_folder(value: Scalar) -> Scalar:
    if isinstance(value, str) and "/" in value:
        kind, colon, path = value.rpartition(":")
        return f"{kind}{colon}{Path(path).name}"
    return value


def code_of(key: Key) -> str:
    """Return the digest of the code of a sweep: its cells and the modules that they import."""
    return digest_of({part: key.parts.get(part) for part in ("cells", "modules")})


def made_by(key: Key, project: Project) -> tuple[str, str]:
    """Return the digest of the code and the commit, as `swept_results` wants them."""
    return code_of(key), commit_of(project.root)


def kept_file(project: Project, notebook: str) -> Path:
    """Return where the published sweep of a notebook lies."""
    return project.notebooks / "kept" / f"{notebook}{ENDING}"


def keep_sweep(project: Project, sweep: Sweep) -> Path:
    """Write a sweep where the book shows it; return the file."""
    path = kept_file(project, sweep.notebook)
    write_whole(path, json.dumps(asdict(sweep), ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def read_sweeps(project: Project) -> dict[str, Sweep]:
    """Return the published sweeps by notebook.

    Raises
    ------
    UsageError
        A file is not what `portfolio sweep --keep` writes, or is named after another notebook.
    """
    paths = sorted((project.notebooks / "kept").glob(f"*{ENDING}"))
    return {path.name.removesuffix(ENDING): _read(path) for path in paths}


def _read(path: Path) -> Sweep:
    notebook = path.name.removesuffix(ENDING)
    hint = f"Remove it, or write it with: portfolio sweep {notebook} ... --keep"
    sweep = TypeAdapter(Sweep).validate_python(read_json(path, Sweep, hint))
    if sweep.notebook != notebook:
        raise UsageError(f"kept/{path.name} is a sweep of {sweep.notebook}", hint=hint)
    return sweep


def outdated_sweeps(sweeps: Mapping[str, Sweep], keys: Mapping[str, Key]) -> tuple[Sweep, ...]:
    """Return the sweeps that the present code did not make.

    Parameters
    ----------
    sweeps
        By notebook.
    keys
        The present key of the default run of each notebook.
    """
    return tuple(one for name, one in sweeps.items() if name not in keys or code_of(keys[name]) != one.code)
