"""The value function of the adversarial game, on distributions small enough to be summed.

Source: Goodfellow et al. 2014, section 4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
LOG_4 = float(np.log(4))


def value(real: Floats, drawn: Floats, verdict: Floats) -> float:
    """Return the value of the game: mean log D over real plus mean log (1 - D) over drawn things.

    Parameters
    ----------
    real, drawn
        Probabilities of each thing, shape (n,), each adding up to 1.
    verdict
        The discriminator's probability that a thing is real, between 0 and 1, shape (n,).

    Raises
    ------
    DataError
        Probabilities that do not add up, or a verdict outside 0 to 1.
    """
    _check(real, drawn)
    if verdict.shape != real.shape or not ((verdict >= 0) & (verdict <= 1)).all():
        raise DataError("verdicts of a discriminator", expected=f"{len(real)} values from 0 to 1")
    with np.errstate(divide="ignore"):
        parts = [_weighted(real, np.log(verdict)), _weighted(drawn, np.log1p(-verdict))]
    return float(sum(parts))


def best_verdict(real: Floats, drawn: Floats) -> Floats:
    """Return the discriminator that no other beats: real over real plus drawn, 1/2 where neither occurs."""
    _check(real, drawn)
    both = real + drawn
    return np.asarray(np.divide(real, both, out=np.full(real.shape, 0.5), where=both > 0))


def jensen_shannon(real: Floats, drawn: Floats) -> float:
    """Return the Jensen-Shannon divergence in nats: 0 for equal, log 2 for separate distributions."""
    middle = (real + drawn) / 2
    return (_divergence(real, middle) + _divergence(drawn, middle)) / 2


def slopes(scores: Floats) -> dict[str, Floats]:
    """Return how strongly each generator loss pulls at the score of a drawn picture.

    The size of the derivative: sigmoid of the score for log (1 - D), one minus that for -log D.
    """
    verdict = 1 / (1 + np.exp(-scores))
    return {"saturating": verdict, "non-saturating": 1 - verdict}


def _divergence(a: Floats, b: Floats) -> float:
    ratio = np.divide(a, b, out=np.ones_like(a), where=a > 0)
    return float((a * np.log(ratio)).sum())


def _weighted(weights: Floats, values: Floats) -> float:
    known = weights > 0  # zero times minus infinity counts for nothing
    return float((weights[known] * values[known]).sum())


def _check(real: Floats, drawn: Floats) -> None:
    for name, part in {"real": real, "drawn": drawn}.items():
        if part.shape != real.shape or (part < 0).any() or not np.isclose(part.sum(), 1):
            raise DataError(f"probabilities, {name}", expected="values of 0 or more that add up to 1")
