"""What is known at midnight."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.features import (
    FIRST_DAY,
    by_day,
    known_at_midnight,
    last_of_same_kind,
    with_foresight,
)

DAYS, STEPS = 60, 4
LOAD = np.arange(DAYS * STEPS, dtype=float).reshape(DAYS, STEPS)
WEEKDAY = np.arange(DAYS) % 7
WORKS = (WEEKDAY < 5).astype(int)


def test_nothing_of_the_day_itself_is_known() -> None:
    """Values and weather from a day on may change: what is known as it begins stays."""
    weather = {"warmth": np.random.default_rng(0).normal(size=LOAD.shape)}
    cut, rng = 40, np.random.default_rng(1)
    spoilt, spoilt_weather = LOAD.copy(), {"warmth": weather["warmth"].copy()}
    for table in (spoilt, spoilt_weather["warmth"]):
        table[cut:] = rng.normal(size=table[cut:].shape)
    known = known_at_midnight(LOAD, WORKS, WEEKDAY, weather).loc[:cut]
    again = known_at_midnight(spoilt, WORKS, WEEKDAY, spoilt_weather).loc[:cut]
    assert known.index.get_level_values("day").max() == cut
    pd.testing.assert_frame_equal(known, again)


def test_lags_lie_where_they_are_said_to_lie() -> None:
    """The load counts steps, so each value names its moment."""
    row = known_at_midnight(LOAD, WORKS, WEEKDAY).xs((30, 2))
    assert row["1 days before"] == LOAD[29, 2]
    assert row["14 days before"] == LOAD[16, 2]
    assert row["last step"] == LOAD[29, -1]
    assert row["mean of 7 days"] == LOAD[23:30, 2].mean()
    assert row["step"] == 2


def test_the_first_days_have_no_row() -> None:
    """Two weeks of lags have to lie before."""
    assert known_at_midnight(LOAD, WORKS, WEEKDAY).index[0] == (FIRST_DAY, 0)


def test_the_last_day_of_its_kind_is_an_earlier_one() -> None:
    """A Monday looks at Friday, a Saturday at Sunday."""
    found = last_of_same_kind(WORKS)
    assert found[7] == 4
    assert found[12] == 6
    assert found[0] == -1
    assert (found < np.arange(DAYS)).all()


def test_foresight_is_the_weather_of_the_step() -> None:
    """And is named as what it is."""
    weather = {"warmth": LOAD * 2}
    known = with_foresight(known_at_midnight(LOAD, WORKS, WEEKDAY, weather), weather)
    assert known.loc[(30, 2), "warmth (seen ahead)"] == 2 * LOAD[30, 2]
    assert known.loc[(30, 2), "warmth a day before"] == 2 * LOAD[29, 2]


def test_a_missing_value_stays_missing() -> None:
    """Means are taken over what is there."""
    holed = LOAD.copy()
    holed[29, 2] = np.nan
    row = known_at_midnight(holed, WORKS, WEEKDAY).xs((30, 2))
    assert np.isnan(row["1 days before"])
    assert row["mean of 7 days"] == LOAD[23:29, 2].mean()


def test_a_day_that_is_not_whole_is_an_error() -> None:
    """It would shift all days after it."""
    with pytest.raises(DataError, match="last day is not whole"):
        by_day(pd.Series(range(7)), 3)
