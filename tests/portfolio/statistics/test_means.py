"""Intervals from a formula, against their textbook values."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.statistics.means import student_t, wilson, within_standard_errors


def test_students_t_of_three_values() -> None:
    """Mean 2, standard error 1/sqrt(3), 4.303 of them on both sides."""
    mean, interval = student_t(pd.Series([1.0, 2.0, 3.0]))
    assert mean == 2
    assert interval == pytest.approx((2 - 4.3027 / 3**0.5, 2 + 4.3027 / 3**0.5), rel=1e-4)
    assert interval.method == "Student's t"


def test_wilsons_interval_stays_inside() -> None:
    """Of ten out of ten it reaches from 72 % to 1."""
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_standard_errors_go_both_ways() -> None:
    """1.96 of them."""
    assert within_standard_errors(10.0, 1.0) == pytest.approx((8.04, 11.96))
