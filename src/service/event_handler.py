"""The service as a function that is called with an event: API Gateway (REST, HTTP) and function URLs of AWS.

Such a function has no process between two calls and a disk that vanishes with it. So the models and the
hashes of the keys come with its package (`PORTFOLIO_API_BUNDLE`, the folder that `mirror` and `key` write),
the log has to be a database (`PORTFOLIO_API_LOG`), and each call moves its row there before it answers; a
row that cannot be moved is a 503. Each instance counts the rate of a key for itself.

The function to name is `service.event_handler.handler`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import shutil
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mangum import Mangum

from service.app import create_app
from service.background import Writer
from service.problems import MEDIA_TYPE, Problem
from service.settings import Settings, read_settings
from service.spool import ENDING

TEXT_TYPES = ["text/", "application/json", MEDIA_TYPE]  # of answers that are no base64
DEFAULT_STAGE = "$default"  # of an HTTP API; the name of another one stands in front of each path
Event = Mapping[str, Any]


class EventHandler:
    """Answer events as the service answers requests.

    Parameters
    ----------
    settings
        Of the service; its state folder may be empty.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.bundle:
            unpack(Path(settings.bundle), settings)
        self.settings = settings
        app = create_app(settings)
        self._models = app.state.service
        self._spool = app.state.service.spool
        self._writer = Writer(settings)
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        # its lifespan would begin and end with each event; what has to be done is done here
        self._adapter = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
        self._models.store.refresh()
        self._refreshed = time.monotonic()

    def __call__(self, event: Event, context: Any) -> dict[str, Any]:
        """Return the answer to an event, in the form that its sender expects."""
        fault = unreadable(event)
        if fault is not None:
            return _told(fault)
        if time.monotonic() - self._refreshed > self.settings.refresh_seconds:
            self._models.store.refresh()
            self._refreshed = time.monotonic()
        asyncio.set_event_loop(self._loop)
        answer: dict[str, Any] = self._adapter(without_stage(event), context)
        self._spool.close()
        if any(self.settings.spool.glob(f"*{ENDING}")):
            self._writer.turn()
            if any(self.settings.spool.glob(f"*{ENDING}")):  # the database is away; another call tries again
                return _told(Problem(503, "The log is away.", headers={"Retry-After": "30"}))
        return answer

    def close(self) -> None:
        """Let go of the loop and the log."""
        self._writer.close()
        self._loop.close()
        asyncio.set_event_loop(None)


def unreadable(event: Any) -> Problem | None:
    """Return what is wrong with an event that no adapter can take, or None."""
    context = event.get("requestContext") if isinstance(event, Mapping) else None
    known = isinstance(context, Mapping) and ("http" in context or "httpMethod" in event)
    if not known:
        return Problem(400, "Not an event of an HTTP request.")
    if event.get("isBase64Encoded"):
        try:
            base64.b64decode(event.get("body") or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            return Problem(400, "The body is not base64.")
    return None


def without_stage(event: Event) -> dict[str, Any]:
    """Return an event whose path begins behind the name of its stage."""
    context = event["requestContext"]
    stage, http = context.get("stage", DEFAULT_STAGE), context.get("http")
    if http is None or stage == DEFAULT_STAGE:
        return dict(event)  # a REST API leaves the stage out by itself
    path = http["path"]
    inside = path.removeprefix(f"/{stage}") if path.startswith(f"/{stage}/") else path
    return {**event, "requestContext": {**context, "http": {**http, "path": inside}}}


def unpack(bundle: Path, settings: Settings) -> None:
    """Copy models and keys that came with the program to a state that has none.

    Parameters
    ----------
    bundle
        A folder that cannot be written.
    settings
        With the state folder.
    """
    there = Settings(state=bundle)
    if there.models.is_dir() and not settings.models.exists():
        shutil.copytree(there.models, settings.models)
    if there.keys.is_file() and not settings.keys.exists():
        settings.keys.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(there.keys, settings.keys)


def _told(problem: Problem) -> dict[str, Any]:
    headers = {**problem.headers, "content-type": MEDIA_TYPE}
    body = problem.body().decode()
    return {"statusCode": problem.status, "headers": headers, "body": body, "isBase64Encoded": False}


@cache
def _of_environment() -> EventHandler:
    return EventHandler(read_settings())


def handler(event: Event, context: Any) -> dict[str, Any]:
    """Answer an event with the settings of the environment; the first call of an instance makes ready.

    Parameters
    ----------
    event
        As the sender documents it.
    context
        Of the call; it is not read.
    """
    return _of_environment()(event, context)
