"""Ten thousand examples each for the readers of what strangers write: none may crash.

`python tests/bench/fuzz.py`. The tests beside each reader do the same with fewer examples.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from portfolio.pipeline.entry import RECORD, DamagedError, read_entry, seal, unseal
from portfolio.pipeline.keys import digest_of
from portfolio.pipeline.parameters import declared_parameters, parse_assignments, resolve_parameters

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
VALUES = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.dates())


@THOROUGH
@given(CODE)
def declarations(text: str) -> None:
    """Any text declares parameters or is refused."""
    try:
        for parameter in declared_parameters(text, where="x"):
            assert parameter.accepts(parameter.default)
    except UsageError:
        pass


@THOROUGH
@given(st.dictionaries(st.one_of(st.sampled_from(["word", "number", "share", "flag"]), st.text()), VALUES))
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
def assignments(texts: list[str]) -> None:
    """Any words of a command line are assignments or are refused."""
    with suppress(UsageError):
        assert len(parse_assignments(texts)) == len(texts)


@THOROUGH
@given(
    st.one_of(
        st.binary(), st.recursive(VALUES, st.lists).map(lambda data: repr(data).encode("utf-8", "replace"))
    )
)
def records(raw: bytes) -> None:
    """Any bytes are a record that was sealed, or damaged."""
    try:
        unseal(raw, RECORD)
    except DamagedError:
        return
    raise AssertionError("bytes that nobody sealed were read")


_FOLDER = tempfile.TemporaryDirectory()
_PARTS = {"cells": ["x"]}
_ENTRY = Path(_FOLDER.name) / digest_of(_PARTS)
_NOTEBOOK = b'{"cells": []}'


def _whole() -> dict[str, bytes]:
    import hashlib

    digest = hashlib.sha256(_NOTEBOOK).hexdigest()
    facts = {
        "key": _PARTS,
        "files": {"executed.ipynb": digest},
        "datasets": {},
        "run": "a/b",
        "sequence": 1,
        "seconds": 1,
    }
    return {RECORD: seal(facts), "executed.ipynb": _NOTEBOOK}


@THOROUGH
@given(
    st.sampled_from([RECORD, "executed.ipynb"]),
    st.integers(0, 10**6),
    st.binary(min_size=1, max_size=4),
    st.booleans(),
)
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
    if name == RECORD:  # other bytes may mean the same JSON, such as another blank
        assert json.loads(files[name]) == json.loads(good)
    else:
        assert files[name] == good


ALL: tuple[Callable[[], None], ...] = (declarations, values, assignments, records, entries)


def main() -> int:
    """Run all; an example that crashes ends it with the example."""
    for property_ in ALL:
        started = time.monotonic()
        property_()
        sys.stdout.write(f"{property_.__name__}: {EXAMPLES:,} examples, {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
