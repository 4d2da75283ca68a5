"""A test on later applications, where a table bears dates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.scoring import Search, describe, fold_scores, prepare, run, split, split_in_time
from portfolio.scoring.applicants import Applicants

SIZE = 1500


def dated(drift: float) -> pd.DataFrame:
    """Return applicants of two years; what raises the risk at first lowers it at last if `drift` is 1."""
    rng = np.random.default_rng(0)
    day = np.sort(rng.integers(0, 730, SIZE))
    debt, income = rng.normal(size=(2, SIZE))
    slope = np.where(day > 550, 1 - 2 * drift, 1.0) * 2.0
    bad = rng.random(SIZE) < 1 / (1 + np.exp(1 - slope * debt + 0.3 * income))
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D")
    table = pd.DataFrame({"day": when.strftime("%Y-%m-%d"), "debt": debt, "income": income})
    return table.assign(late=np.where(bad, "yes", "no")).sample(frac=1, random_state=1)


def prepared(frame: pd.DataFrame) -> Applicants:
    """Return the applicants of such a table, with the column of the date named."""
    return prepare(frame, describe("own", frame, "late", "yes", date="day"))


@pytest.mark.parametrize(("drift", "low", "high"), [(0.0, -0.06, 0.06), (1.0, 0.25, 1.0)])
def test_what_random_folds_hide_a_test_in_time_shows(drift: float, low: float, high: float) -> None:
    """Where the relation turns around, random folds promise an AUC that later applicants do not keep."""
    people = prepared(dated(drift))
    how = Search(trials=1)
    areas = [
        fold_scores(run(people, splits, how, ("logistic",)), people, 5.0)["auc"].loc["logistic"].mean()
        for splits in (split(people.bad, 3, 1), split_in_time(people.dates))
    ]
    assert low < areas[0] - areas[1] < high


def test_the_date_is_not_a_feature_and_stays_with_its_row() -> None:
    """It orders applications; as a feature it would be an identifier of its period."""
    frame = dated(0.0)
    people = prepared(frame)
    assert "day" not in people.features
    assert people.dates.astype("datetime64[D]").astype(str).tolist() == frame["day"].tolist()


def test_later_applications_are_tested_and_days_stay_together() -> None:
    """No day is both learnt from and tested."""
    dates = np.array(
        ["2024-01-03", "2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"], dtype="datetime64[D]"
    )
    splits = split_in_time(dates, 0.4)
    assert splits.test[0].tolist() == [4]
    assert split_in_time(dates, 0.6).test[0].tolist() == [0, 3, 4]


def test_dates_that_order_nothing_are_refused() -> None:
    """One day for all, or none for some."""
    with pytest.raises(DataError, match="do not order"):
        split_in_time(np.array(["2024-01-01"] * 5, dtype="datetime64[D]"))
    with pytest.raises(DataError, match="bears no date"):
        split_in_time(np.array(["2024-01-01", "NaT"], dtype="datetime64[D]"))


def test_a_column_of_something_else_is_refused() -> None:
    """The first value that is not a date is shown."""
    frame = dated(0.0)
    with pytest.raises(DataError, match=r"column .day. is not a date.*soon"):
        prepared(frame.assign(day="soon"))
