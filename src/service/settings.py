"""What a service may be told from outside, each setting with its default."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from portfolio.errors import UsageError

PREFIX = "PORTFOLIO_API_"
REGISTRY = "MLFLOW_TRACKING_URI"
WARM = ("all", "models", "none")
DEPLOY = ("deploy_requests", "deploy_changed", "deploy_difference", "deploy_milliseconds")


@dataclass(frozen=True)
class Settings:
    """Where a service keeps what it needs, and what it lets through.

    Each may be set by an environment variable: `PORTFOLIO_API_RATE` for `rate`, and `MLFLOW_TRACKING_URI` for
    `registry`. A name with `_FILE` at its end names a file that holds the value, as containers hand out
    secrets.
    """

    bundle: str = ""  # folder whose models and keys a state that is empty begins with: see event_handler
    state: Path = Path(".service")  # models, spool, keys; a registry and a log of its own by default
    registry: str = ""  # address of an MLflow tracking server; a SQLite file in `state` by default
    log: str = ""  # of the database of answered requests, sqlite or postgresql; a file in `state` by default
    score_model: str = "credit_score"  # what /v1/score answers from
    text_model: str = "airline_sentiment"  # what /v1/sentiment answers from
    warm: str = "models"  # loaded once scores are answered: all, models (without the chat), or none
    rate: float = 200.0  # requests a second and key
    burst: float = 400.0  # requests at once and key
    max_body: int = 4_000_000  # bytes
    max_rows: int = 10_000  # of one request
    body_seconds: float = 10.0  # in which a body has to arrive
    refresh_seconds: float = 0.5  # between two looks at the aliases
    mirror_seconds: float = 2.0  # between two questions to the registry
    spool_seconds: float = 1.0  # after which a worker's spool is given to the writer
    retention_days: float = 400.0  # of answered requests
    deploy_requests: int = 1_000  # logged ones, of which a candidate is asked again
    deploy_least: int = 100  # logged requests without which nothing is promoted; 0 where nobody asked yet
    deploy_changed: float = 0.1  # share of decisions that may differ: upper end of its 95 % interval
    deploy_difference: float = 0.5  # of a probability, at most, between candidate and champion
    deploy_milliseconds: float = 5.0  # of the processor for one applicant, in 99 of 100 calls
    deploy_gap: float = 1e-12  # of the answers to the example: sums and processors round otherwise

    def __post_init__(self) -> None:
        if self.warm not in WARM:
            raise UsageError("setting warm", expected=" or ".join(WARM), got=repr(self.warm))
        for name in ("rate", "burst", "max_body", "max_rows", "body_seconds", "retention_days", *DEPLOY):
            if not getattr(self, name) > 0:
                raise UsageError(f"setting {name}", expected="a number above 0", got=getattr(self, name))

    @property
    def models(self) -> Path:
        """Folder of the models that were fetched from the registry."""
        return self.state / "models"

    @property
    def spool(self) -> Path:
        """Folder of the rows that were answered and are not in the database yet."""
        return self.state / "spool"

    @property
    def keys(self) -> Path:
        """File with the hashes of the keys."""
        return self.state / "keys.json"

    @property
    def registry_address(self) -> str:
        """Address of the registry."""
        return self.registry or f"sqlite:///{(self.state / 'registry.db').absolute()}"

    @property
    def log_address(self) -> str:
        """Address of the database of answered requests."""
        return self.log or f"sqlite:///{(self.state / 'log.db').absolute()}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives.

    Raises
    ------
    UsageError
        A value is not of the type of its setting, or its file cannot be read.
    """
    given: dict[str, Any] = {}
    for one in fields(Settings):
        text = _text(environment, PREFIX + one.name.upper())
        if text is None:
            continue
        kind: Callable[[str], Any] = {"Path": Path, "float": float, "int": int, "str": str}[str(one.type)]
        try:
            given[one.name] = kind(text)
        except ValueError as error:
            what = f"{PREFIX}{one.name.upper()}"
            raise UsageError(what, expected=f"a value of type {one.type}") from error
    return replace(Settings(registry=environment.get(REGISTRY, "")), **given)


def _text(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(f"{name}_FILE")
    if path is None:
        return environment.get(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{name}_FILE", expected="a file that can be read", got=type(error).__name__
        ) from error
