"""The published sample, and a small shop whose customers are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg
from portfolio.datasets import load

SPLIT, END = pd.Timestamp("1997-09-30"), pd.Timestamp("1998-06-30")


@pytest.fixture(scope="session")
def sample() -> pd.DataFrame:
    """Return the purchases of the published one-in-ten sample."""
    columns = seg.Columns(amount="dollar_value", items="number_of_cds")
    return seg.clean_purchases(load("cdnow_sample"), columns).frame


@pytest.fixture(scope="session")
def statistics(sample: pd.DataFrame) -> pd.DataFrame:
    """Return the sample's repeat statistics after 39 weeks."""
    return seg.repeat_statistics(sample, SPLIT)


@pytest.fixture(scope="session")
def features(sample: pd.DataFrame) -> pd.DataFrame:
    """Return the sample's features after 39 weeks."""
    return seg.customer_features(sample, SPLIT)


@pytest.fixture(scope="session")
def shapes(features: pd.DataFrame) -> pd.Series:
    """Return the shapes of the three features."""
    return seg.skewness_table(features, seg.RFM)["chosen"]


@pytest.fixture
def rng() -> np.random.Generator:
    """Return a seeded generator."""
    return np.random.default_rng(0)


@pytest.fixture
def shop() -> pd.DataFrame:
    """Return five purchases of two customers, raw."""
    rows = [
        ("007", "2020-01-01", 10.0, "a"),
        ("007", "2020-01-11", 20.0, "b"),
        ("007", "2020-01-31", 30.0, "c"),
        ("8", "2020-01-05", 0.0, "d"),
        ("8", "2020-01-06", 6.0, "e"),
    ]
    return pd.DataFrame(rows, columns=["customer_id", "date", "amount", "order_id"])
