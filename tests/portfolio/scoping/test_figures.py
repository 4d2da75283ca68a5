"""Figures of the chapter on scoping."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.scoping import figures

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_a_value_is_drawn_in_thousands_with_its_mean():
    """And zero, the line that divides gains from losses."""
    ax = figures.plot_value(np.array([-1_000.0, 5_000.0]))
    assert [line.get_xdata()[0] for line in ax.lines] == [0, 2]
    assert ax.get_xlabel() == "net present value (k€)"


def test_a_tornado_keeps_the_order_of_its_table_from_the_top():
    """Widest first."""
    table = pd.DataFrame({"low": [-2_000.0, 0.0], "high": [3_000.0, 1_000.0]}, index=["a", "b"])
    ax = figures.plot_tornado(table, 500)
    assert ax.yaxis_inverted()
    assert [bar.get_width() for bar in ax.patches] == [5, 1]


def test_bars_of_one_column_need_no_legend():
    """Those of two do."""
    one = pd.DataFrame({"share": [1.0, 2.0]}, index=["a", "b"])
    assert figures.plot_shares(one, "x").get_legend() is None
    assert figures.plot_shares(one.assign(other=1.0), "x").get_legend() is not None


def test_efforts_are_drawn_beside_the_plan():
    """The dashed line is the sum of likely values."""
    ax = figures.plot_efforts({"a": np.arange(50.0), "b": np.arange(40.0)}, 12)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "sum of the likely values"]
    assert ax.lines[-1].get_xdata()[0] == 12


def test_a_burn_up_ends_with_its_last_sprint():
    """Done and to do, in person-days."""
    progress = np.cumsum(np.ones((20, 9)), axis=1)
    ax = figures.plot_burn_up(progress, np.linspace(4, 6, 20), 6)
    assert ax.get_xlim() == (0, 6)
    assert ax.get_ylabel() == "person-days"
    assert ax.lines[1].get_ydata()[0] == pytest.approx(5)
