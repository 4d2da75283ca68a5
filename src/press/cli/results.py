"""`portfolio results`: the recorded values, and the lock that guards them."""

from __future__ import annotations

from typing import Any

import click

from portfolio.errors import UsageError
from press.cli.options import tell
from press.cli.spreading import spread as measure_spread
from press.cli.spreading import tell_stale
from press.json_reader import read_json
from press.project import Project
from press.releases.results_lock import Locked, differences, locked_form, read_lock, write_lock
from press.releases.spread import FILE as SPREAD
from press.releases.spread import read_spread, with_tolerances


@click.group()
def results() -> None:
    """Compare the recorded values with the published ones."""


results.add_command(measure_spread)


@results.command()
@click.pass_obj
def diff(find: Any) -> int:
    """Show every value that differs from the published ones; exit 1 if one does."""
    project = find()
    locked, failed = read_lock(project.notebooks), _failed(project)
    compared = {run: values for run, values in locked.items() if run not in failed}
    found = differences(compared, _latest(project))
    for run in failed:
        tell(f"portfolio: {run} failed in the last build and is not compared")
    for difference in found:
        click.echo(str(difference))
    return int(bool(found))


@results.command()
@click.option("--only", metavar="CHAPTERS", default="", help="Accept those of a book of these alone.")
@click.pass_obj
def lock(find: Any, only: str) -> int:
    """Accept the values of the last build: write the lock of each notebook.

    With --only the last build is that of `build --only`, and the locks of other notebooks stay.

    The tolerance of a number is the larger of the declared one and twice the move that spread.json tells. Of
    a name or a choice that changed between processors, each one that was seen is accepted.
    """
    from press.build.plan import only as limited
    from press.build.spreading import present_keys
    from press.execute.durations import read_durations, settled

    project = limited(find(), only)
    failed = _failed(project)
    if failed:  # their values would be dropped from the lock
        raise UsageError(f"the last build failed: {', '.join(failed)}", hint="Mend it and build again.")
    locked, found = read_lock(project.notebooks), _latest(project)
    if project.only:
        locked = {run: values for run, values in locked.items() if run.partition("/")[0] in project.only}
    for difference in differences(locked, found):
        click.echo(str(difference))
    spread = read_spread(project.notebooks / SPREAD)
    seconds = settled(read_durations(project), _seconds(project))
    write_lock(project.notebooks, with_tolerances(found, spread), seconds, whole=not project.only)
    if spread:  # a book may have none
        tell_stale(spread, present_keys(project))
    tell(f"portfolio: {sum(map(len, found.values()))} values locked")
    return 0


def _latest(project: Project) -> Locked:
    return locked_form(_told(project, "results.json"))


def _seconds(project: Project) -> dict[str, float]:
    """Return how long each published run took when it was last executed."""
    rows = [row for row in _told(project, "report.json")["runs"] if row["published"]]
    return {f"{row['notebook']}/{row['scenario']}": float(row["seconds"]) for row in rows}


def _failed(project: Project) -> list[str]:
    """Return the runs that failed in the last build."""
    rows = _told(project, "report.json")["runs"]
    return [f"{row['notebook']}/{row['scenario']}" for row in rows if row["status"] != "ok"]


def _told(project: Project, name: str) -> Any:
    path, hint = project.build / name, "Run: portfolio build."
    if not path.exists():
        raise UsageError("no results yet", expected=f"_build/{name}", hint=hint)
    return read_json(path, Any, hint)
