"""Promote a candidate or refuse it: decide from what was tried, act, and write down why."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from portfolio.errors import EnvironmentFaultError, ModelFileError, PortfolioError, UsageError
from service.contract import Check, check_contract
from service.log_database import LogDatabase, open_log
from service.mirror import Aliases, Source
from service.model_store import CHALLENGER, CHAMPION, Loaded, ready
from service.settings import Settings
from service.shadow import Shadow, check_shadow, shadow

REPORTS = "deployments"  # folder in the state, of reports by model, version and time

Logged = Callable[[str, int], Sequence[Mapping[str, Any]]]


class Shelf(Source, Protocol):
    """What a deployment asks of a registry, and does to it."""

    def promote(self, name: str, alias: str, version: str) -> None:
        """Give an alias to a version."""

    def withdraw(self, name: str, alias: str) -> None:
        """Take an alias away."""


@dataclass(frozen=True)
class Deployment:
    """What came of a candidate; as a document it holds no value of any request.

    Parameters
    ----------
    name, candidate, champion
        The model, and version and digest of both; the champion is empty if there was none.
    checks
        What was tried, in order.
    shadow
        What the candidate said of logged requests; None where it was not asked.
    at, seconds
        When it was decided, and how long it took.
    """

    name: str
    candidate: Mapping[str, str]
    champion: Mapping[str, str]
    checks: tuple[Check, ...]
    shadow: Shadow | None
    at: str
    seconds: float

    @property
    def promoted(self) -> bool:
        """Whether all that was tried held."""
        return all(check.passed for check in self.checks)

    @property
    def sentence(self) -> str:
        """The decision and its reason."""
        who = f"{self.name}, version {self.candidate['version']},"
        wrong = [check for check in self.checks if not check.passed]
        if wrong:
            more = f" ({len(wrong) - 1} more in the report)" if len(wrong) > 1 else ""
            return f"{who} is refused: {wrong[0].name}: {wrong[0].found}{more}"
        decisions = [check.found for check in self.checks if check.name == "decisions"]
        return f"{who} is the {CHAMPION}: {len(self.checks)} checks held" + "".join(
            f"; {one}" for one in decisions
        )

    def document(self, settings: Settings) -> dict[str, Any]:
        """Return it as plain data, with the limits that it was held against."""
        limits = {name: value for name, value in asdict(settings).items() if name.startswith("deploy_")}
        return {"promoted": self.promoted, "sentence": self.sentence, **asdict(self), "limits": limits}


def deploy(registry: Shelf, logged: Logged, settings: Settings, name: str) -> Deployment:
    """Try the challenger of a model and make it the champion, or leave everything as it is.

    Parameters
    ----------
    registry
        Where versions and aliases are.
    logged
        Returns rows of the last requests to a model, as many requests as it is asked for.
    settings
        With the limits.
    name
        Of the model.

    Raises
    ------
    UsageError
        There is no challenger, or the champion is that version already.
    EnvironmentFaultError
        The registry cannot be reached; nothing was promoted.
    """
    began, aliases = time.monotonic(), registry.aliases(name)
    wanted, current = aliases.get(CHALLENGER), aliases.get(CHAMPION, {})
    if wanted is None:
        hint = "Register one first: portfolio register NOTEBOOK/SCENARIO."
        raise UsageError(f"{name} has no {CHALLENGER}", hint=hint)
    if wanted == current:
        raise UsageError(f"{name}, version {wanted['version']}, is the {CHAMPION} already")
    checks, seen = _tried(registry, logged, settings, name, aliases)
    if all(check.passed for check in checks):
        still = registry.aliases(name) == aliases
        told = "as they were at the start" if still else "changed meanwhile: deploy again"
        checks.append(Check("aliases", still, f"the aliases are {told}" if still else f"the aliases {told}"))
        if still:
            registry.promote(name, CHAMPION, wanted["version"])
            registry.withdraw(name, CHALLENGER)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    spent = round(time.monotonic() - began, 3)
    return Deployment(name, wanted, current, tuple(checks), seen, at, spent)


def _tried(
    registry: Shelf, logged: Logged, settings: Settings, name: str, aliases: Aliases
) -> tuple[list[Check], Shadow | None]:
    """Return what was tried of a challenger, and what it says of logged requests."""
    both: dict[str, Loaded | None] = {CHAMPION: None}
    for alias in (CHALLENGER, CHAMPION):
        if alias not in aliases:
            continue
        try:
            both[alias] = _fetched(registry, name, aliases[alias])
        except ModelFileError as error:
            return [Check("files" if alias == CHALLENGER else CHAMPION, False, str(error).rstrip("."))], None
    candidate, champion = both[CHALLENGER], both[CHAMPION]
    assert candidate is not None
    checks = [Check("files", True, "the files are those that were registered")]
    checks += check_contract(candidate, champion, settings)
    if champion is None:
        return checks, None
    seen = shadow(candidate, champion, logged(name, settings.deploy_requests))
    return [*checks, *check_shadow(seen, settings)], seen


def _fetched(registry: Shelf, name: str, wanted: Mapping[str, str]) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        artefact = registry.fetch(name, wanted["version"], Path(folder))
    return ready(artefact, name, wanted["version"], wanted["digest"])


def reader(address: str) -> Logged:
    """Return what reads the last requests from the log at an address.

    Raises
    ------
    EnvironmentFaultError
        When it is called: the log cannot be read.
    """
    return lambda name, requests: _asked(address, lambda log: log.latest(name, requests))


def read_since(address: str, since: float) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the log at an address since a time, oldest first.

    Parameters
    ----------
    address
        Of the database.
    since
        In seconds since 1970.

    Raises
    ------
    EnvironmentFaultError
        The log cannot be read.
    """
    return _asked(address, lambda log: log.read(since))


def _asked(
    address: str, ask: Callable[[LogDatabase], Sequence[Mapping[str, Any]]]
) -> Sequence[Mapping[str, Any]]:
    try:
        with closing(open_log(address)) as log:
            return ask(log)
    except PortfolioError:
        raise
    except Exception as error:  # each database raises its own, with the address in its words
        raise EnvironmentFaultError("the log cannot be read", got=type(error).__name__) from error


def write_report(deployment: Deployment, settings: Settings, path: Path | None = None) -> Path:
    """Write a deployment as JSON and return where.

    Parameters
    ----------
    deployment
        What came of it.
    settings
        With the limits, and the state folder.
    path
        By default a file of its own in the state folder.
    """
    if path is None:
        moment = deployment.at.replace(":", "").replace("+0000", "Z")
        name = f"{deployment.name}-{deployment.candidate['version']}-{moment}.json"
        path = settings.state / REPORTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(deployment.document(settings), indent=1, allow_nan=False, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path
