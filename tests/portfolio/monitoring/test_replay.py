"""Models over months: what a fit may know, rules of retraining, tests before a promotion."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from invented_departures import departures, weather
from portfolio.errors import DataError, UsageError
from portfolio.monitoring.costs import compare_rules, daily_costs
from portfolio.monitoring.departures import known_before, treat
from portfolio.monitoring.fault_study import (
    CLEAN,
    DETECTORS,
    OUTCOMES,
    Watch,
    alarms_after,
    past_limits,
    seen_table,
)
from portfolio.monitoring.faults import FAULTS, inject
from portfolio.monitoring.model import decision_cost, excess_loss, fit_model, log_loss
from portfolio.monitoring.outcomes import daily, fit_chart
from portfolio.monitoring.performance import by_month, unseen_probabilities, worst_days
from portfolio.monitoring.promotion import promotion_power, promotion_test
from portfolio.monitoring.replay import Models, after_test, by_calendar, on_alarm
from portfolio.statistics.bootstrap import draw_weights
from portfolio.statistics.claims import band

FIRST, STOP = pd.Timestamp("2013-04-01"), pd.Timestamp("2013-06-01")


@cache
def frame() -> pd.DataFrame:
    """A hundred days of two airports, as they are known."""
    flights, records, _ = treat(departures(days=100, a_day=80), weather(days=104))
    return known_before(flights, records, 15)


def test_a_fit_knows_nothing_that_is_heard_later() -> None:
    """Other outcomes behind that morning leave the model as it is."""
    rows = frame()
    later = rows["heard"] > FIRST
    changed = rows.assign(late=rows["late"].mask(later, 1 - rows["late"]))
    some = rows[rows["date"] >= FIRST].head(200)
    first, second = (fit_model(table, FIRST, trees=10).predict(some) for table in (rows, changed))
    np.testing.assert_array_equal(first, second)
    assert (fit_model(changed, STOP, trees=10).predict(some) != first).any()


def test_losses_and_costs() -> None:
    """By hand, and a missing outcome has none."""
    late, p = pd.Series([1.0, 0.0, 1.0, np.nan]), pd.Series([0.5, 0.2, 0.1, 0.9])
    np.testing.assert_allclose(log_loss(late, p), -np.log([0.5, 0.8, 0.1, np.nan]))
    assert decision_cost(late, p, 4).tolist()[:3] == [1.0, 0.0, 4.0]
    assert np.isnan(decision_cost(late, p, 4).iloc[3])


def test_the_excess_is_zero_on_average_while_the_model_is_right() -> None:
    """In easy and in hard months, and not when it is wrong."""
    rng = np.random.default_rng(0)
    for p in (0.1, 0.4):
        given = pd.Series(np.full(100_000, p))
        right = excess_loss(pd.Series((rng.random(100_000) < p).astype(float)), given)
        wrong = excess_loss(pd.Series((rng.random(100_000) < p + 0.1).astype(float)), given)
        assert abs(right.mean()) < 0.01 < wrong.mean()


def test_every_flight_is_served_once_by_each_rule() -> None:
    """No gap and no overlap, whenever a new model comes in."""
    models, live = Models(frame(), 0), frame()[frame()["date"].between(FIRST, STOP - pd.Timedelta("1D"))]
    days = [FIRST, pd.Timestamp("2013-04-20"), pd.Timestamp("2013-05-10")]
    losses = daily(log_loss(frame()["late"], pd.Series(0.2, frame().index)), frame()["heard"])
    chart = fit_chart(losses, slack=0.0, rate=0.5)
    made = {
        "calendar": by_calendar(models, days, STOP),
        "alarm": on_alarm(models, FIRST, STOP, chart=chart, loss=log_loss, gap=7, ahead=20),
        "test": after_test(models, days[:2], STOP, shadow=14, loss=log_loss, resamples=100, seed=0),
    }
    for served in made.values():
        assert served.probability.index.tolist() == live.index.tolist()
    assert list(made["calendar"].fits) == days[1:] and len(made["test"].tests) == 1
    fits = made["alarm"].fits
    assert len(fits) and (np.diff([FIRST, *fits]) >= pd.Timedelta(days=7)).all()


def test_an_alarm_hears_only_what_is_known_that_morning() -> None:
    """Other outcomes behind the first alarm leave it where it is, however far ahead the replay computes."""
    rows = frame()
    losses = daily(log_loss(rows["late"], pd.Series(0.2, rows.index)), rows["heard"])
    how = {"chart": fit_chart(losses, slack=0.0, rate=0.5), "loss": log_loss, "gap": 7}
    fits = on_alarm(Models(rows, 0), FIRST, STOP, **how).fits
    changed = rows.assign(late=rows["late"].mask(rows["heard"] > fits[0], 1 - rows["late"]))
    assert on_alarm(Models(changed, 0), FIRST, STOP, **how).fits[0] == fits[0]
    assert on_alarm(Models(rows, 0), FIRST, STOP, **how, ahead=10).fits.equals(fits)


def test_a_pair_of_equal_rules_is_not_told_apart() -> None:
    """And the price of a fit moves a total by its number of fits."""
    models = Models(frame(), 0)
    never, again = by_calendar(models, [FIRST], STOP), by_calendar(models, [FIRST], STOP)
    costs, losses = daily_costs(frame(), {"one": [never], "other": [again]}, 4)
    weights = draw_weights(len(costs), 100, np.random.default_rng(0))
    fits = pd.Series({"one": 0.0, "other": 2.0})
    table = compare_rules(costs, fits, 10.0, weights)
    assert table.loc[("one", "other")].tolist() == [-20.0, -20.0, -20.0]
    assert losses["one"].equals(losses["other"])


def test_promotions_by_luck_are_few_and_a_large_gain_is_seen() -> None:
    """On days of independent differences; the power rises with gain and length."""
    rng = np.random.default_rng(1)
    day = pd.Series(np.repeat(np.arange(200), 30))
    gain = pd.Series(rng.normal(0, 0.05, 200)[day] + rng.normal(0, 0.2, len(day)))
    power = promotion_power(gain, day, [0.0, 0.02, 0.1], [14, 56], repeats=100)
    assert power.loc[56, 0.0] <= band(0.025, 100, 0.03)[1]
    assert power.loc[56, 0.1] > 0.95 and power.loc[56, 0.02] >= power.loc[14, 0.02]


def test_a_promotion_needs_the_whole_interval() -> None:
    """And a week of days."""
    day = pd.Series(np.repeat(np.arange(10), 20))
    rng = np.random.default_rng(2)
    noise = pd.Series(rng.normal(0, 1, len(day)))
    assert not promotion_test(noise - noise.mean(), day, 300, rng).promote
    assert promotion_test(noise + 1, day, 300, rng).promote
    with pytest.raises(DataError, match="at least 7 days"):
        promotion_test(noise[:60], day[:60], 300, rng)


def test_faults_begin_on_their_day_and_leave_outcomes() -> None:
    """Before it nothing moves; the clock is off by the offset of each date."""
    rows = frame()[frame()["date"].between("2013-03-08", "2013-03-13")]
    start = pd.Timestamp("2013-03-09")
    for fault in FAULTS:
        bad = inject(rows, fault, start).loc[rows.index]
        before = rows["date"] < start
        pd.testing.assert_frame_equal(bad[before], rows[before], check_dtype=False)
        assert not bad[~before].equals(rows[~before])
        pd.testing.assert_series_equal(bad["late"], rows["late"])
    shifted = (inject(rows, "clock shift", start)["minute_of_day"] - rows["minute_of_day"]) % 1440
    offset = shifted.groupby(rows["date"]).median()
    assert offset["2013-03-09"] == 300 and offset["2013-03-12"] == 240
    with pytest.raises(UsageError, match="Known: clock shift"):
        inject(rows, "clok shift", start)


def test_who_always_alarms_sees_no_fault() -> None:
    """The study has its two frames, and a missing column is seen by an index of its own."""
    rows, watch = frame(), Watch(horizon=7, permutations=19)
    starts = [pd.Timestamp("2013-04-01"), pd.Timestamp("2013-04-15"), pd.Timestamp("2013-05-01")]
    limits = 3 * past_limits(rows, starts[:2], watch).max()
    unseen = unseen_probabilities(rows, FIRST, parts=3)
    known = rows.loc[unseen.index]
    charts = {
        name: fit_chart(daily(loss(known["late"], unseen), known["heard"]), kind)
        for name, (kind, loss) in OUTCOMES.items()
    }
    how = {"charts": charts, "limits": limits, "miss_price": 4.0, "watch": watch}
    model = fit_model(rows, FIRST)
    alarms = pd.concat({starts[2]: alarms_after(rows, model, starts[2], **how)}, names=["start"])
    table = seen_table(alarms)
    assert list(table.index) == DETECTORS
    assert (
        table.loc["always", (CLEAN, "false checks")] == 1 and table.loc["never", (CLEAN, "false checks")] == 0
    )
    assert table.loc["always", ("missing column", "seen")] == 0
    assert table.loc["index above its past", ("missing column", "seen")] == 1
    assert alarms.index.get_level_values("delay").min() == 1


def test_months_and_worst_days() -> None:
    """Means are those of the rows, and the first of the worst days is the worst."""
    rows = frame().assign(loss=lambda table: log_loss(table["late"], pd.Series(0.2, table.index)))
    weights = draw_weights(rows["date"].nunique(), 100, np.random.default_rng(0))
    months = by_month(rows, ["loss"], weights)["loss"]
    april = rows.loc[rows["date"].dt.month == 4, "loss"].mean()
    assert months.loc[4, "value"] == pytest.approx(april)
    assert months.loc[4, "low"] < april < months.loc[4, "high"]
    worst = worst_days(rows, rows["loss"])
    assert worst["loss"].iloc[0] == pytest.approx(rows.groupby("date")["loss"].mean().max())


def test_a_fit_without_both_outcomes_is_refused() -> None:
    """Before the first departure."""
    with pytest.raises(DataError, match="late and punctual"):
        fit_model(frame(), frame()["date"].min())
