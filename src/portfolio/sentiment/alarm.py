"""The alarm: a change detector on a stream of a model's answers, its threshold set by simulation.

Page (1954), Continuous inspection schemes, Biometrika 41.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def cusum(flags: Flags, before: float, after: float) -> Floats:
    """Return the cumulative sum of each stream: evidence that the share of flags rose, never below 0.

    Parameters
    ----------
    flags
        What the model said of each message, (streams, messages).
    before, after
        Share of flags in a quiet stream, and the share that is looked for.
    """
    up, down = float(np.log(after / before)), float(np.log((1 - after) / (1 - before)))
    step = np.where(flags, up, down)
    walk = np.cumsum(step, axis=1)
    lowest = np.minimum.accumulate(np.minimum(walk, 0.0), axis=1)
    return np.asarray(walk - lowest, dtype=np.float64)


@dataclass(frozen=True)
class Alarm:
    """A detector with its threshold.

    Parameters
    ----------
    before, after
        Shares of flags that it tells apart.
    threshold
        Of the cumulative sum.
    """

    before: float
    after: float
    threshold: float

    def first(self, flags: Flags) -> NDArray[np.int64]:
        """Return the number of the message that raised the alarm in each stream, -1 where none did."""
        over = cusum(flags, self.before, self.after) > self.threshold
        return np.where(over.any(axis=1), over.argmax(axis=1), -1)


def streams(
    flags: Flags, complaint: Flags, share: float, size: tuple[int, int], rng: np.random.Generator
) -> Flags:
    """Return streams of a model's flags on real messages, drawn so that a share of them are complaints.

    Parameters
    ----------
    flags, complaint
        What the model said of each message, and what it is.
    share
        Of complaints.
    size
        Streams, and messages in each.
    rng
        Source of chance.

    Raises
    ------
    DataError
        There is no complaint, or nothing else.
    """
    if complaint.all() or not complaint.any():
        raise DataError("messages of a stream", expected="complaints and others", got="one kind only")
    is_complaint = rng.random(size) < share
    pools = [np.flatnonzero(complaint), np.flatnonzero(~complaint)]
    drawn = [pool[rng.integers(len(pool), size=size)] for pool in pools]
    made: Flags = flags[np.where(is_complaint, *drawn)]
    return made


def fit_alarm(
    flags: Flags,
    complaint: Flags,
    shares: tuple[float, float],
    length: int,
    rate: float,
    rng: np.random.Generator,
    repeats: int = 2000,
) -> Alarm:
    """Return a detector that rings in a share `rate` of quiet streams of `length` messages.

    Each simulated stream has messages of its own, drawn again from those given, so that the chance of which
    messages were at hand is part of the threshold.

    Parameters
    ----------
    flags, complaint
        Of held-out messages: what the model said, and what they are.
    shares
        Of complaints, in quiet times and in those that are looked for.
    length, rate
        Of a quiet stream, and the share of them in which it may ring.
    rng, repeats
        Source of chance; simulated streams.
    """
    hit, false = flags[complaint].mean(), flags[~complaint].mean()
    before, after = (share * hit + (1 - share) * false for share in shares)
    if not after > before:
        raise DataError(
            "a model for the alarm", expected="one that flags complaints more often", got=float(hit)
        )
    n = (int(complaint.sum()), int((~complaint).sum()))
    hits, falses = rng.binomial(n[0], hit, repeats) / n[0], rng.binomial(n[1], false, repeats) / n[1]
    quiet = shares[0] * hits + (1 - shares[0]) * falses
    highest = cusum(rng.random((repeats, length)) < quiet[:, None], before, after).max(axis=1)
    return Alarm(float(before), float(after), float(np.quantile(highest, 1 - rate, method="higher")))
