"""The purchase and spend models against their publications and an independent implementation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg
from portfolio.errors import DataError
from portfolio.segmentation.likelihood import maximise

SPLIT, END = pd.Timestamp("1997-09-30"), pd.Timestamp("1998-06-30")


def test_the_published_purchase_model_is_reproduced(statistics: pd.DataFrame) -> None:
    """Fader, Hardie and Lee 2005, Table 2, within one percent."""
    model, estimate = seg.fit_bgnbd(statistics)
    assert model.as_array() == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.01)
    assert estimate.log_likelihood == pytest.approx(-9582.4, abs=0.1)
    assert estimate.identified


def test_the_published_spend_model_is_reproduced(statistics: pd.DataFrame) -> None:
    """Fader and Hardie 2013, within two percent."""
    model = seg.fit_gamma_gamma(statistics)[0]
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.74, 15.44), rel=0.02)


def test_lifetimes_agrees(statistics: pd.DataFrame) -> None:
    """An independent implementation gives the same likelihood, chance to be alive and forecast."""
    lifetimes = pytest.importorskip("lifetimes", exc_type=Exception)
    other = lifetimes.BetaGeoFitter()
    model = seg.fit_bgnbd(statistics)[0]
    other.params_ = pd.Series(model.as_array(), index=["r", "alpha", "a", "b"])
    x, t_x, T = (statistics[name].to_numpy(float) for name in ("x", "t_x", "T"))
    alive = seg.probability_alive(model, statistics)
    assert alive.to_numpy() == pytest.approx(other.conditional_probability_alive(x, t_x, T))
    forecast = other.conditional_expected_number_of_purchases_up_to_time(39, x, t_x, T)
    assert seg.expected_purchases(model, statistics, 39).to_numpy() == pytest.approx(np.asarray(forecast))


def test_the_log_likelihood_is_that_of_the_estimate(statistics: pd.DataFrame) -> None:
    """Grouping equal histories changes nothing."""
    model, estimate = seg.fit_bgnbd(statistics)
    assert seg.log_likelihood(model, statistics) == pytest.approx(estimate.log_likelihood)


def test_the_hold_out_correlation_stays_what_it_was(sample: pd.DataFrame, statistics: pd.DataFrame) -> None:
    """As first computed here, so that a change of the forecasts is seen."""
    expected = seg.expected_purchases(seg.fit_bgnbd(statistics)[0], statistics, 39)
    actual = seg.bought_between(sample, SPLIT, END)["purchases"].reindex(expected.index).fillna(0)
    assert expected.corr(actual) == pytest.approx(0.626, abs=0.001)


def test_intervals_hold_the_estimate(statistics: pd.DataFrame) -> None:
    """Bounds lie on both sides of each parameter."""
    table = seg.fit_bgnbd(statistics)[1].table()
    assert ((table["low"] < table["value"]) & (table["value"] < table["high"])).all()


def test_estimates_of_the_published_sample_are_decided(statistics: pd.DataFrame) -> None:
    """Intervals of a factor of ten at most."""
    assert seg.how_decided(seg.fit_bgnbd(statistics)[1]) == "decided"


def test_few_repeat_buyers_leave_the_estimate_loose(statistics: pd.DataFrame) -> None:
    """A shop where few buy again: some interval spans more than a factor of ten."""
    repeaters = statistics.index[statistics["x"] > 0][:40]
    few = statistics[(statistics["x"] == 0) | statistics.index.isin(repeaters)]
    assert seg.how_decided(seg.fit_bgnbd(few)[1]) in ("loose", "edge")


def test_an_estimate_at_the_edge_has_no_interval(rng: np.random.Generator) -> None:
    """Purchases of one rate for all: the spread of rates goes to nothing, and no bounds are invented."""

    def rising(theta: np.ndarray) -> float:
        return float(-1 / theta[0] - (theta[1] - 2) ** 2)

    estimate = maximise(rising, np.zeros(2), ("runs away", "stays"))
    assert seg.how_decided(estimate) == "edge"
    assert estimate.table()[["low", "high"]].isna().all().all()
    assert np.isfinite(estimate.draw(rng)).all()


def test_a_customer_without_repeat_purchase_counts_as_alive(statistics: pd.DataFrame) -> None:
    """The model's own weakness, kept visible."""
    alive = seg.probability_alive(seg.fit_bgnbd(statistics)[0], statistics)
    assert (alive[statistics["x"] == 0] == 1).all()
    assert alive[statistics["x"] > 0].max() < 1


def test_without_history_the_expected_spend_is_the_mean(statistics: pd.DataFrame) -> None:
    """p v / (q - 1), Fader and Hardie 2013."""
    model = seg.fit_gamma_gamma(statistics)[0]
    spend = seg.expected_spend(model, statistics)[statistics["x"] == 0]
    assert spend.to_numpy() == pytest.approx(model.p * model.v / (model.q - 1))


@pytest.mark.parametrize("fit", [seg.fit_bgnbd, seg.fit_gamma_gamma])
def test_too_few_repeat_buyers_are_refused(fit: object, statistics: pd.DataFrame) -> None:
    """Four parameters from three customers would be a story."""
    few = statistics.assign(x=np.where(np.arange(len(statistics)) < 3, 1, 0))
    with pytest.raises(DataError, match="at least 30 repeat buyers"):
        fit(few)  # type: ignore[operator]


def test_a_known_truth_is_found_again(rng: np.random.Generator) -> None:
    """Histories simulated from the model give its parameters back, within their intervals."""
    truth, spend = seg.BgNbd(0.5, 6.0, 0.8, 2.5), seg.GammaGamma(6.0, 4.0, 15.0)
    start = pd.Timestamp("2020-01-01")
    first = pd.DataFrame({"customer": ["old"], "date": [start], "amount": [1.0], "items": [1.0]})
    known = seg.repeat_statistics(first, start)
    grown = seg.simulate_purchases(first, known, (truth, spend), start, 364, rng, arrivals_per_day=12)
    statistics = seg.repeat_statistics(grown, grown["date"].max())
    table = seg.fit_bgnbd(statistics)[1].table(0.999)
    inside = (table["low"] < truth.as_array()) & (truth.as_array() < table["high"])
    assert inside.all()
    spent = seg.fit_gamma_gamma(statistics)[1].table(0.999)
    assert ((spent["low"] < [6, 4, 15]) & (spent["high"] > [6, 4, 15])).all()


def test_expected_equals_simulated(sample: pd.DataFrame, statistics: pd.DataFrame) -> None:
    """The closed formula and simulated futures agree on the total of purchases."""
    value = seg.fit_bgnbd(statistics)[0], seg.fit_gamma_gamma(statistics)[0]
    rng = np.random.default_rng(1)
    past = int((sample["date"] <= SPLIT).sum())
    totals = [
        len(seg.simulate_purchases(sample, statistics, value, SPLIT, 273, rng)) - past for _ in range(30)
    ]
    # purchases of one day merge in a simulation, as they do in the data
    assert np.mean(totals) == pytest.approx(seg.expected_purchases(value[0], statistics, 39).sum(), rel=0.05)


def test_an_estimate_at_the_edge_of_its_space_is_told() -> None:
    """A shop whose customers all buy alike has no spread of rates: r and alpha grow without end."""
    rng = np.random.default_rng(0)
    weeks = rng.integers(20, 30, 200).astype(float)
    bought = rng.poisson(weeks / 7)
    alike = pd.DataFrame({"x": bought, "t_x": np.where(bought > 0, weeks * 0.9, 0.0), "T": weeks})
    model, estimate = seg.fit_bgnbd(alike)
    table = estimate.table()
    assert not estimate.identified
    assert table["note"].str.contains("not decided by the data").all()
    assert table["high"].isna().all()
    expected = seg.expected_purchases(model, alike, 30)
    assert expected.between(0, 30).all()


def test_the_expectation_is_the_same_by_both_formulas() -> None:
    """Where the first overflows, rates that hardly differ give what a little spread of them gives."""
    histories = pd.DataFrame({"x": [0, 2, 5], "t_x": [0.0, 36.0, 37.0], "T": [38.0, 38.0, 38.0]})
    near = seg.expected_purchases(seg.BgNbd(170.0, 4.4e2, 0.8, 2.4), histories, 39)
    far = seg.expected_purchases(seg.BgNbd(1.7e4, 4.4e4, 0.8, 2.4), histories, 39)
    assert np.isfinite(far).all()
    np.testing.assert_allclose(near, far, rtol=0.15)


def test_amounts_without_a_mean_are_told() -> None:
    """A heavy tail gives q below 1; no customer is expected to spend less than nothing."""
    rng = np.random.default_rng(1)
    amounts = pd.DataFrame({"x": rng.integers(1, 4, 400), "spend": 10 * rng.pareto(0.6, 400) + 1})
    model, estimate = seg.fit_gamma_gamma(amounts)
    assert model.q <= 1
    assert "does not exist" in estimate.table()["note"].iloc[0]
    once = pd.concat([amounts, pd.DataFrame({"x": [0], "spend": [0.0]})], ignore_index=True)
    assert (seg.expected_spend(model, once) > 0).all()
