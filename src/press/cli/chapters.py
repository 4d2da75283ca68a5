"""`portfolio new`."""

from __future__ import annotations

from typing import Any

import click


@click.command()
@click.argument("name")
@click.option("--family", default="", help="Folder in src/portfolio for its code; NAME by default.")
@click.option("--title", default="", help="Title of the notebook; made of NAME by default.")
@click.pass_obj
def new(find: Any, name: str, family: str, title: str) -> int:
    """Make a chapter called NAME: notebook, settings, code and tests to start from, listed in _toc.yml.

    It passes every check as it is. Nothing that is there is overwritten.
    """
    from press.build.new_chapter import make_chapter

    for path in make_chapter(find(), name, family=family, title=title):
        click.echo(path)
    click.echo(
        f"portfolio: {name} is made. Print it with: portfolio build --only {name}. "
        f"Once its values are right, write its lock with: portfolio results lock --only {name}",
        err=True,
    )
    return 0
