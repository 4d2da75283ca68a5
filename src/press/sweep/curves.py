"""The figures of a sweep: a curve of each result over one parameter, the others behind a slider."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from press.runs.parameter_types import Scalar
from press.sweep.swept_results import Sweep, SweptNumber, level_text

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 12, 30
LUCK = "seed"  # a parameter of this name is never the one along the axis
ALL = "all"


def axis_of(sweep: Sweep) -> str:
    """Return the parameter to draw along the axis: the one with most values, but not the seed."""
    names = [name for name in sweep.varied if name != LUCK] or list(sweep.varied)
    return max(names, key=lambda name: len(sweep.levels(name)))


def curves_figure(sweep: Sweep, numbers: Sequence[SweptNumber]) -> str:
    """Return the HTML of the figure: a panel for each number, and a slider for each further parameter."""
    axis = axis_of(sweep)
    others = [name for name in sweep.varied if name != axis]
    panels = "".join(_panel(sweep, number, axis, others) for number in numbers)
    sliders = "".join(_slider(sweep, name) for name in others)
    return (
        f'<figure class="sweep">{sliders}<div class="sweep-panels">{panels}</div>'
        f"<figcaption><p>{escape(_caption(axis, others, numbers))}</p></figcaption></figure>"
    )


def _caption(axis: str, others: Sequence[str], numbers: Sequence[SweptNumber]) -> str:
    if others:
        band = f"the thick line is the mean over {' and '.join(others)}, the band their whole range, and"
        return f"Each result along {axis}: {band} each thin line is one combination."
    band = "; the band is the recorded interval" if any(number.low for number in numbers) else ""
    return f"Each result along {axis}{band}."


def _slider(sweep: Sweep, name: str) -> str:
    """Return a slider over the values of a parameter; a script shows it, since it does nothing without."""
    levels = [level_text(level) for level in sweep.levels(name)]
    return (
        f'<label class="sweep-slider" hidden data-levels="{escape("|".join([ALL, *levels]))}">'
        f"<span>{escape(name)}</span>"
        f'<input type="range" min="0" max="{len(levels)}" step="1" value="0">'
        f"<output>{ALL}</output></label>"
    )


def _panel(sweep: Sweep, number: SweptNumber, axis: str, others: Sequence[str]) -> str:
    levels = sweep.levels(axis)
    rows = _rows(sweep, number, axis, others)
    ends = [value for row in rows.values() for value in row.values()]
    ends += [*number.low, *number.high] if not others else []
    scale = _Scale(levels, min(ends), max(ends))
    mean = {level: _mean([row[level] for row in rows.values() if level in row]) for level in levels}
    parts = [_frame(number, scale)]
    if others:
        parts += [_band(_range(rows, levels), scale)]
        parts += [
            f'<polyline class="sweep-line" data-at="{_places(places)}" points="{_path(row, scale)}"/>'
            for places, row in rows.items()
        ]
    elif number.low:
        parts.append(_band(_interval(sweep, number, axis), scale))
    parts.append(f'<polyline class="sweep-mean" points="{_path(mean, scale)}"/>')
    first, last = levels[0], levels[-1]
    said = (
        f"{number.label}: {number.text(mean[first])} at {axis} {level_text(first)}, "
        f"{number.text(mean[last])} at {level_text(last)}"
    )
    return (
        f'<div class="sweep-panel"><p>{escape(_head(number))}</p>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">{"".join(parts)}'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 2}" text-anchor="end">{escape(scale.title(axis))}</text>'
        "</svg></div>"
    )


def _head(number: SweptNumber) -> str:
    return f"{number.label}, {number.unit}" if number.unit else number.label


Row = dict[Scalar, float]
Ends = dict[Scalar, tuple[float, float]]


def _places(places: tuple[int, ...]) -> str:
    return " ".join(map(str, places))


def _rows(sweep: Sweep, number: SweptNumber, axis: str, others: Sequence[str]) -> dict[tuple[int, ...], Row]:
    """Return the values along the axis for each combination of the others, by the places of these."""
    names = list(sweep.varied)
    along = names.index(axis)
    levels = {name: sweep.levels(name) for name in others}
    rows: dict[tuple[int, ...], Row] = {}
    for point, value in zip(sweep.points, number.values, strict=True):
        places = tuple(levels[name].index(point[names.index(name)]) + 1 for name in others)
        rows.setdefault(places, {})[point[along]] = value
    return rows


def _range(rows: Mapping[tuple[int, ...], Row], levels: Sequence[Scalar]) -> Ends:
    found = {level: [row[level] for row in rows.values() if level in row] for level in levels}
    return {level: (min(values), max(values)) for level, values in found.items() if values}


def _interval(sweep: Sweep, number: SweptNumber, axis: str) -> Ends:
    along = list(sweep.varied).index(axis)
    ends = zip(sweep.points, number.low, number.high, strict=True)
    return {point[along]: (low, high) for point, low, high in ends}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


class _Scale:
    """Where levels and values lie in the picture; numbers over a factor of ten lie on a logarithmic axis."""

    def __init__(self, levels: Sequence[Scalar], low: float, high: float) -> None:
        room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
        self.levels, self.low, self.high = list(levels), low - room, high + room
        self.ends = (low, high)
        are_numbers = len(levels) > 1 and all(
            isinstance(one, int | float) and not isinstance(one, bool) for one in levels
        )
        self.numbers = [float(one) for one in levels] if are_numbers else []
        self.is_logarithmic = are_numbers and self.numbers[0] > 0 and self.numbers[-1] >= 10 * self.numbers[0]

    def x(self, level: Scalar) -> float:
        """Return the place of a level."""
        if not self.numbers:
            place = self.levels.index(level) / max(1, len(self.levels) - 1)
        else:
            first, last, here = self.numbers[0], self.numbers[-1], float(level)
            if self.is_logarithmic:
                first, last, here = math.log(first), math.log(last), math.log(here)
            place = (here - first) / (last - first)
        return LEFT + place * (WIDTH - LEFT - RIGHT)

    def title(self, axis: str) -> str:
        """Return the name of the axis, and that it is logarithmic where it is."""
        return f"{axis}, logarithmic" if self.is_logarithmic else axis

    def y(self, value: float) -> float:
        """Return the place of a value."""
        return TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def _path(row: Mapping[Scalar, float], scale: _Scale) -> str:
    ordered = sorted(row.items(), key=lambda one: scale.x(one[0]))
    return " ".join(f"{scale.x(level):.1f},{scale.y(value):.1f}" for level, value in ordered)


def _band(ends: Mapping[Scalar, tuple[float, float]], scale: _Scale) -> str:
    levels = sorted(ends, key=scale.x)
    around = [(level, ends[level][1]) for level in levels]
    around += [(level, ends[level][0]) for level in reversed(levels)]
    points = " ".join(f"{scale.x(level):.1f},{scale.y(value):.1f}" for level, value in around)
    return f'<polygon class="sweep-band" points="{points}"/>'


def _frame(number: SweptNumber, scale: _Scale) -> str:
    """Return the ends of the values on the left, and the levels below, as many as have room."""
    base = HEIGHT - BOTTOM
    parts = [f'<path class="sweep-axis" d="M{LEFT} {TOP}V{base}H{WIDTH - RIGHT}"/>']
    for value in dict.fromkeys(scale.ends):
        text = escape(number.text(value, unit=False))
        parts.append(f'<text x="{LEFT - 6}" y="{scale.y(value) + 4:.1f}" text-anchor="end">{text}</text>')
    last = -math.inf
    for level in scale.levels:
        text, x = level_text(level), scale.x(level)
        half = 3.4 * len(text)
        if x - half > last:
            anchor = "end" if x + half > WIDTH else "middle"
            parts.append(f'<text x="{x:.1f}" y="{base + 14}" text-anchor="{anchor}">{escape(text)}</text>')
            last = x + half + 4
    return "".join(parts)
