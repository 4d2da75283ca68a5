"""What two releases of the book say differently: values, figures, time, weight, checks.

A release tells `commit`, `published_at`, `runs` (receipts by name), `weights` (bytes by page) and `checks`
(findings that do not block, by check).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.markdown import escape
from press.releases.results_lock import Difference, differences, locked_form

Told = Mapping[str, Any]
Seen = Callable[[str, Told, Told], float]  # how different two figures of a run look, from 0 to 1

ALIKE = 0.003  # difference between two pictures that nobody sees: a tick moved by a pixel
SLOWER, SECONDS = 0.25, 2.0  # a run's time is told when it changes by this share and by this much
HEAVIER, BYTES = 0.1, 20_000  # the same of a page's weight
SHOWN = 20  # lines of one kind


@dataclass(frozen=True)
class Change:
    """One thing that is not as before: what and where, and how it was and is, in words."""

    what: str
    was: str
    now: str

    def __str__(self) -> str:
        if not self.was:
            return f"{self.what}: new, {self.now}" if self.now else f"{self.what}: new"
        return (
            f"{self.what}: {self.was} \N{RIGHTWARDS ARROW} {self.now}" if self.now else f"{self.what}: gone"
        )


@dataclass(frozen=True)
class Changes:
    """All that differs between two releases."""

    since: str  # commit and date of the earlier release; empty when there is none
    # values, figures, times, weights and checks: what differs
    values: tuple[Difference, ...] = ()
    figures: tuple[Change, ...] = ()
    times: tuple[Change, ...] = ()
    weights: tuple[Change, ...] = ()
    checks: tuple[Change, ...] = ()
    compared: Mapping[str, int] | None = None  # how many values, figures, runs and pages were looked at


def by_digest(_run: str, old: Told, new: Told) -> float:
    """Say that two figures are alike, 0, or not, 1, by their digests."""
    return float(old["digest"] != new["digest"])


def compare(before: Told | None, after: Told, seen: Seen = by_digest) -> Changes:
    """Return what `after` says differently from `before`; nothing when there is no release before.

    Parameters
    ----------
    before, after
        What two releases tell.
    seen
        Says how different two figures of a run look; asked of those that both releases have.
    """
    runs = after.get("runs", {})
    compared = {
        "values": sum(len(run.get("values", ())) for run in runs.values()),
        "figures": sum(len(run.get("figures", ())) for run in runs.values()),
        "runs": len(runs),
        "pages": len(after.get("weights", ())),
    }
    if not before:
        return Changes("", compared=compared)
    earlier = before.get("runs", {})
    return Changes(
        since=f"commit {before.get('commit', 'unknown')}, published {before.get('published_at', 'unknown')}",
        values=tuple(differences(_values(earlier), _values(runs))),
        figures=tuple(_figures(earlier, runs, seen)),
        times=tuple(_times(earlier, runs)),
        weights=tuple(_weights(before.get("weights", {}), after.get("weights", {}))),
        checks=tuple(_checks(before.get("checks", {}), after.get("checks", {}))),
        compared=compared,
    )


def _values(runs: Mapping[str, Told]) -> dict[str, dict[str, dict[str, Any]]]:
    rows = [
        {"notebook": run["notebook"], "scenario": run["scenario"], **value}
        for run in runs.values()
        for value in run.get("values", ())
    ]
    return locked_form(rows)


def _figures(before: Mapping[str, Told], after: Mapping[str, Told], seen: Seen) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        old = _by_name(before.get(name, {}).get("figures", ()))
        new = _by_name(after.get(name, {}).get("figures", ()))
        for figure in sorted(old.keys() | new.keys()):
            what = f"{name}, {figure}"
            if figure not in new:
                yield Change(what, "there", "")
            elif figure not in old:
                yield Change(what, "", "")
            elif old[figure]["kind"] != new[figure]["kind"]:
                yield Change(what, old[figure]["kind"], new[figure]["kind"])
            elif (share := seen(name, old[figure], new[figure])) > ALIKE:
                is_picture = new[figure]["kind"] == "picture"
                yield Change(
                    what, "as before", f"looks different, by {share:.1%}" if is_picture else "other data"
                )


def _by_name(figures: Sequence[Told]) -> dict[str, Told]:
    return {figure["name"]: figure for figure in figures}


def _times(before: Mapping[str, Told], after: Mapping[str, Told]) -> Iterator[Change]:
    for name in sorted(before.keys() & after.keys()):
        was, now = float(before[name]["seconds"]), float(after[name]["seconds"])
        if abs(now - was) > max(SECONDS, SLOWER * was):
            yield Change(name, f"{was:.1f} s", f"{now:.1f} s")


def _weights(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Change]:
    for page in sorted(before.keys() | after.keys()):
        was, now = before.get(page), after.get(page)
        if was is None or now is None or abs(now - was) > max(BYTES, HEAVIER * was):
            yield Change(page, _kib(was), _kib(now))


def _kib(size: int | None) -> str:
    return "" if size is None else f"{size / 1024:,.0f} KiB"


def _checks(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was != now:
            yield Change(name, "" if was is None else f"{was} found", "" if now is None else f"{now} found")


def changes_text(changes: Changes) -> str:
    """Return the short text for a pull request, in Markdown."""
    if not changes.since:
        return "## Changes of the book\n\nThis is the first release that is kept here.\n"
    lines = ["## Changes of the book", "", f"Since {changes.since}.", ""]
    for title, told in sections(changes):
        lines += [f"**{title}**", "", *told, ""] if told else [title, ""]
    return "\n".join(lines).rstrip() + "\n"


def sections(changes: Changes) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of change: its heading with the count, and one list item for each difference."""
    counts = changes.compared or {}
    kinds: tuple[tuple[str, str, Sequence[object]], ...] = (
        ("Results", "values", changes.values),
        ("Figures", "figures", changes.figures),
        ("Run time", "runs", changes.times),
        ("Page weight", "pages", changes.weights),
    )
    for title, thing, found in kinds:
        yield f"{title}: {len(found)} of {counts.get(thing, 0)} {thing} differ", _listed(found)
    if changes.checks:
        yield f"Checks: {len(changes.checks)} differ", _listed(changes.checks)


def _listed(found: Sequence[object]) -> list[str]:
    rest = len(found) - SHOWN
    more = [f"- ... and {rest} more"] if rest > 0 else []
    return [f"- {escape(str(one))}" for one in found[:SHOWN]] + more
