"""Points: a logistic regression on weights of evidence, written as a table that a person can add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

BASE_POINTS = 600.0  # at the base odds
BASE_ODDS = 20.0  # good payers for one bad
DOUBLE = 40.0  # points that double these odds


def scale() -> tuple[float, float]:
    """Return factor and offset: points are offset plus factor times the log-odds of a good payer."""
    factor = DOUBLE / np.log(2)
    return float(factor), float(BASE_POINTS - factor * np.log(BASE_ODDS))


def points_table(pipeline: Pipeline) -> pd.DataFrame:
    """Return the points of each bin: column, bin, good, bad, woe, points, not rounded.

    An applicant's points are the sum over the columns. The constant is spread evenly over them.
    """
    factor, offset = scale()
    woe, model = pipeline.named_steps["encode"], pipeline.named_steps["model"]
    slopes = dict(zip(woe.get_feature_names_out(), model.coef_[0], strict=True))
    share = (offset - factor * model.intercept_[0]) / len(slopes)
    table: pd.DataFrame = woe.table_.drop(columns="iv")
    return table.assign(points=share - factor * table["column"].map(slopes) * table["woe"])


def points(log_odds_of_bad: np.ndarray) -> np.ndarray:
    """Return the points of applicants from their log-odds of a bad outcome; more points, less risk."""
    factor, offset = scale()
    return np.asarray(offset - factor * np.asarray(log_odds_of_bad))


def rounded_points(pipeline: Pipeline, features: pd.DataFrame) -> np.ndarray:
    """Return the sum of the rounded points of each applicant, as a person would add them up.

    Parameters
    ----------
    pipeline
        The fitted scorecard.
    features
        Applicants, one row each.
    """
    table = points_table(pipeline)
    ready = pipeline.named_steps["ratios"].transform(features)
    woe = pipeline.named_steps["encode"]
    total = np.zeros(len(features))
    for name, rows in table.groupby("column", sort=False):
        # the weights of a column's bins differ or share their points, so a weight leads to its points
        weights = woe.weights_[str(name)]
        column = woe.transform(ready)[:, list(woe.weights_).index(str(name))]
        place = np.abs(column[:, None] - weights[None, :]).argmin(axis=1)
        total += rows["points"].round().to_numpy()[place]
    return total
