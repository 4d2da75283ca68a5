"""Turbofans that run until they fail: NASA's simulated fleets as text files that a reader brings.

Saxena, Goebel, Simon and Eklund (2008), Damage propagation modeling for aircraft engine run-to-failure
simulation, International Conference on Prognostics and Health Management.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.datasets.own_files import VARIABLE, data_roots, places
from portfolio.errors import DataError, EnvironmentFaultError

Floats = NDArray[np.float64]
SETTINGS = tuple(f"setting_{number}" for number in range(1, 4))
SENSORS = tuple(f"sensor_{number}" for number in range(1, 22))
COLUMNS = ("engine", "cycle", *SETTINGS, *SENSORS)
CAP = 125  # cycles: a new engine shows no wear, so more than this is not asked for


@dataclass(frozen=True, eq=False)
class Engines:
    """A fleet with its test.

    Parameters
    ----------
    train
        One row a cycle of engines that ran until they failed; names as in `COLUMNS`.
    test
        The same of engines whose record stops before.
    left
        Cycles that each engine of the test still had, by engine.
    """

    train: pd.DataFrame
    test: pd.DataFrame
    left: pd.Series


def read_engines(folder: str, fleet: str = "FD001") -> Engines:
    """Return the checked fleet in a folder: `train_FD001.txt`, `test_FD001.txt`, `RUL_FD001.txt`.

    Parameters
    ----------
    folder
        Its whole path, or the path from the folder of a reader's data.
    fleet
        Which of the publisher's fleets.

    Raises
    ------
    EnvironmentFaultError
        A file is not there.
    DataError
        A file has other columns, an engine or a cycle is missing, or the lengths disagree.
    """
    train, test = (_read_cycles(folder, f"{part}_{fleet}.txt") for part in ("train", "test"))
    name = f"RUL_{fleet}.txt"
    table = _read_numbers(folder, name, 1)
    engines = test["engine"].nunique()
    if len(table) != engines:
        raise DataError(
            f"{name}: remaining lives",
            expected=f"{engines}, one for each engine of test_{fleet}.txt",
            got=len(table),
            hint="Take the three files of one fleet.",
        )
    if (table[0] < 0).any():
        raise DataError(f"{name}: a remaining life", expected="0 or more", got=table[0].min())
    left = pd.Series(table[0].to_numpy(), index=pd.RangeIndex(1, engines + 1, name="engine"))
    return Engines(train, test, left)


def _read_cycles(folder: str, name: str) -> pd.DataFrame:
    frame = _read_numbers(folder, name, len(COLUMNS)).set_axis(list(COLUMNS), axis=1)
    engines = frame["engine"].unique()
    expected = np.arange(1, len(engines) + 1)
    if not np.array_equal(engines, expected):
        absent = sorted(set(range(1, int(engines.max()) + 1)) - set(engines.astype(int)))
        got = f"no engine {absent[0]}" if absent else "engines out of order"
        raise DataError(f"{name}: engines", expected="1, 2, 3 and so on, none missing", got=got)
    steps = frame["cycle"] - frame.groupby("engine").cumcount()
    if (steps != 1).any():
        row = int(np.flatnonzero(steps != 1)[0])
        where = f"{name}, line {row + 1}, engine {frame['engine'][row]:.0f}"
        count = int(frame.groupby("engine").cumcount()[row]) + 1
        raise DataError(f"{where}: cycle", expected=count, got=f"{frame['cycle'][row]:.0f}")
    return frame.astype({"engine": int, "cycle": int})


def _read_numbers(folder: str, name: str, width: int) -> pd.DataFrame:
    """Return a table of numbers that are separated by blanks, without a header."""
    rows = [line.split() for line in _text_of(folder, name).splitlines() if line.strip()]
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            hint = f"The publisher's file has {width} columns, separated by blanks, and no header."
            raise DataError(f"{name}, line {number}: columns", expected=width, got=len(row), hint=hint)
    if not rows:
        raise DataError(f"{name}: rows", expected="one or more", got=0)
    numbers: pd.DataFrame = pd.DataFrame(rows).apply(pd.to_numeric, errors="coerce").astype(float)
    if not np.isfinite(numbers.to_numpy()).all():
        row, column = np.argwhere(~np.isfinite(numbers.to_numpy()))[0]
        where = f"{name}, line {row + 1}, column {column + 1}"
        raise DataError(where, expected="a number", got=repr(rows[row][column]))
    return numbers


def _text_of(folder: str, name: str) -> str:
    for root in places(folder, data_roots()):
        for path in (root / name, root / f"{name}.gz"):
            if path.is_file():
                content = path.read_bytes()
                return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("ascii")
    raise EnvironmentFaultError(
        f"no file {name} in {folder}",
        expected=f"{name}, or {name}.gz",
        hint=f"Name a folder: its whole path, or from the one that {VARIABLE} names.",
    )


def remaining_cycles(cycles: pd.DataFrame) -> pd.Series:
    """Return how many cycles follow each row until the engine fails, which is its last row."""
    return cycles.groupby("engine")["cycle"].transform("max") - cycles["cycle"]


def informative(cycles: pd.DataFrame) -> list[str]:
    """Return the sensors that take more than one value."""
    return [name for name in SENSORS if cycles[name].nunique() > 1]


def with_smoothed(cycles: pd.DataFrame, values: Floats, span: int = 20) -> Floats:
    """Return signals and beside each its exponentially weighted mean over the engine's past.

    Parameters
    ----------
    cycles
        Rows of engines.
    values
        Scaled signals, a row for each of `cycles`.
    span
        Of the weights, in cycles; nothing of the future enters.
    """
    past = pd.DataFrame(values).groupby(cycles["engine"].to_numpy())
    smooth = past.transform(lambda one: one.ewm(span=span).mean())
    both: Floats = np.hstack([values, smooth.to_numpy()])
    return both


def window_ends(cycles: pd.DataFrame, every: int = 1, first: int = 20) -> NDArray[np.intp]:
    """Return the rows at which a window ends: each engine's last, and every few before it.

    Parameters
    ----------
    cycles
        Rows of engines.
    every
        Cycles between two ends of one engine.
    first
        No window ends before this cycle, unless it is the engine's last.
    """
    left = remaining_cycles(cycles)
    taken = (left % every == 0) & ((cycles["cycle"] >= first) | (left == 0))
    return np.flatnonzero(taken)


def windows(
    cycles: pd.DataFrame, values: Floats, ends: Sequence[int] | NDArray[np.intp], length: int
) -> Floats:
    """Return the last `length` cycles up to each end, shape (ends, length, signals).

    An engine that is younger repeats its first cycle.

    Parameters
    ----------
    cycles
        Rows of engines.
    values
        Scaled signals, a row for each of `cycles`.
    ends
        Row numbers.
    length
        Cycles in a window.
    """
    age = cycles["cycle"].to_numpy()[ends]
    back = np.arange(length)[::-1]
    rows = np.asarray(ends)[:, None] - np.minimum(back[None, :], age[:, None] - 1)
    taken: Floats = values[rows]
    return taken


def window_features(windowed: Floats) -> Floats:
    """Return of each signal the mean of the window, of its last five cycles, and its slope.

    Parameters
    ----------
    windowed
        Shape (windows, length, signals).
    """
    time = np.arange(windowed.shape[1]) - (windowed.shape[1] - 1) / 2
    slope = np.einsum("t,nts->ns", time, windowed) / (time @ time)
    features: Floats = np.hstack([windowed.mean(axis=1), windowed[:, -5:].mean(axis=1), slope])
    return features


def nasa_score(truth: Floats, predicted: Floats) -> float:
    """Return the score of Saxena et al. (2008), equation 11: a late warning costs more than an early one.

    Parameters
    ----------
    truth, predicted
        Remaining cycles.
    """
    late = np.asarray(predicted, float) - np.asarray(truth, float)
    return float(np.expm1(np.where(late < 0, -late / 13, late / 10)).sum())


def rmse(truth: Floats, predicted: Floats) -> float:
    """Return the root of the mean squared error.

    Parameters
    ----------
    truth, predicted
        Remaining cycles.
    """
    return float(np.sqrt(np.mean((np.asarray(predicted, float) - np.asarray(truth, float)) ** 2)))


def life_boosting(seed: int = 0) -> lgb.LGBMRegressor:
    """Return boosted trees for features of windows, on one thread."""
    return lgb.LGBMRegressor(
        n_estimators=300, num_leaves=15, learning_rate=0.03, min_child_samples=50, subsample=0.5,
        subsample_freq=1, colsample_bytree=0.5, random_state=seed, n_jobs=1, deterministic=True,
        force_row_wise=True, verbose=-1,
    )  # fmt: skip


def conformal_margin(errors: Floats, level: float = 0.9) -> float:
    """Return the margin that a new engine's error stays within, from one error of each engine held out.

    The smallest error that at least a share `level` of them and of the new one does not pass: Vovk,
    Gammerman and Shafer (2005), Algorithmic learning in a random world, chapter 2.

    Parameters
    ----------
    errors
        Absolute errors, one an engine.
    level
        Coverage that is claimed.

    Raises
    ------
    DataError
        Too few engines for the level.
    """
    rank = math.ceil((len(errors) + 1) * level)
    if rank > len(errors):
        raise DataError("engines held out", expected=f"enough for a level of {level}", got=len(errors))
    return float(np.sort(errors)[rank - 1])
