"""Pages that are written by the press: banners, comparison tables, the status page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from press.markdown import as_code, cell, escape, volatile
from press.moments import readable_moment
from press.releases.results_lock import Difference
from press.runs.parameter_types import written
from press.runs.scenarios import Run, compare_path

LISTED = 12  # runs that a banner names; of more, the first and the neighbours
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}  # of a shell's $'...'


def command_of(run: Run) -> str:
    """Return the command that repeats a run."""
    changed = "".join(f" -p {name}={_shell(value)}" for name, value in run.changed.items())
    return f"portfolio run {run.notebook}{changed}"


def _shell(value: object) -> str:
    text = written(value)
    if text.isprintable():
        return shlex.quote(text)
    # a line break would end the line that is to be copied
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return f"$'{escaped}'"


def banner(run: Run, siblings: Sequence[Run], seconds: float) -> str:
    """Return what stands under the title of a run's page: how to repeat it, and the other runs."""
    lines = [
        f"**Run it yourself:** {as_code(command_of(run))} takes about {volatile(f'{seconds:.0f} s')}. "
        "[Parameters, downloads, how to cite, receipt](#run-it-yourself)"
    ]
    if len(siblings) > 1:
        others = [
            f"**{other.title}**" if other == run else f"[{other.title}]({other.page}.ipynb)"
            for other in _near(run, siblings)
        ]
        lines.append(
            f"**Runs of this notebook:** {' · '.join(others)} · "
            f"[all compared]({compare_path(run.notebook).removeprefix('notebooks/')}.md)"
        )
    return ":::{div} run-banner\n" + "\n\n".join(lines) + "\n:::\n"


def _near(run: Run, siblings: Sequence[Run]) -> Sequence[Run]:
    """Return the runs that the banner of a page names: every page naming every other grows as the square."""
    if len(siblings) <= LISTED:
        return siblings
    at = next((number for number, other in enumerate(siblings) if other == run), 0)
    shown = sorted({0, *range(max(0, at - 1), min(len(siblings), at + 2))})
    return [siblings[number] for number in shown]


def status(
    rows: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str],
    commit: str,
    built_at: str,
    drift: Sequence[Difference] = (),
) -> str:
    """Return the body of the status page.

    Parameters
    ----------
    rows
        The runs as in report.json.
    titles
        Title of the page of each run, by `notebook/scenario`.
    commit, built_at
        Commit of the build, and its time.
    drift
        Values that differ from the published ones.
    """
    published = [row for row in rows if row["published"]]
    executed = sum(row["verdict"] == "executed" for row in published)
    lines = [
        f"Built from commit {volatile(commit)} on {volatile(readable_moment(built_at))}. "
        f"Pages made by notebooks: {len(published)}. Executed by this build: {volatile(executed)}. "
        "The others were reused, since nothing that they depend on had changed.",
        "",
        *drifted(drift),
    ]
    heads = ("Page", "Last executed", "Commit", "Time", "Memory, at most", "Warnings", "Data read", "Verdict")
    rows_shown = [heads, ["---"] * len(heads)]
    rows_shown += [_status_row(row, titles[f"{row['notebook']}/{row['scenario']}"]) for row in published]
    table = ["| " + " | ".join(map(cell, row)) + " |" for row in rows_shown]
    return "\n".join([*lines, ":::{div} wide-table status", *table, ":::"])


def drifted(drift: Sequence[Difference]) -> list[str]:
    """Return what a build says of values that differ from the published ones, as a block that is volatile."""
    if not drift:
        return []
    count = "One value differs" if len(drift) == 1 else f"{len(drift)} values differ"
    told = f"**{count} from the published results by more than its tolerance:**"
    rows = [f"- {escape(str(difference))}" for difference in drift]
    return [":::{div} volatile-block", told, "", *rows, ":::", ""]


def _status_row(row: Mapping[str, Any], title: str) -> list[str]:
    page = row["notebook"] if row["scenario"] == "default" else f"{row['notebook']}-{row['scenario']}"
    return [
        f"[{escape(title)}](/notebooks/{page}.ipynb)",
        volatile(readable_moment(row["executed_at"])),
        volatile(row["commit"]),
        volatile(f"{row['seconds']:.1f} s"),
        volatile(f"{row['peak_mib']:,.0f} MiB"),
        str(len(row["warnings"])),
        ", ".join(_dataset(*item) for item in sorted(row["datasets"].items())) or "none",
        volatile(f"{row['verdict']}: {'; '.join(row['reasons']) or 'nothing changed'}"),
    ]


def _dataset(name: str, fingerprint: str) -> str:
    shown = f"`{fingerprint[:16]}`"
    return f"{name} {shown}" if ":" in name else f"[{name}](data/{name}.md) {shown}"
