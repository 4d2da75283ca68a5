"""The small figure of a comparison page: a dot and its interval for each run, one scale for each result.

Drawn with the page's own boxes and not as a picture: it follows the theme, its letters keep their size on a
phone, and every number stands beside its dot as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from portfolio.results.value import Value
from press.runs.scenarios import Run

MOST = 6  # results drawn; the table holds all
Recorded = Sequence[tuple[Run, Mapping[str, Value]]]


def drawable(runs: Recorded, preferred: Sequence[str] = ()) -> list[str]:
    """Return the names of the results to draw: preferred ones first, else those with an interval.

    A result can be drawn when at least two runs recorded a number under its name, in one unit, of the same
    thing, and not all of them the same.
    """
    names = dict.fromkeys([*preferred, *(name for _, values in runs for name in values)])
    found = [name for name in names if _can_be_drawn(name, [one for _, one in runs if name in one])]
    wanted = [name for name in found if name in preferred]
    with_interval = [
        name for name in found if any(values[name].interval for _, values in runs if name in values)
    ]
    return (wanted or with_interval)[:MOST]


def dots_figure(runs: Recorded, names: Sequence[str]) -> str:
    """Return the HTML of the figure; empty when there is nothing to draw."""
    panels = "".join(
        _panel(name, [(run, values[name]) for run, values in runs if name in values]) for name in names
    )
    if not panels:
        return ""
    caption = (
        "Each dot is a recorded result, each bar its interval. Every result has a scale of its own, "
        "whose ends are written below it."
    )
    return f'<figure class="dots">{panels}<figcaption><p>{caption}</p></figcaption></figure>'


def same_quantity(name: str, values: Mapping[str, Value], others: Mapping[str, Value]) -> bool:
    """Say whether two runs recorded a number of the same thing under one name: see `Value.of`."""
    of = values[name].of
    things = [run[of].value if of in run else None for run in (values, others)]
    return of == others[name].of and things[0] == things[1]


def _can_be_drawn(name: str, recorded: Sequence[Mapping[str, Value]]) -> bool:
    values = [run[name] for run in recorded]
    is_number = all(not (isinstance(value.value, str) or value.measured) for value in values)
    return (
        is_number
        and len(values) > 1
        and len({value.unit for value in values}) == 1
        and len({value.full() for value in values}) > 1
        and all(same_quantity(name, run, recorded[0]) for run in recorded)
    )


def _panel(name: str, rows: Sequence[tuple[Run, Value]]) -> str:
    ends = [end for _, value in rows for end in (_number(value), *(value.interval or ()))]
    low, high = min(ends), max(ends)
    first = rows[0][1]
    drawn = "".join(_row(run, value, low, high) for run, value in rows)
    scale = "".join(f"<span>{escape(_end(first, end))}</span>" for end in (low, high))
    head = f'<p class="dots-head">{escape(first.label or name)}</p>'
    return (
        f'<div class="dots-panel">{head}{drawn}<div class="dots-scale" aria-hidden="true">{scale}</div></div>'
    )


def _row(run: Run, value: Value, low: float, high: float) -> str:
    start, stop = (_place(end, low, high) for end in value.interval or (_number(value), _number(value)))
    at = _place(_number(value), low, high)
    return (
        f'<div class="dots-row" data-run="{escape(run.page)}">'
        f'<span class="dots-name">{escape(run.title)}</span>'
        '<span class="dots-track" aria-hidden="true">'
        f'<i style="left:{start:.1f}%;width:{stop - start:.1f}%"></i><b style="left:{at:.1f}%"></b></span>'
        f'<span class="dots-value">{escape(value.full())}</span></div>'
    )


def _place(number: float, low: float, high: float) -> float:
    """Return where a number lies on the scale, in percent."""
    return 100 * (number - low) / (high - low) if high > low else 50.0


def _number(value: Value) -> float:
    return float(value.value)


def _end(like: Value, number: float) -> str:
    return Value("end", number, like.unit, like.digits).text()
