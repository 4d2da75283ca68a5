"""`portfolio execute`."""

from __future__ import annotations

import time
from typing import Any

import click

from press.cli.building import limit_options, tell_failure, tell_outside, tell_warnings
from press.execute.progress import TextDisplay
from press.project import Limits


@click.command()
@click.argument("names", nargs=-1)
@click.option("--workers", type=click.IntRange(min=1), help="Runs at a time; the number of cores by default.")
@click.option("--force", is_flag=True, help="Execute everything, whatever the cache holds.")
@limit_options
@click.pass_obj
def execute(
    find: Any,
    names: tuple[str, ...],
    workers: int | None,
    force: bool,
    cell_seconds: int,
    run_seconds: int,
    memory_mib: int,
) -> int:
    """Execute what a build would execute, of the chapters NAMES or of the whole book, and print nothing.

    A build after it, and the comparison of the notebooks in make test, use these executions.
    """
    from press.build.build import execute as execute_runs
    from press.build.plan import only

    started = time.monotonic()
    limits = Limits(cell_seconds, run_seconds, memory_mib=memory_mib)
    project = only(find(), ",".join(names))
    built = execute_runs(project, display=TextDisplay, workers=workers, limits=limits, force=force)
    tell_warnings(built.finished)
    tell_outside(built.outside)
    for item in built.failed:
        tell_failure(item)
    click.echo(_verdict(built, time.monotonic() - started), err=True)
    return built.exit_code


def _verdict(built: Any, seconds: float) -> str:
    executed = sum(item.status == "executed" for item in built.finished)
    reused = sum(item.status == "reused" for item in built.finished)
    runs = f"portfolio: {executed} executed, {reused} reused, {len(built.failed)} failed"
    if built.failed:
        return f"{runs}: {', '.join(item.run.name for item in built.failed)}"
    return f"{runs}; no page was printed ({seconds:.1f} s)"
