"""`portfolio serve` and `portfolio digest`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portfolio.errors import UsageError
from press.project import Project


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@click.pass_obj
def serve(find: Any, port: int) -> int:
    """Serve _build/html, compressed, to this machine only."""
    from press.preview.serving import serve_site

    serve_site(_site(find()), port, lambda address: click.echo(f"portfolio: serving at {address}", err=True))
    return 0


@click.command()
@click.option("--normalised", is_flag=True, help="Leave out declared dates, durations and cache verdicts.")
@click.pass_obj
def digest(find: Any, normalised: bool) -> int:
    """Print the sha256 of every file of the site: compare two builds with diff."""
    from press.releases.swap import tree_digests

    for name, value in tree_digests(_site(find()), normalised=normalised).items():
        click.echo(f"{value}  {name}")
    return 0


def _site(project: Project) -> Path:
    if not project.site.exists():
        raise UsageError("no site yet", expected="_build/html", hint="Run: portfolio build.")
    return project.site
