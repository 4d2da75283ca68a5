"""Forecasts by class of customers, held against what is published for the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg

SPLIT, END = pd.Timestamp("1997-09-30"), pd.Timestamp("1998-06-30")


@pytest.fixture(scope="module")
def came(sample: pd.DataFrame, statistics: pd.DataFrame) -> pd.Series:
    """Return the purchases of each customer of the sample in the hold-out."""
    return seg.bought_between(sample, SPLIT, END)["purchases"].reindex(statistics.index).fillna(0)


@pytest.fixture(scope="module")
def table(statistics: pd.DataFrame, came: pd.Series) -> pd.DataFrame:
    """Return the classes with three forecasts."""
    forecasts = {
        "ours": seg.expected_purchases(seg.fit_bgnbd(statistics)[0], statistics, 39),
        "theirs": seg.expected_purchases(seg.PUBLISHED_BGNBD, statistics, 39),
        "Pareto/NBD": seg.published_classes()["Pareto/NBD"],
    }
    return seg.class_table(came, seg.frequency_classes(statistics), forecasts, np.random.default_rng(0))


def test_the_actual_means_are_the_printed_ones(table: pd.DataFrame) -> None:
    """Sizes and means of the classes equal the published table to its last digit."""
    printed = seg.published_classes()
    assert table["customers"].equals(printed["customers"])
    assert table["actual"].round(3).equals(printed["actual"])


def test_our_error_is_that_of_the_published_model(
    table: pd.DataFrame, statistics: pd.DataFrame, came: pd.Series
) -> None:
    """It lies inside what the rounding of the published estimates leaves open, and below Pareto/NBD's."""
    low, high = seg.rounding_range(statistics, came, seg.frequency_classes(statistics))
    assert low <= seg.class_error(table, "ours") <= high
    assert low <= seg.class_error(table, "theirs") <= high
    assert seg.class_error(table, "ours") < seg.class_error(table, "Pareto/NBD")


def test_the_error_weighs_classes_by_their_customers() -> None:
    """Three customers missed by one and one missed by five: two on average."""
    happened = pd.Series([1.0, 1.0, 1.0, 5.0])
    classes = pd.Series(["0", "0", "0", "7+"], name="class")
    forecast = {"nothing": happened * 0}
    table = seg.class_table(happened, classes, forecast, np.random.default_rng(0))
    assert table["nothing, error"].tolist() == [1.0, 5.0]
    assert seg.class_error(table, "nothing") == 2.0


def test_whoever_bought_more_is_in_the_last_class() -> None:
    """Classes are named by the number of repeat purchases, the last one is open."""
    found = seg.frequency_classes(pd.DataFrame({"x": [0.0, 6.0, 7.0, 40.0]}))
    assert found.tolist() == ["0", "6", "7+", "7+"]
