"""What rules of retraining cost, and which of their differences are more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.monitoring.model import decision_cost, log_loss
from portfolio.monitoring.replay import Served
from portfolio.statistics.bootstrap import simultaneous

Floats = NDArray[np.float64]


def daily_costs(
    frame: pd.DataFrame, served: Mapping[str, list[Served]], miss_price: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cost of decisions and the log loss of each day, by rule, as means over the seeds.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    served
        By rule, one for each seed.
    miss_price
        Of a late flight on which nobody acted.
    """
    costs, losses = {}, {}
    for rule, runs in served.items():
        late = frame.loc[runs[0].probability.index, "late"]
        day = frame.loc[late.index, "date"]
        price = [decision_cost(late, run.probability, miss_price) for run in runs]
        loss = [log_loss(late, run.probability) for run in runs]
        costs[rule], losses[rule] = (_by_day(values, day) for values in (price, loss))
    return pd.DataFrame(costs), pd.DataFrame(losses)


def _by_day(values: list[pd.Series], day: pd.Series) -> pd.Series:
    """Return the sum of each day of the mean over seeds."""
    return pd.concat(values, axis=1).mean(axis=1).groupby(day).sum()


def compare_rules(costs: pd.DataFrame, fits: pd.Series, fit_price: float, weights: Floats) -> pd.DataFrame:
    """Return the difference in total cost of each pair of rules, with intervals that hold all together.

    The price of fits is no chance and is added to each resample alike.

    Parameters
    ----------
    costs
        Cost of decisions of each day, a column for each rule.
    fits
        Number of fits after the first, by rule.
    fit_price
        Of one fit.
    weights
        How often each day is drawn, shape (resamples, days).

    Returns
    -------
    pandas.DataFrame
        Indexed by the two rules: `saved` by the second against the first, `low`, `high`.
    """
    total = costs.sum() + fit_price * fits
    drawn = pd.DataFrame(weights @ costs.to_numpy(), columns=costs.columns) + fit_price * fits
    pairs = {f"{one}|{other}": (one, other) for one, other in combinations(map(str, costs), 2)}
    values = pd.Series({name: total[one] - total[other] for name, (one, other) in pairs.items()})
    draws = pd.DataFrame({name: drawn[one] - drawn[other] for name, (one, other) in pairs.items()})
    ends = simultaneous(values, draws)
    rows = {pair: [values[name], *ends[name]] for name, pair in pairs.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["saved", "low", "high"])
    table.index = pd.MultiIndex.from_tuples(table.index, names=["rule", "against"])
    return table
