"""Statistics of columns."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.exploration.description import describe_columns

FRAME = pd.DataFrame(
    {"rain": [0.0, 0.03, 0.04, 0.0], "mph": [300.0, 400.0, 500.0, None], "name": list("abcd")}
)


def test_each_number_column_has_a_row() -> None:
    """Texts are left out, holes are not counted."""
    table = describe_columns(FRAME)
    assert table.index.tolist() == ["rain", "mph"]
    assert table.loc["mph", ["n", "mean", "sd", "median"]].tolist() == pytest.approx([3, 400, 100, 400])


def test_magnitude_is_the_power_of_ten() -> None:
    """Hundredths and hundreds differ by four powers."""
    assert describe_columns(FRAME)["magnitude"].tolist() == [-2, 2]


def test_a_column_of_zeros_has_no_magnitude_trouble() -> None:
    """The logarithm of 0 is not taken."""
    assert describe_columns(pd.DataFrame({"zero": [0.0, 0.0, 0.0]})).loc["zero", "magnitude"] == 0
