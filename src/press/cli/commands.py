"""The commands."""

from __future__ import annotations

from pathlib import Path

import click

from press.cli.boundary import ClosedPipeError
from press.cli.building import build, execute
from press.cli.chapters import new
from press.cli.checking import check
from press.cli.data import data
from press.cli.exercising import exercises
from press.cli.keeping import keep
from press.cli.notebooks import notebooks
from press.cli.previewing import preview
from press.cli.registering import drift, register
from press.cli.releasing import releases, rollback
from press.cli.replaying import replay
from press.cli.results import results
from press.cli.running import run
from press.cli.serving import digest, serve
from press.cli.sweeping import sweep
from press.project import find_project


class Suggesting(click.Group):
    """A group that names the nearest command when one is unknown."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        from portfolio.errors import UsageError, nearest

        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UsageError(f"no command {args[0]!r}", hint=nearest(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ClosedPipeError from error


@click.group(cls=Suggesting, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--project", "folder", type=click.Path(path_type=Path), help="Folder of the project.")
@click.version_option(package_name="portfolio")
@click.pass_context
def portfolio(ctx: click.Context, folder: Path | None) -> None:
    """Run notebooks and print the book. Add --debug to any command to see an error whole."""
    ctx.obj = lambda: find_project(folder)


MAKING = (build, execute, run, sweep, exercises, new, keep, notebooks, results, replay, register, drift)
SHOWING = (check, data, preview, serve, digest, releases, rollback)
for command in (*MAKING, *SHOWING):
    portfolio.add_command(command)
