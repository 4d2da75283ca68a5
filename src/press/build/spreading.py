"""Execute runs as other processors would, and measure how far their values move."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio import datasets
from portfolio.errors import UsageError, nearest
from press.build.folder_lock import locked
from press.build.plan import Plan, plan
from press.cache.cache import Cache
from press.cache.decide import decide
from press.cache.entry import Entry
from press.cache.keys import run_key
from press.execute.finished import Display, Finished, exit_code_of
from press.execute.parallel import finish_all
from press.files import write_whole
from press.project import Limits, Project
from press.releases.spread import FILE, Rows, Spread, moves, read_spread, spread_text
from press.runs.processor import NATIVE, PROFILES, under
from press.runs.scenarios import Run

PATIENT = Limits(cell_seconds=7200, run_seconds=14400)  # an old processor is slow, and nobody waits for it
Shown = Callable[[str, int, int], Display]


@dataclass(frozen=True)
class Measured:
    """What a measurement gave."""

    spread: Spread  # all that spread.json says now
    runs: tuple[str, ...]  # the runs that were measured
    failed: tuple[tuple[str, Finished], ...]  # executions that failed, with the profile of each
    keys: Mapping[str, str]  # digest of the present key of each published run and each measured one

    @property
    def exit_code(self) -> int:
        """0, or the code that all failures share, or 1."""
        return exit_code_of(item for _, item in self.failed)


def measure(project: Project, names: Sequence[str], profiles: Sequence[str], shown: Shown) -> Measured:
    """Execute runs under profiles, whatever the cache does not hold, and write what moved to spread.json.

    One profile is finished before the next begins, and this machine as it is comes first: the others are
    compared with it. What an earlier call executed, under other profiles too, is compared as well.

    Parameters
    ----------
    names
        Runs; all that are published when empty.
    profiles
        Names of profiles; all when empty.
    shown
        Makes the display for a profile: its name, how many runs are executed and how many are reused.

    Raises
    ------
    UsageError
        A run or a profile is unknown.
    LockHeldError
        A build works here.
    """
    asked = _profiles(profiles)
    with under(NATIVE):
        planned = plan(project)
    published = [run for run, _ in planned.published]
    found = (planned.find(name)[0] for name in names)
    runs = list({run.name: run for run in found}.values()) or published
    wanted = {run.name for run in (*published, *runs)}
    keys = {run.name: verdict.key.digest for run, verdict in planned.verdicts if run.name in wanted}
    with locked(project):
        known = read_spread(project.notebooks / FILE)
        failed = [(name, item) for name in asked for item in _executed(project, planned, runs, name, shown)]
        spread = {run: told for run, told in known.items() if run in keys}
        for run in runs:
            told = _measured(project, planned, run)
            spread |= {run.name: {"key": keys[run.name], **told}} if told else {}
        write_whole(project.notebooks / FILE, spread_text(spread))
        shutil.rmtree(project.build / "runs", ignore_errors=True)
    return Measured(spread, tuple(run.name for run in runs), tuple(failed), keys)


def present_keys(project: Project) -> dict[str, str]:
    """Return the digest of the key of each published run on this machine as it is."""
    with under(NATIVE):
        return {run.name: verdict.key.digest for run, verdict in plan(project).published}


def _profiles(names: Sequence[str]) -> list[str]:
    for name in names:
        if name not in PROFILES:
            raise UsageError(f"no profile {name!r}", hint=nearest(name, PROFILES))
    return [name for name in PROFILES if not names or name in (NATIVE, *names)]


def _executed(
    project: Project, planned: Plan, runs: Sequence[Run], profile: str, shown: Shown
) -> list[Finished]:
    """Execute what the cache does not hold under a profile; return what failed."""
    with under(profile):
        verdicts = [
            (run, decide(run, planned.notebooks[run.notebook], project, planned.cache)) for run in runs
        ]
        finished = finish_all(
            verdicts,
            planned.notebooks,
            project,
            planned.cache,
            display=lambda missing: shown(profile, missing, len(runs) - missing),
            limits=PATIENT,
        )
    return [item for item in finished if item.failure]


def _measured(project: Project, planned: Plan, run: Run) -> dict[str, Any] | None:
    """Return what moved under all profiles that the cache holds; None without the reference."""
    cache = Cache(project.cache, datasets.fingerprint)
    found = {name: _recorded(project, planned, run, name, cache) for name in PROFILES}
    held = {name: rows for name, rows in found.items() if rows is not None}
    reference = held.get(NATIVE)
    if reference is None:
        return None
    others = {name: rows for name, rows in held.items() if name != NATIVE}
    return {"profiles": list(held), "values": moves(reference, others)}


def _recorded(project: Project, planned: Plan, run: Run, profile: str, cache: Cache) -> Rows | None:
    with under(profile):
        entry = cache.lookup(run_key(run, planned.notebooks[run.notebook], project))
    return {row["name"]: row for row in entry.record["values"]} if isinstance(entry, Entry) else None
