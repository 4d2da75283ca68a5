"""Turbines against what is normal for them: checked records, expected power, residuals by day, faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
NAMES = {
    "Wind_turbine_name": "turbine",
    "Date_time": "time",
    "P_avg": "power",
    "Ws_avg": "wind",
    "Wa_avg": "direction",
    "Va_avg": "vane",
    "Ba_avg": "pitch",
    "Ot_avg": "outdoor",
}
BROKEN = -100.0  # degrees Celsius below which a thermometer is broken
RUNNING, FEATHERED = 10.0, 20.0  # kilowatts and degrees of pitch between which a turbine makes power
BINS = {"low wind": (0.0, 6.5), "middle wind": (6.5, 9.0), "high wind": (9.0, 30.0)}  # metres a second
SIGNALS = ("power", *BINS, "vane", "temperature")
ENOUGH = 36  # ten-minute rows, six hours, without which a day says nothing
BLOCK_DAYS = 7  # of the first year: whole weeks teach or are held out
FOLDS = 4


@dataclass(frozen=True)
class Farm:
    """Checked records, one row for each turbine and ten minutes, and how many rows were treated."""

    records: pd.DataFrame
    treated: dict[str, int]


def check_farm(table: pd.DataFrame) -> Farm:
    """Return the records by turbine and time, without repeated and empty rows, with the modes of operation.

    Parameters
    ----------
    table
        Columns as in the open data of La Haute Borne.

    Raises
    ------
    DataError
        A column is missing, times have no zone or are off the ten minutes, or a sensor never moves.
    """
    missing = [name for name in NAMES if name not in table]
    if missing:
        raise DataError(
            "records of turbines", expected=f"columns {', '.join(NAMES)}", got=f"no {missing[0]!r}"
        )
    records = table[list(NAMES)].rename(columns=NAMES)
    if getattr(records["time"].dtype, "tz", None) is None:
        hint = "Say whether the clock is local, and convert to UTC."
        raise DataError(
            "times of turbines", expected="a time zone", got=str(records["time"].dtype), hint=hint
        )
    off = records["time"] != records["time"].dt.floor("10min")
    if off.any():
        raise DataError(
            "times of turbines", expected="full ten minutes", got=records.loc[off, "time"].iloc[0]
        )
    stuck = [name for name in ("power", "wind", "outdoor") if records[name].nunique() < 2]
    if stuck:
        raise DataError(f"{stuck[0]!r} of turbines never moves", expected="a sensor that measures")
    repeated = records.duplicated(["turbine", "time"])
    empty = records["power"].isna() & ~repeated
    kept = records[~repeated & ~empty].sort_values(["turbine", "time"], ignore_index=True)
    broken = kept["outdoor"] < BROKEN
    running = (kept["power"] > RUNNING) & (kept["pitch"] < FEATHERED)
    treated = {
        "rows that repeat turbine and time": int(repeated.sum()),
        "rows without a measurement": int(empty.sum()),
        "outdoor temperatures of a broken sensor": int(broken.sum()),
        "rows while not running": int((~running).sum()),
    }
    return Farm(kept.assign(outdoor=kept["outdoor"].mask(broken), running=running), treated)


def drivers(records: pd.DataFrame) -> pd.DataFrame:
    """Return what power is expected from: wind, temperature, and the direction of the wind.

    Parameters
    ----------
    records
        As `Farm` holds them.
    """
    turn = np.deg2rad(records["direction"])
    columns = {
        "wind": records["wind"],
        "outdoor": records["outdoor"],
        "sin": np.sin(turn),
        "cos": np.cos(turn),
    }
    return pd.DataFrame(columns)


def _trees() -> lgb.LGBMRegressor:
    return lgb.LGBMRegressor(
        n_estimators=80,
        num_leaves=31,
        learning_rate=0.12,
        min_child_samples=100,
        max_bin=127,
        n_jobs=1,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )


def expected_power(records: pd.DataFrame, split: pd.Timestamp) -> pd.Series:
    """Return the expected power of each row while running, by models that were not taught by it.

    A model for each turbine. Rows before `split` are held out by whole weeks; all later rows are expected by
    the models that were taught before it.

    Parameters
    ----------
    records
        As `Farm` holds them.
    split
        Where the watch begins.
    """
    parts = []
    for _, rows in records[records["running"]].groupby("turbine"):
        x, power = drivers(rows).to_numpy(), rows["power"].to_numpy()
        week = ((rows["time"] - records["time"].min()) // pd.Timedelta(days=BLOCK_DAYS)).to_numpy()
        early = (rows["time"] < split).to_numpy()
        expected = np.zeros(len(rows))
        for fold in range(FOLDS):
            out = week % FOLDS == fold
            model = _trees().fit(x[early & ~out], power[early & ~out])
            expected[early & out] = model.predict(x[early & out])
            expected[~early] += np.asarray(model.predict(x[~early])) / FOLDS
        parts.append(pd.Series(expected, index=rows.index))
    return pd.concat(parts).sort_index().rename("expected")


def daily_signals(records: pd.DataFrame, expected: pd.Series) -> pd.DataFrame:
    """Return one row for each turbine and day: how far it is from what is expected.

    `power` and the three wind bins: missing power in percent of the expected; `temperature`: the thermometer
    against the median of the other turbines, in kelvins; `vane`: wind against the nacelle, in degrees. A bin
    without enough rows is missing; a day without enough running rows is left out.

    Parameters
    ----------
    records
        As `Farm` holds them.
    expected
        As `expected_power` returns it.
    """
    rows = records.loc[expected.index].assign(expected=expected)
    day = rows["time"].dt.floor("D")
    made = {"power": _percent(rows, day)}
    for name, (low, high) in BINS.items():
        inside = (rows["wind"] >= low) & (rows["wind"] < high)
        made[name] = _percent(rows[inside], day[inside])
    keys = [rows["turbine"].rename("turbine"), day.rename("day")]
    made["vane"] = rows["vane"].groupby(keys).mean()
    made["temperature"] = _against_others(records)
    size = rows.groupby(keys).size()
    frame = pd.DataFrame(made).reindex(size.index[size >= ENOUGH])
    return frame[list(SIGNALS)]


def _percent(rows: pd.DataFrame, day: pd.Series) -> pd.Series:
    """Return by turbine and day how much more power came than was expected, in percent."""
    groups = rows.groupby([rows["turbine"].rename("turbine"), day.rename("day")])
    sums, size = groups[["power", "expected"]].sum(), groups.size()
    share: pd.Series = 100 * (sums["power"] / sums["expected"] - 1)
    return share.where(size >= ENOUGH / 2)


def _against_others(records: pd.DataFrame) -> pd.Series:
    """Return by turbine and day the mean difference between its thermometer and the median of the others."""
    wide = records.pivot(index="time", columns="turbine", values="outdoor")
    apart = {name: wide[name] - wide.drop(columns=name).median(axis=1) for name in wide}
    daily = pd.DataFrame(apart).groupby(pd.DatetimeIndex(wide.index).floor("D")).mean()
    daily.index.name, daily.columns.name = "day", "turbine"
    stacked: pd.Series = daily.stack().swaplevel().sort_index()  # type: ignore[assignment]
    return stacked


@dataclass(frozen=True)
class Scale:
    """What is normal for each turbine: the median of each signal and its spread, in robust terms."""

    centre: pd.DataFrame
    spread: pd.DataFrame

    def apply(self, signals: pd.DataFrame) -> pd.DataFrame:
        """Return signals in robust standard deviations; what was not measured is set to normal, 0."""
        turbine = signals.index.get_level_values("turbine")
        made = self.of(signals.to_numpy(), turbine)
        return pd.DataFrame(made, index=signals.index, columns=signals.columns)

    def of(self, signals: Floats, turbine: str | pd.Index) -> Floats:
        """Return the same of plain arrays, whose last axis is that of the signals.

        Parameters
        ----------
        signals
            Shape (..., signals).
        turbine
            One name for all, or one for each row.
        """
        off = signals - self.centre.loc[turbine].to_numpy()
        made: Floats = np.nan_to_num(off / self.spread.loc[turbine].to_numpy(), nan=0.0)
        return made


def fit_scale(signals: pd.DataFrame) -> Scale:
    """Return the normal level and spread of each signal for each turbine: median, and 1.4826 times the MAD.

    Parameters
    ----------
    signals
        As `daily_signals` returns them, of days that are taken as normal.

    Raises
    ------
    DataError
        A signal of a turbine never moves.
    """
    groups = signals.groupby(level="turbine")
    centre = groups.median()
    off = (signals - centre.loc[signals.index.get_level_values("turbine")].to_numpy()).abs()
    spread = 1.4826 * off.groupby(level="turbine").median()
    if (spread <= 0).any(axis=None):
        name = spread.columns[(spread <= 0).any()][0]
        raise DataError(f"signal {name!r} of a turbine never moves", expected="a spread above zero")
    return Scale(centre, spread)


def inject(signals: Floats, loss: float = 0.0, drift: float = 0.0, days: int = 30) -> Floats:
    """Return signals of a turbine that loses power or whose thermometer drifts, from the first day on.

    A loss of a share of the power moves each power signal exactly so; the drift grows evenly over `days` and
    then stays.

    Parameters
    ----------
    signals
        Days along the first axis, `SIGNALS` along the last.
    loss
        Share of the power that is lost.
    drift
        In kelvins, at its end.
    days
        Over which the drift grows.
    """
    moved = signals.copy()
    power = slice(0, 1 + len(BINS))
    moved[..., power] = 100 * ((1 + signals[..., power] / 100) * (1 - loss) - 1)
    grown = drift * np.minimum(np.arange(1, len(signals) + 1) / days, 1.0)
    moved[..., -1] += grown.reshape(-1, *[1] * (signals.ndim - 2))
    return moved


def faults() -> Mapping[str, Mapping[str, float]]:
    """Return the faults that are injected, by name: small to large."""
    losses = {f"power −{round(100 * loss)} %": {"loss": loss} for loss in (0.02, 0.05, 0.10)}
    drifts = {f"thermometer +{drift:g} K": {"drift": drift} for drift in (0.5, 1.0, 2.0)}
    return losses | drifts
