"""The published protocol, and controls that show where its score comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.metrics import r2_score
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from portfolio.energy.splits import Flags, block_split, time_split

RANDOM = ["rv1", "rv2"]  # the random columns that the publishers added


def published_features(house: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the columns that the published models were given, all of the row that is to be predicted.

    Readings of the same moment, the seconds from midnight and the day of the week; the two random columns are
    left out, as their authors did.

    Parameters
    ----------
    house
        Readings by time.
    target
        Name of the column that is predicted.
    """
    clock = pd.DatetimeIndex(house.index)
    seconds = 3600 * clock.hour + 60 * clock.minute
    kept = house.drop(columns=[target, *RANDOM], errors="ignore").astype(float)
    return kept.assign(NSM=seconds.astype(float), weekday=clock.day_of_week.astype(float))


def forest(seed: int, trees: int = 20) -> ExtraTreesRegressor:
    """Return extremely randomised trees (Geurts, Ernst and Wehenkel 2006), on one thread.

    Parameters
    ----------
    seed
        Of the trees.
    trees
        How many.
    """
    return ExtraTreesRegressor(trees, max_features=0.33, random_state=seed, n_jobs=1)


def deep_boosting(rounds: int = 400) -> lgb.LGBMRegressor:
    """Return boosted trees that are deep enough to learn the training rows by heart, without any chance."""
    return lgb.LGBMRegressor(
        n_estimators=rounds,
        num_leaves=63,
        learning_rate=0.1,
        min_child_samples=10,
        max_bin=63,
        n_jobs=1,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )


def _split_score(features: pd.DataFrame, energy: pd.Series, test: Flags, seed: int) -> float:
    """Return the R² of a forest on the testing rows, against the mean of those rows."""
    model = forest(seed).fit(features[~test], energy[~test])
    return float(r2_score(energy[test], model.predict(features[test])))


def block_scores(
    features: pd.DataFrame, energy: pd.Series, length: int, share: float, seeds: Sequence[int]
) -> list[float]:
    """Return the R² of a forest for each seed, when blocks of `length` rows are split at random.

    Parameters
    ----------
    features
        One row for each row of `energy`.
    energy
        What is predicted.
    length
        Rows in a block; one for the usual random split.
    share
        Of the blocks that test.
    seeds
        Of the splits and of the forests.
    """
    drawn = [block_split(len(energy), length, share, np.random.default_rng(seed)) for seed in seeds]
    return [_split_score(features, energy, test, seed) for test, seed in zip(drawn, seeds, strict=True)]


def score_sets(
    sets: Mapping[str, pd.DataFrame], energy: pd.Series, share: float, seeds: Sequence[int]
) -> pd.DataFrame:
    """Return for each set of columns the mean R² over seeds and its range, split at random and in time order.

    Parameters
    ----------
    sets
        Columns by the name of the set.
    energy
        What is predicted.
    share
        Of the rows that test.
    seeds
        Of the splits and of the forests.
    """
    late, rows = time_split(len(energy), share), {}
    for name, features in sets.items():
        random = block_scores(features, energy, 1, share, seeds)
        ordered = [_split_score(features, energy, late, seed) for seed in seeds]
        rows[name] = {"random split": np.mean(random), "low": min(random), "high": max(random)}
        rows[name] |= {"time order": np.mean(ordered), "time low": min(ordered), "time high": max(ordered)}
    return pd.DataFrame.from_dict(rows, orient="index")


def rows_to_most_similar(features: pd.DataFrame, test: Flags) -> NDArray[np.intp]:
    """Return for each testing row how many rows away in time the training row with the nearest readings is.

    Parameters
    ----------
    features
        Readings, in the order of time; each is standardised.
    test
        Which rows test.
    """
    scaled = StandardScaler().fit_transform(features)
    near = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(scaled[~test])
    found = near.kneighbors(scaled[test], return_distance=False)[:, 0]
    away: NDArray[np.intp] = np.abs(np.flatnonzero(~test)[found] - np.flatnonzero(test))
    return away


def attributions(model: lgb.LGBMRegressor, features: pd.DataFrame) -> pd.DataFrame:
    """Return the SHAP value of each column for each row, by LightGBM's own exact algorithm for trees.

    Parameters
    ----------
    model
        Fitted to an array with the columns of `features`.
    features
        The rows that are explained.
    """
    values = model.predict(features.to_numpy(), pred_contrib=True)
    return pd.DataFrame(np.asarray(values)[:, :-1], index=features.index, columns=features.columns)
