"""The course of a training: how far the drawings are from real digits while the model still learns.

    looks = Looks(lambda now: denoise(now, 200), reference, n=200)
    (model, history), spent = timed(lambda: train_diffusion(*digits, settings, watch=looks, watch_every=2))
    course = looks.course(history)  # a row for each look

The seconds are processor time of the training alone: the time of looking is taken out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.generative.quality import Quality, Reference, judge
from portfolio.generative.training import History

Pictures = NDArray[np.float32]


class Looks:
    """Judges a model whenever it is called, and keeps what it saw.

    Parameters
    ----------
    draw
        Returns `n` pictures of the model that it is given, shape (n, 28, 28).
    reference
        The real digits.
    n
        Drawings in a look; fewer than in the common protocol make it quick, and every distance larger.
    """

    def __init__(self, draw: Callable[[Any], Pictures], reference: Reference, *, n: int) -> None:
        self.draw, self.reference, self.n = draw, reference, n
        self.spent = 0.0  # processor time of looking, in seconds
        self._began = time.process_time()
        self._seen: list[tuple[float, Quality]] = []

    def __call__(self, model: Any) -> float:
        """Return the distance of the model's drawings to real digits."""
        now = time.process_time()
        quality = judge(self.draw(model), self.reference, n=self.n)
        self._seen.append((now - self._began - self.spent, quality))
        self.spent += time.process_time() - now
        return quality.fid

    def course(self, history: History) -> pd.DataFrame:
        """Return a row for each look, by epoch: `seconds` of training, `fid`, `fid_low`, `fid_high`."""
        epochs = np.flatnonzero(~np.isnan(history.series("validation"))) + 1
        rows = [_row(seconds, quality) for seconds, quality in self._seen]
        return pd.DataFrame(rows, index=pd.Index(epochs, name="epoch"))


def ended(course: pd.DataFrame, epochs: int, seconds: float, quality: Quality) -> pd.DataFrame:
    """Return a course with the row of the finished model, which replaces a look at the last epoch."""
    last = pd.DataFrame([_row(seconds, quality)], index=pd.Index([epochs], name="epoch"))
    return pd.concat([course[course.index < epochs], last])


def passed(course: pd.DataFrame, fid: float) -> int | None:
    """Return the epoch from which on every look is closer to real digits than `fid`, or None."""
    behind = course.index[course["fid"] >= fid]
    ahead = course.index if behind.empty else course.index[course.index > behind.max()]
    return None if ahead.empty else int(ahead.min())


def until_passed(course: pd.DataFrame, fid: float) -> int:
    """Return the epoch of `passed`, or the last one if there is none."""
    epoch = passed(course, fid)
    return int(course.index[-1]) if epoch is None else epoch


def times_of(course: pd.DataFrame, rival: Mapping[str, float]) -> float:
    """Return how many times a rival's whole training it took to pass it, or all it took if it never did.

    Parameters
    ----------
    rival
        `fid` and `seconds`, of the rival's drawings and of its training.
    """
    return float(course["seconds"].loc[until_passed(course, rival["fid"])]) / rival["seconds"]


def _row(seconds: float, quality: Quality) -> dict[str, float]:
    return {
        "seconds": seconds,
        "fid": quality.fid,
        "fid_low": quality.fid_low,
        "fid_high": quality.fid_high,
    }
