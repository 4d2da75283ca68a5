"""`portfolio results`: the recorded values, and the lock that guards them."""

from __future__ import annotations

import json
from typing import Any

import click

from portfolio.config import Project
from portfolio.errors import UsageError
from portfolio.results.lock import Locked, differences, locked_form, read_lock


@click.group()
def results() -> None:
    """Compare the recorded values with the published ones."""


@results.command()
@click.pass_obj
def diff(find: Any) -> int:
    """Show every value that differs from results.lock.json; exit 1 if one does."""
    project = find()
    found = differences(read_lock(project.notebooks / "results.lock.json"), _latest(project))
    for difference in found:
        click.echo(str(difference))
    return int(bool(found))


@results.command()
@click.pass_obj
def lock(find: Any) -> int:
    """Accept the values of the last build: write results.lock.json."""
    from portfolio.pipeline.report import write_whole

    project = find()
    path = project.notebooks / "results.lock.json"
    locked, found = read_lock(path), _latest(project)
    for difference in differences(locked, found):
        click.echo(str(difference))
    write_whole(path, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    click.echo(f"portfolio: {sum(map(len, found.values()))} values locked", err=True)
    return 0


def _latest(project: Project) -> Locked:
    path = project.build / "results.json"
    if not path.exists():
        raise UsageError("no results yet", expected="_build/results.json", hint="Run: portfolio build.")
    return locked_form(json.loads(path.read_text(encoding="utf-8")))
