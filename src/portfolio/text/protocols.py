"""Why one file and one representation give different published figures: the protocol, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.text.choice import trial_of
from portfolio.text.clustering import Trial, agreement, try_place
from portfolio.text.counted import tfidf_vectors

Array = NDArray[Any]
Labels = NDArray[np.int64]


def protocol_trials(
    tried: Sequence[Trial], cleaned: Sequence[str], k: int, seeds: Sequence[int]
) -> dict[str, Trial]:
    """Return TF-IDF clustered under four protocols: two preparations, two places.

    Parameters
    ----------
    tried
        Trials that hold TF-IDF of the texts as they are, on the vectors and on the t-SNE map.
    cleaned
        The same texts without boilerplate.
    k, seeds
        As those of `tried`.
    """
    places = {"vectors": "vectors", "t-SNE": "t-SNE map"}
    found = tfidf_vectors(cleaned, cleaned)
    raw = {place: trial_of(tried, ("TF-IDF", place)) for place in places}
    clean = {place: try_place("TF-IDF", place, found, k, seeds) for place in places}
    return {
        f"{prepared}, k-means on the {places[place]}": trial
        for prepared, trials in (("text as it is", raw), ("boilerplate removed", clean))
        for place, trial in trials.items()
    }


def protocol_table(truth: Labels, trials: dict[str, Trial]) -> pd.DataFrame:
    """Return what one could have published from each protocol.

    Returns
    -------
    pandas.DataFrame
        Indexed by protocol: `mean` over seeds, and the `lowest` and `highest` ARI a single run gives.
    """
    rows = {}
    for name, trial in trials.items():
        ari = agreement(truth, trial)["ARI"]
        rows[name] = {"mean": ari.mean(), "lowest": ari.min(), "highest": ari.max()}
    return pd.DataFrame(rows).T


def protocol_effects(table: pd.DataFrame) -> pd.Series:
    """Return how far the choices move the ARI: the place, the cleaning, and the luck of one seed.

    The first two are mean differences between protocols that share everything else; luck is the mean range
    over seeds of one protocol.
    """
    mean = table["mean"].to_numpy().reshape(2, 2)  # (preparation, place)
    return pd.Series(
        {
            "t-SNE map instead of vectors": float((mean[:, 1] - mean[:, 0]).mean()),
            "boilerplate removed": float((mean[1] - mean[0]).mean()),
            "one seed instead of another": float((table["highest"] - table["lowest"]).mean()),
        },
        name="change in ARI",
    )
