"""Forecasts for the one-in-ten CDNOW sample as published, and their error by class of customers.

The sample: 2,357 customers, 39 weeks to learn from and 39 to forecast. Fader, Hardie and Lee (2005) print the
estimates of the BG/NBD model; what it expects of each class they draw only, but the estimates determine it.
For the Pareto/NBD model the means of the classes are printed, by McCarthy and Wadsworth (2014).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd

from portfolio.segmentation.bgnbd import BgNbd, expected_purchases
from portfolio.segmentation.holdout import calibration_table

WEEKS = 39  # of the calibration, and of the hold-out
LAST_CLASS = 7  # repeat purchases; whoever made more is counted here
PUBLISHED_BGNBD = BgNbd(0.243, 4.414, 0.793, 2.426)  # Fader, Hardie and Lee (2005), Table 2
ROUNDED = 0.0005  # half of the last digit that the table prints


def frequency_classes(statistics: pd.DataFrame, last: int = LAST_CLASS) -> pd.Series:
    """Return the class of each customer by repeat purchases: `0`, `1`, …, and `7+` for the last.

    Parameters
    ----------
    statistics
        Column `x`, as `repeat_statistics` returns it.
    """
    repeats = statistics["x"].clip(upper=last).astype(int).rename("repeat purchases")
    return repeats.map(lambda x: f"{x}+" if x == last else str(x))


def published_classes() -> pd.DataFrame:
    """Return the printed table of the sample's hold-out: mean purchases in 39 weeks by class.

    Returns
    -------
    pandas.DataFrame
        Indexed by class as in `frequency_classes`: `customers`, `actual`, and `Pareto/NBD`, what that model
        expected, to three digits. Source: McCarthy and Wadsworth (2014), Buy 'Til You Die: a walkthrough,
        vignette of the R package BTYD, section on the Pareto/NBD model.
    """
    data = {
        "customers": [1411, 439, 214, 100, 62, 38, 29, 64],
        "actual": [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359],
        "Pareto/NBD": [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403],
    }
    names = [*map(str, range(LAST_CLASS)), f"{LAST_CLASS}+"]
    return pd.DataFrame(data, index=pd.Index(names, name="repeat purchases"))


def class_table(
    happened: pd.Series, classes: pd.Series, forecasts: Mapping[str, pd.Series], rng: np.random.Generator
) -> pd.DataFrame:
    """Return mean purchases of each class, as they happened and as several models expected them.

    Parameters
    ----------
    happened
        Purchases of each customer in the hold-out.
    classes
        Class of each customer.
    forecasts
        Model to what it expects of each customer, or of each class.

    Returns
    -------
    pandas.DataFrame
        Indexed by class: `customers`, `actual` with its 95 % bootstrap interval `low`, `high`, and for each
        model its mean and its absolute error, such as `ours` and `ours, error`.
    """
    table = calibration_table(happened, happened, classes, rng)[["customers", "actual", "low", "high"]]
    means = {
        name: found.groupby(classes).mean() if len(found) == len(classes) else found
        for name, found in forecasts.items()
    }
    errors = {f"{name}, error": (mean - table["actual"]).abs() for name, mean in means.items()}
    return table.assign(**means, **errors)


def class_error(table: pd.DataFrame, name: str) -> float:
    """Return the mean absolute error of a model over the classes of `class_table`, weighted by customers.

    Parameters
    ----------
    table
        As `class_table` returns it.
    name
        Of the forecast.
    """
    return float(np.average(table[f"{name}, error"], weights=table["customers"]))


def rounding_range(
    statistics: pd.DataFrame, happened: pd.Series, classes: pd.Series, weeks: float = WEEKS
) -> tuple[float, float]:
    """Return the lowest and highest class error of all models that round to the published estimates.

    Three digits are printed, so the true estimates lie in a small box around them; the error is taken at its
    sixteen corners. What lies inside cannot be told from the published model.

    Parameters
    ----------
    statistics
        Columns `x`, `t_x`, `T` of each customer, as `repeat_statistics` returns them.
    happened, classes
        Purchases in the hold-out and class of each customer.
    """
    groups = happened.groupby(classes)
    actual, sizes = groups.mean(), groups.size()
    errors = []
    for steps in product((-ROUNDED, ROUNDED), repeat=4):
        model = BgNbd(*(PUBLISHED_BGNBD.as_array() + steps))
        expected = expected_purchases(model, statistics, weeks).groupby(classes).mean()
        errors.append(float(np.average((expected - actual).abs(), weights=sizes)))
    return min(errors), max(errors)
