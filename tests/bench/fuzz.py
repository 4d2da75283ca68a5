"""Ten thousand examples each for the readers of what strangers write: none may crash.

`python tests/bench/fuzz.py [NAME ...]`, with `TMPDIR=/dev/shm` to spare the disk. The tests beside each
reader do the same with fewer examples; `leaks.py --fuzz` does it for the checks.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder

from bench.many_examples import THOROUGH, counted, run_all  # noqa: E402
from portfolio.errors import UsageError  # noqa: E402
from press.cache.entry import FORMAT, MANIFEST, RECORD, DamagedError, read_entry  # noqa: E402
from press.cache.keys import canonical, digest_of  # noqa: E402
from press.runs.parameters import declared_parameters, parse_assignments, resolve_parameters  # noqa: E402
from prose_pieces import PRICES, PROSE, check_formula, check_prices, check_prose  # noqa: E402

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
VALUES = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.dates())


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


@THOROUGH
@given(PROSE)
@counted
def prose(text: str) -> None:
    """Any prose is shown."""
    check_prose(text)


@THOROUGH
@given(PRICES)
@counted
def prices(text: str) -> None:
    """Prices stay as they were written."""
    check_prices(text)


@THOROUGH
@given(PROSE)
@counted
def formulas(latex: str) -> None:
    """Any formula is shown, or refused with a reason."""
    check_formula(latex)


if __name__ == "__main__":
    sys.exit(run_all((declarations, values, assignments, entries, manifests, prose, prices, formulas)))
