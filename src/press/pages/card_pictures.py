"""Pictures drawn for the cards of the home page: a few bars that make one point, without a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.result_references import shown
from press.settings.chapter_card import ChapterCard


def drawn_bars(name: str, told: ChapterCard | None, values: Mapping[str, Mapping[str, Value]]) -> str:
    """Return the picture drawn for the card of a chapter; empty where it has none.

    Raises
    ------
    UsageError
        A bar is not a number.
    """
    if told is None or told.picture is None:
        return ""
    bars = []
    for label, reference in told.picture.bars.items():
        text, value, _ = shown(reference, f"{name}/default", values)
        if not isinstance(value.value, int | float):
            raise UsageError(f"notebooks/{name}.yml: the bar {label!r} is not a number", got=reference)
        bars.append((label, text, value.value))
    return bars_html(told.picture.title, bars) if bars else ""


def bars_html(title: str, bars: Sequence[tuple[str, str, float]]) -> str:
    """Return the picture of a card: for each bar its label, the text of its value, and its value.

    The first is the point of the picture; the others are what it is compared with.
    """
    largest = max(value for _, _, value in bars)
    rows = [
        f'<span class="bar" style="--part:{100 * value / largest:.0f}%"><span>{escape(label)}</span>'
        f"<b>{escape(text)}</b><i></i></span>"
        for label, text, value in bars
    ]
    told = "; ".join(f"{label}: {text}" for label, text, _ in bars)
    return (
        f'<div class="card-bars" role="img" aria-label="{escape(title)}. {escape(told)}.">'
        f'<span class="bars-title">{escape(title)}</span>{"".join(rows)}</div>'
    )
