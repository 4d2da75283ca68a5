"""`portfolio build`."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from press.execute.finished import Finished
from press.execute.parallel import default_workers
from press.execute.progress import TextDisplay, failure_card
from press.project import Limits
from press.runs.redaction import without_secrets

SHOWN_DIFFERENCES = 30
# Deadlines end endless loops and are generous, since machines differ by a factor of two. How long a run
# should take is a budget of its own.
DEFAULT_LIMITS = Limits(cell_seconds=600, run_seconds=1200)
SHOWN_WARNINGS = 20  # of one run; the report holds all


def limit_options(command: Any, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Add the options that bound a run; `limits` holds their defaults, None is no limit."""
    for name, unit in (("cell_seconds", "seconds"), ("run_seconds", "seconds"), ("memory_mib", "MiB")):
        default = getattr(limits, name)
        option = click.option(
            f"--{name.replace('_', '-')}",
            type=click.IntRange(min=1),
            default=default,
            show_default=default is not None,
            help=f"Limit in {unit}." if default else f"Limit in {unit}; none by default.",
        )
        command = option(command)
    return command


def memory_limit_options(command: Any) -> Any:
    """Add the same options without a default for time: a person sits there who can press Ctrl-C."""
    return limit_options(command, replace(DEFAULT_LIMITS, cell_seconds=None, run_seconds=None))


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="Runs at a time; the number of cores by default.")
@click.option("--force", is_flag=True, help="Execute everything, whatever the cache holds.")
@click.option("--only", metavar="CHAPTERS", default="", help="Make a book of these alone, in _build/only.")
@click.option("--dry-run", is_flag=True, help="Say what would be executed; change nothing.")
@click.option("--explain", is_flag=True, help="Say for each run why it is executed or reused.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--allow-older", is_flag=True, help="Publish an older commit over a newer one.")
@click.option("--allow-deletions", is_flag=True, help="Publish though most pages would disappear.")
@click.option("--frozen", is_flag=True, help="Refuse to publish values that differ from the published ones.")
@limit_options
@click.pass_obj
def build(
    find: Any,
    workers: int | None,
    force: bool,
    only: str,
    allow_older: bool,
    allow_deletions: bool,
    frozen: bool,
    dry_run: bool,
    explain: bool,
    as_json: bool,
    cell_seconds: int,
    run_seconds: int,
    memory_mib: int,
) -> int:
    """Execute what changed and publish the book to _build/html."""
    from press.build.admission import Allowed
    from press.build.build import build as build_book
    from press.build.plan import only as limited
    from press.build.plan import plan as plan_book

    project = limited(find(), only)
    if dry_run:
        return _tell_plan(plan_book(project, force=force), as_json=as_json, explain=explain)
    started = time.monotonic()
    limits = Limits(cell_seconds, run_seconds, memory_mib=memory_mib)
    allowed = Allowed(allow_older, allow_deletions)
    built = build_book(
        project,
        display=TextDisplay,
        workers=workers,
        limits=limits,
        force=force,
        allowed=allowed,
        frozen=frozen,
    )
    if explain and not as_json:
        for item in built.finished:
            click.echo(
                f"{item.run.name}: {item.status}: {'; '.join(item.verdict.reasons) or 'nothing changed'}"
            )
    if as_json:
        click.echo((project.build / "report.json").read_text(encoding="utf-8"), nl=False)
    tell_warnings(built.finished)
    tell_outside(built.outside)
    _tell_drift(built.drift, project.only)
    for item in built.failed:
        tell_failure(item)
    where = project.site.relative_to(project.root).as_posix()
    click.echo(_verdict(built, time.monotonic() - started, where), err=True)
    return built.exit_code


def _tell_plan(planned: Any, *, as_json: bool, explain: bool) -> int:
    rows = [
        {
            "notebook": run.notebook,
            "scenario": run.scenario,
            "published": (run, verdict) in planned.published,
            "action": verdict.action,
            "reasons": list(verdict.reasons),
        }
        for run, verdict in planned.verdicts
    ]
    if as_json:
        click.echo(json.dumps({"runs": rows}, indent=1))
        return 0
    for row in rows:
        note = "" if row["published"] else " (not published)"
        reasons = f": {'; '.join(row['reasons']) or 'nothing changed'}" if explain else ""
        click.echo(f"{row['notebook']}/{row['scenario']}{note}: {row['action']}{reasons}")
    executed = sum(row["action"] == "execute" for row in rows)
    click.echo(f"portfolio: dry run: {executed} of {len(rows)} would be executed; nothing changed", err=True)
    return 0


def tell_warnings(finished: Sequence[Finished]) -> None:
    """Print what runs warned of."""
    for item in finished:
        told = [item.warning] if item.warning else []
        if item.status != "reused":
            told += list(item.record.warnings)
        for warning in told[:SHOWN_WARNINGS]:
            click.echo(without_secrets(f"warning: {item.run.name}: {warning}"), err=True)
        if len(told) > SHOWN_WARNINGS:
            more = f"{len(told) - SHOWN_WARNINGS:,} more lines are in _build/report.json"
            click.echo(f"warning: {item.run.name}: {more}", err=True)


def tell_outside(names: Sequence[str]) -> None:
    """Print which notebooks are neither executed nor published."""
    for name in names:
        click.echo(f"not in the book: notebooks/{name}.ipynb, since _toc.yml does not name it", err=True)


def _tell_drift(drift: Any, only: Sequence[str]) -> None:
    for difference in drift.values[:SHOWN_DIFFERENCES]:
        click.echo(f"differs from the published value: {difference}", err=True)
    if drift.values:
        accepting = " ".join(["portfolio results lock", *(["--only", ",".join(only)] if only else [])])
        told = f"{len(drift.values)} values differ from the published ones; accept with: {accepting}"
        click.echo(told, err=True)
    if drift.misquoted:
        click.echo(
            f"{len(drift.misquoted)} numbers in prose are not the published ones; write those with: "
            "portfolio notebooks refresh",
            err=True,
        )
    for kept in drift.outdated:
        told = f"kept at commit {kept.commit}, and its code has changed since; execute it again with: "
        click.echo(f"{kept.name}: {told}portfolio keep {kept.name}", err=True)


def tell_failure(item: Finished) -> None:
    """Print the card of a run that failed."""
    if item.failure:
        kept = _place(item.executed) if item.executed else None
        click.echo(without_secrets(failure_card(item.run, item.failure, kept)), err=True)


def _place(path: Path) -> str:
    """Return a path from the folder of all that is made on."""
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("_build") :])


def _verdict(built: Any, seconds: float, where: str) -> str:
    executed = sum(item.status == "executed" for item in built.finished)
    reused = sum(item.status == "reused" for item in built.finished)
    runs = f"{executed} executed, {reused} reused, {len(built.failed)} failed"
    if built.failed:
        names = ", ".join(item.run.name for item in built.failed)
        return f"portfolio: {runs}: {names}; the published site is untouched"
    if not built.site["published"]:
        return f"portfolio: {runs}; {where} is up to date ({built.site['pages']} pages, {seconds:.1f} s)"
    return (
        f"portfolio: {runs}; published {built.site['pages']} pages to {where}, "
        f"{built.site['rewritten']} files new ({seconds:.1f} s)"
    )


__all__ = ["build", "default_workers"]
