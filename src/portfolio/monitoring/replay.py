"""A year replayed day by day: which model serves when, by the rule that decides about a new fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from portfolio.monitoring.model import LateModel, fit_model
from portfolio.monitoring.outcomes import Chart, daily
from portfolio.monitoring.promotion import Promotion, promotion_test

Loss = Callable[[pd.Series, pd.Series], pd.Series]


@dataclass(frozen=True)
class Served:
    """Probabilities as they were served, and the mornings on which a model was fitted after the first."""

    probability: pd.Series
    fits: pd.DatetimeIndex
    tests: dict[pd.Timestamp, Promotion] = field(default_factory=dict)


class Models:
    """Models by the morning of their fit, each fitted once for all rules.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    seed
        Of the fits.
    """

    def __init__(self, frame: pd.DataFrame, seed: int) -> None:
        self.frame, self.seed = frame, seed
        self._fitted: dict[pd.Timestamp, LateModel] = {}

    def served(self, fit: pd.Timestamp, first: pd.Timestamp, stop: pd.Timestamp) -> pd.Series:
        """Return the probabilities of the model of a morning for the days from `first` to before `stop`.

        Parameters
        ----------
        fit
            Morning of the fit.
        first, stop
            Days; `stop` is left out.
        """
        if fit not in self._fitted:
            self._fitted[fit] = fit_model(self.frame, fit, seed=self.seed)
        rows = self.frame[(self.frame["date"] >= first) & (self.frame["date"] < stop)]
        return pd.Series(self._fitted[fit].predict(rows), index=rows.index)


def by_calendar(models: Models, days: Iterable[pd.Timestamp], stop: pd.Timestamp) -> Served:
    """Return what is served with a new fit on each of the given mornings, the first included.

    Parameters
    ----------
    models
        Source of models.
    days
        Mornings.
    stop
        First day that is left out.
    """
    mornings = sorted(days)
    ends = [*mornings[1:], stop]
    pieces = [models.served(day, day, end) for day, end in zip(mornings, ends, strict=True)]
    return Served(pd.concat(pieces), pd.DatetimeIndex(mornings[1:]))


def on_alarm(
    models: Models,
    first: pd.Timestamp,
    stop: pd.Timestamp,
    *,
    chart: Chart,
    loss: Loss,
    gap: int,
    ahead: int = 42,
) -> Served:
    """Return what is served with a new fit on each morning on which the chart of the served model alarms.

    The chart hears each outcome on the day after the departure, and starts anew with each model.

    Parameters
    ----------
    models
        Source of models.
    first, stop
        First day, and the first that is left out.
    chart
        Of the daily loss.
    loss
        Of outcomes and probabilities.
    gap
        Days between two fits at least.
    ahead
        Days that are served before the chart is read again; no part of the rule.
    """
    day, pieces, fits = first, [], []
    while day < stop:
        end, alarm, served = day, None, pd.Series(dtype=float)
        while alarm is None and end < stop:
            later = min(end + pd.Timedelta(days=ahead), stop)
            served = pd.concat([served, models.served(day, end, later)])
            end = later
            rows = models.frame.loc[served.index]
            heard = daily(loss(rows["late"], served), rows["heard"])
            path = chart.path(heard[(heard.index < end) & (heard.index > day)])
            rings = path.index[(path > chart.limit) & (path.index >= day + pd.Timedelta(days=gap))]
            alarm = rings[0] if len(rings) else None
        until = alarm or stop
        pieces.append(served[models.frame.loc[served.index, "date"] < until])
        fits += [alarm] if alarm else []
        day = until
    return Served(pd.concat(pieces), pd.DatetimeIndex(fits))


def after_test(
    models: Models,
    days: list[pd.Timestamp],
    stop: pd.Timestamp,
    *,
    shadow: int,
    loss: Loss,
    resamples: int,
    seed: int,
) -> Served:
    """Return what is served when a challenger of each morning runs in the shadow first and has to win.

    Parameters
    ----------
    models
        Source of models.
    days
        Mornings of fits; the first is the champion's.
    stop
        First day that is left out.
    shadow
        Days on which both predict and the champion serves.
    loss
        Of outcomes and probabilities, by which they are compared.
    resamples, seed
        Of the test.
    """
    champion, changes, tests = days[0], {days[0]: days[0]}, {}
    for morning in days[1:]:
        end = morning + pd.Timedelta(days=shadow)
        if end >= stop:
            break
        pair = [models.served(fit, morning, end) for fit in (champion, morning)]
        rows = models.frame.loc[pair[0].index]
        late = rows["late"].where(rows["heard"] <= end)  # what that morning knows
        gain = loss(late, pair[0]) - loss(late, pair[1])
        tests[morning] = promotion_test(gain, rows["date"], resamples, np.random.default_rng(seed))
        if tests[morning].promote:
            champion = morning
            changes[end] = morning
    starts = sorted(changes)
    pieces = [
        models.served(changes[start], start, end)
        for start, end in zip(starts, [*starts[1:], stop], strict=True)
    ]
    return Served(pd.concat(pieces), pd.DatetimeIndex(list(tests)), tests)
