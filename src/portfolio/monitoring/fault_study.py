"""When each detector sees a fault that starts on one of many days, and what the fault costs until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.monitoring.departures import FEATURES
from portfolio.monitoring.detectors import fit_stability, stability_by_day
from portfolio.monitoring.faults import FAULTS, inject
from portfolio.monitoring.model import LateModel, decision_cost, excess_loss, log_loss
from portfolio.monitoring.outcomes import Chart, daily
from portfolio.statistics.domain_classifier import domain_by_day

CLEAN = "no fault"
RULE_OF_THUMB = 0.25  # of the stability index, a common one in credit scoring
INPUTS = ["stability index", "index above 0.25", "index above its past", "domain classifier", "predictions"]
OUTCOMES = {
    "CUSUM": ("cusum", log_loss),
    "Page-Hinkley": ("page-hinkley", log_loss),
    "CUSUM of the excess": ("cusum", excess_loss),
}
ALWAYS, NEVER = "always", "never"
DETECTORS = [ALWAYS, NEVER, *INPUTS, *OUTCOMES]


@dataclass(frozen=True)
class Watch:
    """How inputs are watched."""

    reference: int = 28  # days before a start
    window: int = 7  # days
    horizon: int = 14  # days after a start
    permutations: int = 199
    seed: int = 0


def past_limits(frame: pd.DataFrame, starts: Sequence[pd.Timestamp], watch: Watch) -> pd.DataFrame:
    """Return the largest index of each column in the windows after each start, without any fault.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    starts
        Days.
    watch
        How inputs are watched.
    """
    found = {}
    for start in starts:
        reference, rows = _spans(frame, start, watch)
        fitted = fit_stability(reference, FEATURES, days=watch.window, seed=watch.seed)
        indices = [one.index for one in stability_by_day(fitted, rows).values()]
        found[start] = pd.DataFrame(indices).max()
    return pd.DataFrame(found).T


def alarms_after(
    frame: pd.DataFrame,
    model: LateModel,
    start: pd.Timestamp,
    *,
    charts: Mapping[str, Chart],
    limits: pd.Series,
    miss_price: float,
    watch: Watch,
) -> pd.DataFrame:
    """Return whether each detector has an alarm on each day after a start, without and with each fault.

    Index: `stream` and `delay`, whole days from the start to the morning on which the alarm is read. A column
    for each of `DETECTORS`, and `cost` and `loss`, sums over the flights of the day before that morning.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    model
        Which serves.
    start
        First day of the faults.
    charts
        By the names of `OUTCOMES`.
    limits
        Of each column's index, from the past.
    miss_price
        Of a late flight on which nobody acted.
    watch
        How inputs are watched.
    """
    reference, rows = _spans(frame, start, watch)
    reference = reference.assign(probability=model.predict(reference))
    fitted = fit_stability(reference, FEATURES, days=watch.window, seed=watch.seed)
    score = fit_stability(reference, ["probability"], days=watch.window, seed=watch.seed)
    numbers = [name for name in FEATURES if pd.api.types.is_numeric_dtype(frame[name])]
    found = {}
    for stream in (CLEAN, *FAULTS):
        given = rows if stream == CLEAN else inject(rows, stream, start)
        given = given.assign(probability=model.predict(given))
        index = stability_by_day(fitted, given)
        table = pd.DataFrame({"stability index": {day: one.alarm for day, one in index.items()}})
        table["index above 0.25"] = [max(one.index.values()) > RULE_OF_THUMB for one in index.values()]
        table["index above its past"] = [
            bool((pd.Series(one.index) > limits).any()) for one in index.values()
        ]
        domain = domain_by_day(
            reference, given, numbers, days=watch.window, permutations=watch.permutations, seed=watch.seed
        )
        table["domain classifier"] = [one.alarm for one in domain.values()]
        table["predictions"] = [one.alarm for one in stability_by_day(score, given).values()]
        table.index = table.index + pd.Timedelta(days=1)  # a day is over before it is judged
        new = given[given["date"] >= start]
        for name, (_, loss_of) in OUTCOMES.items():
            heard = daily(loss_of(new["late"], new["probability"]), new["heard"])
            path = charts[name].path(heard[heard.index <= table.index.max()])
            table[name] = (path > charts[name].limit).reindex(table.index, fill_value=False)
        day = new["date"] + pd.Timedelta(days=1)
        table["loss"] = log_loss(new["late"], new["probability"]).groupby(day).sum()
        table["cost"] = decision_cost(new["late"], new["probability"], miss_price).groupby(day).sum()
        delay = (pd.DatetimeIndex(table.index) - start).days
        found[stream] = table.assign(always=True, never=False).set_index(delay)
    return pd.concat(found, names=["stream", "delay"])


def _spans(frame: pd.DataFrame, start: pd.Timestamp, watch: Watch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the reference, and those of all windows that end on the start or after it."""
    days = frame["date"]
    first, windows = start - pd.Timedelta(days=watch.reference), start - pd.Timedelta(days=watch.window - 1)
    reference = frame[(days >= first) & (days < start)]
    return reference, frame[(days >= windows) & (days < start + pd.Timedelta(days=watch.horizon))]


def first_alarms(alarms: pd.DataFrame) -> pd.DataFrame:
    """Return the delay of each detector's first alarm, missing where none came; by start and stream.

    Parameters
    ----------
    alarms
        As `alarms_after` returns it, with `start` as the first level of the index.
    """
    delay = pd.Series(alarms.index.get_level_values("delay"), index=alarms.index)
    rung = alarms[DETECTORS].astype(bool)
    delays = pd.DataFrame(dict.fromkeys(DETECTORS, delay)).where(rung)
    return delays.groupby(["start", "stream"]).min()


def seen_table(alarms: pd.DataFrame) -> pd.DataFrame:
    """Return for each detector the alarms without a fault, and for each fault how often and when it is seen.

    A fault counts as seen where its first alarm comes before the first one without any fault: who always
    alarms sees nothing. Columns: `false checks` and `false spans`, shares without a fault; for each fault
    `seen` (share of the starts), `min`, `median` and `max` of the delay where seen, and `cost` and `loss`,
    the mean over starts of what the fault adds until it is seen, or until the end.

    Parameters
    ----------
    alarms
        As `first_alarms` takes it.
    """
    first = first_alarms(alarms)
    clean = alarms.xs(CLEAN, level="stream")
    without = first.xs(CLEAN, level="stream")
    found = {
        (CLEAN, "false checks"): clean[DETECTORS].astype(float).mean(),
        (CLEAN, "false spans"): without.notna().mean(),
    }
    for fault in FAULTS:
        with_fault = pd.DataFrame(first.xs(fault, level="stream"))
        seen = with_fault.notna() & ~(without <= with_fault)
        delay = with_fault.where(seen)
        found[fault, "seen"] = seen.mean()
        found[fault, "min"], found[fault, "max"] = delay.min(), delay.max()
        found[fault, "median"] = delay.median()
        given = alarms.xs(fault, level="stream")
        extra = pd.DataFrame({name: given[name] - clean[name] for name in ("cost", "loss")})
        added = {one: _until(extra, delay[one]).groupby("start").sum().mean() for one in DETECTORS}
        for name, values in pd.DataFrame(added).T.items():
            found[fault, str(name)] = values
    return pd.DataFrame(found).loc[DETECTORS]


def _until(extra: pd.DataFrame, delay: pd.Series) -> pd.DataFrame:
    """Return the days of each start up to its delay; all of them where it is missing."""
    last = delay.fillna(np.inf).reindex(extra.index.get_level_values("start")).to_numpy()
    return extra[extra.index.get_level_values("delay").to_numpy() <= last]
