"""`portfolio replay`: execute a published page again and hold its numbers against the new ones."""

from __future__ import annotations

from typing import Any

import click

from press.cli import options
from press.cli.options import print_json, tell
from press.execute.progress import TextDisplay
from press.project import Limits

ABSENT = "\N{EM DASH}"


@click.command()
@click.argument("page")
@options.as_json
@options.limits()
@click.pass_obj
def replay(find: Any, page: str, as_json: bool, limits: Limits) -> int:
    """Execute the published PAGE again and say of each number whether it holds; exit 4 if one does not.

    PAGE is a name such as scoring-lending-club, a path with or without .html, or an address. The parameters
    are those of the page's receipt. What changed since, in code, data or packages, is named; the replay uses
    what is here now. Nothing is published, and the cache is left alone.
    """
    from press.build.replay import replay as replay_page

    found = replay_page(find(), page, limits=limits, display=TextDisplay(1))
    if as_json:
        print_json(found.as_dict())
    else:
        _tell_numbers(found)
    for notice in found.notices:
        tell(f"notice: {notice}")
    for line in found.failure.detail if found.failure else ():
        tell(f"    | {line}")
    tell(_verdict(found))
    return found.exit_code


def _tell_numbers(found: Any) -> None:
    for number in found.numbers:
        word = "holds  " if number.holds else "DIFFERS"
        within = f" (tolerance {number.tolerance:g})" if number.tolerance else ""
        same = number.published == number.replayed
        now = "again" if same else f"\N{RIGHTWARDS ARROW} {_shown(number.replayed)}"
        click.echo(f"{word}  {number.name}: {_shown(number.published)} {now}{within}")


def _shown(value: object) -> str:
    return ABSENT if value is None else str(value)


def _verdict(found: Any) -> str:
    made = f"release {found.release}, executed {found.executed_at} at commit {found.commit}"
    if found.failure:
        return f"portfolio: {found.page} ({made}) cannot be replayed: {found.failure.message}"
    wrong = sum(not number.holds for number in found.numbers)
    if wrong:
        return f"portfolio: {found.page} ({made}): {wrong} of {len(found.numbers)} numbers differ"
    return f"portfolio: {found.page} ({made}): all {len(found.numbers)} numbers hold ({found.seconds:.1f} s)"
