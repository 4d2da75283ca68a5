"""Membership rules short enough to apply by hand, and how faithful they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score
from sklearn.tree import DecisionTreeClassifier

from portfolio.segmentation.features import RFM

Labels = NDArray[np.int64]
WORDS = {"recency": "days since the last purchase", "frequency": "purchases", "monetary": "mean amount"}


@dataclass(frozen=True)
class Rules:
    """A shallow tree with rounded thresholds.

    Parameters
    ----------
    table
        One row per rule in the order of the tree: `if` in words, `segment` (number), `share` of customers.
    splits
        Nested tuples (feature, threshold, at most, above) with segment numbers at the leaves.
    """

    table: pd.DataFrame
    splits: object

    def assign(self, features: pd.DataFrame) -> Labels:
        """Return the segment of each customer by the rules alone."""
        labels = np.empty(len(features), dtype=np.int64)
        _walk(self.splits, features, np.ones(len(features), dtype=bool), labels)
        return labels


def hand_rules(features: pd.DataFrame, labels: Labels, *, leaves: int, seed: int) -> Rules:
    """Return rules of at most `leaves` lines that imitate the segments, thresholds rounded for people.

    Parameters
    ----------
    features
        One row per customer.
    labels
        The segment or group of each customer.
    leaves
        At most so many rules.
    seed
        Of all that is drawn.
    """
    tree = DecisionTreeClassifier(
        max_leaf_nodes=leaves, max_depth=4, min_samples_leaf=0.01, random_state=seed
    )
    fitted = tree.fit(features[list(RFM)].to_numpy(), labels)
    splits = _merged(_nested(fitted.tree_, 0, fitted.classes_))
    unsized = Rules(pd.DataFrame(), splits)
    sentences = list(_sentences(splits, {}))
    marks = np.empty(len(features), dtype=np.int64)
    _walk(_numbered(splits, iter(range(len(sentences)))), features, np.ones(len(features), dtype=bool), marks)
    share = np.bincount(marks, minlength=len(sentences)) / len(features)
    table = pd.DataFrame(sentences, columns=["if", "segment"]).assign(share=share)
    return Rules(table, unsized.splits)


def fidelity(rules: Rules, features: pd.DataFrame, labels: Labels) -> dict[str, float]:
    """Return how well rules imitate segments on these customers: `accuracy` and `ari`.

    Parameters
    ----------
    rules
        As `hand_rules` returns them.
    features
        One row per customer.
    labels
        The segment or group of each customer.
    """
    by_hand = rules.assign(features)
    return {"accuracy": float((by_hand == labels).mean()), "ari": float(adjusted_rand_score(labels, by_hand))}


def rounded(threshold: float) -> float:
    """Return a threshold that a person remembers: two digits above ten, whole below.

    Examples
    --------
    >>> rounded(147.3), rounded(1.5), rounded(33.6)
    (150.0, 1.0, 34.0)
    """
    if threshold < 10:
        return float(np.floor(threshold))
    step = 10.0 ** (np.floor(np.log10(threshold)) - 1)
    return float(round(threshold / step) * step)


def _nested(tree: object, node: int, classes: NDArray[np.int64]) -> object:
    left, right = tree.children_left[node], tree.children_right[node]  # type: ignore[attr-defined]
    if left == right:
        return int(classes[tree.value[node].argmax()])  # type: ignore[attr-defined]
    name = RFM[tree.feature[node]]  # type: ignore[attr-defined]
    threshold = rounded(float(tree.threshold[node]))  # type: ignore[attr-defined]
    return (name, threshold, _nested(tree, left, classes), _nested(tree, right, classes))


def _merged(splits: object) -> object:
    """Return the splits without questions whose two answers are the same segment."""
    if not isinstance(splits, tuple):
        return splits
    name, threshold, low, high = splits
    low, high = _merged(low), _merged(high)
    return low if low == high else (name, threshold, low, high)


def _walk(splits: object, features: pd.DataFrame, rows: NDArray[np.bool_], labels: Labels) -> None:
    if not isinstance(splits, tuple):
        assert isinstance(splits, int)
        labels[rows] = splits
        return
    name, threshold, low, high = splits
    below = (features[name] <= threshold).to_numpy()
    _walk(low, features, rows & below, labels)
    _walk(high, features, rows & ~below, labels)


def _numbered(splits: object, numbers: object) -> object:
    if not isinstance(splits, tuple):
        return next(numbers)  # type: ignore[call-overload]
    name, threshold, low, high = splits
    return (name, threshold, _numbered(low, numbers), _numbered(high, numbers))


def _sentences(splits: object, bounds: dict[str, tuple[float | None, float | None]]) -> list[tuple[str, int]]:
    if not isinstance(splits, tuple):
        assert isinstance(splits, int)
        return [(" and ".join(_phrase(name, *edge) for name, edge in bounds.items()) or "always", splits)]
    name, threshold, low, high = splits
    above, below = bounds.get(name, (None, None))
    return [
        *_sentences(low, {**bounds, name: (above, threshold)}),
        *_sentences(high, {**bounds, name: (threshold, below)}),
    ]


def _phrase(name: str, above: float | None, most: float | None) -> str:
    word = WORDS[name]
    if name == "frequency":  # whole numbers read better than inequalities
        least = None if above is None else int(above) + 1
        if least is None:
            return "1 purchase" if most == 1 else f"at most {most:.0f} {word}"
        return f"{least} or more {word}" if most is None else f"{least} to {most:.0f} {word}"
    if above is None:
        return f"{word} at most {most:g}"
    return f"{word} over {above:g}" if most is None else f"{word} over {above:g}, at most {most:g}"
