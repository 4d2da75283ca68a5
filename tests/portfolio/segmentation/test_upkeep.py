"""Ageing, drift, simulated futures and the maintenance contract."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg

SPLIT, END = pd.Timestamp("1997-09-30"), pd.Timestamp("1998-06-30")


@pytest.fixture(scope="module")
def model(features: pd.DataFrame, shapes: pd.Series) -> seg.Fitted:
    return seg.fit_segments("k-means", features, 4, shapes, 0)


@pytest.fixture(scope="module")
def panel(sample: pd.DataFrame, statistics: pd.DataFrame, model: seg.Fitted) -> seg.Panel:
    value = seg.fit_bgnbd(statistics)[1], seg.fit_gamma_gamma(statistics)[1]
    rng = np.random.default_rng(1)
    end = SPLIT + pd.Timedelta(days=84)
    return seg.watch_panel(sample, model, SPLIT, end, value, rng, customers=600)


@pytest.fixture(scope="module")
def contract(panel: seg.Panel, shapes: pd.Series) -> seg.Contract:
    rng = np.random.default_rng(2)
    return seg.write_contract(panel, shapes, rng, futures=80, refits=4, agreement=0.7, false_alarms=0.05)


def test_the_stability_index_of_a_sample_with_itself_is_zero(features: pd.DataFrame) -> None:
    """Nothing moved, nothing is shown."""
    assert seg.population_stability(features["monetary"], features["monetary"]) == 0


def test_the_stability_index_sees_a_shift(features: pd.DataFrame) -> None:
    """Amounts doubled are a major shift."""
    assert seg.population_stability(features["monetary"], 2 * features["monetary"]) > 0.25


def test_checks_come_every_four_weeks() -> None:
    """After the start, up to the end."""
    dates = seg.check_dates(pd.Timestamp("2020-01-01"), pd.Timestamp("2020-02-28"))
    assert [f"{date:%m-%d}" for date in dates] == ["01-29", "02-26"]


def test_a_list_ages_faster_than_its_rules(
    sample: pd.DataFrame, model: seg.Fitted, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """After nine months the labels of the first day agree less with a refit than the frozen rules do."""
    dates = [seg.check_dates(SPLIT, END)[-1]]
    table = seg.ageing_table(sample, model, dates, shapes, rng, fitted_on=SPLIT, customers=2000, resamples=4)
    assert table["stale"].iloc[-1] < table["ari"].iloc[-1] < 0.95


def test_ageing_begins_with_the_noise_of_fitting_anew(
    sample: pd.DataFrame, model: seg.Fitted, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """On the day of the fit, rules and list are the same, and a refit does not wholly agree with them."""
    table = seg.ageing_table(sample, model, [], shapes, rng, fitted_on=SPLIT, customers=2000, resamples=4)
    assert list(table.index) == [0]
    assert table.loc[0, "stale"] == table.loc[0, "ari"]
    assert 0.8 < table.loc[0, "ari"] < 1


@pytest.mark.parametrize(("needed", "age"), [(0.95, 0), (0.85, 56), (0.8, 56), (0.6, 112)])
def test_rules_last_until_the_first_check_below(needed: float, age: int) -> None:
    """The third check ends it, though the fourth passes again; never below counts to the end."""
    agreement = pd.Series([0.9, 0.85, 0.7, 0.9], index=[28, 56, 84, 112])
    assert seg.lasting_age(agreement, needed) == age


def test_migration_counts_every_customer(sample: pd.DataFrame, model: seg.Fitted) -> None:
    """Rows add up to the segments of the first date; newcomers come from `not yet`."""
    early = pd.Timestamp("1997-02-15")
    history = seg.segment_history(sample, model, [early, SPLIT], list("abcd"))
    flow = seg.migration(history, early, SPLIT)
    assert flow.to_numpy().sum() == len(history)
    assert flow.loc["not yet"].sum() == len(history) - len(seg.customer_features(sample, early))


def test_a_simulated_future_keeps_the_past(
    sample: pd.DataFrame, panel: seg.Panel, rng: np.random.Generator
) -> None:
    """What happened before the start is untouched, and nothing of the real future is used."""
    future = panel.future(rng)
    past = panel.purchases[panel.purchases["date"] <= SPLIT].reset_index(drop=True)
    kept = future[future["date"] <= SPLIT].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, past)
    blind = replace(panel, purchases=past)
    pd.testing.assert_frame_equal(
        blind.future(np.random.default_rng(4)), panel.future(np.random.default_rng(4))
    )


def test_changes_change_the_future(panel: seg.Panel) -> None:
    """Half the rate gives fewer purchases, twice the spend doubles amounts."""

    def bought(change: seg.Change) -> pd.DataFrame:
        future = pd.concat([panel.future(np.random.default_rng(seed), change) for seed in range(5)])
        return future[future["date"] > SPLIT]

    usual = bought(seg.NO_CHANGE)
    assert len(bought(seg.Change(rate=0.5))) < 0.75 * len(usual)
    assert len(bought(seg.Change(dropout=3.0))) < len(usual)
    assert bought(seg.Change(spend=2.0))["amount"].mean() == pytest.approx(2 * usual["amount"].mean())


def test_the_contract_is_written_without_the_future(
    panel: seg.Panel, contract: seg.Contract, shapes: pd.Series
) -> None:
    """Deleting everything after the day of the fit gives the same contract."""
    past = panel.purchases[panel.purchases["date"] <= SPLIT].reset_index(drop=True)
    rng = np.random.default_rng(2)
    again = seg.write_contract(
        replace(panel, purchases=past), shapes, rng, futures=80, refits=4, agreement=0.7, false_alarms=0.05
    )
    assert again.limit == contract.limit
    assert again.refresh_after_days == contract.refresh_after_days


def test_the_alarm_keeps_its_false_alarm_rate(panel: seg.Panel, contract: seg.Contract) -> None:
    """In fresh unchanged futures it rings about as often as promised; under a change far more often."""
    changes = {"none": seg.NO_CHANGE, "half": seg.Change(rate=0.4)}
    table = seg.alarm_table(panel, contract, changes, np.random.default_rng(5), futures=60)
    assert table.loc["none", "low"] <= 0.05 + 0.05
    assert table.loc["half", "rings"] > 0.8
    assert table.loc["half", "low"] > table.loc["none", "high"]


def test_a_change_that_really_came_is_seen_in_the_backtest(
    sample: pd.DataFrame, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """Amounts three times as large ring at both checks; each contract has a row a check."""
    starts = [SPLIT, SPLIT + pd.Timedelta(days=56)]
    size = {"checks": 2, "customers": 600, "futures": 40, "false_alarms": 0.05}
    loud = sample.assign(amount=sample["amount"].where(sample["date"] <= SPLIT, 3 * sample["amount"]))
    table = seg.real_alarms(loud, starts[:1], 4, shapes, rng, **size)
    assert table["rings"].all()
    table = seg.real_alarms(sample, starts, 4, shapes, rng, **size)
    assert list(table.index) == [(start, age) for start in starts for age in (28, 56)]
    assert (table["rings"] == (table["departure"] > table["limit"])).all()


def test_the_backtest_rings_rarely_in_futures_of_the_model(
    panel: seg.Panel, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """With a simulated future in the place of the real one, at most one of four contracts raises an alarm."""
    rung = 0
    for _ in range(4):
        future = panel.future(rng)
        table = seg.real_alarms(
            future, [SPLIT], 4, shapes, rng, checks=2, customers=600, futures=60, false_alarms=0.05
        )
        rung += bool(table["rings"].any())
    assert rung <= 1


def test_an_alarm_that_never_rings_has_no_age(panel: seg.Panel, contract: seg.Contract) -> None:
    """What is foreseen rings nothing; a share far away rings at its check."""
    quiet = contract.foreseen
    assert seg.first_alarm(contract, quiet, panel.dates, SPLIT) is None
    loud = quiet.copy()
    loud[1, 0] += 100 * contract.spread[1, 0]
    assert seg.first_alarm(contract, loud, panel.dates, SPLIT) == 56


def test_the_refresh_is_the_last_age_that_holds(contract: seg.Contract) -> None:
    """At the ordered age three in four futures agree, at the next they do not."""
    table = contract.agreement
    age = contract.refresh_after_days
    assert (table.loc[:age, "low"] >= 0.7).all()
    later = table.loc[table.index > age]
    assert later.empty or later["low"].iloc[0] < 0.7


def test_the_naive_rule_rings_without_any_change(
    panel: seg.Panel, features: pd.DataFrame, rng: np.random.Generator
) -> None:
    """A cohort that ages looks like drift to the stability index."""
    assert seg.naive_alarm_rate(panel, features, rng, futures=5) == 1


def test_a_customer_is_found_where_the_contract_says(sample: pd.DataFrame, model: seg.Fitted) -> None:
    """After a month, all who stayed silent, and nearly all who came back, are in the named segment."""
    found = seg.followed(sample, model, SPLIT, 28, list("abcd"))
    right = found["foreseen"] == found["found"]
    assert right[~found["bought"]].all()
    assert right[found["bought"]].mean() > 0.9
    assert found["bought"].sum() > 100


def test_a_campaign_takes_the_worthiest_first() -> None:
    """Half the customers are the better segment, who bring three quarters."""
    worth = np.array([1.0, 1, 2, 2])
    outcome = np.array([1.0, 1, 3, 3])
    assert seg.capture(worth, outcome, 0.5) == pytest.approx([0.75])
    assert seg.capture(worth, outcome, 0.25) == pytest.approx([0.375])
    assert seg.capture(worth, 0 * outcome, 0.25).tolist() == [0]


def test_a_customer_drawn_twice_counts_twice(rng: np.random.Generator) -> None:
    """Weights give what a table with the rows repeated gives."""
    worth, outcome = rng.integers(0, 4, 50).astype(float), rng.gamma(1, 1, 50)
    times = rng.multinomial(50, np.full(50, 0.02))
    rows = np.repeat(np.arange(50), times)
    repeated = seg.capture(worth[rows], outcome[rows], 0.3)
    assert seg.capture(worth, outcome, 0.3, times[:, None].astype(float)) == pytest.approx(repeated)


@pytest.fixture(scope="module")
def waiting(
    sample: pd.DataFrame, model: seg.Fitted, shapes: pd.Series, statistics: pd.DataFrame
) -> seg.Waiting:
    value = seg.fit_bgnbd(statistics)[0], seg.fit_gamma_gamma(statistics)[0]
    rng, dates = np.random.default_rng(0), seg.check_dates(SPLIT, END)[:2]
    lists = seg.campaign_lists(sample, model, shapes, dates, value, rng, fitted_on=SPLIT, days=28)
    return seg.waiting_table(sample, lists, 28, 0.2, rng, resamples=50)


def test_lists_are_made_in_five_ways(waiting: seg.Waiting) -> None:
    """Every way gives every known customer a worth, and all beat a random choice."""
    ways = ["never renewed", "frozen rules", "monthly refit", "recency and frequency", "purchase model"]
    assert list(waiting.table.columns) == list(waiting.draws.columns) == ways
    assert (waiting.table > 0.3).all().all()


def test_differences_of_lists_are_known_better_than_the_lists(waiting: seg.Waiting) -> None:
    """The same customers are redrawn for all ways: intervals lie around the value, differences are narrow."""
    draws, mean = waiting.draws, waiting.table.mean()
    assert ((draws.quantile(0.025) < mean) & (mean < draws.quantile(0.975))).all()
    gap = draws["recency and frequency"] - draws["frozen rules"]
    assert gap.std() < 0.7 * draws["frozen rules"].std()


def test_a_list_of_customers_beats_a_list_of_segments(waiting: seg.Waiting) -> None:
    """What the page says of segments and rankings, on the published sample."""
    mean = waiting.table.mean()
    assert mean["purchase model"] > mean["frozen rules"] > mean["never renewed"]


def test_a_limit_from_few_futures_has_a_rate_of_its_own(rng: np.random.Generator) -> None:
    """Limits set by eighty futures are off as often as said, and their mean is the promised rate."""
    low, high = seg.rates_of_limit(80, 0.05)
    judged = rng.random((4000, 40))  # the true rate above a limit is one less the limit
    level = 0.95 * 41 / 40
    rates = 1 - np.quantile(judged, level, axis=1, method="higher")
    assert np.mean((rates >= low) & (rates <= high)) == pytest.approx(0.9, abs=0.02)
    assert low < 0.05 < high


def test_how_many_futures_show_a_rate() -> None:
    """For a share of one half to ten points, about a hundred."""
    assert seg.futures_needed(0.5, 0.1) == 97
    assert seg.futures_needed(0.05, 0.02) == 457
