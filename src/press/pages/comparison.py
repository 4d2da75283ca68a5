"""The page that sets the recorded values of several runs of one notebook side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portfolio.results.value import Value
from press.markdown import as_code, cell
from press.pages.dot_plot import Recorded, dots_figure, drawable, same_quantity
from press.runs.scenarios import Run

ABSENT = "\N{EM DASH}"


def comparison(title: str, runs: Recorded, headlines: Sequence[str] = ()) -> str:
    """Return the page: a figure, what differs, and what all runs agree on.

    Parameters
    ----------
    title
        Title of the notebook.
    runs
        Each published run with its recorded values; the others are held against the first.
    headlines
        Names of the results to draw, where they differ.
    """
    texts, labels = _texts(runs)
    alike = [name for name, by_run in texts.items() if _agree(by_run, len(runs))]
    differing = [name for name in texts if name not in alike]
    parts = [
        [f"# {title} \N{EN DASH} compared", ""],
        ["Every value was recorded by the run that heads its column. Where a value is an estimate,"],
        ["its interval follows in brackets.", "", *_parameters(runs), "", *_switch(runs)],
        _figure(runs, headlines),
        ["## What differs", "", *_legend(runs), "", *_table(differing, labels, runs, texts)]
        if differing
        else [],
        ["## The same in every run", "", *_alike(alike, labels, runs)] if alike else [],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _agree(by_run: Mapping[str, str], runs: int) -> bool:
    return len(by_run) == runs and len(set(by_run.values())) == 1


def _texts(runs: Recorded) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the shown text of each value by name and run, and the labels."""
    texts: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    for run, values in runs:
        for name, value in values.items():
            # two times that happen to be equal are no finding
            texts.setdefault(name, {})[run.name] = run.name if value.measured else value.full()
            labels.setdefault(name, value.label or name)
    return texts, labels


def _parameters(runs: Recorded) -> list[str]:
    return [
        f"- **{run.title}**: "
        + (", ".join(as_code(f"{name} = {value!r}") for name, value in run.changed.items()) or "the defaults")
        for run, _ in runs
    ]


def _switch(runs: Recorded) -> list[str]:
    """Return links to the runs; a script turns them into buttons that show one run beside the first."""
    (first, _), *others = runs
    shown = " \N{MIDDLE DOT} ".join(f"[{cell(run.title)}]({run.page}.ipynb)" for run, _ in others)
    return [
        ":::{div} scenario-switch",
        f"Beside \N{LEFT DOUBLE QUOTATION MARK}{cell(first.title)}\N{RIGHT DOUBLE QUOTATION MARK}: {shown}",
        ":::",
        "",
    ]


def _figure(runs: Recorded, headlines: Sequence[str]) -> list[str]:
    drawn = dots_figure(runs, drawable(runs, headlines))
    return ["## At a glance", "", "```{raw} html", drawn, "```", ""] if drawn else []


def _legend(runs: Recorded) -> list[str]:
    first, _ = runs[0]
    return [
        f"*Higher* and *lower* compare with \N{LEFT DOUBLE QUOTATION MARK}{first.title}"
        "\N{RIGHT DOUBLE QUOTATION MARK}; *clearly* means that the two intervals do not overlap. Counts, and"
        " numbers of different things, stand side by side without such a word."
    ]


def against(value: Value, base: Value) -> str:
    """Return in words how a number differs from that of the first run; empty where nothing can be said.

    A count says nothing of the kind: a part holds fewer rows than the whole. Nor do two numbers that may both
    be zero by their intervals: neither run found a difference, so neither found a lower one.

    Examples
    --------
    >>> against(Value("n", 3.0, interval=(2.5, 3.5)), Value("n", 1.0, interval=(0.5, 1.5)))
    'clearly higher'
    """
    if isinstance(value.value, str) or isinstance(base.value, str) or value.unit != base.unit:
        return ""
    if value.measured or (value.is_count and base.is_count):
        return ""
    if value.full() == base.full():
        return "the same"
    if value.number() == base.number() or (_may_be_zero(value) and _may_be_zero(base)):
        return ""
    way = "higher" if value.value > base.value else "lower"
    if value.interval is None or base.interval is None:
        return way
    is_apart = value.interval[0] > base.interval[1] or value.interval[1] < base.interval[0]
    return f"clearly {way}" if is_apart else way


def _may_be_zero(value: Value) -> bool:
    return value.interval is not None and value.interval[0] < 0 < value.interval[1]


def _table(
    names: Sequence[str], labels: Mapping[str, str], runs: Recorded, texts: Mapping[str, Mapping[str, str]]
) -> list[str]:
    head = "| | " + " | ".join(f"[{cell(run.title)}]({run.page}.ipynb)" for run, _ in runs) + " |"

    def shown(column: int, name: str) -> str:
        run, values = runs[column]
        if run.name not in texts[name]:
            return ABSENT
        first = runs[0][1]
        is_comparable = column and name in first and same_quantity(name, values, first)
        words = against(values[name], first[name]) if is_comparable else ""
        return cell(_role(run, name)) + (f" *{words}*" if words else "")

    rows = [
        f"| {cell(labels[name])} | " + " | ".join(shown(column, name) for column in range(len(runs))) + " |"
        for name in names
    ]
    return [":::{div} wide-table compared", head, "|---|" + "---|" * len(runs), *rows, ":::", ""]


def _alike(names: Sequence[str], labels: Mapping[str, str], runs: Recorded) -> list[str]:
    first, _ = runs[0]
    return [*[f"- {labels[name]}: {_role(first, name)}" for name in names], ""]


def _role(run: Run, name: str) -> str:
    return f"{{result}}`{run.name}.{name}|full`"
