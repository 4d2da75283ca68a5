"""Tables as readers bring them, with what they mean: for the tests, and for ten thousand in the bench."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import numpy as np
from hypothesis import strategies as st

from portfolio.datasets.own_table import read_own_table
from portfolio.datasets.treatments import treatments_of
from portfolio.errors import PortfolioError

Writer = Callable[[float], str]
ROWS = 30


def _swapped(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


WRITERS: dict[str, Writer] = {
    "plain": lambda x: f"{x:.2f}",
    "exponent": lambda x: f"{x:.8e}",
    "thousands comma": lambda x: f"{x:,.2f}",
    "thousands dot": lambda x: _swapped(f"{x:,.2f}"),
    "decimal comma": lambda x: _swapped(f"{x:.2f}"),
    "blank": lambda x: _swapped(f"{x:,.2f}").replace(".", " "),
    "narrow blank": lambda x: _swapped(f"{x:,.2f}").replace(".", "\u202f"),
    "fixed blank": lambda x: f"{x:,.2f}".replace(",", "\u00a0"),
    "apostrophe": lambda x: f"{x:,.2f}".replace(",", "'"),
    "curled apostrophe": lambda x: f"{x:,.2f}".replace(",", "\u2019"),
    "dollar before": lambda x: f"${x:,.2f}" if x >= 0 else f"-${-x:,.2f}",
    "code before": lambda x: f"CHF {x:,.2f}".replace(",", "'"),
    "euro after": lambda x: f"{_swapped(f'{x:,.2f}')} \u20ac",
    "percent": lambda x: f"{x:.2f}%",
    "percent, blank": lambda x: f" {x:.2f} %",
    "unit": lambda x: f"{x:.2f} km",
    "euro, two spellings": lambda x: (
        f"EUR {_swapped(f'{x:,.2f}')}" if round(x) % 2 else f"{_swapped(f'{x:,.2f}')} \u20ac"
    ),
    "percent, two spellings": lambda x: f"{x:.2f} {'percent' if round(x) % 2 else '%'}",
    "brackets, percent behind": lambda x: f"{x:,.2f}%" if x >= 0 else f"({-x:,.2f})%",
    "brackets": lambda x: f"{x:,.2f}" if x >= 0 else f"({-x:,.2f})",
    "minus sign": lambda x: f"{x:.2f}".replace("-", "\u2212"),
    "minus behind": lambda x: f"{x:.2f}" if x >= 0 else f"{-x:.2f}-",
    "wide digits": lambda x: f"{x:.2f}".translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "about": lambda x: f"~{x:.2f}",
    "note": lambda x: f"{x:.2f}*",
    "numbered note": lambda x: f"{_swapped(f'{x:.2f}')} [1]",
    "tick": lambda x: f"'{x:.2f}",
    "formula": lambda x: f'="{x:.2f}"',
    "no cents": lambda x: f"CHF {round(x)}.-" if x >= 0 else f"CHF -{round(-x)}.-",
    "thousands": lambda x: f"{x / 1000:.5f}k",
    "millions of euros": lambda x: f"{_swapped(f'{x / 1e6:.8f}')} Mio. \u20ac",
    "whole": lambda x: f"{round(x)}",
    "whole, comma": lambda x: f"{round(x):,}",
}
MISSING = (
    "",
    " ",
    "NA",
    "n/a",
    "?",
    "-",
    "NaN",
    "#N/A",
    "k.A.",
    "n. d.",
    "--",
    "\\N",
    "undefined",
    "???",
    "\u672a\u77e5",
)
STRAY = ("", "call us", "see note", "tbd")
NAMES = (
    "Income ($)",
    "d\u00e9faut",
    "de\u0301bit",
    "distance, km",
    "a_b^2",
    "\\alpha",
    "<b>",
    "\u5408\u540c",
    "50%",
    "\u0e23\u0e32\u0e22\u0e44\u0e14\u0e49",
    "\u062f\u062e\u0644",
)
TEXTS = ("one", "two, or three", "$5 & up", "\u00e9t\u00e9", 'say "no"', "x_1", "  four")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@dataclass(frozen=True)
class Made:
    """A file, and what its columns of numbers mean: `None` where there is no number.

    Whether a comma parts thousands or decimals in whole numbers, only the rest of the file can tell.
    """

    content: bytes
    numbers: dict[int, list[float | None]]
    doubtful: set[int]


def make(seed: int, columns: list[tuple[str, str, str]], file: tuple[str, str, bool, bool, bool]) -> Made:
    """Return a file of these habits.

    Parameters
    ----------
    columns
        For each column of numbers: how it is written, its word for missing, and what stands in it by mistake.
    file
        Delimiter, encoding, `sep=` line, trailing delimiter, unnamed index.
    """
    delimiter, encoding, told, trailing, index = file
    rng = Random(seed)
    truth = [
        [
            None if rng.random() < 0.1 else round(rng.uniform(-9, 9) * 10 ** rng.randint(0, 4), 2)
            for _ in range(ROWS)
        ]
        for _ in columns
    ]
    shown = [
        [missing if one is None else WRITERS[how](one) for one in values]
        for (how, missing, _), values in zip(columns, truth, strict=True)
    ]
    for (_, _, stray), values, written in zip(columns, truth, shown, strict=True):
        if stray:
            values[3], written[3] = None, stray
    names = rng.sample(NAMES, len(columns))
    rows = [["words", *names], *([rng.choice(TEXTS), *row] for row in zip(*shown, strict=True))]
    if index:
        rows = [["", *rows[0]], *([str(number), *row] for number, row in enumerate(rows[1:]))]
    buffer = io.StringIO()
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(
        buffer, delimiter=delimiter, quoting=quoting, lineterminator=rng.choice(["\n", "\r\n"])
    ).writerows([*row, ""] if trailing else row for row in rows)
    text = f"sep={delimiter}\n{buffer.getvalue()}" if told else buffer.getvalue()
    return Made(
        _encoded(text, encoding),
        dict(enumerate(truth, 1)),
        {n for n, one in enumerate(columns, 1) if "," in one[0]},
    )


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:  # Windows-1252 has no Chinese
        return text.encode()


COLUMN = st.tuples(st.sampled_from(sorted(WRITERS)), st.sampled_from(MISSING), st.sampled_from(STRAY))
FILE = st.tuples(
    st.sampled_from([",", ";", "\t", "|", "^"]),
    st.sampled_from(ENCODINGS),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
TABLES = st.builds(make, st.integers(0, 2**32), st.lists(COLUMN, min_size=1, max_size=4), FILE)


def check_is_read(made: Made) -> None:
    """Hold the reader to its promise: each column of numbers is read as it is meant, or told."""
    frame = read_own_table(made.content, "table.csv")
    told = {one.column for one in treatments_of(frame)}
    assert len(frame) == ROWS
    for place, values in made.numbers.items():
        name = frame.columns[place]
        column = frame[name]
        if column.dtype.kind not in "if":
            assert name in told, (name, column.tolist())
            continue
        meant = np.array([np.nan if one is None else one for one in values])
        near = np.isclose(column, meant, rtol=0, atol=0.5, equal_nan=True)
        assert near.all() or (place in made.doubtful and name in told), (name, column.tolist(), values)


def check_never_crashes(content: bytes) -> None:
    """Hold the reader to the lesser promise for any bytes: a frame, or a message."""
    with suppress(PortfolioError):
        assert len(read_own_table(content, "table.csv"))


_SIGNS = [
    *",;\t|\n\"'\\ab 10.-$%()\u00e9\u202f\ufeff\x00",
    "\r\n",
    "sep=;\n",
    "1,5",
    "NA",
    "1.204",
    "e9",
    "inf",
]
_PIECES = st.lists(st.sampled_from(_SIGNS), max_size=40).map(lambda parts: "".join(parts).encode())
ANYTHING = st.one_of(st.binary(max_size=60), _PIECES)
