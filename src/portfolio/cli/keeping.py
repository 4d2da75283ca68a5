"""`portfolio keep`: execute an unpublished scenario and keep what it records."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.building import limit_options
from portfolio.config import Limits
from portfolio.pipeline.display import TextDisplay, failure_card


@click.command()
@click.argument("run")
@limit_options
@click.pass_obj
def keep(find: Any, run: str, cell_seconds: int, run_seconds: int, memory_mib: int) -> int:
    """Execute RUN (notebook/scenario), which no build repeats, and keep its results in notebooks/kept."""
    from portfolio import datasets
    from portfolio.pipeline.cache import Cache
    from portfolio.pipeline.explain import decide
    from portfolio.pipeline.kept import keep as keep_results
    from portfolio.pipeline.notebook import read_notebooks
    from portfolio.pipeline.scenarios import find_run, load_scenarios
    from portfolio.pipeline.schedule import finish_all
    from portfolio.press import locked

    project = find()
    known = read_notebooks(project.notebooks)
    chosen = find_run(load_scenarios(project, known), run)
    limits = Limits(cell_seconds, run_seconds, memory_mib=memory_mib)
    with locked(project):
        cache = Cache(project.cache, datasets.fingerprint)
        verdict = decide(chosen, known[chosen.notebook], project, cache)
        (finished,) = finish_all(
            [(chosen, verdict)], known, project, cache, limits=limits, workers=1, display=TextDisplay(1)
        )
        if finished.failure:
            click.echo(failure_card(chosen, finished.failure, None), err=True)
            return finished.failure.exit_code
        path = keep_results(project, finished)
    click.echo(
        f"portfolio: {chosen.name}: {finished.status}; its results are in {path.relative_to(project.root)}"
    )
    return 0
