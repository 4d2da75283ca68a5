"""Decide for each run whether its result can be reused, and say why in plain words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from press.cache.cache import ABSENT, Cache, Miss
from press.cache.entry import Entry
from press.cache.keys import Key, run_key
from press.runs.processor import in_words

if TYPE_CHECKING:
    from press.project import Project
    from press.runs.notebook import Notebook
    from press.runs.scenarios import Run

NEVER = "never executed"
CURRENT = "nothing changed"
FORCED = "execution was asked for"
REMOVED = "its entry is no longer in the cache"
SHOWN = 5  # differences of one kind; a hundred upgraded packages are told by their number
MAX_TEXT = 60  # characters of a parameter's value


@dataclass(frozen=True)
class Verdict:
    """What is to be done for one run, and why."""

    run: str  # name of the run
    action: Literal["execute", "reuse"]  # `execute` or `reuse`
    reasons: tuple[str, ...]  # at least one, in words
    key: Key  # under which the result is stored
    entry: Entry | None = None  # what is reused; None for `execute`
    warning: str | None = None  # a damage to the cache that was found on the way, or None


def decide(
    run: Run,
    notebook: Notebook,
    project: Project,
    cache: Cache,
    *,
    force: bool = False,
    imports: Mapping[str, str] | None = None,
) -> Verdict:
    """Return what is to be done for `run`; `force` executes whatever the cache holds.

    `imports` is what the notebook imports, where that was just found for another of its runs.

    Raises
    ------
    EnvironmentFaultError
        A module that the notebook imports cannot be read.
    """
    key = run_key(run, notebook, project, imports)
    if force:
        return Verdict(run.name, "execute", (FORCED,), key)
    found = cache.lookup(key)
    if isinstance(found, Entry):
        return Verdict(run.name, "reuse", (CURRENT,), key, found)
    warning = found.reason if found.warning else None
    return Verdict(run.name, "execute", reasons(key, cache.last(run.name), found), key, None, warning)


def reasons(key: Key, last: Mapping[str, Any] | None, miss: Miss | None) -> tuple[str, ...]:
    """Return why a run must be executed.

    Parameters
    ----------
    key
        The present key.
    last
        What `Cache.last` knows of the run.
    miss
        What `Cache.lookup` answered.
    """
    if miss is not None and miss.reason != ABSENT:
        return (miss.reason,)  # an entry of this very key is there, so nothing else differs
    if last is None:
        return (NEVER,)
    return tuple(differences(last["parts"], key.parts)) or (REMOVED,)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs between the parts of two keys, in words."""
    yield from _cells(old.get("cells", ()), new.get("cells", ()))
    yield from _parameters(old.get("parameters", {}), new.get("parameters", {}))
    yield from _shortened(_modules(old.get("modules", {}), new.get("modules", {})), "modules")
    yield from _shortened(_packages(old.get("packages", {}), new.get("packages", {})), "packages")
    if old.get("python") != new.get("python"):
        yield f"Python {old.get('python')} -> {new.get('python')}"
    if old.get("kernel") != new.get("kernel"):
        yield f"kernel {old.get('kernel') or 'default'} -> {new.get('kernel') or 'default'}"
    if old.get("press") != new.get("press"):
        yield "the way notebooks are executed changed"
    was, now = old.get("processor", {}), new.get("processor", {})
    if was != now:
        yield f"processor profile {in_words(was)} -> {in_words(now)}"


def _cells(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if list(old) != list(new) and Counter(old) == Counter(new):
        yield "code cells are in another order"
        return
    changed, added, removed = [], 0, 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            both = min(end - start, new_end - new_start)
            changed += [str(number + 1) for number in range(new_start, new_start + both)]
            added += new_end - new_start - both
            removed += end - start - both
    if changed:
        yield f"code {_cells_word(len(changed))} {', '.join(changed)} changed"
    for count, word in ((added, "added"), (removed, "removed")):
        if count:
            yield f"{count} code {_cells_word(count)} {word}"


def _cells_word(count: int) -> str:
    return "cell" if count == 1 else "cells"


def _parameters(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield f"parameter {name} added: {_shown(new[name])}"
        elif name not in new:
            yield f"parameter {name} removed"
        elif json.dumps(old[name]) != json.dumps(new[name]):  # 1 == True in Python, not as a parameter
            yield f"parameter {name}: {_shown(old[name])} -> {_shown(new[name])}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."


def _modules(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            what = "changed" if name in old and name in new else "is imported now"
            yield f"module {name} {what if name in new else 'is no longer imported'}"


def _packages(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            was, now = old.get(name, "not pinned"), new.get(name, "no longer pinned")
            yield f"package {name} {was} -> {now}"


def _shortened(differing: Iterator[str], things: str) -> Iterator[str]:
    told = list(differing)
    rest = len(told) - SHOWN
    yield from told[: SHOWN if rest > 1 else SHOWN + 1]
    if rest > 1:
        yield f"{rest} more {things} differ"
