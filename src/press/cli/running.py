"""`portfolio run`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from press.cli import options
from press.cli.building import tell_failure, tell_warnings
from press.cli.options import print_json, tell
from press.execute.progress import TextDisplay
from press.project import Limits

if TYPE_CHECKING:
    from press.build.run_once import Single


@click.command()
@click.argument("notebook")
@click.option(
    "-p", "--parameter", "assignments", multiple=True, metavar="NAME=VALUE", help="Set a parameter."
)
@click.option("--force", is_flag=True, help="Execute even if the cache holds this run.")
@click.option("--html", is_flag=True, help="Also write the executed notebook as one HTML page.")
@options.as_json
@options.limits(options.PATIENT_LIMITS)
@click.pass_obj
def run(
    find: Any,
    notebook: str,
    assignments: tuple[str, ...],
    force: bool,
    html: bool,
    as_json: bool,
    limits: Limits,
) -> int:
    """Execute one NOTEBOOK once, with parameters, and say where the result is.

    It may take as long as it needs. After Ctrl-C what was reached is kept; a second Ctrl-C ends it at once.
    """
    from press.build.run_once import run_once

    project = find()
    single = run_once(
        project, notebook, assignments, force=force, limits=limits, display=TextDisplay, html=html
    )
    finished = single.finished
    tell_warnings([finished])
    tell_failure(finished)
    if as_json:
        _tell_machines(single)
    elif not finished.failure:
        _tell_values(single)
    tell(_verdict(single))
    return finished.failure.exit_code if finished.failure else 0


def _tell_machines(single: Single) -> None:
    finished = single.finished
    told = {
        "status": finished.status,
        "notebook": None if single.kept is None else str(single.kept),
        "values": list(finished.record.values),
        "failure": finished.failure.as_dict() if finished.failure else None,
    }
    print_json(told)


def _tell_values(single: Single) -> None:
    from press.cli.result_lines import result_lines
    from press.result_references import values_from

    finished = single.finished
    values = list(values_from(finished.record.values).values())
    lines = result_lines(
        single.notebook.title,
        finished.run.changed,
        values,
        single.headlines,
        shutil.get_terminal_size().columns,
    )
    for line in lines:
        click.echo(line)


def _verdict(single: Single) -> str:
    finished = single.finished
    if finished.failure:
        first = (finished.failure.message.splitlines() or [""])[0]  # the card above holds all
        return f"portfolio: {finished.run.name} failed: {first}"
    page = f"; as a page: {single.page}" if single.page else ""
    return f"portfolio: {finished.status}; the executed notebook is {single.kept}{page}"
