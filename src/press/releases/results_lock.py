"""The published values, kept under version control, against those of a build."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic.dataclasses import dataclass as form

from portfolio.results.value import NUMBER, Value
from press.files import write_whole
from press.json_reader import read_json
from press.project import LOCKED
from press.result_references import values_from

Locked = dict[str, dict[str, dict[str, Any]]]  # run -> name -> value, unit, tolerance, ...
COMPARED = ("value", "unit", "tolerance")
QUOTED = ("digits", "interval", "label", "type")  # what prose needs to quote a value without an execution
DASH = "\N{EM DASH}"
MEASURED = "measured"  # of a value that a machine's clock gave: only that it is there is locked


@form(frozen=True)
class _Kept:
    value: int | float | str | None = None
    measured: bool = False
    tolerance: float = 0.0
    digits: int = 2
    unit: str = ""
    label: str = ""
    type: str = NUMBER
    interval: tuple[float, float] = (0.0, 0.0)
    seen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.value is None and not self.measured:
            raise ValueError("a value")


@form(frozen=True)
class _Lock:
    values: dict[str, dict[str, _Kept]]
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One value that is not as locked."""

    # run and name: which value
    run: str
    name: str
    kind: str  # `changed` (beyond its tolerance), `added` or `removed`
    # locked and found: the two values; None where there is none
    locked: Any = None
    found: Any = None

    def __str__(self) -> str:
        if self.kind == "added":
            return f"{self.run}.{self.name}: new, {self.found!r}"
        if self.kind == "removed":
            return f"{self.run}.{self.name}: no longer recorded, was {self.locked!r}"
        return f"{self.run}.{self.name}: {self.locked!r} -> {self.found!r}"


def locked_form(rows: Sequence[Mapping[str, Any]]) -> Locked:
    """Return recorded rows (as in results.json) in the form of the lock."""
    lock: Locked = {}
    for row in rows:
        lock.setdefault(f"{row['notebook']}/{row['scenario']}", {})[row["name"]] = _kept(row)
    return {run: dict(sorted(values.items())) for run, values in sorted(lock.items())}


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in COMPARED if key == "value" or row.get(key)}
    if row.get(MEASURED):
        return {MEASURED: True, **({"unit": kept["unit"]} if "unit" in kept else {})}
    usual = {"digits": _digits(row["value"]), "type": NUMBER}
    told = {key: row[key] for key in QUOTED if row.get(key) not in ("", None, usual.get(key))}
    return {**kept, **told}


def _digits(value: object) -> int:
    """Return the decimals that `record` shows when none are asked for."""
    return 2 if isinstance(value, float) else 0


def write_lock(folder: Path, locked: Locked, seconds: Mapping[str, float], *, whole: bool = True) -> None:
    """Write the lock of each notebook.

    Parameters
    ----------
    folder
        Where the notebooks lie.
    locked
        The values, by run.
    seconds
        How long each run took, by run.
    whole
        Whether these are the values of the whole book: the locks of other notebooks are then removed.
    """
    notebooks = {run.partition("/")[0] for run in locked}
    for name in sorted(notebooks):
        write_whole(folder / f"{name}{LOCKED}", lock_text(name, locked, seconds))
    for path in folder.glob(f"*{LOCKED}") if whole else ():
        if path.name.removesuffix(LOCKED) not in notebooks:
            path.unlink()


def lock_text(notebook: str, locked: Locked, seconds: Mapping[str, float]) -> str:
    """Return the lock of one notebook: one line for each value, so that a change of one changes one line."""
    own = {run.partition("/")[2]: values for run, values in locked.items() if run.startswith(f"{notebook}/")}
    runs = []
    for scenario, values in sorted(own.items()):
        lines = [f"   {_json(name)}: {_json(kept)}" for name, kept in sorted(values.items())]
        runs.append(f"  {_json(scenario)}: {{\n" + ",\n".join(lines) + "\n  }")
    timed = {name: seconds.get(f"{notebook}/{name}") for name in sorted(own)}
    took = {name: round(one) for name, one in timed.items() if one is not None}
    return f'{{\n "seconds": {_json(took)},\n "values": {{\n' + ",\n".join(runs) + "\n }\n}\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def read_lock(folder: Path) -> Locked:
    """Return the published values of all notebooks in a folder; a notebook without a lock has none.

    Raises
    ------
    UsageError
        A file is not JSON, or not of the form that `lock_text` gives.
    """
    found = {}
    for path in sorted(folder.glob(f"*{LOCKED}")):
        told = read_json(path, _Lock, "Restore it, or write it anew: portfolio results lock.")
        for scenario, values in told["values"].items():
            found[f"{path.name.removesuffix(LOCKED)}/{scenario}"] = values
    return found


def values_of(run: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Return the locked values of one run as values, for a page that quotes a run which was not executed.

    A lock may leave out how a value is shown: whole numbers then have no decimals, others two. A measured
    value is not locked, so a dash stands for it.
    """
    rows = []
    for name, kept in run.items():
        is_measured = bool(kept.get(MEASURED))
        shown = {"value": DASH, MEASURED: True} if is_measured else {"digits": _digits(kept["value"]), **kept}
        rows.append({"name": name, **shown})
    return values_from(rows)


def differences(locked: Locked, found: Locked) -> list[Difference]:
    """Return every value that was added, removed, or changed beyond its locked tolerance."""
    result = []
    for run in sorted(locked.keys() | found.keys()):
        old, new = locked.get(run, {}), found.get(run, {})
        for name in sorted(old.keys() | new.keys()):
            if name not in old:
                result.append(Difference(run, name, "added", None, _told(new[name])))
            elif name not in new:
                result.append(Difference(run, name, "removed", _told(old[name])))
            elif not _agrees(old[name], new[name]):
                result.append(Difference(run, name, "changed", _told(old[name]), _told(new[name])))
    return result


def _told(kept: Mapping[str, Any]) -> Any:
    return MEASURED if kept.get(MEASURED) else kept["value"]


def _agrees(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if old.get("unit", "") != new.get("unit", "") or old.get(MEASURED) != new.get(MEASURED):
        return False
    if old.get(MEASURED):
        return True
    was, now = old["value"], new["value"]
    if isinstance(was, str) or isinstance(now, str):
        return bool(was == now) or now in old.get("seen", ())
    return bool(abs(now - was) <= old.get("tolerance", 0.0) + last_bits(was))


def last_bits(value: float) -> float:
    """Return the difference from `value` that is the machine's and not the analysis's."""
    return 1e-9 * max(1.0, abs(value))
