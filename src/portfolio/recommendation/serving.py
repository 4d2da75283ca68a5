"""The ranker that is handed on: the strongest weights of EASE, the prior for new users, identifiers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.results import Field, Signature

Floats = NDArray[np.float64]
FORM = "item weights"
DIGITS = 4
KEPT, LARGEST = 15, 30_000  # weights that leave each film, and all of them together, at most


def plain_recommender(weights: Floats, prior: Floats, items: Sequence[str]) -> dict[str, Any]:
    """Return the model as plain data: for each film the films it speaks for most, and a score for everyone.

    Parameters
    ----------
    weights
        Items by items, from the liked one to the other.
    prior
        Score of each item for a user of whom nothing is known.
    items
        Their identifiers; nothing else about them is handed on.
    """
    towards = np.argsort(-weights, axis=1, kind="stable")[:, : max(1, min(KEPT, LARGEST // len(weights)))]
    kept = np.take_along_axis(weights, towards, axis=1).round(DIGITS)
    return {
        "form": FORM,
        "items": [str(item) for item in items],
        "prior": [round(float(value), DIGITS) for value in prior],
        "towards": towards.tolist(),
        "weights": kept.tolist(),
    }


class Recommender:
    """Recommend from plain data, without the library that fitted it.

    Parameters
    ----------
    plain
        As `plain_recommender` returns it.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        if plain.get("form") != FORM:
            raise DataError("a recommender", expected=FORM, got=repr(plain.get("form")))
        self.items = list(plain["items"])
        self.prior = np.array(plain["prior"])
        self._towards, self._weights = np.array(plain["towards"]), np.array(plain["weights"])
        self._place = {item: place for place, item in enumerate(self.items)}

    def scores(self, liked: Sequence[str]) -> tuple[Floats, list[str]]:
        """Return the score of each item, and the liked identifiers that are unknown."""
        scores, unknown = self.prior.copy(), []
        for item in dict.fromkeys(liked):
            place = self._place.get(item)
            if place is None:
                unknown.append(item)
            else:
                np.add.at(scores, self._towards[place], self._weights[place])
        return scores, unknown

    def recommend(
        self, liked: Sequence[str], seen: Sequence[str] = (), count: int = 10
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the best items, each with its score and the liked ones that speak for it, and the unknown.

        Parameters
        ----------
        liked
            Identifiers; one that is named twice counts once.
        seen
            Further identifiers that are not shown.
        count
            How many items.
        """
        scores, unknown = self.scores(liked)
        for item in (*liked, *seen):
            if item in self._place:
                scores[self._place[item]] = -np.inf
        order = np.argsort(-scores, kind="stable")[:count]
        return [self._entry(int(place), float(scores[place]), liked) for place in order
                if np.isfinite(scores[place])], unknown  # fmt: skip

    def _entry(self, place: int, score: float, liked: Sequence[str]) -> dict[str, Any]:
        reasons = []
        for item in dict.fromkeys(liked):
            start = self._place.get(item)
            if start is None:
                continue
            hit = np.flatnonzero(self._towards[start] == place)
            if len(hit) and self._weights[start, hit[0]] > 0:
                reasons.append((float(self._weights[start, hit[0]]), item))
        because = [item for _, item in sorted(reasons, key=lambda pair: -pair[0])[:3]]
        return {"item": self.items[place], "score": round(score, DIGITS), "because": because}


def signature(items: Sequence[str]) -> Signature:
    """Return what the model reads: one liked film for each row."""
    meaning = "Identifier of a film that the user likes"
    return Signature((Field("liked", "text", meaning, levels=tuple(map(str, items))),))


def example(plain: Mapping[str, Any], liked: Sequence[str]) -> tuple[pd.DataFrame, list[float]]:
    """Return single liked films and the best score that each alone leads to.

    Parameters
    ----------
    plain
        The model.
    liked
        Identifiers.
    """
    model = Recommender(plain)
    answers = [model.recommend([item])[0][0]["score"] for item in liked]
    return pd.DataFrame({"liked": list(liked)}), answers
