"""`portfolio preview`."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from press.runs.redaction import without_secrets


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@click.pass_obj
def preview(find: Any, port: int) -> int:
    """Show the book while you write it: what is saved is printed, and the page in the browser follows.

    Serves to this machine only. A line of prose is on screen within seconds; code is executed first, and what
    is wrong stands in the page. Works in _build/preview: the site in _build/html stays as it is. Search,
    descriptions, the sitemap, drift and the checks of the book as a whole are left to `portfolio build`.
    """
    from press.preview.folder import PreviewProject
    from press.preview.session import preview as watch

    try:
        asyncio.run(watch(PreviewProject(find().root), port, _say))
    except KeyboardInterrupt:
        _say("the preview has ended")
    return 0


def _say(text: str) -> None:
    click.echo(without_secrets(f"portfolio: {text}"), err=True)
