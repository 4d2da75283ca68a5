"""The page that holds what methods claim against what simulations found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as as_html
from pathlib import Path
from typing import Literal

from pydantic import StrictFloat, StrictInt
from pydantic.dataclasses import dataclass

from portfolio.results.methods import METHODS, Method
from press.markdown import escape
from press.settings.record import read_record
from press.yaml_reader import STRICT, Text

ENDS = {"interval": (0.8, 1.0), "test": (0.0, 0.2), "alarm": (0.0, 0.2)}  # of the scale of a figure
HEADS = {
    "interval": "Intervals: how often they cover the truth",
    "test": "Tests: how often they find what is not there",
    "alarm": "Alarms: how often they ring although nothing changed",
}
TWINS = {
    "interval": ("half as wide", "a fifth narrower"),
    "test": ("at three times the level", "at one and a half times the level"),
    "alarm": ("at three times the level", "at one and a half times the level"),
}
WIDE = 1.96  # standard errors shown on both sides of a rate


@dataclass(frozen=True, config=STRICT)
class Tried:
    """One method on one population: the claimed rate, the one found, its error, the twins'."""

    name: Text
    method: Text
    kind: Literal["interval", "test", "alarm"]
    about: Text
    population: Text
    nominal: StrictFloat
    rate: StrictFloat
    error: StrictFloat
    repeats: StrictInt
    broken: StrictFloat
    finer: StrictFloat
    digest: Text


@dataclass(frozen=True, config=STRICT)
class Waiting:
    """One method and its population, which only the quick check of the tests has tried."""

    name: Text
    method: Text
    population: Text


@dataclass(frozen=True, config=STRICT)
class _Record:
    claims: tuple[Tried, ...]
    waiting: tuple[Waiting, ...]


def claims_page(path: Path) -> str:
    """Return the body of the page from `book/claims.yml`, as the bench of claims wrote it.

    Raises
    ------
    UsageError
        The record is missing or not whole; all faults of the file together.
    """
    record = read_record(path, _Record, "tests/bench/claims.py")
    return claims_markdown(record.claims, list(METHODS.values()), record.waiting)


def claims_markdown(
    rows: Sequence[Tried], known: Sequence[Method] = (), waiting: Sequence[Waiting] = ()
) -> str:
    """Return the results as MyST: for each kind a figure and a list, then what is not tried.

    Parameters
    ----------
    rows
        What was tried.
    known
        The registered methods.
    waiting
        What only the tests have tried.
    """
    parts: list[str] = []
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        parts += [f"## {HEADS[kind]}", "", _figure(mine), "", *(line for row in mine for line in _entry(row))]
    if waiting:
        parts += ["## Only tried by the tests so far", ""]
    for one in waiting:
        parts += [
            f"{escape(_capital(one.name))}, by {escape(one.method)}",
            f": {escape(one.population)}.",
            "",
        ]
    untried = [method for method in known if method.why_untried]
    parts += _listed("Not tried yet", [(one, f"{one.about}. {one.why_untried}") for one in untried])
    ranges = [method for method in known if method.kind == "range"]
    parts += _listed("Ranges, which claim nothing", [(method, f"{method.about}.") for method in ranges])
    return "\n".join(parts) + "\n"


def _listed(head: str, entries: Sequence[tuple[Method, str]]) -> list[str]:
    if not entries:
        return []
    lines = [f"## {head}", ""]
    for method, text in entries:
        lines += [escape(method.name), f": {escape(text)}", ""]
    return lines


def _entry(row: Tried) -> list[str]:
    """Return one method as a definition: what was drawn, what was claimed and found, and the twins."""
    claimed = f"Claimed {_percent(row.nominal, 0)}, found **{_percent(row.rate)}** ({_bounds(row)})"
    broken, finer = TWINS[row.kind]
    return [
        f"{escape(_capital(row.name))}, by {escape(row.method)}",
        f": {claimed} in {row.repeats:,} samples: {escape(row.population)}.",
        "",
        f": Wrong on purpose: {_percent(row.broken)} {broken}, {_percent(row.finer)} {finer}.",
        "",
    ]


def _figure(rows: Sequence[Tried]) -> str:
    low, high = ENDS[rows[0].kind]
    drawn = "".join(_row(row, low, high) for row in rows)
    scale = "".join(f"<span>{_percent(end, 0)}</span>" for end in (low, high))
    caption = (
        "Each dot is the rate that the simulation found, each bar its 95 % interval. "
        "The line is the rate that is claimed."
    )
    return (
        f'<figure class="dots"><div class="dots-panel">{drawn}'
        f'<div class="dots-scale" aria-hidden="true">{scale}</div></div>'
        f"<figcaption><p>{caption}</p></figcaption></figure>"
    )


def _row(row: Tried, low: float, high: float) -> str:
    reach = WIDE * row.error
    at, start, stop, line = (
        100 * (min(max(rate, low), high) - low) / (high - low)
        for rate in (row.rate, row.rate - reach, row.rate + reach, row.nominal)
    )
    return (
        f'<div class="dots-row"><span class="dots-name">{as_html(row.name)}</span>'
        f'<span class="dots-track" aria-hidden="true"><u style="left:{line:.1f}%"></u>'
        f'<i style="left:{start:.1f}%;width:{stop - start:.1f}%"></i><b style="left:{at:.1f}%"></b></span>'
        f'<span class="dots-value">{_percent(row.rate)} ({_bounds(row)})</span></div>'
    )


def _bounds(row: Tried) -> str:
    low, high = max(0.0, row.rate - WIDE * row.error), min(1.0, row.rate + WIDE * row.error)
    return f"{100 * low:.1f} to {_percent(high)}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _percent(rate: float, digits: int = 1) -> str:
    return f"{100 * rate:.{digits}f}\N{NO-BREAK SPACE}%"
