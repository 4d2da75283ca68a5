"""`portfolio keep`: execute an unpublished scenario and keep what it records."""

from __future__ import annotations

from typing import Any

import click

from press.cli.building import limit_options
from press.execute.progress import TextDisplay, failure_card
from press.project import Limits


@click.command()
@click.argument("run")
@limit_options
@click.pass_obj
def keep(find: Any, run: str, cell_seconds: int, run_seconds: int, memory_mib: int) -> int:
    """Execute RUN (notebook/scenario), which no build repeats, and keep its results in notebooks/kept."""
    from portfolio import datasets
    from press.build.folder_lock import locked
    from press.cache.cache import Cache
    from press.cache.decide import decide
    from press.execute.parallel import finish_all
    from press.execute.pinned_results import keep as keep_results
    from press.runs.notebook import read_notebooks
    from press.runs.scenarios import find_run, load_scenarios

    project = find()
    known = read_notebooks(project.notebooks)
    chosen = find_run(load_scenarios(project, known), run)
    limits = Limits(cell_seconds, run_seconds, memory_mib=memory_mib)
    with locked(project):
        cache = Cache(project.cache, datasets.fingerprint)
        verdict = decide(chosen, known[chosen.notebook], project, cache)
        (finished,) = finish_all(
            [(chosen, verdict)], known, project, cache, display=TextDisplay, limits=limits
        )
        if finished.failure:
            click.echo(failure_card(chosen, finished.failure, None), err=True)
            return finished.failure.exit_code
        path = keep_results(project, finished)
    click.echo(
        f"portfolio: {chosen.name}: {finished.status}; its results are in {path.relative_to(project.root)}"
    )
    return 0
