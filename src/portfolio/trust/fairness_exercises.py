"""The exercises of the chapter on fairness, on invented people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case


def spread_of_false_positives() -> Iterator[Case]:
    """Ask for the widest gap in false positives among groups with enough people for whom nothing came."""
    came, flagged = _flags("0000 0000 00 1100"), _flags("1000 1100 11 1110")
    group = np.array(list("aaaabbbbccdddd"))
    yield Case("a group that is too small", (came, flagged, group, 3), 0.25)
    yield Case("all groups count", (came, flagged, group, 2), 0.75)
    came, flagged, group = _flags("00001111"), _flags("01001110"), np.array(list("ababbaba"))
    yield Case("groups that are mixed", (came, flagged, group, 2), 0.5)


def needed_precision() -> Iterator[Case]:
    """Ask for the precision that a prevalence and two error rates leave."""
    yield Case("half of the people", (0.5, 0.2, 0.4), 0.75)
    yield Case("a rare event", (0.1, 0.2, 0.4), 0.25)
    yield Case("nobody flagged wrongly", (0.3, 0.0, 0.5), 1.0)


def really_missed() -> Iterator[Case]:
    """Ask for the false negatives if a share of those without an arrest did offend again, unseen."""
    yield Case("nothing unseen", (60, 20, 10, 30, 0.0), 0.25)
    yield Case("a tenth unseen", (60, 20, 10, 30, 0.1), 16 / 48)
    yield Case("a half unseen", (40, 10, 5, 15, 0.5), 25 / 45)


FAIRNESS = (spread_of_false_positives, needed_precision, really_missed)


def _flags(text: str) -> np.ndarray:
    return np.array([one == "1" for one in text.replace(" ", "")])
