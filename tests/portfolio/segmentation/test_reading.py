"""Segments in words: names, cards, rules by hand; and what describes customers without a model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio import segmentation as seg
from portfolio.errors import DataError
from portfolio.results.value import check_short
from portfolio.segmentation.projection import nearest_points
from portfolio.segmentation.rules import rounded

SPLIT, END = pd.Timestamp("1997-09-30"), pd.Timestamp("1998-06-30")
AMOUNTS = st.lists(st.floats(0.01, 1e5), min_size=2, max_size=60)


@pytest.fixture(scope="module")
def labels(features: pd.DataFrame, shapes: pd.Series) -> np.ndarray:
    return seg.fit_segments("k-means", features, 4, shapes, 0).assign(features)


def test_names_are_different_and_follow_the_value(features: pd.DataFrame, labels: np.ndarray) -> None:
    """The first name belongs to the most valuable segment."""
    naming = seg.name_segments(features, labels, features["revenue"])
    means = features["revenue"].groupby(naming.renumber(labels)).mean()
    assert len(set(naming.names)) == 4
    assert means.is_monotonic_decreasing
    assert naming.names[0] == "regulars"


@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_names_are_different_for_any_segments(seed: int, k: int) -> None:
    """However alike segments are, no two share a name, and each can be recorded."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.uniform(1, 9, (60, 3)), columns=list(seg.RFM))
    naming = seg.name_segments(frame, np.arange(60) % k, frame["monetary"])
    assert len(set(naming.names)) == k
    for name in naming.names:
        check_short("segment", f"share: {name}")


def test_shares_of_the_segments_add_up(
    features: pd.DataFrame, labels: np.ndarray, statistics: pd.DataFrame
) -> None:
    """Customers and revenue are divided, not invented; the cards tell the same in words."""
    naming = seg.name_segments(features, labels, features["revenue"])
    forecast = pd.DataFrame({"purchases": 1.0, "revenue": 2.0, "alive": 0.5}, index=features.index)
    table = seg.segment_table(features, naming.renumber(labels), naming, forecast)
    assert table[["share", "revenue_share"]].sum().tolist() == pytest.approx([1, 1])
    assert table["customers"].sum() == len(features)
    cards = seg.segment_cards(table, naming, "USD", 39)
    assert cards.loc["next 39 weeks"].eq("2.00 USD each").all()
    assert cards.loc["action"].str.len().min() > 10


def test_rules_by_hand_are_faithful_on_unseen_customers(features: pd.DataFrame, labels: np.ndarray) -> None:
    """Learnt on one half, judged on the other."""
    half = np.arange(len(features)) % 2 == 0
    rules = seg.hand_rules(features[half], labels[half], leaves=6, seed=0)
    assert seg.fidelity(rules, features[~half], labels[~half])["accuracy"] > 0.9
    assert len(rules.table) <= 6
    assert rules.table["share"].sum() == pytest.approx(1)


def test_the_sentence_of_a_rule_is_the_rule() -> None:
    """Two kinds of customers, told apart by one question."""
    frame = pd.DataFrame({"recency": 10, "frequency": [1] * 50 + [4] * 50, "monetary": 20.0})
    rules = seg.hand_rules(frame, (frame["frequency"] == 4).to_numpy().astype(int), leaves=3, seed=0)
    assert rules.table["if"].tolist() == ["at most 2 purchases", "3 or more purchases"]


@given(st.floats(10, 1e6))
def test_rounded_thresholds_stay_near(threshold: float) -> None:
    """Two digits change a threshold by at most five percent."""
    assert rounded(threshold) == pytest.approx(threshold, rel=0.0501)


@given(AMOUNTS)
def test_gini_lies_between_equal_and_all(amounts: list[float]) -> None:
    """Never below 0, never above (n - 1) / n, and blind to the currency."""
    value = seg.gini(amounts)
    assert -1e-9 <= value <= 1 - 1 / len(amounts) + 1e-9
    assert seg.gini([7 * amount for amount in amounts]) == pytest.approx(value, abs=1e-9)


@given(AMOUNTS)
def test_the_lorenz_curve_is_the_gini(amounts: list[float]) -> None:
    """The coefficient is twice the area between the curve and equality."""
    curve = seg.lorenz_curve(amounts)
    area = np.trapezoid(curve["amount"], curve["customers"])
    assert 1 - 2 * area == pytest.approx(seg.gini(amounts), abs=1e-9)


def test_known_concentration() -> None:
    """One of five brings everything."""
    assert seg.top_share([0, 0, 0, 0, 5]) == 1
    assert seg.gini([0, 0, 0, 0, 5]) == pytest.approx(0.8)


def test_negative_amounts_have_no_concentration() -> None:
    """A Lorenz curve below zero means nothing."""
    with pytest.raises(DataError, match="not negative"):
        seg.gini([1.0, -1.0])


def test_retention_counts_customers_once_per_period() -> None:
    """One of two buys again in the first period, nobody later; a period not lived through stays empty."""
    days = pd.to_datetime(["2020-01-01", "2020-02-05", "2020-02-06", "2020-01-01", "2020-05-30"])
    frame = pd.DataFrame({"customer": ["a", "a", "a", "b", "c"], "date": days})
    table = seg.retention_table(frame)
    assert table.iloc[0, :2].tolist() == [0.5, 0.0]
    assert table.iloc[1].isna().all()


def test_the_calibration_table_of_the_sample(sample: pd.DataFrame, statistics: pd.DataFrame) -> None:
    """Class means of the published hold-out figure, to its reading precision."""
    happened = seg.bought_between(sample, SPLIT, END)["purchases"].reindex(statistics.index).fillna(0)
    expected = seg.expected_purchases(seg.fit_bgnbd(statistics)[0], statistics, 39)
    classes = statistics["x"].clip(upper=7).rename("x")
    table = seg.calibration_table(happened, expected, classes, np.random.default_rng(0))
    assert table["customers"].tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert ((table["expected"] - table["actual"]).abs() < 0.4).all()
    assert table["low"].le(table["actual"]).all()


def test_a_better_forecast_is_told_apart(rng: np.random.Generator) -> None:
    """The truth beats its shuffled copy."""
    truth = pd.Series(rng.poisson(2, 400).astype(float))
    shuffled = pd.Series(rng.permutation(truth))
    constant = pd.Series(2.0, index=truth.index)
    table = seg.forecast_table(truth, {"truth": truth, "shuffled": shuffled, "constant": constant}, rng)
    assert table.loc["shuffled", "low"] > 0
    assert np.isnan(table.loc["constant", "rank"])


def test_maps_keep_neighbours(features: pd.DataFrame, rng: np.random.Generator) -> None:
    """Principal plane and t-SNE of the sample, measured with the same yardstick."""
    shapes = seg.skewness_table(features, seg.WIDE)["chosen"]
    scaled = seg.jittered(seg.fit_scale(features, shapes).apply(features.iloc[:200]), rng)
    plane = seg.principal_plane(scaled, list(seg.WIDE))
    assert plane.shares.sum() == pytest.approx(1)
    assert (plane.loadings.abs() <= 1.01 * scaled.std()).all().all()
    drawn = seg.tsne_map(scaled, 0)
    assert seg.map_quality(scaled, drawn)["neighbours"] > 0.9
    assert seg.shared_neighbours(drawn, drawn) == 1


def test_a_segment_is_called_once_only_if_all_its_customers_bought_once() -> None:
    """A few with a second purchase make it mostly once, and the card's action is still one for the many."""
    frame = pd.DataFrame({"recency": 10.0, "monetary": 5.0, "frequency": [1, 1, 1, 1, 1, 2, 6, 6]})
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 2])
    naming = seg.name_segments(frame, labels, frame["frequency"].astype(float))
    assert naming.names == ("regulars", "mostly once", "once")


def test_nearest_points_are_found_without_a_search_structure(rng: np.random.Generator) -> None:
    """They are the first of all distances in order, and a point is its own nearest."""
    points = rng.normal(size=(60, 3))
    apart = np.linalg.norm(points[:, None] - points, axis=2)
    places, distances = nearest_points(points, 5)
    assert (places == apart.argsort(axis=1)[:, :5]).all()
    assert distances == pytest.approx(np.sort(apart, axis=1)[:, :5], abs=1e-6)


def test_percentiles_of_all_are_fifty(features: pd.DataFrame) -> None:
    """One segment that holds everybody is the typical customer."""
    named = pd.Series(pd.Categorical(["all"] * len(features)), index=features.index)
    profile = seg.percentile_profile(features[list(seg.RFM)], named)
    assert profile.loc["all"].to_numpy() == pytest.approx(50, abs=0.1)


def olist() -> dict[str, pd.DataFrame]:
    bought = pd.to_datetime(["2017-01-01", "2017-02-01", "2017-03-01"])
    return {
        "orders": pd.DataFrame(
            {
                "order_id": ["o1", "o2", "o3"],
                "customer_id": ["c1", "c2", "c3"],
                "order_status": ["delivered", "delivered", "canceled"],
                "order_purchase_timestamp": bought,
            }
        ),
        "customers": pd.DataFrame(
            {"customer_id": ["c1", "c2", "c3"], "customer_unique_id": ["anna", "anna", "bert"]}
        ),
        "order_items": pd.DataFrame({"order_id": ["o1", "o1", "o2"]}),
        "order_payments": pd.DataFrame({"order_id": ["o1", "o1"], "payment_value": [3.0, 4.0]}),
    }


def test_olist_counts_people_not_orders() -> None:
    """Two orders of one person are one customer; what was cancelled was not bought."""
    table = seg.olist_purchases(olist())
    assert table["customer_id"].tolist() == ["anna", "anna"]
    assert table[["amount", "items"]].to_numpy().tolist() == [[7, 2], [0, 1]]


def test_missing_olist_tables_are_named() -> None:
    """All of them in one message."""
    tables = {name: table for name, table in olist().items() if name == "orders"}
    with pytest.raises(DataError, match="Olist without customers, order_items, order_payments"):
        seg.olist_purchases(tables)
