"""The page of a sweep: curves, which parameters matter, what stays the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from press.markdown import as_code, cell, escape
from press.sweep.curves import axis_of, curves_figure
from press.sweep.sensitivity import Shares, variance_shares
from press.sweep.swept_results import Sweep, SweptNumber, level_text

MOST = 6  # results drawn; the tables hold all


def sweep_markdown(sweep: Sweep, *, outdated: bool = False, table: str = "") -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    outdated
        Whether the code has changed since the sweep was made.
    table
        A sentence that says where the whole table is.
    """
    varying = [number for number in sweep.numbers if len(set(number.values)) > 1]
    fixed = [number for number in sweep.numbers if len(set(number.values)) == 1]
    drawn = _drawn(sweep, varying)
    lines = [f"# {sweep.title} \N{EN DASH} a sweep", "", *_opening(sweep, outdated=outdated, table=table), ""]
    if drawn:
        lines += [curves_figure(sweep, drawn), "", *_drawn_table(sweep, drawn), ""]
    if varying:
        lines += ["## Which parameters matter", "", *_shares_table(sweep, varying), ""]
    if sweep.names:
        lines += ["## Names and wordings", "", *_names_table(sweep), ""]
    if fixed:
        lines += ["## The same at every point", "", "| result | value |", "|---|--:|"]
        lines += [f"| {cell(escape(one.label))} | {cell(escape(one.text(one.values[0])))} |" for one in fixed]
        lines += [""]
    return "\n".join(lines)


def _drawn(sweep: Sweep, varying: Sequence[SweptNumber]) -> list[SweptNumber]:
    wanted = [number for number in varying if number.name in sweep.headlines]
    rest = [number for number in varying if number.low and number not in wanted]
    return (wanted or rest or list(varying))[:MOST]


def _opening(sweep: Sweep, *, outdated: bool, table: str) -> list[str]:
    values = [
        f"{as_code(name)} ({', '.join(escape(level_text(level)) for level in sweep.levels(name))})"
        for name in sweep.varied
    ]
    fixed = [as_code(f"{name}={level_text(value)}") for name, value in sweep.fixed.items()]
    lines = [f"{len(sweep.points)} runs of the notebook over {' and '.join(values)}."]
    lines += [f"Set for all of them: {', '.join(fixed)}."] if fixed else []
    lines += [table] if table else []
    made = f"Executed at commit {as_code(sweep.commit)}."
    lines += ["", made if not outdated else f"{made} Its code has changed since."]
    helps = [f"{as_code(name)}: {escape(text)}" for name, text in sweep.varied.items() if text]
    return [*lines, "", *[f"- {text}" for text in helps]]


def _drawn_table(sweep: Sweep, drawn: Sequence[SweptNumber]) -> list[str]:
    """Return what the figure shows, as a table: the mean along the axis, and the range behind it."""
    axis = axis_of(sweep)
    place = list(sweep.varied).index(axis)
    head = " | ".join(cell(escape(one.label)) for one in drawn)
    lines = ["<details><summary>The figure as a table</summary>", "", f"| {axis} | {head} |"]
    lines.append(f"|---{'|--:' * len(drawn)}|")
    for level in sweep.levels(axis):
        texts = []
        for one in drawn:
            here = [
                value for point, value in zip(sweep.points, one.values, strict=True) if point[place] == level
            ]
            mean = one.text(sum(here) / len(here))
            spread = f" ({one.text(min(here))} to {one.text(max(here))})" if len(set(here)) > 1 else ""
            texts.append(cell(escape(mean + spread)))
        lines.append(f"| {escape(level_text(level))} | {' | '.join(texts)} |")
    return [*lines, "", "</details>"]


def _shares_table(sweep: Sweep, varying: Sequence[SweptNumber]) -> list[str]:
    frame = pd.DataFrame(list(sweep.points), columns=list(sweep.varied))
    names = tuple(sweep.varied)
    is_full = sweep.is_full
    head = [*names, "together"] if is_full and len(names) > 1 else []
    lines = _shares_words(is_full=is_full, several=len(names) > 1)
    columns = "".join(f" | {cell(name)}" for name in head)
    lines += [f"| result | range{columns} |", f"|---|--:{'|--:' * len(head)}|"]
    for one in varying:
        spread = f"{one.text(min(one.values))} to {one.text(max(one.values))}"
        shares = variance_shares(frame.assign(value=one.values), names) if head else None
        parts = _percents(shares, names) if head else []
        lines.append(f"| {' | '.join([cell(escape(one.label)), cell(escape(spread)), *parts])} |")
    return lines


def _shares_words(*, is_full: bool, several: bool) -> list[str]:
    if not several:
        return []
    if not is_full:
        return ["The points are not a full grid, so no shares of variance are told.", ""]
    return [
        "How much of a result's variance over this grid goes with each parameter alone: its first-order",
        "Sobol index on the grid. What only combinations explain stands under *together*. The shares are",
        "those of these values of the parameters; other values give other shares.",
        "",
    ]


def _percents(shares: Shares | None, names: Sequence[str]) -> list[str]:
    if shares is None:
        return ["\N{EM DASH}"] * (len(names) + 1)
    parts = [*(shares.main[name] for name in names), shares.interactions]
    return [f"{100 * part:.0f}\N{NO-BREAK SPACE}%" for part in parts]


def _names_table(sweep: Sweep) -> list[str]:
    lines = ["| result | what, at how many points |", "|---|---|"]
    for label, texts in sweep.names.items():
        told = "; ".join(f"{text} ({count})" for text, count in Counter(texts).most_common())
        lines.append(f"| {cell(escape(label))} | {cell(escape(told))} |")
    return lines
