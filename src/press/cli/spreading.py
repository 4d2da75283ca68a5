"""`portfolio results spread`: how far each value moves from one processor to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from press.cli import options
from press.cli.options import print_json, tell
from press.execute.progress import TextDisplay, failure_card
from press.releases.spread import Spread, stale
from press.runs.processor import PROFILES

SHOWN = 30  # moves; spread.json holds all
ABSENT = "\N{EM DASH}"


@click.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Only this one, beside native.")
@options.as_json
@click.pass_obj
def spread(find: Any, runs: tuple[str, ...], profiles: tuple[str, ...], as_json: bool) -> int:
    """Execute each RUN as other processors would, and write to spread.json how far its values move.

    Without RUN, all that are published. The profiles are native, which is the reference, old, avx2, mkl-sse
    and native-two-threads. What the cache holds is not executed again, so after an interruption a second call
    executes the rest. `portfolio results lock` makes tolerances of what is found.
    """
    from press.build.spreading import measure

    found = measure(find(), runs, profiles, _display)
    for profile, item in found.failed:
        if item.failure:
            tell(f"under profile {profile}: {failure_card(item.run, item.failure, None)}")
    if as_json:
        failed = [{"profile": profile, "run": item.run.name} for profile, item in found.failed]
        old = stale(found.spread, found.keys, PROFILES)
        told = [{"run": run, "why": why} for run, why in old.items()]
        print_json({"runs": found.spread, "failed": failed, "stale": told})
    else:
        _tell_moves({run: found.spread[run] for run in found.runs if run in found.spread})
        tell_stale(found.spread, found.keys)
    moved = sum(len(found.spread.get(run, {}).get("values", ())) for run in found.runs)
    failures = f"; {len(found.failed)} executions failed, listed above" if found.failed else ""
    measured = f"{len(found.runs)} runs measured, {moved} values moved"
    tell(f"portfolio: {measured}; notebooks/spread.json is written{failures}")
    return found.exit_code


def tell_stale(spread: Spread, keys: Mapping[str, str]) -> None:
    """Say on standard error which runs are to be measured, by reason."""
    found = stale(spread, keys, PROFILES)
    for why in dict.fromkeys(found.values()):
        runs = ", ".join(run for run, other in found.items() if other == why)
        tell(f"spread.json: {why}: {runs}")
    if found:
        tell("measure them with: portfolio results spread RUN ...")


def _display(profile: str, missing: int, held: int) -> TextDisplay:
    tell(f"profile {profile}: {missing} to execute, {held} in the cache")
    return TextDisplay(missing)


def _tell_moves(spread: Spread) -> None:
    """Print the largest moves, relative to the value, then every text that changed."""
    numbers = sorted(_numbers(spread), key=lambda row: -row[0])
    if numbers:
        click.echo(f"{'relative':>9}  {'absolute':>9}  value")
    for relative, absolute, text in numbers[:SHOWN]:
        click.echo(f"{relative:>9.2g}  {absolute:>9.2g}  {text}")
    if len(numbers) > SHOWN:
        click.echo(f"... and {len(numbers) - SHOWN} more in notebooks/spread.json")
    for line in _changed(spread):
        click.echo(line)


def _numbers(spread: Spread) -> Iterator[tuple[float, float, str]]:
    for run, told in spread.items():
        for name, moved in told["values"].items():
            values, size = moved.get("values", {}), max(moved.get("move", 0.0), moved.get("bounds", 0.0))
            native = values.get("native")
            if size:
                base = abs(native) if isinstance(native, int | float) else 0.0
                what = _told(values) if "move" in moved else "a bound of its interval"
                yield size / base if base else float("inf"), size, f"{run}.{name}: {what}"


def _changed(spread: Spread) -> Iterator[str]:
    for run, told in spread.items():
        for name, moved in told["values"].items():
            if any(isinstance(value, str | None) for value in moved.get("values", {}).values()):
                yield f"changed: {run}.{name}: {_told(moved['values'])}"


def _told(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{profile} {_shown(value)}" for profile, value in values.items())


def _shown(value: Any) -> str:
    if value is None:
        return ABSENT
    return repr(value) if isinstance(value, str) else f"{value:.6g}"
