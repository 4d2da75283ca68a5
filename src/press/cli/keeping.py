"""`portfolio keep`: execute an unpublished scenario and keep what it records."""

from __future__ import annotations

from typing import Any

import click

from press.cli import options
from press.cli.building import tell_failure
from press.execute.progress import TextDisplay
from press.project import Limits


@click.command()
@click.argument("run")
@options.limits()
@click.pass_obj
def keep(find: Any, run: str, limits: Limits) -> int:
    """Execute RUN (notebook/scenario), which no build repeats, and keep its results in notebooks/kept."""
    from press.build.folder_lock import locked
    from press.build.plan import plan
    from press.execute.parallel import finish_all
    from press.execute.pinned_results import check_unpublished
    from press.execute.pinned_results import keep as keep_results

    project = find()
    planned = plan(project)
    chosen = planned.find(run)
    check_unpublished(chosen[0])
    with locked(project):
        (finished,) = finish_all(
            [chosen], planned.notebooks, project, planned.cache, display=TextDisplay, limits=limits
        )
        if finished.failure:
            tell_failure(finished)
            return finished.failure.exit_code
        path = keep_results(project, finished)
    where = path.relative_to(project.root)
    click.echo(f"portfolio: {finished.run.name}: {finished.status}; its results are in {where}")
    return 0
