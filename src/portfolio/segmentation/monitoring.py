"""The maintenance contract: when to refresh, what rings earlier, and how often it rings in vain.

The contract is written at the date of the fit from what was known then: many futures are simulated in which
nothing changes, and the watched indicators must stay inside what those futures allow. Even without any
change a cohort ages, so "as on the first day" would be the wrong reference. The futures are those of the
purchase model, so its rate of false alarms holds where that model is true; `backtest.real_alarms` sets beside
it what the alarm did in purchases that really came.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta, binomtest, norm

from portfolio.segmentation.bgnbd import BgNbd
from portfolio.segmentation.drift import (
    MONTH,
    agreement_with_refit,
    check_dates,
    lasting_age,
    population_stability,
    segment_count,
)
from portfolio.segmentation.features import RFM, repeat_statistics, rfm_at
from portfolio.segmentation.gamma_gamma import GammaGamma
from portfolio.segmentation.likelihood import Estimate
from portfolio.segmentation.models import Fitted
from portfolio.segmentation.simulation import NO_CHANGE, Change, simulate_purchases

Floats = NDArray[np.float64]
Future = Callable[[np.random.Generator, Change], pd.DataFrame]


@dataclass(frozen=True)
class Panel:
    """The customers that the contract watches, and everything needed to foresee them.

    Parameters
    ----------
    purchases, statistics
        Of the watched customers, who are numbered; the statistics at `start`, as `repeat_statistics` returns
        them.
    fitted
        The frozen segmentation.
    start
        Date of the fit; nothing after it is used to write the contract.
    dates
        Dates of the checks.
    value
        Estimates of the purchase and spend models.
    arrivals_per_day
        New customers lately.
    """

    purchases: pd.DataFrame
    statistics: pd.DataFrame
    fitted: Fitted
    start: pd.Timestamp
    dates: tuple[pd.Timestamp, ...]
    value: tuple[Estimate, Estimate]
    arrivals_per_day: float

    def future(self, rng: np.random.Generator, change: Change = NO_CHANGE) -> pd.DataFrame:
        """Return one simulated future, its parameters drawn from their uncertainty.

        Parameters
        ----------
        rng
            Source of chance.
        change
            What differs from the fitted behaviour.
        """
        bgnbd, gamma = (estimate.draw(rng) for estimate in self.value)
        # a spend model with q below one has no mean
        model = BgNbd(*bgnbd), GammaGamma(gamma[0], max(gamma[1], 1.05), gamma[2])
        days = (self.dates[-1] - self.start).days
        return simulate_purchases(
            self.purchases, self.statistics, model, self.start, days, rng,
            change=change, arrivals_per_day=self.arrivals_per_day,
        )  # fmt: skip


@dataclass(frozen=True)
class Contract:
    """What was agreed on the day of the fit.

    Parameters
    ----------
    foreseen, spread
        What `watched_indicators` is at each check if nothing changes, and its standard deviation; shape
        (checks, indicators).
    limit
        The alarm rings when the largest standardised departure passes it.
    agreement
        ARI of frozen rules against a refit at each age, simulated: `ari`, `low`, `high`.
    refresh_after_days
        Largest age at which the agreement still holds.
    """

    foreseen: Floats
    spread: Floats
    limit: float
    agreement: pd.DataFrame
    refresh_after_days: int


def watch_panel(
    purchases: pd.DataFrame,
    fitted: Fitted,
    start: pd.Timestamp,
    end: pd.Timestamp,
    value: tuple[Estimate, Estimate],
    rng: np.random.Generator,
    *,
    customers: int,
) -> Panel:
    """Return a panel of at most so many customers known at `start`, drawn at random, checked until `end`.

    Parameters
    ----------
    purchases
        One row per customer and day.
    fitted
        A fitted segmentation.
    start
        Day of the fit.
    end
        Day of the last check.
    value
        Estimates of the purchase and spend models.
    rng
        Source of chance.
    customers
        At most so many.
    """
    firsts = purchases.groupby("customer")["date"].min()
    known = firsts.index[firsts <= start]
    drawn = rng.permutation(known.to_numpy(copy=True))[:customers]
    lately = firsts[(firsts > start - pd.Timedelta(days=2 * MONTH)) & (firsts <= start)]
    arrivals = len(lately) / (2 * MONTH) * len(drawn) / len(known)
    if arrivals:  # the newcomers of the real future, as many in proportion
        later = firsts.index[firsts > start].to_numpy(copy=True)  # an index lends its values read-only
        keep = max(1, round(len(later) * len(drawn) / len(known)))
        drawn = np.r_[drawn, rng.permutation(later)[:keep]]
    kept = purchases[purchases["customer"].isin(drawn)].reset_index(drop=True)
    # numbers instead of names: thousands of futures are sorted and counted
    kept = kept.assign(customer=pd.factorize(kept["customer"])[0])
    statistics = repeat_statistics(kept, start)
    return Panel(kept, statistics, fitted, start, tuple(check_dates(start, end)), value, arrivals)


def watched_indicators(panel: Panel, purchases: pd.DataFrame) -> Floats:
    """Return what the contract watches at each check, shape (checks, segments + 2).

    The share of each segment by the frozen rules, then purchases per customer in the month before the check,
    then the mean amount of these purchases.

    Parameters
    ----------
    panel
        The customers that are watched.
    purchases
        One row per customer and day.
    """
    k = segment_count(panel.fitted)
    days, paid = purchases["date"].to_numpy(), purchases["amount"].to_numpy()
    rows = []
    for date, features in zip(panel.dates, rfm_at(purchases, panel.dates), strict=True):
        shares = np.bincount(panel.fitted.assign(features), minlength=k) / len(features)
        month = (days > (date - pd.Timedelta(days=MONTH)).to_datetime64()) & (days <= date.to_datetime64())
        amounts = paid[month]
        rows.append([*shares, len(amounts) / len(features), amounts.mean() if len(amounts) else 0.0])
    return np.array(rows)


def write_contract(
    panel: Panel,
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    futures: int,
    refits: int,
    agreement: float,
    false_alarms: float,
) -> Contract:
    """Return the contract: what is foreseen, the limit of the alarm, and the age at which to refresh.

    Parameters
    ----------
    futures
        Simulated futures: one half gives what is foreseen, the other the limit.
    refits
        Futures in which the segmentation is fitted again at each check.
    agreement
        Refresh while three in four futures still keep this ARI against a refit.
    false_alarms
        Share of unchanged futures of the purchase model in which the alarm may ring at any check.
    """
    foreseen, spread, limit = alarm_limits(panel, rng, futures, false_alarms)
    table = _simulated_agreement(panel, shapes, rng, refits)
    return Contract(foreseen, spread, limit, table, lasting_age(table["low"], agreement))


def alarm_limits(
    panel: Panel, rng: np.random.Generator, futures: int, false_alarms: float
) -> tuple[Floats, Floats, float]:
    """Return what unchanged futures of the purchase model are: their mean, spread and limit of the alarm.

    Parameters
    ----------
    panel
        The customers that are watched.
    rng
        Source of chance.
    futures
        How many are simulated.
    false_alarms
        Share of unchanged futures in which the alarm may be raised.
    """
    draws = np.array([watched_indicators(panel, panel.future(rng)) for _ in range(futures)])
    # the limit comes from other futures than the mean: judged on its own futures, it would ring too often
    learnt, judged = draws[::2], draws[1::2]
    foreseen, spread = learnt.mean(axis=0), np.maximum(learnt.std(axis=0, ddof=1), 1e-4)
    largest = departures(judged, foreseen, spread).max(axis=1)
    level = min(1.0, (1 - false_alarms) * (len(largest) + 1) / len(largest))
    return foreseen, spread, float(np.quantile(largest, level, method="higher"))


def rates_of_limit(futures: int, false_alarms: float, within: float = 0.9) -> tuple[float, float]:
    """Return between which false-alarm rates a limit lies that so many futures have set.

    The limit is an order statistic of the judged half, so its true rate has a beta distribution, whatever the
    futures look like.

    Parameters
    ----------
    futures
        Simulated in all; one half judges.
    false_alarms
        The rate that is promised.
    within
        Probability of the range.
    """
    judged = futures // 2
    level = min(1.0, (1 - false_alarms) * (judged + 1) / judged)
    rank = int(np.ceil(level * (judged - 1))) + 1  # of the order statistic, from 1
    low, high = beta.ppf([(1 - within) / 2, (1 + within) / 2], judged + 1 - rank, rank)
    return float(low), float(high)


def futures_needed(rate: float, within: float) -> int:
    """Return how many futures show a rate of false alarms to within so much, in nineteen cases of twenty.

    Parameters
    ----------
    rate
        The true rate.
    within
        Half of the width of the interval.
    """
    return int(np.ceil(norm.ppf(0.975) ** 2 * rate * (1 - rate) / within**2))


def departures(indicators: Floats, foreseen: Floats, spread: Floats) -> Floats:
    """Return the largest standardised departure, for indicators of shape (..., checks, indicators).

    Parameters
    ----------
    indicators
        As `watched_indicators` returns them.
    foreseen
        Their simulated means.
    spread
        Their simulated standard deviations.
    """
    largest: Floats = (np.abs(indicators - foreseen) / spread).max(axis=-1)
    return largest


def first_alarm(
    contract: Contract, indicators: Floats, dates: Sequence[pd.Timestamp], start: pd.Timestamp
) -> int | None:
    """Return the age in days at which the alarm first rings, None if it never does.

    Parameters
    ----------
    contract
        What was agreed on the day of the fit.
    indicators
        As `watched_indicators` returns them.
    dates
        Days of the checks.
    start
        Day of the fit.
    """
    rings = departures(indicators, contract.foreseen, contract.spread) > contract.limit
    return int((dates[int(rings.argmax())] - start).days) if rings.any() else None


def naive_alarm_rate(
    panel: Panel, reference: pd.DataFrame, rng: np.random.Generator, *, futures: int, limit: float = 0.25
) -> float:
    """Return how often the usual drift rule rings though nothing changes.

    The rule: some population stability index of recency, frequency or monetary value against the day of the
    fit passes `limit` at any check.

    Parameters
    ----------
    panel
        The customers that are watched.
    reference
        Features on the day of the fit.
    rng
        Source of chance.
    futures
        How many are simulated.
    limit
        Of the index.
    """
    rings = 0
    for _ in range(futures):
        checks = rfm_at(panel.future(rng), panel.dates)
        rings += any(
            population_stability(reference[name], rows[name]) > limit for rows in checks for name in RFM
        )
    return rings / futures


def alarm_table(
    panel: Panel, contract: Contract, changes: dict[str, Change], rng: np.random.Generator, *, futures: int
) -> pd.DataFrame:
    """Return how often the alarm rings in fresh futures under each change.

    Parameters
    ----------
    panel
        The customers that are watched.
    contract
        What was agreed on the day of the fit.
    changes
        By name.
    rng
        Source of chance.
    futures
        How many are simulated under each change.

    Returns
    -------
    pandas.DataFrame
        Indexed by change: `rings`, share of futures with an alarm at any check, with the Wilson interval
        `low` to `high`, and `after`, the median age in days of the first alarm where there is one.
    """
    rows = {}
    for name, change in changes.items():
        ages = [
            first_alarm(
                contract, watched_indicators(panel, panel.future(rng, change)), panel.dates, panel.start
            )
            for _ in range(futures)
        ]
        rung = [age for age in ages if age is not None]
        bounds = binomtest(len(rung), futures).proportion_ci(method="wilson")
        after = float(np.median(rung)) if rung else np.nan
        rows[name] = {"rings": len(rung) / futures, "low": bounds.low, "high": bounds.high, "after": after}
    return pd.DataFrame(rows).T.rename_axis("change")


def _simulated_agreement(
    panel: Panel, shapes: pd.Series, rng: np.random.Generator, refits: int
) -> pd.DataFrame:
    draws = []
    for _ in range(refits):
        purchases = panel.future(rng)
        # customers drawn again, as in `ageing_table`: both agreements are then of the same kind
        drawn = [rows.iloc[rng.integers(0, len(rows), len(rows))] for rows in rfm_at(purchases, panel.dates)]
        draws.append([agreement_with_refit(panel.fitted, rows, shapes, rng) for rows in drawn])
    ages = pd.Index([(date - panel.start).days for date in panel.dates], name="age")
    low, high = np.percentile(draws, [25, 75], axis=0)
    return pd.DataFrame({"ari": np.mean(draws, axis=0), "low": low, "high": high}, index=ages)
