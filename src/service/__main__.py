"""`python -m service COMMAND`: the API, its keys and its models."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio.errors import DriftError, ModelFileError, PortfolioError, UsageError
from portfolio.results.artefacts import read_artefact
from service.keys import issue
from service.metrics import MULTIPROCESS
from service.model_store import CHALLENGER, CHAMPION, ModelStore
from service.settings import Settings, read_settings

BACKGROUND = (sys.executable, "-m", "service", "background")
if TYPE_CHECKING:
    from service.registry import Registry

ALIAS = click.Choice([CHAMPION, CHALLENGER])
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"])
DAYS = "Of the window, where one bound is not given."
TO = "Folder of the report; by default one of the state."


@click.group()
def service() -> None:
    """Serve fitted models."""


@service.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Answer requests."""
    import uvicorn

    settings = read_settings()
    # uvicorn ends in order and then raises the signal again: the background has to be ended after it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.ExitStack() as ending:
        if workers > 1:
            os.environ[MULTIPROCESS] = ending.enter_context(tempfile.TemporaryDirectory())
        ending.enter_context(_background())
        click.echo(f"service: http://{host}:{port}, state in {settings.state}", err=True)
        uvicorn.run(
            "service.app:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            server_header=False,
            log_level="warning",
        )


@contextlib.contextmanager
def _background() -> Iterator[None]:
    """Keep a process for what no request waits for; started again when it ends."""
    ending = threading.Event()

    def keep() -> None:
        while not ending.is_set():
            with subprocess.Popen([*BACKGROUND, str(os.getpid())]) as process:
                while process.poll() is None and not ending.wait(0.2):
                    pass
                process.terminate()
            ending.wait(1)

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


@service.command()
@click.argument("parent", type=int)
def background(parent: int) -> None:
    """Copy the registry and write the log, for as long as PARENT, the process that started this, lives."""
    from service.background import run

    run(read_settings(), parent)


@service.command()
@click.argument("name")
def key(name: str) -> None:
    """Make a key for the caller NAME and print it, once."""
    click.echo(issue(read_settings().keys, name))


@service.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--alias", type=ALIAS, default=None, help="By default champion if it is the first, else challenger."
)
def register(folder: Path, alias: str | None) -> None:
    """Upload the artefact in FOLDER to the registry."""
    artefact = read_artefact(folder)
    version = _registry(read_settings()).register(artefact, alias or "")
    click.echo(f"service: {artefact.name}, version {version}")


@service.command()
@click.argument("name")
@click.argument("version")
@click.option("--alias", type=ALIAS, default=CHAMPION, show_default=True)
def promote(name: str, version: str, alias: str) -> None:
    """Give an alias to VERSION of the model NAME."""
    _registry(read_settings()).promote(name, alias, version)
    click.echo(f"service: {name}, version {version}, is the {alias}")


@service.command()
@click.argument("name")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="By default a file of the state."
)
def deploy(name: str, report: Path | None) -> None:
    """Try the challenger of the model NAME on its contract and on logged requests; promote it or refuse."""
    from service import deployment

    settings = read_settings()
    logged = deployment.reader(settings.log_address)
    made = deployment.deploy(_registry(settings), logged, settings, name)
    place = deployment.write_report(made, settings, report)
    if not made.promoted:
        raise ModelFileError(made.sentence, hint=f"All of it: {place}.")
    click.echo(f"service: {made.sentence}; all of it: {place}")


@service.command()
@click.argument("name")
@click.option("--days", type=click.FloatRange(0, min_open=True), default=7, show_default=True, help=DAYS)
@click.option("--since", type=MOMENT, help="First moment of the window, in UTC.")
@click.option("--until", type=MOMENT, help="First moment after it; now by default.")
@click.option(
    "--outcomes",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV of what became of applicants: request, place, outcome.",
)
@click.option("--rate", type=click.FloatRange(0, 0.5, min_open=True), default=0.05, show_default=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help=TO)
def drift(
    name: str,
    days: float,
    since: datetime | None,
    until: datetime | None,
    outcomes: Path | None,
    rate: float,
    folder: Path | None,
) -> None:
    """Hold the logged requests of a window against what the champion of the model NAME was fitted on."""
    from service import deployment, window_report

    settings = read_settings()
    store = ModelStore(settings.models)
    store.refresh()
    champion = store.get(name, CHAMPION)
    if champion is None:
        hint = "Start the service once, or register a model: portfolio register NOTEBOOK/SCENARIO."
        raise UsageError(f"{name} has no {CHAMPION} in {settings.models}", hint=hint)
    start, end = window_report.bounds(since, until, days)
    known = window_report.read_outcomes(outcomes) if outcomes else None
    before = window_report.EARLIER * (end - start)
    logged = deployment.read_since(settings.log_address, start - before)
    made = window_report.report_window(champion, logged, start, end, outcomes=known, rate=rate)
    place = window_report.write_window_report(made, folder or settings.state / window_report.REPORTS)
    if made.alarms:
        raise DriftError(made.sentence, hint=f"All of it: {place}.")
    click.echo(f"service: {made.sentence}; all of it: {place}")


@service.command()
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
def registry(port: int) -> None:
    """Open the interface of the registry, for this machine only."""
    address = read_settings().registry_address
    command = ["-m", "mlflow", "ui", "--backend-store-uri", address, "--port", str(port)]
    os.execv(sys.executable, [sys.executable, *command])


def _registry(settings: Settings) -> Registry:
    from service.registry import Registry

    return Registry(settings.registry_address)


def main() -> int:
    """Run the command line; errors become text and an exit code here."""
    try:
        service(standalone_mode=False)
    except PortfolioError as error:
        print(f"service: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
