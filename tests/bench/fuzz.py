"""Ten thousand examples each for the readers of what strangers write: none may crash.

`python tests/bench/fuzz.py`, with `TMPDIR=/dev/shm` to spare the disk. The tests beside each reader do the
same with fewer examples; `leaks.py --fuzz` does it for the checks.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from press.cache.entry import FORMAT, MANIFEST, RECORD, DamagedError, read_entry
from press.cache.keys import canonical, digest_of
from press.runs.parameters import declared_parameters, parse_assignments, resolve_parameters

EXAMPLES = 10_000
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
CELL = (
    'word: str = ""  # text\nnumber: int = 1  # a number [0..9]\n'
    "share: float = 0.5  # a share\nflag: bool = True  # yes"
)
PIECES = [
    "word",
    ": ",
    "str",
    "int",
    "float",
    "=",
    " = ",
    '""',
    "1",
    "nan",
    "  # help",
    "[0..1]",
    "[a, b]",
    "\n",
    "\\",
    "'",
]
CODE = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=8,
)
SEEN: Counter[str] = Counter()
VALUES = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.dates())


def counted(property_: Callable[..., None]) -> Callable[..., None]:
    """Count the examples that a property is really given: hypothesis may know of no more."""

    @functools.wraps(property_)
    def once(*given_: Any, **named: Any) -> None:
        SEEN[property_.__name__] += 1
        property_(*given_, **named)

    return once


@THOROUGH
@given(CODE)
@counted
def declarations(text: str) -> None:
    """Any text declares parameters or is refused."""
    try:
        for parameter in declared_parameters(text, where="x"):
            assert parameter.accepts(parameter.default)
    except UsageError:
        pass


@THOROUGH
@given(st.dictionaries(st.one_of(st.sampled_from(["word", "number", "share", "flag"]), st.text()), VALUES))
@counted
def values(given_values: dict[str, object]) -> None:
    """Any values are typed or refused."""
    try:
        found = resolve_parameters(declared_parameters(CELL, where="x"), given_values, where="x")
        assert list(found) == ["word", "number", "share", "flag"]
        assert [type(value) for value in found.values()] == [str, int, float, bool]
    except UsageError:
        pass


@THOROUGH
@given(st.lists(st.text()))
@counted
def assignments(texts: list[str]) -> None:
    """Any words of a command line are assignments or are refused."""
    with suppress(UsageError):
        assert len(parse_assignments(texts)) == len(texts)


_FOLDER = tempfile.TemporaryDirectory()
_PARTS = {"cells": ["x"]}
_ENTRY = Path(_FOLDER.name) / digest_of(_PARTS)
_NOTEBOOK = b'{"cells": []}'


def _whole() -> dict[str, bytes]:
    files = {"executed.ipynb": _NOTEBOOK, RECORD: canonical({"key": _PARTS, "datasets": {}, "run": "a/b"})}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, MANIFEST: canonical({"format": FORMAT, "files": digests})}


@THOROUGH
@given(
    st.sampled_from([MANIFEST, RECORD, "executed.ipynb"]),
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=4),
    st.booleans(),
)
@counted
def entries(name: str, place: int, piece: bytes, cut: bool) -> None:
    """An entry with a piece overwritten, inserted or cut off is whole as before, or damaged."""
    files = _whole()
    good = files[name]
    start = place % len(good)
    files[name] = good[:start] if cut else good[:start] + piece + good[start + len(piece) :]
    _ENTRY.mkdir(exist_ok=True)
    for file, content in files.items():
        (_ENTRY / file).write_bytes(content)
    try:
        read_entry(_ENTRY)
    except DamagedError:
        return
    if name == MANIFEST:  # other bytes may mean the same JSON, such as another blank
        assert json.loads(files[name]) == json.loads(good)
    else:
        assert files[name] == good


@THOROUGH
@given(st.one_of(st.binary(), JSON.map(lambda data: json.dumps(data).encode())), st.booleans())
@counted
def manifests(raw: bytes, of_record: bool) -> None:
    """Any manifest, and any record under a right manifest, is that of an entry, or damaged."""
    files = {**_whole(), RECORD if of_record else MANIFEST: raw}
    if of_record:
        digests = {name: hashlib.sha256(files[name]).hexdigest() for name in (RECORD, "executed.ipynb")}
        files[MANIFEST] = canonical({"format": FORMAT, "files": digests})
    _ENTRY.mkdir(exist_ok=True)
    for file, content in files.items():
        (_ENTRY / file).write_bytes(content)
    with suppress(DamagedError):
        read_entry(_ENTRY)


ALL: tuple[Callable[[], None], ...] = (declarations, values, assignments, entries, manifests)


def main() -> int:
    """Run all; an example that crashes ends it with the example."""
    for property_ in ALL:
        started = time.monotonic()
        property_()
        seconds = time.monotonic() - started
        sys.stdout.write(f"{property_.__name__}: {SEEN[property_.__name__]:,} examples, {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
