"""The exercises of the chapter on a booking by chat, on invented sentences and tags."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises

OUT = -np.inf


def shared() -> Iterator[Case]:
    """Ask for the share of test sentences whose template is also trained on."""
    yield Case("templates on both sides", (_table([1, 1, 2, 2, 3], "reeer"),), 1 / 3)
    yield Case("two test sentences of one shared template", (_table([4, 4, 4, 7], "reee"),), 2 / 3)
    yield Case("a template that only validation shares", (_table([5, 5, 6, 6], "veer"),), 1 / 2)
    yield Case("no template on both sides", (_table([1, 1, 2, 3, 3], "rrvee"),), 0.0)


def forbid() -> Iterator[Case]:
    """Ask for transitions in which an inside tag follows its own slot alone."""
    tags = ["O", "B-area", "I-area"]
    moves = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, 3.0], [-2.0, 4.0, 1.5]])
    wanted = np.array([[0.5, -1.0, OUT], [1.0, 0.0, 3.0], [-2.0, 4.0, 1.5]])
    yield Case("one slot", (moves, tags), wanted)
    tags = ["I-day", "B-area", "O", "B-day", "I-area"]
    moves = np.arange(25.0).reshape(5, 5) - 7
    wanted = moves.copy()
    wanted[[1, 2, 4], 0] = OUT
    wanted[[0, 2, 3], 4] = OUT
    yield Case("two slots in another order", (moves, tags), wanted)


def fewest() -> Iterator[Case]:
    """Ask how many strangers a calibration needs before anything can be accepted."""
    for level, wanted in {0.05: 19, 0.1: 9, 0.04: 24, 0.3: 3, 0.15: 6}.items():
        yield Case(f"a level of {level}", (level,), wanted)


ASKED = Exercises(shared, forbid, fewest)
check, cases = ASKED.check, ASKED.cases


def _table(numbers: list[int], parts: str) -> pd.DataFrame:
    names = {"r": "train", "v": "validation", "e": "test"}
    return pd.DataFrame({"number": numbers, "part": [names[sign] for sign in parts]})
