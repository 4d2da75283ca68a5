"""A service without a registry: models are put where a mirror would put them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fitted_scores import handed_on
from service.app import create_app
from service.keys import issue
from service.settings import Settings
from service_client import place, point

Client = Callable[..., Any]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a service with one model."""
    quick = {"refresh_seconds": 0.01, "spool_seconds": 0.05, "warm": "none"}
    made = Settings(state=tmp_path / "state", rate=1e6, burst=1e6, **quick)
    place(handed_on(), made)
    point(made, champion=("1", handed_on()))
    return made


@pytest.fixture
def key(settings: Settings) -> str:
    """Return a caller's key."""
    return issue(settings.keys, "adviser")


@pytest.fixture
def body() -> dict[str, Any]:
    """Return a request for one applicant."""
    return {"applicants": handed_on().description["example"]["rows"][:1]}


@pytest.fixture
def started(settings: Settings, key: str) -> Client:
    """Return a maker of clients of a running application, as `async with started() as client`."""

    @asynccontextmanager
    async def run(with_key: str | None = key, changed: Settings = settings) -> AsyncIterator[Any]:
        app = create_app(changed)
        headers = {"Authorization": f"Bearer {with_key}"} if with_key else {}
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://api", headers=headers
            ) as client:
                client.service = app.state.service  # type: ignore[attr-defined]
                yield client

    return run
