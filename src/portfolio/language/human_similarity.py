"""Similarity of texts held against what people say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Array = NDArray[Any]
Floats = NDArray[np.float64]

DRAWS = 500
PEOPLE = 0.60  # correlation of one person's ratings with the others': Lee, Pincombe and Welsh (2005)


def cosine_of_pairs(vectors: Array, pairs: pd.DataFrame) -> Floats:
    """Return the cosine similarity of each pair of rows; a row of zeros is similar to nothing.

    Parameters
    ----------
    vectors
        (texts, width).
    pairs
        Columns `first` and `second`: row numbers.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1.0, lengths)
    found: Floats = np.einsum("ij,ij->i", unit[pairs["first"]], unit[pairs["second"]]).astype(float)
    return found


def people_table(
    similarities: Mapping[str, Floats], pairs: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return how each representation agrees with people.

    Parameters
    ----------
    similarities
        Representation to its similarity of each pair.
    pairs
        Columns `first`, `second`, `similarity` (of people).

    Returns
    -------
    pandas.DataFrame
        Indexed by representation: `Pearson` and `Spearman` correlations, each with `low` and `high` bounds
        of a 95 % interval. Texts are redrawn, not pairs: pairs that share a text are not independent.

    Raises
    ------
    DataError
        A representation finds all pairs equally similar.
    """
    from scipy.stats import rankdata

    people = pairs["similarity"].to_numpy()
    weights = _pair_weights(pairs, rng)
    rows = {}
    for name, found in similarities.items():
        if np.ptp(found) == 0:
            raise DataError(f"{name}: all pairs are equally similar", expected="some that are more so")
        ranks = (rankdata(found), rankdata(people))
        pearson, spearman = (found, people), ranks
        rows[name] = _bounds("Pearson", pearson, weights) | _bounds("Spearman", spearman, weights)
    return pd.DataFrame(rows).T


def _pair_weights(pairs: pd.DataFrame, rng: np.random.Generator) -> Floats:
    """Return how often each pair occurs in each redrawing of the texts, shape (draws, pairs)."""
    number = int(pairs[["first", "second"]].to_numpy().max()) + 1
    drawn = rng.integers(0, number, (DRAWS, number)) + number * np.arange(DRAWS)[:, None]
    times = np.bincount(drawn.ravel(), minlength=DRAWS * number).reshape(DRAWS, number)
    return (times[:, pairs["first"]] * times[:, pairs["second"]]).astype(float)


def _bounds(name: str, both: tuple[Floats, Floats], weights: Floats) -> dict[str, float]:
    low, high = np.quantile(_correlations(*both, weights), [0.025, 0.975])
    middle = float(np.corrcoef(*both)[0, 1])
    return {name: middle, f"{name} low": float(low), f"{name} high": float(high)}


def _correlations(one: Floats, other: Floats, weights: Floats) -> Floats:
    """Return the weighted correlation under each row of weights."""
    total = weights.sum(axis=1)
    one, other = one - one.mean(), other - other.mean()
    middle, far = weights @ one / total, weights @ other / total
    shared = weights @ (one * other) / total - middle * far
    spread = (weights @ one**2 / total - middle**2) * (weights @ other**2 / total - far**2)
    found: Floats = shared / np.sqrt(spread)
    return found


def best_gap(
    similarities: Mapping[str, Floats],
    pairs: pd.DataFrame,
    one: str,
    other: str,
    rng: np.random.Generator,
) -> tuple[float, float, float]:
    """Return how much higher the Pearson correlation of `one` is than that of `other`, with its interval.

    Both are redrawn together, since they are right and wrong about the same pairs.
    """
    people = pairs["similarity"].to_numpy()
    weights = _pair_weights(pairs, rng)
    first, second = similarities[one], similarities[other]
    gaps = _correlations(first, people, weights) - _correlations(second, people, weights)
    low, high = np.quantile(gaps, [0.025, 0.975])
    gap = np.corrcoef(first, people)[0, 1] - np.corrcoef(second, people)[0, 1]
    return float(gap), float(low), float(high)


def odd_pairs(found: Floats, pairs: pd.DataFrame, texts: list[str], shown: int = 3) -> pd.DataFrame:
    """Return the pairs on which a representation and people differ most in rank, by their first words."""
    frame = pairs.assign(model=found)
    frame["people"] = frame["similarity"].rank(pct=True)
    frame["machine"] = frame["model"].rank(pct=True)
    order = (frame["machine"] - frame["people"]).abs().sort_values(ascending=False).index[:shown]
    worst = frame.loc[order]
    return pd.DataFrame(
        {
            "one text": [_start(texts[row]) for row in worst["first"]],
            "other text": [_start(texts[row]) for row in worst["second"]],
            "rank by people": worst["people"].to_numpy(),
            "rank by model": worst["machine"].to_numpy(),
        }
    )


def _start(text: str, words: int = 9) -> str:
    parts = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")
