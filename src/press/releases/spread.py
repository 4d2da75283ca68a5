"""How far recorded values move from one processor to another, and the tolerances that follow.

`notebooks/spread.json` holds what was measured: for each run the digest of its key, the profiles under which
it was executed, and each value that moved. A value that moved by no more than the lock forgives in any float
is left out, as is the time of a machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Annotated, Any, TypeGuard

from pydantic import Field, FiniteFloat
from pydantic.dataclasses import dataclass as form

from press.json_reader import read_json
from press.releases.results_lock import MEASURED, Locked, last_bits

FILE = "spread.json"
MARGIN = 2  # a processor that was not tried may move a value further than those that were
DIGITS = 2  # of a tolerance

Row = Mapping[str, Any]
Rows = Mapping[str, Row]  # recorded values of one run by name
Moves = dict[str, dict[str, Any]]  # name -> values by profile, move, bounds
Spread = dict[str, dict[str, Any]]  # run -> key, profiles, values (moves)


_Size = Annotated[FiniteFloat, Field(ge=0)]


@form(frozen=True)
class _Moved:
    values: dict[str, int | float | str | None] = field(default_factory=dict)
    move: _Size = 0.0
    bounds: _Size = 0.0


@form(frozen=True)
class _Measured:
    key: str
    profiles: list[str]
    values: dict[str, _Moved]


def moves(reference: Rows, found: Mapping[str, Rows]) -> Moves:
    """Return what moved in one run.

    Parameters
    ----------
    reference
        The recorded values of this machine as it is.
    found
        The recorded values under each other profile.

    Returns
    -------
    dict
        For each name that moved: `values` under the reference and under each profile that gave another (None
        where it was not recorded), for numbers the largest absolute `move`, and `bounds`, that of a bound of
        the interval.
    """
    names = sorted({*reference, *(name for rows in found.values() for name in rows)})
    told = {name: _moved(name, reference, found) for name in names}
    return {name: moved for name, moved in told.items() if moved}


def _moved(name: str, reference: Rows, found: Mapping[str, Rows]) -> dict[str, Any]:
    under = {"native": reference.get(name), **{profile: rows.get(name) for profile, rows in found.items()}}
    if any(row and row.get(MEASURED) for row in under.values()):
        return {}
    base = under.pop("native")
    was = base["value"] if base else None
    values = {profile: row["value"] if row else None for profile, row in under.items()}
    other = {profile: value for profile, value in values.items() if _differs(was, value)}
    told: dict[str, Any] = {"values": {"native": was, **other}} if other else {}
    steps = [abs(value - was) for value in other.values() if _number(value)] if _number(was) else []
    if steps:
        told["move"] = max(steps)
    bounds = max((_bounds(base, row) for row in under.values()), default=0.0)
    return {**told, "bounds": bounds} if bounds else told


def _differs(was: Any, value: Any) -> bool:
    if _number(was) and _number(value):
        return bool(abs(value - was) > last_bits(was))
    return bool(was != value)


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float)


def _bounds(base: Row | None, row: Row | None) -> float:
    """Return the largest move of a bound of the interval; 0 when it is within the last bits."""
    old, new = ((one or {}).get("interval") or () for one in (base, row))
    steps = [abs(b - a) for a, b in zip(old, new, strict=False) if abs(b - a) > last_bits(a)]
    return float(max(steps, default=0.0))


def rounded_up(number: float) -> float:
    """Return `number` rounded up to two significant digits.

    Examples
    --------
    >>> rounded_up(0.0123), rounded_up(0.3), rounded_up(1371)
    (0.013, 0.3, 1400.0)
    """
    if number == 0:
        return 0.0
    exact = Decimal(f"{number:.12g}")  # 0.1 + 0.2 is 0.3, and not the next step up
    step = Decimal(1).scaleb(exact.adjusted() - DIGITS + 1)
    return float((exact / step).to_integral_value(ROUND_CEILING) * step)


def with_tolerances(locked: Locked, spread: Spread) -> Locked:
    """Return locked values with what was measured of them.

    The tolerance of a number is the larger of the declared one and twice the measured move. A name or a
    choice that changed carries every one that was `seen`.
    """
    return {
        run: {
            name: _tolerant(kept, spread.get(run, {}).get("values", {}).get(name, {}))
            for name, kept in values.items()
        }
        for run, values in locked.items()
    }


def _tolerant(kept: Mapping[str, Any], moved: Mapping[str, Any]) -> dict[str, Any]:
    if kept.get(MEASURED):
        return dict(kept)
    if isinstance(kept["value"], str):
        seen = {value for value in moved.get("values", {}).values() if isinstance(value, str)}
        return {**kept, "seen": sorted(seen | {kept["value"]})} if seen else dict(kept)
    measured = rounded_up(MARGIN * moved.get("move", 0.0))
    return {**kept, "tolerance": measured} if measured > kept.get("tolerance", 0.0) else dict(kept)


def stale(spread: Spread, keys: Mapping[str, str], profiles: Iterable[str]) -> dict[str, str]:
    """Return the runs whose measured spread is not that of their present code under all profiles, and why.

    Parameters
    ----------
    spread
        What was measured.
    keys
        Digest of the present key of each run.
    profiles
        All that there are.
    """
    return {run: why for run in sorted(keys) if (why := _why(spread.get(run), keys[run], profiles))}


def _why(told: Mapping[str, Any] | None, key: str, profiles: Iterable[str]) -> str:
    if told is None:
        return "never measured"
    if told["key"] != key:
        return "measured before its code, data or packages changed"
    missing = [profile for profile in profiles if profile not in told["profiles"]]
    return f"not measured under {', '.join(missing)}" if missing else ""


def read_spread(path: Path) -> Spread:
    """Return what was measured; an absent file says nothing.

    Raises
    ------
    UsageError
        The file is not what `spread_text` writes.
    """
    if not path.exists():
        return {}
    spread: Spread = read_json(
        path, dict[str, _Measured], "Remove it, and measure anew: portfolio results spread."
    )
    return spread


def spread_text(spread: Spread) -> str:
    """Return the file: one line for each run and each of its values that moved, sorted."""
    blocks = []
    for run, told in sorted(spread.items()):
        lines = [f"  {_json(name)}: {_json(moved)}" for name, moved in sorted(told["values"].items())]
        values = "{\n" + ",\n".join(lines) + "\n }" if lines else "{}"
        head = f'"key": {_json(told["key"])}, "profiles": {_json(told["profiles"])}'
        blocks.append(f' {_json(run)}: {{{head}, "values": {values}}}')
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
