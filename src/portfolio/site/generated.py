"""Pages that are written by the press: banners, comparison tables, the status page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.pipeline.scenarios import Run


def page_path(run: Run) -> str:
    """Return the page of a run: `notebooks/exploration-jfk`."""
    return f"notebooks/{run.page}"


def compare_path(notebook: str) -> str:
    """Return the page that compares the scenarios of a notebook."""
    return f"notebooks/{notebook}-compare"


def command_of(run: Run) -> str:
    """Return the command that repeats a run."""
    changed = "".join(f" -p {name}={_shell(value)}" for name, value in run.changed.items())
    return f"portfolio run {run.notebook}{changed}"


def _shell(value: object) -> str:
    import shlex

    text = str(value).lower() if isinstance(value, bool) else str(value)
    return shlex.quote(text)


def banner(run: Run, siblings: Sequence[Run], seconds: float) -> str:
    """Return what stands under the title of a run's page: how to repeat it, and the other runs."""
    lines = [
        f"**Run it yourself:** `{command_of(run)}` takes about {{volatile}}`{seconds:.0f} s` on two cores. "
        f"{{download}}`Download the notebook </_files/{run.notebook}.ipynb>`.",
    ]
    if len(siblings) > 1:
        others = [
            f"**{other.title}**" if other == run else f"[{other.title}]({other.page}.ipynb)"
            for other in siblings
        ]
        lines.append(
            f"**Runs of this notebook:** {' · '.join(others)} · "
            f"[all compared]({compare_path(run.notebook).removeprefix('notebooks/')}.md)"
        )
    return ":::{div} run-banner\n" + "\n\n".join(lines) + "\n:::\n"


def comparison(title: str, runs: Sequence[tuple[Run, Sequence[Mapping[str, Any]]]]) -> str:
    """Return the page that sets the recorded values of several runs side by side.

    Parameters
    ----------
    title
        Title of the notebook.
    runs
        Each published run with its recorded values.
    """
    labels: dict[str, str] = {}
    for _, values in runs:
        for value in values:
            labels.setdefault(value["name"], value.get("label") or value["name"])
    recorded = {run.name: {value["name"] for value in values} for run, values in runs}
    head = "| | " + " | ".join(f"[{run.title}]({run.page}.ipynb)" for run, _ in runs) + " |"
    rule = "|---|" + "---|" * len(runs)
    rows = [
        f"| {_cell(label)} | "
        + " | ".join(
            f"{{result}}`{run.name}.{name}|full`" if name in recorded[run.name] else "\N{EM DASH}"
            for run, _ in runs
        )
        + " |"
        for name, label in labels.items()
    ]
    changed = [
        f"- **{run.title}**: "
        + (", ".join(f"`{name} = {value!r}`" for name, value in run.changed.items()) or "the defaults")
        for run, _ in runs
    ]
    return "\n".join(
        [
            f"# {title} \N{EN DASH} compared",
            "",
            "Every value below was recorded by the run that heads its column. "
            "In brackets stands the interval, where the value is an estimate.",
            "",
            *changed,
            "",
            ":::{div} wide-table",
            head,
            rule,
            *rows,
            ":::",
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def status(rows: Sequence[Mapping[str, Any]], commit: str, built_at: str) -> str:
    """Return the body of the status page.

    Parameters
    ----------
    rows
        The runs as in report.json.
    commit, built_at
        Commit of the build, and its time.
    """
    published = [row for row in rows if row["published"]]
    executed = sum(row["verdict"] == "executed" for row in published)
    lines = [
        f"Built from commit {{volatile}}`{commit}` on {{volatile}}`{built_at}`: {len(published)} pages are made "
        f"by notebooks; {{volatile}}`{executed}` were executed by this build, the others reused because nothing "
        "that they depend on had changed.",
        "",
    ]
    for row in published:
        lines += _status_entry(row)
    return "\n".join(lines)


def _status_entry(row: Mapping[str, Any]) -> list[str]:
    page = row["notebook"] if row["scenario"] == "default" else f"{row['notebook']}-{row['scenario']}"
    reasons = "; ".join(row["reasons"]) or "nothing changed"
    data = "\n".join(
        f"- [{name}](/data/{name}.md) `{fingerprint[:16]}`" if not name.startswith("csv:") else f"- {name}"
        for name, fingerprint in sorted(row["datasets"].items())
    )
    return [
        f"## {{doc}}`/notebooks/{page}`",
        "",
        f"Verdict\n: {{volatile}}`{row['verdict']}`: {{volatile}}`{_quoted(reasons)}`",
        "",
        f"Last executed\n: {{volatile}}`{row['executed_at']}`, at commit {{volatile}}`{row['commit']}`",
        "",
        f"Cost\n: {{volatile}}`{row['seconds']:.1f} s`, at most {{volatile}}`{row['peak_mib']:,.0f} MiB` of memory",
        "",
        f"Warnings\n: {len(row['warnings'])}",
        "",
        f"Data read\n: {data.replace(chr(10), chr(10) + '  ')}" if data else "",
        "",
    ]


def _quoted(text: str) -> str:
    return text.replace("`", "'")
