"""Applicants ready to be scored: checked features, a target of 0 and 1, and a count of each treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.datasets.identifiers import is_identifier
from portfolio.datasets.treatments import Treatment, treatments_of
from portfolio.errors import DataError
from portfolio.scoring.tables import Table, as_text

UNKNOWN_TEXTS = ("XNA", "XAP", "emp_unk")  # codes that say "not known" in the tables at hand
MIN_CLASS = 50  # with fewer of a class, nested folds hold a handful each
SOLO_AUC = 0.99
_COPIES = 0.01  # above this share, equal rows are the nature of the table and not an accident

Log = list[tuple[str, str, int]]  # treatment, column, count


@dataclass(frozen=True)
class Applicants:
    """A checked table.

    Parameters
    ----------
    features
        One row per applicant: numbers as float, everything else as text; missing as NaN.
    bad
        1 for a bad outcome, 0 for a good one, shape (n,).
    weights
        Money at stake relative to its mean, shape (n,); ones where the table has no amount.
    groups
        Columns kept for the fairness check, whether or not they are features.
    treatments
        What was done to which column and how often.
    table
        Roles of the columns.
    """

    features: pd.DataFrame
    bad: np.ndarray
    weights: np.ndarray
    groups: pd.DataFrame
    treatments: pd.DataFrame
    table: Table

    def __len__(self) -> int:
        return len(self.bad)

    @property
    def texts(self) -> list[str]:
        """Return the names of the features that are texts."""
        return [str(name) for name in self.features if not is_number(self.features[name])]


def is_number(column: pd.Series) -> bool:
    """Return whether a column holds numbers; true and false are texts here."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def prepare(frame: pd.DataFrame, table: Table, *, max_rows: int = 0, seed: int = 0) -> Applicants:
    """Return the applicants of a table, each treatment counted.

    Parameters
    ----------
    frame
        The raw table.
    table
        Roles of its columns.
    max_rows
        Larger tables are cut to a random sample with the same share of bad; 0 keeps all.
    seed
        Of that sample.

    Raises
    ------
    DataError
        The target has not two classes, holds missing values or too few of a class; a feature is infinite; no
        feature is left; one feature alone tells the outcome.
    """
    log: Log = []
    bad = outcome(frame, table)
    rows = _kept_rows(frame, bad, max_rows, seed, log)
    frame, bad = frame.iloc[rows].reset_index(drop=True), bad[rows]
    cleaned = _cleaned(frame, table, log)
    features = _usable(cleaned.drop(columns=[table.target]), table, log)
    check_finite(features)
    check_no_oracle(features, bad)
    watched = [name for name in dict.fromkeys([*table.protected, table.age]) if name in cleaned]
    weights = _weights(cleaned, table)
    treatments = _account(treatments_of(frame), log)
    return Applicants(features, bad, weights, cleaned[watched], treatments, table)


def _account(reading: Sequence[Treatment], log: Log) -> pd.DataFrame:
    """Return what was done, when the file was read and afterwards; the first rows where they are known."""
    account = pd.DataFrame(log, columns=["treatment", "column", "count"])
    if not reading:
        return account
    read = pd.DataFrame([(one.what, one.column, one.count) for one in reading], columns=account.columns)
    rows = [one.shown_rows if one.rows else "" for one in reading]
    both = pd.concat([read.assign(rows=rows), account], ignore_index=True)
    return both.fillna({"rows": ""})


def outcome(frame: pd.DataFrame, table: Table) -> np.ndarray:
    """Return 1 for each bad outcome and 0 for each good one.

    Raises
    ------
    DataError
        A missing target, not exactly two classes, no class named like the bad one, or too few of one.
    """
    target, missing = frame[table.target], int(frame[table.target].isna().sum())
    if missing:
        first = int(np.flatnonzero(target.isna())[0])
        raise DataError(
            f"target {table.target!r} is missing in {missing} of {len(frame)} rows, first in row {first}",
            hint="Leave applicants without outcome out, and say so: they are not a random sample.",
        )
    texts = target.map(as_text).astype(object)
    counts = texts.value_counts()
    shown = ", ".join(f"{value!r} ({count})" for value, count in counts.iloc[:5].items())
    if len(counts) != 2:
        plural = "class" if len(counts) == 1 else "classes"
        raise DataError(f"target {table.target!r} has {len(counts)} {plural}", expected="2", got=shown)
    if table.bad not in counts:
        raise DataError(f"target {table.target!r} is never {table.bad!r}", got=shown, hint="Set `positive`.")
    if counts.min() < MIN_CLASS:
        raise DataError(
            f"target {table.target!r} is too rare for nested folds",
            expected=f"at least {MIN_CLASS} of each class",
            got=shown,
        )
    return texts.eq(table.bad).to_numpy(dtype=np.int64)


def check_finite(features: pd.DataFrame) -> None:
    """Refuse infinite values.

    Raises
    ------
    DataError
        Naming each column, how often, and the first row.
    """
    wrong = []
    for name in features.select_dtypes("number"):
        rows = np.flatnonzero(np.isinf(features[name].to_numpy(dtype=float)))
        if len(rows):
            wrong.append(f"{name} in {len(rows)} rows, first row {rows[0]}")
    if wrong:
        raise DataError(f"infinite values: {'; '.join(wrong)}", expected="finite numbers or missing")


def solo_auc(feature: pd.Series, bad: np.ndarray) -> float:
    """Return the AUC that one feature reaches alone, from 0.5 to 1.

    A text is replaced by the share of bad of its value in the other half of the rows, so that a column of
    names proves nothing; a missing value is a value.
    """
    if is_number(feature):
        values = feature.to_numpy(dtype=float)
        filled = np.where(np.isnan(values), np.nanmin(values) - 1 if np.isfinite(values).any() else 0, values)
        area = rank_auc(filled, bad)
        return max(area, 1 - area)
    half = np.arange(len(bad)) % 2 == 0
    texts, score = feature.astype(object).fillna("(missing)"), np.zeros(len(bad))
    for learnt, scored in ((half, ~half), (~half, half)):
        rates = pd.Series(bad[learnt]).groupby(texts[learnt].to_numpy()).mean()
        score[scored] = texts[scored].map(rates).fillna(bad.mean()).to_numpy(dtype=float)
    return float(rank_auc(score, bad))


def check_no_oracle(features: pd.DataFrame, bad: np.ndarray) -> None:
    """Refuse a feature that tells the outcome.

    Raises
    ------
    DataError
        One feature alone reaches an AUC of 0.99.
    """
    areas = {str(name): solo_auc(features[name], bad) for name in features}
    oracles = [f"{name} ({area:.3f})" for name, area in areas.items() if area >= SOLO_AUC]
    if oracles:
        raise DataError(
            f"a feature alone reaches an AUC of {SOLO_AUC} or more: {', '.join(oracles)}",
            expected="features known before the outcome",
            hint="It probably holds the outcome: leave it out with -p drop=NAME.",
        )


def rank_auc(score: np.ndarray, bad: np.ndarray) -> float:
    """Return the share of pairs of a bad and a good applicant with the bad one higher; ties count half."""
    ranks = pd.Series(score).rank().to_numpy()
    ones = int(bad.sum())
    zeros = len(bad) - ones
    return float((ranks[bad == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _kept_rows(frame: pd.DataFrame, bad: np.ndarray, max_rows: int, seed: int, log: Log) -> np.ndarray:
    """Return the positions of the rows that stay: no copies, and at most `max_rows`."""
    copies = frame.duplicated().to_numpy()
    few = 0 < copies.sum() <= _COPIES * len(frame)
    if copies.any():
        log.append(("copies of a row dropped" if few else "equal rows kept", "(all)", int(copies.sum())))
    rows = np.flatnonzero(~copies) if few else np.arange(len(frame))
    if not max_rows or len(rows) <= max_rows:
        return rows
    rng = np.random.default_rng(seed)
    parts = [rows[bad[rows] == label] for label in (0, 1)]
    chosen = [rng.choice(part, round(max_rows * len(part) / len(rows)), replace=False) for part in parts]
    kept = np.sort(np.concatenate(chosen))
    log.append(("rows left out by sampling", "(all)", len(rows) - len(kept)))
    return kept


def _cleaned(frame: pd.DataFrame, table: Table, log: Log) -> pd.DataFrame:
    """Return the frame with codes for unknown as missing and ordered texts as their rank."""
    cleaned = frame.copy(deep=False)  # not `assign`: a column may be called `self`
    for name in frame.columns.drop(table.target):
        column = frame[name]
        codes = [*table.sentinels.get(name, ()), *(() if is_number(column) else UNKNOWN_TEXTS)]
        coded = column.isin(codes)
        if coded.any():
            log.append(("code for unknown made missing", str(name), int(coded.sum())))
            column = column.mask(coded)
        if name in table.orders:
            column = column.map({text: rank for rank, text in enumerate(table.orders[name], 1)})
            log.append(("ordered text made a rank", str(name), int(column.notna().sum())))
        cleaned[name] = column.astype(float) if is_number(column) else _as_texts(column)
    return cleaned


def _as_texts(column: pd.Series) -> pd.Series:
    texts = column.astype(object)
    return texts.where(column.isna(), texts.astype(str)).where(column.notna(), np.nan)


def _usable(features: pd.DataFrame, table: Table, log: Log) -> pd.DataFrame:
    """Return the columns that can inform; each other is dropped and logged with its reason."""
    dropped: dict[str, str] = {}
    for name in map(str, features):
        column = features[name]
        distinct = column.nunique()
        if name in table.excluded:
            dropped[name] = f"dropped: {table.excluded[name]}"
        elif distinct == 0:
            dropped[name] = "dropped: empty"
        elif distinct == 1 and column.notna().all():
            dropped[name] = "dropped: constant"
        elif is_identifier(name, column):
            dropped[name] = "dropped: an identifier"
    log.extend((reason, name, len(features)) for name, reason in dropped.items())
    kept = features.drop(columns=list(dropped))
    if kept.empty or not kept.shape[1]:
        raise DataError("no feature is left", hint="Every column is constant, empty, a name or left out.")
    return kept


def _weights(frame: pd.DataFrame, table: Table) -> np.ndarray:
    if not table.amount or table.amount not in frame:
        return np.ones(len(frame))
    amount = frame[table.amount].to_numpy(dtype=float)
    amount = np.where(np.isnan(amount), np.nanmedian(amount), amount)
    return np.asarray(amount / amount.mean())
