"""`portfolio register` and `portfolio drift`: what the book hands to the service, and asks of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from portfolio.errors import UsageError
from press.cache.entry import Entry

UPLOAD = ("-m", "service", "register")  # a program of its own: a book is printed without its packages


@click.command()
@click.argument("run")
@click.option("--name", default="", help="Of the artefact, where the run has several.")
@click.option(
    "--alias", default="", help="champion or challenger; by default the first version is the champion."
)
@click.pass_obj
def register(find: Any, run: str, name: str, alias: str) -> int:
    """Upload the model that RUN (notebook/scenario) handed on to the registry, as a new version.

    The registry is the MLflow server that MLFLOW_TRACKING_URI names, or else a file of the service.
    """
    from press.build.plan import plan
    from press.execute.artefacts import read_files

    chosen, verdict = plan(find()).find(run)
    entry = verdict.entry
    if entry is None:
        hint = f"Run: portfolio execute {chosen.notebook}."
        raise UsageError(f"{chosen.name} has no execution of the present code", hint=hint)
    files = read_files(entry, name or only_name(entry))
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            (Path(folder) / file).write_bytes(content)
        wanted = ["--alias", alias] if alias else []
        return subprocess.run([sys.executable, *UPLOAD, folder, *wanted], check=False).returncode


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("given", nargs=-1, type=click.UNPROCESSED)
def drift(given: tuple[str, ...]) -> int:
    """Hold logged requests to a model against what it was fitted on: drift MODEL; --help tells more."""
    return subprocess.run([sys.executable, "-m", "service", "drift", *given], check=False).returncode


def only_name(entry: Entry) -> str:
    """Return the name of the one artefact of an execution.

    Raises
    ------
    UsageError
        It has none, or several.
    """
    names = [one["name"] for one in entry.record.get("artefacts", ())]
    if len(names) == 1:
        return str(names[0])
    if not names:
        hint = "A chapter hands a model on with results.artefact."
        raise UsageError(f"{entry.record['run']} hands no model on", hint=hint)
    raise UsageError("which artefact?", expected=f"--name with one of {', '.join(names)}")
