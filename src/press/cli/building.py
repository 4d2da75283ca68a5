"""`portfolio build` and `portfolio execute`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from press.cli import options
from press.cli.options import print_json, tell
from press.execute.finished import Finished
from press.execute.progress import TextDisplay, failure_card
from press.project import Limits

if TYPE_CHECKING:
    from press.build.build import Built
    from press.build.drift import Drift
    from press.build.plan import Plan

SHOWN_DIFFERENCES = 30
SHOWN_WARNINGS = 20  # of one run; the report holds all


@click.command()
@options.workers
@options.force
@click.option("--only", metavar="CHAPTERS", default="", help="Make a book of these alone, in _build/only.")
@click.option("--dry-run", is_flag=True, help="Say what would be executed; change nothing.")
@click.option("--explain", is_flag=True, help="Say for each run why it is executed or reused.")
@options.as_json
@click.option("--allow-older", is_flag=True, help="Publish an older commit over a newer one.")
@click.option("--allow-deletions", is_flag=True, help="Publish though most pages would disappear.")
@click.option("--frozen", is_flag=True, help="Refuse to publish values that differ from the published ones.")
@options.limits()
@click.pass_obj
def build(
    find: Any, /, only: str, dry_run: bool, explain: bool, as_json: bool, force: bool, **given: Any
) -> int:
    """Execute what changed and publish the book to _build/html."""
    from press.build.build import build as build_book
    from press.build.plan import only as limited
    from press.build.plan import plan as plan_book

    project = limited(find(), only)
    if dry_run:
        return _tell_plan(plan_book(project, force=force), as_json=as_json, explain=explain)
    started = time.monotonic()
    built = build_book(project, display=TextDisplay, force=force, **given)
    if explain and not as_json:
        for item in built.finished:
            click.echo(
                f"{item.run.name}: {item.status}: {'; '.join(item.verdict.reasons) or 'nothing changed'}"
            )
    if as_json:
        click.echo((project.build / "report.json").read_text(encoding="utf-8"), nl=False)
    tell_runs(built)
    _tell_drift(built.drift, project.only)
    for note in built.site.get("notes", ()):
        tell(f"warning: {note}")
    where = project.site.relative_to(project.root).as_posix()
    tell(_verdict(built, time.monotonic() - started, where))
    return built.exit_code


@click.command()
@click.argument("names", nargs=-1)
@options.workers
@options.force
@options.limits()
@click.pass_obj
def execute(find: Any, names: tuple[str, ...], workers: int | None, force: bool, limits: Limits) -> int:
    """Execute what a build would execute, of the chapters NAMES or of the whole book, and print nothing.

    A build after it, and the comparison of the notebooks in make test, use these executions.
    """
    from press.build.build import execute as execute_runs
    from press.build.plan import only

    started = time.monotonic()
    project = only(find(), ",".join(names))
    built = execute_runs(project, display=TextDisplay, workers=workers, limits=limits, force=force)
    tell_runs(built)
    done = f"; no page was printed ({time.monotonic() - started:.1f} s)"
    tell(_counted(built) + (f": {_names(built)}" if built.failed else done))
    return built.exit_code


def tell_runs(built: Built) -> None:
    """Print what runs warned of, which failed, and which notebooks have no page."""
    tell_warnings(built.finished)
    tell_outside(built.outside)
    for item in built.failed:
        tell_failure(item)


def _tell_plan(planned: Plan, *, as_json: bool, explain: bool) -> int:
    rows: list[dict[str, Any]] = [
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
        print_json({"runs": rows})
        return 0
    for row in rows:
        note = "" if row["published"] else " (not published)"
        reasons = f": {'; '.join(row['reasons']) or 'nothing changed'}" if explain else ""
        click.echo(f"{row['notebook']}/{row['scenario']}{note}: {row['action']}{reasons}")
    executed = sum(row["action"] == "execute" for row in rows)
    tell(f"portfolio: dry run: {executed} of {len(rows)} would be executed; nothing changed")
    return 0


def tell_warnings(finished: Sequence[Finished]) -> None:
    """Print what runs warned of."""
    for item in finished:
        told = [item.warning] if item.warning else []
        if item.status != "reused":
            told += list(item.record.warnings)
        for warning in told[:SHOWN_WARNINGS]:
            tell(f"warning: {item.run.name}: {warning}")
        if len(told) > SHOWN_WARNINGS:
            more = f"{len(told) - SHOWN_WARNINGS:,} more lines are in _build/report.json"
            tell(f"warning: {item.run.name}: {more}")


def tell_outside(names: Sequence[str]) -> None:
    """Print which notebooks are neither executed nor published."""
    for name in names:
        tell(f"not in the book: notebooks/{name}.ipynb, since _toc.yml does not name it")


def _tell_drift(drift: Drift, only: Sequence[str]) -> None:
    for difference in drift.values[:SHOWN_DIFFERENCES]:
        tell(f"differs from the published value: {difference}")
    if drift.values:
        accept = " ".join(["portfolio results lock", *(["--only", ",".join(only)] if only else [])])
        tell(f"{len(drift.values)} values differ from the published ones; accept with: {accept}")
    if drift.misquoted:
        write = "write those with: portfolio notebooks refresh"
        tell(f"{len(drift.misquoted)} numbers in prose are not the published ones; {write}")
    for said in drift.untranslated[:SHOWN_DIFFERENCES]:
        tell(f"translation: {said}")
    if len(drift.untranslated) > SHOWN_DIFFERENCES:
        tell(f"{len(drift.untranslated)} texts in all are not translated as they stand now")
    for kept in drift.outdated:
        again = f"execute it again with: {kept.command}"
        tell(f"{kept.name}: kept at commit {kept.commit}, and its code has changed since; {again}")


def tell_failure(item: Finished) -> None:
    """Print the card of a run that failed."""
    if item.failure:
        kept = _place(item.executed) if item.executed else None
        tell(failure_card(item.run, item.failure, kept))


def _place(path: Path) -> str:
    """Return a path from the folder of all that is made on."""
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("_build") :])


def _verdict(built: Built, seconds: float, where: str) -> str:
    runs = _counted(built)
    if built.failed:
        return f"{runs}: {_names(built)}; the published site is untouched"
    if not built.site["published"]:
        return f"{runs}; {where} is up to date ({built.site['pages']} pages, {seconds:.1f} s)"
    return (
        f"{runs}; published {built.site['pages']} pages to {where}, "
        f"{built.site['rewritten']} files new ({seconds:.1f} s)"
    )


def _counted(built: Built) -> str:
    counts = Counter(item.status for item in built.finished)
    return f"portfolio: {counts['executed']} executed, {counts['reused']} reused, {len(built.failed)} failed"


def _names(built: Built) -> str:
    return ", ".join(item.run.name for item in built.failed)
