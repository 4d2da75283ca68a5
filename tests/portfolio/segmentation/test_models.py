"""Scales, methods under one protocol, stability, and the choice of their number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from portfolio import segmentation as seg
from portfolio.errors import DataError, UsageError


@pytest.fixture(scope="module")
def blobs() -> pd.DataFrame:
    """Return customers of three kinds that nobody could confuse."""
    rng = np.random.default_rng(3)
    centres = [(5, 20, 90), (200, 1, 10), (60, 4, 40)]
    rows = [np.array(centre) * rng.uniform(0.97, 1.03, (60, 3)) for centre in centres]
    return pd.DataFrame(np.vstack(rows), columns=list(seg.RFM))


PLAIN = pd.Series("as it is", index=list(seg.RFM))
KIND = np.repeat([0, 1, 2], 60)


def test_the_least_skewed_shape_is_chosen(rng: np.random.Generator) -> None:
    """A lognormal feature asks for a logarithm, a normal one for nothing."""
    frame = pd.DataFrame({"long": rng.lognormal(4, 1, 4000), "even": rng.normal(500, 20, 4000)})
    table = seg.skewness_table(frame, ["long", "even"])
    assert table.loc["long", "chosen"] == "log"
    assert abs(table.loc["even", "as it is"]) < 0.2


def test_a_scale_is_kept_for_later_customers(blobs: pd.DataFrame) -> None:
    """Later customers are measured with the old mean and spread."""
    scale = seg.fit_scale(blobs, PLAIN)
    assert scale.apply(blobs).mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert scale.apply(blobs.iloc[:1]) == pytest.approx(scale.apply(blobs)[:1])


def test_a_constant_feature_is_named(blobs: pd.DataFrame) -> None:
    """A feature that tells nobody apart cannot be scaled."""
    with pytest.raises(DataError, match="the same for every customer: monetary"):
        seg.fit_scale(blobs.assign(monetary=1.0), PLAIN)


@pytest.mark.parametrize("method", ["k-means", "Gaussian mixture", "agglomerative", "HDBSCAN"])
def test_every_model_finds_groups_that_are_there(method: str, blobs: pd.DataFrame) -> None:
    """Three kinds of customers are found whatever the method."""
    labels = seg.fit_segments(method, blobs, 3, PLAIN, 0).assign(blobs)
    assert len(set(zip(labels, KIND, strict=True))) == 3


@pytest.mark.parametrize("method", seg.METHODS)
def test_the_same_seed_gives_the_same_segments(
    method: str, features: pd.DataFrame, shapes: pd.Series
) -> None:
    """And one customer is assigned alone as in company."""
    rows = features.iloc[:400]
    one, two = (seg.fit_segments(method, rows, 3, shapes, 5).assign(features) for _ in range(2))
    assert (one == two).all()
    alone = seg.fit_segments(method, rows, 3, shapes, 5).assign(features.iloc[7:8])
    assert alone[0] == one[7]


def test_an_unknown_method_is_named() -> None:
    """A typing error is told with the name that was meant."""
    with pytest.raises(UsageError, match="Did you mean 'k-means'"):
        seg.fit_segments("kmeans", pd.DataFrame(), 3, PLAIN, 0)


def test_the_rfm_score_puts_good_customers_high() -> None:
    """Recent, frequent and expensive customers end in the last group."""
    steps = np.arange(1, 101)
    frame = pd.DataFrame({"recency": 101 - steps, "frequency": steps, "monetary": steps})
    labels = seg.fit_segments("RFM score", frame, 4, PLAIN, 0).assign(frame)
    assert (np.diff(labels) >= 0).all()
    assert set(labels) == {0, 1, 2, 3}


def test_separate_groups_are_perfectly_stable(blobs: pd.DataFrame, rng: np.random.Generator) -> None:
    """With groups that are there, refits agree; with one group too many they do not."""
    agreed = seg.agreements(blobs, [3, 5], PLAIN, rng, fits=6)
    assert seg.distinct_pairs(agreed[3]).min() == 1
    assert seg.distinct_pairs(agreed[5]).mean() < 0.95


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(-1, 3), min_size=6, max_size=6), min_size=2, max_size=4))
def test_all_pairs_at_once_are_scikit_learns_index(labels: list[list[int]]) -> None:
    """Pair after pair gives the same, noise and single segments included."""
    found = seg.ari_of_pairs(np.array(labels))
    for one, row in enumerate(labels):
        for other, column in enumerate(labels):
            assert found[one, other] == pytest.approx(adjusted_rand_score(row, column))


def test_each_pair_counts_once_and_none_with_itself() -> None:
    """Also where a fit is drawn twice."""
    ari = np.array([[1.0, 0.5, 0.4], [0.5, 1.0, 0.3], [0.4, 0.3, 1.0]])
    assert seg.distinct_pairs(ari).tolist() == [0.5, 0.4, 0.3]
    assert seg.distinct_pairs(ari, np.array([0, 0, 2])).tolist() == [0.4, 0.4]


def test_the_quantile_is_not_the_minimum(blobs: pd.DataFrame, rng: np.random.Generator) -> None:
    """One odd fit among thirty: the worst pair says so, the mean hides it."""
    ari = np.full((30, 30), 0.99)
    ari[0, 1:] = ari[1:, 0] = 0.5
    row = seg.k_table(blobs, {3: ari}, PLAIN, rng).loc[3]
    assert (row["worst"], row["best"]) == (0.5, 0.99)
    assert row["low"] == pytest.approx(np.quantile(seg.distinct_pairs(ari), 0.1))
    assert row["ari"] > 0.9


def test_redrawn_refits_show_how_firm_the_choice_is(blobs: pd.DataFrame, rng: np.random.Generator) -> None:
    """A number with two odd fits of twenty is chosen in some redraws, one without any in all."""
    firm, odd = np.full((20, 20), 0.99), np.full((20, 20), 0.99)
    odd[:2, 2:] = odd[2:, :2] = 0.2
    rule = {"stable": 0.85, "smallest": 0.03}
    table = seg.k_table(blobs, {2: firm, 3: odd}, PLAIN, rng)
    shares = seg.redrawn_choices(table, {2: firm, 3: odd}, rng, **rule)
    assert shares.sum() == pytest.approx(1)
    assert 0 < shares[3] < 0.5
    assert seg.redrawn_choices(table.iloc[:1], {2: firm}, rng, **rule)[2] == 1


def test_the_rule_and_the_gap_find_the_number_of_groups(
    blobs: pd.DataFrame, rng: np.random.Generator
) -> None:
    """Both criteria find the three kinds."""
    agreed = seg.agreements(blobs, [2, 3, 4, 5], PLAIN, rng, fits=6)
    table = seg.k_table(blobs, agreed, PLAIN, rng)
    assert seg.choose_k(table, stable=0.85, smallest=0.03).k == 3
    assert seg.gap_choice(seg.gap_statistic(blobs, [1, 2, 3, 4], PLAIN, rng)) == 3


def k_table(low: list[float], smallest: list[float]) -> pd.DataFrame:
    data = {"low": low, "smallest": smallest}
    return pd.DataFrame(data, index=pd.RangeIndex(2, 2 + len(low), name="k"))


def test_the_first_break_ends_the_search() -> None:
    """Six segments pass again by luck, and are not taken."""
    table = k_table([0.99, 0.95, 0.92, 0.60, 0.90], [0.3, 0.2, 0.1, 0.1, 0.1])
    assert seg.choose_k(table, stable=0.85, smallest=0.03) == seg.Choice(4, True)
    assert seg.meets_rule(table, 0.85, 0.03).tolist() == [True, True, True, False, True]


def test_a_tiny_segment_ends_the_search() -> None:
    """Stability does not excuse a segment of one percent."""
    table = k_table([0.99, 0.95, 0.92], [0.3, 0.2, 0.01])
    assert seg.choose_k(table, stable=0.85, smallest=0.03).k == 3


def test_without_any_stable_number_the_choice_says_so() -> None:
    """The most stable number is carried on, marked."""
    choice = seg.choose_k(k_table([0.3, 0.8], [0.3, 0.01]), stable=0.85, smallest=0.03)
    assert choice == seg.Choice(3, False)


def test_the_chosen_segmentation_of_the_sample_is_stable(
    features: pd.DataFrame, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """The quantile of the pairs at least 0.85 and no segment under three percent, on the published sample."""
    agreed = seg.agreements(features, [2, 3, 4, 5], shapes, rng, fits=20)
    table = seg.k_table(features, agreed, shapes, rng)
    choice = seg.choose_k(table, stable=0.85, smallest=0.03)
    assert choice.passed
    assert table.loc[choice.k, "low"] >= 0.85
    assert table.loc[choice.k, "smallest"] >= 0.03


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=50, max_size=80))
def test_random_segments_explain_nothing(labels: list[int]) -> None:
    """Held out, segments without meaning do not beat the mean."""
    rng = np.random.default_rng(0)
    table = seg.explained({"random": np.array(labels)}, rng.normal(size=len(labels)), rng, 40)
    assert table.loc["random", "explained"] < 0.15


def test_segments_that_are_the_outcome_explain_it(rng: np.random.Generator) -> None:
    """Perfect segments explain everything, in every resample."""
    labels = rng.integers(0, 3, 300)
    row = seg.explained({"perfect": labels}, labels * 2.0, rng, 10).loc["perfect"]
    assert row[["explained", "low", "high"]].tolist() == pytest.approx([1, 1, 1])


def test_no_customer_is_judged_by_a_mean_of_their_own() -> None:
    """Changing an outcome changes the errors of the other half, and the own error by the own change only."""
    labels, half = np.zeros(6, dtype=int), np.array([True, True, True, False, False, False])
    outcome = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert seg.held_out_errors(labels, outcome, half)[:3].tolist() == [16.0, 9.0, 4.0]
    outcome[0] = 100.0
    assert seg.held_out_errors(labels, outcome, half)[1:3].tolist() == [9.0, 4.0]


def test_the_interval_of_what_is_explained_holds_the_truth() -> None:
    """Two segments, means 0 and 2, noise of 1: half of the variance; 90 % of intervals at the least."""
    inside = 0
    for number in range(60):
        rng = np.random.default_rng(number)
        labels = rng.permutation(400) % 2
        row = seg.explained({"two": labels}, 2.0 * labels + rng.normal(size=400), rng, 100).loc["two"]
        inside += row["low"] <= 0.5 <= row["high"]
    assert inside >= 52


def test_the_methods_stand_in_one_table(
    features: pd.DataFrame, shapes: pd.Series, rng: np.random.Generator
) -> None:
    """Every method, its stability, and what it explains of what came later."""
    few = features.iloc[:300]
    outcome = few["frequency"].to_numpy(float)
    table = seg.compare_methods(few, 3, shapes, outcome, rng, fit_rows=200, fits=3)
    assert list(table.index) == list(seg.METHODS)
    assert table["smallest"].between(0, 1).all()
    assert (table["low"] <= table["high"]).all()
    assert table.loc["RFM cells", ["gain_low", "gain_high"]].tolist() == [0, 0]


def test_pieces_that_the_table_does_not_say_are_no_obstacle(blobs: pd.DataFrame) -> None:
    """One piece in every basket becomes a column of zeros; what segments are made of still has to differ."""
    shapes = pd.concat([PLAIN, pd.Series({"basket": "as it is"})])
    scaled = seg.fit_scale(blobs.assign(basket=1.0), shapes).apply(blobs.assign(basket=1.0))
    assert (scaled[:, -1] == 0).all()
    assert scaled[:, 0].std() == pytest.approx(1)
