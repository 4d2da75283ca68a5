"""Dates of observation, and months too thin to say anything."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from portfolio.errors import DataError

THIN = 0.1  # a month at an edge with less than this share of the median month is nearly empty


@dataclass(frozen=True)
class Periods:
    """Calibration and hold-out.

    Parameters
    ----------
    start, split, end
        First day, last day of calibration, last day of the hold-out. Nothing after `split` may enter a
        feature or a fit.
    """

    start: pd.Timestamp
    split: pd.Timestamp
    end: pd.Timestamp

    @property
    def holdout_days(self) -> int:
        """Days after the split."""
        return (self.end - self.split).days


def without_thin_edges(purchases: pd.DataFrame, thin: float = THIN) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the purchases without nearly empty months at either end, and what was cut.

    A shop that is being opened or an export that stops in mid-month looks like a change of behaviour. Months
    are cut from the edges only, never from the middle: a quiet month inside is news.

    Parameters
    ----------
    purchases
        One row per customer and day.
    thin
        A month at either edge with a smaller share of the usual purchases is cut.

    Returns
    -------
    kept : pandas.DataFrame
    cut : pandas.DataFrame
        Indexed by month: `purchases`.
    """
    month = purchases["date"].dt.to_period("M")
    counts = month.value_counts().sort_index()
    full = counts.index[counts >= thin * counts.median()]
    # a gap of months without any purchase before the first full run counts as an edge too
    inside = (month >= full.min()) & (month <= full.max())
    cut = counts[(counts.index < full.min()) | (counts.index > full.max())]
    return purchases[inside].reset_index(drop=True), cut.rename("purchases").to_frame()


def split_periods(purchases: pd.DataFrame, calibration_days: int) -> Periods:
    """Return the periods of a calibration of so many days from the first purchase.

    Parameters
    ----------
    purchases
        One row per customer and day.
    calibration_days
        Days that the models may see.

    Raises
    ------
    DataError
        Less than a quarter of the calibration's length is left to check the forecasts.
    """
    start, end = purchases["date"].min(), purchases["date"].max()
    split = start + pd.Timedelta(days=calibration_days)
    if (end - split).days < calibration_days / 4:
        raise DataError(
            "too little time is left to check the forecasts",
            expected=f"at least {-(-calibration_days // 4)} days after {split:%Y-%m-%d}",
            got=(end - split).days,
            hint="Choose a smaller calibration_days.",
        )
    return Periods(start, split, end)
