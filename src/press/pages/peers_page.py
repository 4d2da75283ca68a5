"""What the trial of the book's claims finds of methods of other packages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import StrictFloat, StrictInt
from pydantic.dataclasses import dataclass

from press.markdown import escape
from press.settings.record import read_record
from press.yaml_reader import STRICT, Text

WIDE = 1.96  # standard errors of a 95 % interval


@dataclass(frozen=True, config=STRICT)
class Peer:
    """One method of another package on one population; `nominal` is the rate that it claims, if it does."""

    name: Text
    version: Text
    kind: Literal["interval", "alarm"]
    population: Text
    rate: StrictFloat
    error: StrictFloat
    repeats: StrictInt
    nominal: StrictFloat | None = None


@dataclass(frozen=True, config=STRICT)
class _Record:
    peers: tuple[Peer, ...]


def peers_page(path: Path) -> str:
    """Return the list from `book/peers.yml`, as the bench of peers wrote it.

    Raises
    ------
    UsageError
        The record is missing or not whole; all faults of the file together.
    """
    return peers_markdown(read_record(path, _Record, "tests/bench/peers.py").peers)


def peers_markdown(rows: Sequence[Peer]) -> str:
    """Return the results as a list of definitions in MyST."""
    lines = []
    for row in rows:
        lines += [f"{escape(row.name)} (version {escape(row.version)})", f": {_found(row)}", ""]
    return "\n".join(lines)


def _found(row: Peer) -> str:
    low, high = _wilson(row.rate, row.repeats)
    found = f"**{_percent(row.rate)}** ({100 * low:.1f} to {_percent(high)}) of {row.repeats:,} samples"
    if row.kind == "interval":
        assert row.nominal is not None
        asked = _percent(row.nominal, 0)
        return f"Covers the truth in {found}, where {asked} are asked for: {escape(row.population)}."
    return f"Rings in {found}, and claims no rate for them: {escape(row.population)}."


def _wilson(rate: float, repeats: int) -> tuple[float, float]:
    """Return the 95 % score interval of a rate: a rate of zero has one too."""
    wide = WIDE**2 / repeats
    middle = (rate + wide / 2) / (1 + wide)
    reach = math.sqrt(wide * rate * (1 - rate) + wide**2 / 4) / (1 + wide)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _percent(rate: float, digits: int = 1) -> str:
    return f"{100 * rate:.{digits}f}\N{NO-BREAK SPACE}%"
