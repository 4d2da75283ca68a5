"""Prove that a dataset is the one that its card describes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.datasets.card import Card
from portfolio.datasets.catalogue import card
from portfolio.datasets.loading import read
from portfolio.datasets.sources import locate
from portfolio.errors import EnvironmentFaultError, PortfolioError

if TYPE_CHECKING:
    import pandas as pd

    from portfolio.datasets.loading import Loaded


@dataclass(frozen=True)
class Verification:
    """What was found when a dataset was held against its card.

    Parameters
    ----------
    name, rows
        The dataset and the rows (or images) read; 0 when it could not be read.
    expected, got
        sha256 of the canonical content: what the card states (empty where any copy will do), what was found.
    sources
        sha256 of each source file, in the card's order.
    ok, absent
        Whether everything agrees; whether a package or file is not there at all.
    message
        What disagrees, or that all is well.
    """

    name: str
    rows: int
    expected: str
    got: str
    sources: tuple[str, ...]
    ok: bool
    absent: bool
    message: str


def verify(name: str) -> Verification:
    """Read a dataset and compare source files, schema, content and counted defects with its card.

    Raises
    ------
    UsageError
        No such dataset. Every other fault is reported in the result.
    """
    chosen = card(name)
    try:
        paths = locate(chosen)
    except EnvironmentFaultError as error:
        return Verification(name, 0, chosen.content_sha256, "", (), ok=False, absent=True, message=str(error))
    try:
        loaded, digests = read(chosen, paths)
    except PortfolioError as error:
        return Verification(
            name, 0, chosen.content_sha256, "", (), ok=False, absent=False, message=str(error)
        )
    return _compared(chosen, loaded, tuple(digests))


def _compared(chosen: Card, loaded: Loaded, digests: tuple[str, ...]) -> Verification:
    got = _content(loaded)
    faults = []
    if chosen.content_sha256 and got != chosen.content_sha256:
        faults.append("the content differs from the card")
    faults += _miscounted(chosen, loaded)
    message = "; ".join(faults) or "as the card says"
    return Verification(
        chosen.name, _rows(loaded), chosen.content_sha256, got, digests, not faults, False, message
    )


def _content(loaded: Loaded) -> str:
    # pandas comes with it: `data list` must not wait for that
    from portfolio.datasets.canonical import content_digest

    return "" if isinstance(loaded, Path) else content_digest(loaded)


def _rows(loaded: Loaded) -> int:
    if isinstance(loaded, Path):
        return 0
    return sum(map(len, loaded.values())) if isinstance(loaded, dict) else len(loaded)


def _miscounted(chosen: Card, loaded: Loaded) -> list[str]:
    import pandas as pd

    from portfolio.datasets.defects import count_defect

    if not isinstance(loaded, pd.DataFrame) or chosen.family != "embedded":
        return []
    counts = ((defect, count_defect(loaded, defect, _fetch)) for defect in chosen.defects)
    return [
        f"defect {defect.text!r}: expected {defect.count} rows, got {count}"
        for defect, count in counts
        if count != defect.count
    ]


def _fetch(name: str) -> pd.DataFrame:
    import pandas as pd

    other = card(name)
    loaded, _ = read(other, locate(other))
    if not isinstance(loaded, pd.DataFrame):
        raise TypeError(f"{name} is not a frame")
    return loaded
