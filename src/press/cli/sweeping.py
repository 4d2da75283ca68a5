"""`portfolio sweep`: a notebook over a grid of parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from press.cli import options
from press.cli.building import tell_failure, tell_warnings
from press.cli.options import print_json, tell
from press.execute.progress import TextDisplay

if TYPE_CHECKING:
    from press.build.run_sweep import Swept


@click.command()
@click.argument("notebook")
@click.option(
    "-p", "--parameter", "assignments", multiple=True, metavar="NAME=VALUES",
    help="Values parted by commas, or LOW..HIGH, or LOW..HIGH..STEP; every combination is a point.",
)  # fmt: skip
@click.option("--rows", type=click.Path(path_type=Path), help="A CSV file with a column for each parameter.")
@click.option("--restart", is_flag=True, help="Throw away the points of an earlier call.")
@click.option("--keep", is_flag=True, help="Keep the results in notebooks/kept, for a page of the book.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="A Dask scheduler whose workers execute.")
@options.workers
@options.as_json
@options.limits(options.PATIENT_LIMITS)
@click.pass_obj
def sweep(
    find: Any, /, notebook: str, assignments: tuple[str, ...], keep: bool, as_json: bool, **given: Any
) -> int:
    """Execute NOTEBOOK at every point of a grid, and leave one table and one page.

    A sweep that was cut short goes on where it was: finished points are not executed again. After a change of
    code, pins or data it refuses to go on, and says what changed.
    """
    from press.build.run_sweep import sweep as run_sweep

    project = find()
    swept = run_sweep(project, notebook, assignments, display=TextDisplay, **given)
    tell_warnings(swept.finished)
    for item in swept.failed:
        tell_failure(item)
    if as_json:
        print_json(_document(swept, project.root))
    if keep and swept.sweep:
        from press.sweep.swept_results import keep_sweep

        path = keep_sweep(project, swept.sweep)
        tell(f"portfolio: the results are in {path.relative_to(project.root)}")
    tell(_verdict(swept, project.root))
    return swept.exit_code


def _document(swept: Swept, root: Path) -> dict[str, Any]:
    return {
        "points": len(swept.grid.runs),
        "varied": list(swept.grid.varied),
        "repeated": swept.grid.repeated,
        "held": swept.held,
        "executed": sum(item.status == "executed" for item in swept.finished),
        "failed": len(swept.failed),
        "folder": swept.folder.relative_to(root).as_posix(),
    }


def _verdict(swept: Swept, root: Path) -> str:
    told = _document(swept, root)
    twice = f"; {told['repeated']} asked for twice and executed once" if told["repeated"] else ""
    reused = told["points"] - told["held"] - told["executed"] - told["failed"]
    counts = (
        f"portfolio: {told['points']} points: {told['executed']} executed, {reused} from the cache, "
        f"{told['held']} of an earlier call, {told['failed']} failed{twice}"
    )
    if swept.sweep is None:
        return f"{counts}; the table in {told['folder']} holds what is there, the same command tries the rest"
    return f"{counts}; table and page are in {told['folder']}"
