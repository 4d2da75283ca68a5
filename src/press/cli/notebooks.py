"""`portfolio notebooks refresh`: execute the committed notebooks and keep the outputs that nbval compares."""

from __future__ import annotations

from typing import Any

import click

from press.cli.options import DEFAULT_LIMITS, tell
from press.execute.progress import TextDisplay


@click.group()
def notebooks() -> None:
    """Care for the committed notebooks."""


@notebooks.command()
@click.argument("names", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a notebook would change.")
@click.pass_obj
def refresh(find: Any, names: tuple[str, ...], check: bool) -> int:
    """Execute NAMES (all by default); keep the outputs of checked cells, renew the values in prose."""
    from press.build.refresh_outputs import refresh_notebooks

    changed = refresh_notebooks(find(), names, check=check, limits=DEFAULT_LIMITS, display=TextDisplay)
    for name in changed:
        click.echo(f"{'would change' if check else 'changed'}: {name}")
    tell(f"portfolio: {len(changed)} files {'would change' if check else 'changed'}")
    return int(check and bool(changed))
