"""Features of known customers, and a future that cannot be seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio import segmentation as seg
from portfolio.errors import DataError

TODAY = pd.Timestamp("2020-12-31")
SPLIT = pd.Timestamp("1997-09-30")


def features_of(shop: pd.DataFrame, day: str) -> pd.DataFrame:
    frame = seg.clean_purchases(shop, seg.Columns(), today=TODAY).frame
    return seg.customer_features(frame, pd.Timestamp(day))


def test_the_features_of_a_known_customer(shop: pd.DataFrame) -> None:
    """Three purchases with gaps of 10 and 20 days, seen ten days after the last."""
    row = features_of(shop, "2020-02-10").loc["007"]
    assert row[["recency", "frequency", "tenure", "monetary", "revenue"]].tolist() == [10, 3, 40, 20, 60]
    assert row["wait"] == pytest.approx(40 / 3)
    assert row["irregularity"] == pytest.approx(5 / 15)


def test_a_visit_without_payment_does_not_lower_the_mean_amount(shop: pd.DataFrame) -> None:
    """Customer 8 paid 6 once and nothing once: the usual amount is 6."""
    row = features_of(shop, "2020-02-10").loc["8"]
    assert (row["frequency"], row["monetary"]) == (2, 6)


def test_purchases_of_the_day_itself_are_seen(shop: pd.DataFrame) -> None:
    """The observation date is the last day that counts."""
    assert features_of(shop, "2020-01-31").loc["007", ["frequency", "recency"]].tolist() == [3, 0]


def test_customers_unknown_on_the_day_are_absent(shop: pd.DataFrame) -> None:
    """Before the first purchase there is no customer."""
    assert features_of(shop, "2020-01-02").index.tolist() == ["007"]


def test_a_day_before_everything_is_refused(shop: pd.DataFrame) -> None:
    """No purchase, no features."""
    with pytest.raises(DataError, match="no purchase up to 2019-12-31"):
        features_of(shop, "2019-12-31")


def test_unsorted_purchases_are_refused(sample: pd.DataFrame) -> None:
    """The fast path relies on the order, so it is checked."""
    with pytest.raises(DataError, match="not sorted by customer"):
        seg.customer_features(sample.sample(frac=1, random_state=0), SPLIT)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), day=st.integers(31, 510))
def test_nothing_of_the_future_enters_a_feature(sample: pd.DataFrame, seed: int, day: int) -> None:
    """Whatever happens after the day of observation, every feature and statistic stays the same."""
    now, rng = pd.Timestamp("1997-01-01") + pd.Timedelta(days=day), np.random.default_rng(seed)
    later = sample["date"] > now
    noise = sample.assign(
        amount=sample["amount"].where(~later, rng.normal(0, 1e6)), items=sample["items"].where(~later, 99.0)
    )
    other = noise[~later | (rng.random(len(noise)) < 0.5)]
    pd.testing.assert_frame_equal(seg.customer_features(other, now), seg.customer_features(sample, now))
    pd.testing.assert_frame_equal(seg.repeat_statistics(other, now), seg.repeat_statistics(sample, now))


def test_the_fast_features_equal_the_full_ones(sample: pd.DataFrame) -> None:
    """Simulations use a shorter way to the same numbers."""
    days = [pd.Timestamp("1997-03-01"), SPLIT]
    for day, fast in zip(days, seg.rfm_at(sample, days), strict=True):
        full = seg.customer_features(sample, day)[list(seg.RFM)].reset_index(drop=True)
        pd.testing.assert_frame_equal(fast, full)


def test_what_was_bought_between_two_days() -> None:
    """The first day is excluded, the last included."""
    days = pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"])
    frame = pd.DataFrame({"customer": "a", "date": days, "amount": [1.0, 2.0, 4.0]})
    assert seg.bought_between(frame, days[0], days[1]).loc["a"].tolist() == [1, 2]
