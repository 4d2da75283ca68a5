"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.language.clustering import Trial, ari_gap
from portfolio.language.human_similarity import people_table
from portfolio.results.methods import BOOTSTRAP, BOOTSTRAP_OF_PAIRS
from portfolio.statistics.claims import Claim

TEXTS, CORRELATION = 20, 0.6
ARTICLES, CATEGORIES = 400, 10


def correlation_with_people(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of a correlation over pairs of texts, and the true one.

    Each text raises or lowers the similarity of all its pairs, for a model and for people.
    """
    first, second = np.triu_indices(TEXTS, 1)
    spread = [[1.0, CORRELATION], [CORRELATION, 1.0]]
    text, pair = (rng.multivariate_normal([0, 0], spread, n) for n in (TEXTS, len(first)))
    model, people = (0.5 * (text[first] + text[second]) + pair).T
    pairs = pd.DataFrame({"first": first, "second": second, "similarity": people})
    table = people_table({"model": model}, pairs, rng)
    low, high = table.loc["model", ["Pearson low", "Pearson high"]].to_numpy(dtype=float)
    return float(low), float(high), CORRELATION


def gap_in_agreement(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of a difference of two adjusted Rand indices over articles, and the true one.

    A grouping that gives a share `s` of the articles their category and any cluster to the others has an
    index of the square of `s` in the population.
    """
    truth = rng.integers(0, CATEGORIES, ARTICLES)
    better, worse = 0.65, 0.6
    first, second = (_grouping(truth, share, rng) for share in (better, worse))
    _, low, high = ari_gap(truth, first, second, rng)
    return low, high, better**2 - worse**2


def _grouping(truth: NDArray[np.int64], share: float, rng: np.random.Generator) -> Trial:
    anywhere = rng.integers(0, CATEGORIES, len(truth))
    labels = np.where(rng.random(len(truth)) < share, truth, anywhere)
    return Trial("made", "vectors", labels[None], 0.0)


CLAIMS = (
    Claim(
        "difference of two adjusted Rand indices over articles",
        BOOTSTRAP,
        f"{ARTICLES} articles in {CATEGORIES} categories, two groupings of them that are kept",
        gap_in_agreement,
        repeats=120,
        many=1_000,
    ),
    Claim(
        "correlation over pairs of texts",
        BOOTSTRAP_OF_PAIRS,
        f"{TEXTS} texts, all pairs; a third of the variance belongs to texts",
        correlation_with_people,
        # redrawing texts repeats the noise of pairs too: the interval is wider than it need be
        stated=0.985,
        margin=0.01,
        repeats=200,
        many=5_000,
    ),
)
