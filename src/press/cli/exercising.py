"""`portfolio exercises`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from press.cli.options import tell


@click.command()
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder for the copy; notebooks/exercises by default, which JupyterLab shows.",
)
@click.option("--overwrite", is_flag=True, help="Replace a copy that was worked in.")
@click.pass_obj
def exercises(find: Any, name: str, folder: Path | None, overwrite: bool) -> int:
    """Write a copy of the chapter NAME to work in: an empty function for each solution, and its check.

    A copy that was changed is not overwritten unless it is said.
    """
    from press.build.student_copy import FOLDER, write_copy

    project = find()
    path = write_copy(project, name, folder or project.notebooks / FOLDER, overwrite=overwrite)
    click.echo(path.relative_to(project.root) if path.is_relative_to(project.root) else path)
    tell(f"portfolio: the exercises of {name} are written. Open the copy in JupyterLab: make lab")
    return 0
