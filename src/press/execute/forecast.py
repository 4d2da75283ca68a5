"""How long the runs of a build will take here, told before they start and mended while they end."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Last = Mapping[str, Mapping[str, Any] | None]
LEAST_LEFT = 0.05  # share of its time that a run keeps until it has ended, however late it is


@dataclass(frozen=True)
class Forecast:
    """What is expected of the runs that are to be executed."""

    # expected time of each run by name, in the order in which they start: those that were never timed, then
    # the longest first. A long run that starts last leaves the other cores idle
    seconds: Mapping[str, float]
    workers: int = 1  # runs at a time
    # what the times rest on: `here` (earlier runs on this machine), `published` (those of the machine that
    # published), `nothing`
    basis: str = "nothing"
    # runs that were never timed; the others' median stands for them
    unknown: tuple[str, ...] = field(default_factory=tuple)

    def total(self) -> float:
        """Return the seconds until all runs have ended."""
        return makespan(self.seconds.values(), self.workers)

    def share(self, ended: Mapping[str, float], running: Mapping[str, float]) -> float:
        """Return how much of the expected time is done, from 0 to 1.

        Parameters
        ----------
        ended, running
            Seconds that each run took, and that each has been running for.
        """
        pace, whole = self.pace(ended), sum(self.seconds.values())
        done = sum(self.seconds.get(name, 0.0) for name in ended)
        done += sum(self._done(name, spent / pace) for name, spent in running.items())
        return done / whole if whole else 1.0

    def left(self, ended: Mapping[str, float], running: Mapping[str, float]) -> float:
        """Return the seconds until all runs have ended, at the pace of those that have."""
        pace = self.pace(ended)
        rest = {name: self.seconds[name] for name in self.seconds if name not in ended}
        for name, spent in running.items():
            rest[name] = rest.get(name, 0.0) - self._done(name, spent / pace)
        first = [rest.pop(name) for name in running]
        return pace * makespan([*first, *rest.values()], self.workers)

    def pace(self, ended: Mapping[str, float]) -> float:
        """Return how much longer than expected the runs take here: the ratio of all that have ended."""
        known = [name for name in ended if name in self.seconds]
        expected = sum(self.seconds[name] for name in known)
        took = sum(ended[name] for name in known)
        return took / expected if expected and took else 1.0

    def _done(self, name: str, spent: float) -> float:
        expected = self.seconds.get(name, 0.0)
        return min(spent, (1 - LEAST_LEFT) * expected)


def makespan(seconds: Iterable[float], workers: int) -> float:
    """Return when the last of some runs ends, each started as soon as a worker is free.

    Examples
    --------
    >>> makespan([5.0, 4.0, 3.0], 2)
    7.0
    """
    free = [0.0] * max(1, workers)
    for spent in seconds:
        heapq.heappush(free, heapq.heappop(free) + spent)
    return max(free)


def forecast(names: Iterable[str], last: Last, published: Mapping[str, float], workers: int) -> Forecast:
    """Return what is expected of runs.

    Parameters
    ----------
    names
        The runs to execute.
    last
        The newest execution here of every run of the book, with its `seconds`; None for a run never seen.
    published
        Seconds by run on the machine that published.
    workers
        Runs at a time.
    """
    here = {name: float(one["seconds"]) for name, one in last.items() if one}
    ratios = [here[name] / published[name] for name in here if published.get(name)]
    factor = median(ratios) if ratios else 1.0

    def expected(name: str) -> float:
        return here.get(name) or factor * published.get(name, 0.0)

    # a run with a reader's own parameters takes about as long as its notebook does with the defaults
    known = {name: expected(name) or expected(f"{name.partition('/')[0]}/default") for name in names}
    unknown = tuple(name for name, seconds in known.items() if not seconds)
    timed = [seconds for seconds in known.values() if seconds]
    usual = median(timed) if timed else 0.0
    basis = "here" if here else "published" if timed else "nothing"
    order = sorted(known, key=lambda name: known[name] or float("inf"), reverse=True)
    return Forecast({name: known[name] or usual for name in order}, workers, basis, unknown)


def about(seconds: float) -> str:
    """Return a time as one says it: `about 40 s`, `about 12 min`."""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    return f"about {round(seconds / 60)} min"


BASES = {
    "here": ", judging by earlier runs on this machine",
    "published": " if this machine is as fast as the one that timed them",
}


def announced(expected: Forecast) -> str:
    """Return what is told before the first run starts."""
    runs = len(expected.seconds)
    at_a_time = f", {expected.workers} at a time" if expected.workers > 1 else ""
    start = f"executing {runs} run{'s' if runs > 1 else ''}{at_a_time}"
    if expected.basis == "nothing":
        return f"{start}; none was timed before"
    never = len(expected.unknown)
    rest = f"; {never} of them {'was' if never == 1 else 'were'} never timed" if never else ""
    return f"{start}: {about(expected.total())}{BASES[expected.basis]}{rest}"
