"""Why one file and one representation give different published figures: the protocol, step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.language.choice import trial_of
from portfolio.language.clustering import Trial, agreement

Labels = NDArray[np.int64]

PREPARED = "TF-IDF, prepared"
PLACES = {"vectors": "vectors", "t-SNE": "t-SNE map"}


def protocol_trials(tried: Sequence[Trial]) -> dict[str, Trial]:
    """Return the trials of TF-IDF under four protocols: two preparations of the text, two places.

    Parameters
    ----------
    tried
        Trials that hold `TF-IDF` of the texts as they are and `TF-IDF, prepared`, each on its vectors and on
        the t-SNE map.
    """
    kinds = {"text as it is": "TF-IDF", "text prepared": PREPARED}
    return {
        f"{prepared}, k-means on the {words}": trial_of(tried, (name, place))
        for prepared, name in kinds.items()
        for place, words in PLACES.items()
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
    """Return how far the choices move the ARI: the place, the preparation, and the luck of one seed.

    The first two are mean differences between protocols that share everything else; luck is the mean range
    over seeds of one protocol.
    """
    mean = table["mean"].to_numpy().reshape(2, 2)  # (preparation, place)
    return pd.Series(
        {
            "t-SNE map instead of vectors": float((mean[:, 1] - mean[:, 0]).mean()),
            "text prepared": float((mean[1] - mean[0]).mean()),
            "one seed instead of another": float((table["highest"] - table["lowest"]).mean()),
        },
        name="change in ARI",
    )
