"""Execute one published page again from its receipt, and hold every number against the published one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from portfolio import datasets
from portfolio.errors import PortfolioError, UsageError, nearest
from press.build.folder_lock import locked
from press.cache.decide import Verdict
from press.cache.decide import differences as key_differences
from press.cache.keys import Key, run_key
from press.execute.failure import Failure
from press.execute.finished import Display, Finished
from press.execute.runner import Outcome, execute
from press.project import Limits, Project
from press.releases.releases import Release, live_release
from press.releases.results_lock import differences, locked_form
from press.runs.allowed_paths import check_files
from press.runs.notebook import Notebook, read_notebooks
from press.runs.processor import threads
from press.runs.scenarios import make_run

FOLDER = "replay"
ADDED = "is read now, and was not when the page was made"
REPLAYED = "a replay was asked for"
_SUFFIX = re.compile(r"(?:\.html|\.ipynb|/)$")
NUMBERS_DIFFER = 4  # as for a cell that asserts and fails


@dataclass(frozen=True)
class Number:
    """One recorded value, as published and as replayed; None where there is none."""

    name: str
    label: str
    unit: str
    tolerance: float
    published: Any
    replayed: Any
    holds: bool


@dataclass(frozen=True)
class Replay:
    """What a replay found."""

    # page and run: what was replayed
    page: str
    run: str
    # release, commit and executed_at: the release that publishes it; the commit and time of the published
    # execution
    release: int
    commit: str
    executed_at: str
    notices: tuple[str, ...]  # what changed since: code, data, packages. The replay uses what is here now
    numbers: tuple[Number, ...]  # every value that the page or the replay recorded
    seconds: float  # wall time of the replay
    failure: Failure | None = None  # why the replay did not end well, or None

    @property
    def holds(self) -> bool:
        """Whether it ended well and every number agrees within its tolerance."""
        return self.failure is None and all(number.holds for number in self.numbers)

    @property
    def exit_code(self) -> int:
        """0; 4 when a number differs; the code of the failure when it did not end well."""
        return self.failure.exit_code if self.failure else 0 if self.holds else NUMBERS_DIFFER

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"holds": self.holds, "exit_code": self.exit_code, **asdict(self)}


def replay(project: Project, page: str, *, limits: Limits, display: Display) -> Replay:
    """Execute the notebook of a published page with the parameters of its receipt; nothing is published.

    Parameters
    ----------
    page
        `notebooks/scoring-lending-club`, with or without folder and suffix, or the address of the page.

    Raises
    ------
    UsageError
        Nothing is published, no such page, its notebook or one of its parameters is gone, or a parameter
        names a file that a published run may not read.
    EnvironmentFaultError
        A parameter names a file that is not there.
    LockHeldError
        A build works here.
    """
    with locked(project):
        release = live_release(project.build, project.site)
        receipt = _receipt(release, page)
        notebook = _notebook(project, receipt)
        run = make_run(notebook, receipt["scenario"], receipt["parameters"])
        check_files(run.parameters, project, run.name)
        key = run_key(run, notebook, project)
        notices = tuple(_notices(key, receipt))
        folder = project.build / FOLDER
        display.start(run)
        outcome = execute(
            run,
            notebook,
            folder,
            limits=limits,
            threads=threads(),
            progress=lambda number, of: display.cell(run, number, of),
        )
        display.end(_finished(outcome, key))
        shutil.rmtree(folder, ignore_errors=True)
    added = outcome.record.datasets.keys() - receipt["datasets"].keys()
    numbers = () if outcome.failure else _numbers(receipt, outcome.record.values)
    return Replay(
        page=receipt["page"],
        run=run.name,
        release=release.sequence if release else 0,
        commit=receipt["commit"],
        executed_at=receipt["executed_at"],
        notices=(*notices, *(f"dataset {name} {ADDED}" for name in sorted(added))),
        numbers=numbers,
        seconds=outcome.record.seconds,
        failure=outcome.failure,
    )


def _finished(outcome: Outcome, key: Key) -> Finished:
    verdict = Verdict(outcome.run.name, "execute", (REPLAYED,), key)
    status = "failed" if outcome.failure else "executed"
    return Finished(outcome.run, verdict, status, None, outcome.record, outcome.failure)


def page_name(text: str) -> str:
    """Return the name of a page from what a person gives: a name, a file, a path or an address.

    Examples
    --------
    >>> page_name("https://example.org/book/notebooks/scoring-mortgages.html#cost")
    'scoring-mortgages'
    """
    path = unquote(urlsplit(text).path).strip()
    return _SUFFIX.sub("", path).rpartition("/")[2]


def _receipt(release: Release | None, page: str) -> Mapping[str, Any]:
    """Return the receipt of a page of the published release."""
    runs = release.told.get("runs") if release else None
    if not runs:
        raise UsageError(
            "no release is kept here, so no page can be replayed", hint="Run: portfolio build --force."
        )
    by_page = {page_name(receipt["page"]): receipt for receipt in runs.values()}
    wanted = page_name(page)
    if wanted not in by_page:
        pages = [receipt["page"] for receipt in by_page.values()]
        near = wanted if "/" not in page else f"notebooks/{wanted}"
        known = pages if "/" in near else by_page
        raise UsageError(f"no published page {page!r} is made by a notebook", hint=nearest(near, known))
    found: Mapping[str, Any] = by_page[wanted]
    return found


def _notebook(project: Project, receipt: Mapping[str, Any]) -> Notebook:
    notebooks = read_notebooks(project.notebooks)
    name = receipt["notebook"]
    if name not in notebooks:
        raise UsageError(
            f"the notebook of {receipt['page']} is gone: notebooks/{name}.ipynb",
            hint=f"It was there at commit {receipt['commit']}.",
        )
    return notebooks[name]


def _notices(key: Key, receipt: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs from what the published page was made from, before anything is executed."""
    for difference in key_differences(receipt["key"]["parts"], key.parts):
        yield f"{difference} since the page was made"
    for name, fingerprint in receipt["datasets"].items():
        try:
            present = datasets.fingerprint(name)
        except PortfolioError as error:
            yield f"dataset {name} is not there: {error}"
            continue
        if present != fingerprint:
            yield f"dataset {name} changed since the page was made"


def _numbers(receipt: Mapping[str, Any], values: tuple[Mapping[str, Any], ...]) -> tuple[Number, ...]:
    """Return every recorded value with its verdict, in the order of the page."""
    run = {"notebook": receipt["notebook"], "scenario": receipt["scenario"]}
    old, new = ({row["name"]: row for row in rows} for rows in (receipt["values"], values))
    before, now = (locked_form([{**run, **row} for row in rows.values()]) for rows in (old, new))
    wrong = {difference.name for difference in differences(before, now)}
    found = []
    for name in dict.fromkeys([*old, *new]):
        row = old.get(name) or new[name]
        found.append(
            Number(
                name,
                row.get("label", ""),
                row.get("unit", ""),
                row.get("tolerance", 0.0),
                published=old.get(name, {}).get("value"),
                replayed=new.get(name, {}).get("value"),
                holds=name not in wrong,
            )
        )
    return tuple(found)
