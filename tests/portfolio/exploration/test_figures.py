"""Figures of the exploration."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from portfolio.exploration import figures as plots

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


RATES = pd.DataFrame({"value": [0.1, 0.3], "low": [0.05, 0.2], "high": [0.2, 0.4]}, index=[6, 18])
SHARES = pd.Series({"PC1": 0.6, "PC2": 0.3, "PC3": 0.1})
CIRCLE = pd.DataFrame(
    {"PC1": [0.9, -0.8, -0.8], "PC2": [0.1, 0.2, 0.21]}, index=["rain", "visibility", "wind"]
)


def weather() -> pd.DataFrame:
    hours = pd.date_range("2013-05-08", periods=30, freq="h", tz="UTC")
    return pd.concat([pd.DataFrame({"origin": o, "time_hour": hours, "temp": 50.0}) for o in ("EWR", "JFK")])


def drawn() -> dict[str, Axes]:
    """Draw every figure once, from the smallest table that makes sense."""
    holes = pd.DataFrame({"table": ["planes"], "column": ["speed"], "missing": [9], "share": [0.9]})
    flagged = pd.DataFrame({"iqr": [0.1], "mad": [np.nan], "sd": [0.02]}, index=["precip"])
    daily = pd.Series(
        np.linspace(0, 1, 365), index=pd.date_range("2013-01-01", periods=365, tz="America/New_York")
    )
    days = pd.DataFrame({"wet": ["no", "no", "yes"], "late": [0.1, 0.2, 0.4]})
    tenths = pd.DataFrame(
        {"forecast": [0.1, 0.6], "observed": [0.1, 0.5], "low": [0.05, 0.4], "high": [0.2, 0.7]}
    )
    return {
        "missing": plots.plot_missing(holes),
        "delays": plots.plot_delays(pd.Series([-5.0, -2.0, 0.0, 30.0, 400.0, np.nan]), 15),
        "rules": plots.plot_outlier_rules(flagged, {"iqr": "fences", "mad": "robust", "sd": "three sd"}),
        "neighbours": plots.plot_neighbours(
            weather(), pd.Timestamp("2013-05-08 12:00", tz="UTC"), "temp", "°F"
        ),
        "rates": plots.plot_rates(RATES, 0.2, "hour", "late, share"),
        "calendar": plots.plot_calendar(daily, "late, share"),
        "draws": plots.plot_draws({"flights": np.arange(9.0), "weeks": np.arange(0, 90, 10.0)}, "minutes"),
        "intervals": plots.plot_intervals(RATES.set_axis(["hour", "carrier"]), "effect", 0),
        "boxes": plots.plot_boxes(days, "wet", "late", {"wet": "rain", "late": "late, share"}),
        "scree": plots.plot_scree(SHARES, SHARES * 0 + 0.33),
        "circle": plots.plot_correlation_circle(CIRCLE, SHARES, CIRCLE.iloc[:1].rename(index=str.upper)),
        "calibration": plots.plot_calibration(tenths, 0.3),
    }


def test_every_figure_labels_its_axes() -> None:
    """A horizontal label always, a vertical one unless names stand there."""
    for name, ax in drawn().items():
        names_rows = any(
            label.get_text() and not label.get_text()[0].isdigit() for label in ax.get_yticklabels()
        )
        assert ax.get_xlabel(), name
        assert ax.get_ylabel() or names_rows, name


def test_a_figure_is_drawn_where_it_is_asked_to() -> None:
    """Given axes are used and returned, so that figures can be combined."""
    _, ax = plt.subplots()
    assert plots.plot_rates(RATES, 0.2, "hour", "late", ax=ax) is ax
    assert plots.plot_intervals(RATES, "effect", ax=ax) is ax


def test_the_baseline_is_on_the_figure() -> None:
    """The overall share crosses the whole picture."""
    lines = drawn()["rates"].get_lines()
    assert any(list(line.get_ydata()) == [0.2, 0.2] for line in lines)


def test_long_delays_stay_in_the_picture() -> None:
    """Values beyond three hours are counted in the last bar, so that bars sum to all flights that left."""
    heights = [bar.get_height() for bar in drawn()["delays"].patches]
    assert sum(heights) == pytest.approx(1)
    assert heights[-1] == pytest.approx(0.2)


def test_arrow_names_do_not_overlap() -> None:
    """Two arrows that end nearly in one place have names one line apart."""
    heights = {text.get_text(): text.get_position()[1] for text in drawn()["circle"].texts}
    assert heights["wind"] - heights["visibility"] >= 0.09


def test_a_calendar_has_a_cell_for_each_day() -> None:
    """Days that do not exist are blank."""
    mesh = drawn()["calendar"].collections[0].get_array()
    assert np.ma.masked_invalid(mesh).count() == 365
