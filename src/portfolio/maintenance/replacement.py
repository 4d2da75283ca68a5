"""When to replace: at failure, at an age, or at a capacity, and what each costs a cycle.

Renewal reward: in the long run a policy costs the mean cost of a unit divided by its mean time in service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.maintenance.cells import Fleet
from portfolio.maintenance.survival import kaplan_meier

Floats = NDArray[np.float64]


def age_cost_rates(curve: pd.Series, ages: Iterable[float], ratio: float) -> pd.Series:
    """Return the cost a cycle of replacing at each age, or at failure if that comes first.

    A planned replacement costs one.

    Parameters
    ----------
    curve
        Share surviving, as `kaplan_meier` returns it.
    ages
        Cycles at which a unit is replaced.
    ratio
        What a failure costs, in planned replacements.

    Raises
    ------
    DataError
        A failure costs less than a planned replacement.
    """
    if ratio < 1:
        raise DataError("cost of a failure", expected="at least that of a planned replacement", got=ratio)
    steps, share = curve.index.to_numpy(dtype=float), curve.to_numpy()
    tried = np.array([float(age) for age in ages])
    ends = np.append(steps[1:], max(steps[-1], tried.max()) + 1)
    lived = np.interp(tried, np.append(steps[0], ends), np.append(0.0, np.cumsum((ends - steps) * share)))
    left = share[np.searchsorted(steps, tried, side="right") - 1]
    return pd.Series((left + ratio * (1 - left)) / lived, index=tried, name="cost")


def best_age(lives: pd.DataFrame, ratio: float, last: int) -> float:
    """Return the age of replacement that costs least a cycle; `last` stands for running to failure.

    Parameters
    ----------
    lives
        `duration` and `failed` of each unit.
    ratio
        What a failure costs, in planned replacements.
    last
        The largest age that is tried.
    """
    if not lives["failed"].any():
        return float(last)
    curve = kaplan_meier(lives["duration"], lives["failed"])
    rates = age_cost_rates(curve, range(2, last + 1), ratio)
    return float(rates.index[int(rates.to_numpy().argmin())])


def replaced_at(fleet: Fleet, limit: float, margin: float, lead: int) -> pd.Series:
    """Return the cycle at which each cell is replaced: `lead` after its capacity first nears the limit.

    The median of the last three discharges is watched; a cell that never comes near is not replaced (inf).

    Parameters
    ----------
    fleet
        Checked cells.
    limit
        Capacity in Ah at which a cell fails.
    margin
        In Ah above the limit, at which a replacement is ordered.
    lead
        Cycles from the order to the replacement.
    """
    watched = fleet.discharges.groupby("battery_id")["capacity"].transform(
        lambda cell: cell.rolling(3, min_periods=1).median()
    )
    near = fleet.discharges[watched < limit + margin]
    ordered = near.groupby("battery_id")["cycle"].min().reindex(fleet.lives.index)
    return (ordered + lead).fillna(np.inf)


def outcomes(lives: pd.DataFrame, replaced: pd.Series | float, ratio: float) -> pd.DataFrame:
    """Return what each cell costs and how long it serves when it is replaced at a cycle, if it lives so long.

    A cell whose record ends before is taken to fail on the next cycle: the worst that is possible, and worst
    for the policies that wait.

    Parameters
    ----------
    lives
        `duration` and `failed` of each unit.
    replaced
        Cycle of replacement, one for all or one for each.
    ratio
        What a failure costs, in planned replacements.
    """
    at = pd.Series(replaced, index=lives.index, dtype=float)
    end = lives["duration"].where(lives["failed"], lives["duration"] + 1).astype(float)
    planned = at < end
    return pd.DataFrame(
        {"cost": np.where(planned, 1.0, ratio), "cycles": np.where(planned, at, end)}, lives.index
    )


def cost_rate(made: pd.DataFrame) -> float:
    """Return the cost a cycle over all cells, for a thousand cycles."""
    return float(1000 * made["cost"].sum() / made["cycles"].sum())


def best_margin(fleet: Fleet, limit: float, lead: int, ratio: float, margins: Iterable[float]) -> float:
    """Return the margin whose rule costs least a cycle on these cells; of equal ones the smallest.

    Parameters
    ----------
    fleet
        Checked cells.
    limit
        Capacity in Ah at which a cell fails.
    lead
        Cycles from the order to the replacement.
    ratio
        What a failure costs, in planned replacements.
    margins
        In Ah, that are tried.
    """
    tried = {
        margin: cost_rate(outcomes(fleet.lives, replaced_at(fleet, limit, margin, lead), ratio))
        for margin in margins
    }
    return min(tried, key=lambda margin: (round(tried[margin], 9), margin))


def held_out(
    fleet: Fleet, choose: Callable[[Fleet], float], apply: Callable[[Fleet, float], pd.DataFrame]
) -> pd.DataFrame:
    """Return cost and cycles of each cell under the rule that all other cells choose.

    Parameters
    ----------
    fleet
        Checked cells.
    choose
        Returns the setting of a rule from cells.
    apply
        Returns cost and cycles of cells under a setting.
    """
    parts = []
    for name in fleet.lives.index:
        setting = choose(without(fleet, [name]))
        parts.append(apply(only(fleet, [name]), setting).assign(setting=setting))
    return pd.concat(parts)


def followed(fleet: Fleet) -> Fleet:
    """Return the cells whose fate is known: they failed, or lived longer than any that did."""
    lives = fleet.lives
    last = lives.loc[lives["failed"], "duration"].max()
    return only(fleet, lives.index[lives["failed"] | (lives["duration"] > last)])


def only(fleet: Fleet, names: Iterable[str]) -> Fleet:
    """Return a fleet of these cells.

    Parameters
    ----------
    fleet
        Checked cells.
    names
        Of the cells that stay.
    """
    chosen = list(names)
    rows = fleet.discharges["battery_id"].isin(chosen)
    return Fleet(fleet.discharges[rows], fleet.lives.loc[chosen], fleet.treated)


def without(fleet: Fleet, names: Iterable[str]) -> Fleet:
    """Return a fleet of all but these cells.

    Parameters
    ----------
    fleet
        Checked cells.
    names
        Of the cells that go.
    """
    out = set(names)
    return only(fleet, [name for name in fleet.lives.index if name not in out])


def age_draws(lives: pd.DataFrame, ratio: float, last: int, weights: Floats) -> Floats:
    """Return the best age of replacement in each resample of whole cells.

    Parameters
    ----------
    lives
        `duration` and `failed` of each unit.
    ratio
        What a failure costs, in planned replacements.
    last
        The largest age that is tried.
    weights
        How often each unit is drawn, shape (resamples, units).
    """
    rows = [np.repeat(np.arange(len(lives)), drawn.astype(int)) for drawn in weights]
    return np.array([best_age(lives.iloc[drawn], ratio, last) for drawn in rows])


def margin_draws(costs: Floats, cycles: Floats, margins: Floats, weights: Floats) -> Floats:
    """Return the best margin in each resample of whole cells; of equal ones the smallest.

    Parameters
    ----------
    costs, cycles
        Of each cell under each margin, shape (margins, cells).
    margins
        In Ah, in increasing order.
    weights
        How often each cell is drawn, shape (resamples, cells).
    """
    rates = (weights @ costs.T) / (weights @ cycles.T)
    drawn: Floats = margins[np.argmin(np.round(rates, 12), axis=1)]
    return drawn
