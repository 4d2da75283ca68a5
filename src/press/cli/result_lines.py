"""What a run recorded, as lines for a terminal: the headline, a table of numbers, the names below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from portfolio.results.value import Value

GAP = "  "
NARROWEST, WIDEST = 24, 100
LEAST_LABEL = 20  # columns; a terminal with less room for labels gets two lines for each number


def result_lines(
    title: str, changed: Mapping[str, object], values: Sequence[Value], headlines: Sequence[str], width: int
) -> list[str]:
    """Return the lines that tell of one run.

    Parameters
    ----------
    title
        Of the notebook.
    changed
        The parameters that differ from their defaults.
    values
        In the order in which they were recorded.
    headlines
        Names of the values to tell first.
    width
        Columns of the terminal.
    """
    width = max(NARROWEST, min(width, WIDEST))
    first = [value for name in headlines for value in values if value.name == name]
    rest = [value for value in values if value not in first]
    numbers = [[value for value in some if _is_number(value)] for some in (first, rest)]
    words = [value for value in (*first, *rest) if not _is_number(value)]
    head = textwrap.wrap(title, width)
    for name, given in changed.items():
        head.append(_cut(f"{name}={given}", width))
    return _joined([head, *_tables(numbers, width), list(_word_lines(words, width))])


def _joined(blocks: Iterable[list[str]]) -> list[str]:
    """Return the blocks that hold something, an empty line between them."""
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += ["", *block] if lines else block
    return lines


def _is_number(value: Value) -> bool:
    return not isinstance(value.value, str)


def _tables(groups: Sequence[Sequence[Value]], width: int) -> list[list[str]]:
    """Return a block of lines for each group of numbers; their columns stand under each other."""
    rows = [[_cells(value) for value in group] for group in groups]
    every = [row for group in rows for row in group]
    if not every:
        return []
    number, unit, bounds = (max(len(row[place]) for row in every) for place in (1, 2, 3))
    taken = sum(len(GAP) + size if size else 0 for size in (number, bounds)) + (unit + 1 if unit else 0)
    room = min(width - taken, max(len(row[0]) for row in every))
    if room < min(LEAST_LABEL, max(len(row[0]) for row in every)):
        return [[line for row in group for line in _stacked(row, width)] for group in rows]
    sizes = (room, number, unit)
    return [[line for row in group for line in _aligned(row, sizes)] for group in rows]


def _cells(value: Value) -> tuple[str, str, str, str]:
    """Return label, number, unit and interval of a value."""
    unit = value.unit.strip()
    bounds = value.bounds().replace("\N{NO-BREAK SPACE}", " ").removesuffix(f" {unit}" if unit else "")
    return value.label or value.name, value.number(), unit, bounds


def _aligned(row: Sequence[str], sizes: tuple[int, int, int]) -> Iterator[str]:
    """Yield the lines of one number; a long label goes on below."""
    label, number, unit, bounds = row
    room, wide, of_unit = sizes
    first, *more = textwrap.wrap(label, room) or [""]
    shown = f"{first:<{room}}{GAP}{number:>{wide}}" + (f" {unit:<{of_unit}}" if of_unit else "")
    yield f"{shown}{GAP}{bounds}".rstrip()
    yield from more


def _stacked(row: Sequence[str], width: int) -> Iterator[str]:
    label, number, unit, bounds = row
    yield from textwrap.wrap(label, width)
    told = " ".join(filter(None, (number, unit, f"({bounds})" if bounds else "")))
    yield from textwrap.wrap(told, width, initial_indent=GAP, subsequent_indent=GAP)


def _word_lines(values: Sequence[Value], width: int) -> Iterator[str]:
    """Yield one line for each name and choice, cut to the width."""
    labels = [value.label or value.name for value in values]
    room = min(max(map(len, labels), default=0), width // 2)
    for label, value in zip(labels, values, strict=True):
        text = " ".join(value.text().split())
        yield _cut(f"{_cut(label, room):<{room}}{GAP}{text}", width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}\N{HORIZONTAL ELLIPSIS}"
