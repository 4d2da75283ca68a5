"""Applicants ready to be scored: checked features, a target of 0 and 1, and a count of each treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
MAX_CELLS = 150_000  # rows times columns that a run can search, fit and explain in about a minute
_ASIDE = 0.2  # share of the rows that only choose columns, where no other row can
_ENOUGH = 1000  # rows that are enough to choose columns

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
    dates
        Day of each application, shape (n,); empty where the table has none.
    """

    features: pd.DataFrame
    bad: np.ndarray
    weights: np.ndarray
    groups: pd.DataFrame
    treatments: pd.DataFrame
    table: Table
    dates: np.ndarray = field(default_factory=lambda: np.empty(0, dtype="datetime64[ns]"))

    def __len__(self) -> int:
        return len(self.bad)

    @property
    def texts(self) -> list[str]:
        """Return the names of the features that are texts."""
        return [str(name) for name in self.features if not is_number(self.features[name])]


def is_number(column: pd.Series) -> bool:
    """Return whether a column holds numbers; true and false are texts here."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def prepare(
    frame: pd.DataFrame, table: Table, *, max_rows: int = 0, max_columns: int = 0, seed: int = 0
) -> Applicants:
    """Return the applicants of a table, each treatment counted.

    Parameters
    ----------
    frame
        The raw table.
    table
        Roles of its columns.
    max_rows
        Larger tables are cut to a random sample with the same share of bad, and to at most `MAX_CELLS` values
        in the columns that stay; 0 keeps all.
    max_columns
        Wider tables keep the columns that rank best alone, on rows that are used for nothing else; 0 keeps
        all.
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
    width = frame.shape[1] - 1
    stay = min(width, max_columns or width)
    rows = _kept_rows(frame, bad, max_rows and max(1, min(max_rows, MAX_CELLS // stay)), seed, log)
    aside = np.empty(0, dtype=int)
    if stay < width:
        rows, aside = _set_aside(rows, bad, seed, log)
    cleaned = _cleaned(frame.iloc[rows].reset_index(drop=True), table, log)
    features = _usable(cleaned.drop(columns=[table.target]), table, log)
    check_finite(features)
    check_no_oracle(bad[rows], features)
    if len(aside) and features.shape[1] > max_columns:
        judged = _cleaned(frame.iloc[aside].reset_index(drop=True), table, [])[list(features)]
        features = features[_strongest(judged, bad[aside], table, max_columns)]
        log.append(("columns left out, the weakest alone", "(columns)", judged.shape[1] - features.shape[1]))
    watched = [name for name in dict.fromkeys([*table.protected, table.age]) if name in cleaned]
    weights = _weights(cleaned, table)
    treatments = _account(treatments_of(frame), log)
    dates = _dates(frame.iloc[rows], table.date)
    return Applicants(features, bad[rows], weights, cleaned[watched], treatments, table, dates)


def _dates(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return the day of each application; empty without a column of dates.

    Raises
    ------
    DataError
        A value is not a date.
    """
    if not name:
        return np.empty(0, dtype="datetime64[ns]")
    dates = pd.to_datetime(frame[name].astype(str), errors="coerce", format="ISO8601")
    if dates.isna().any():
        wrong = frame.loc[dates.isna(), name].iloc[0]
        raise DataError(f"column {name!r} is not a date", expected="such as 2024-05-31", got=repr(wrong))
    return dates.to_numpy()


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

    Parameters
    ----------
    frame
        The table.
    table
        Roles of its columns.

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


def solo_auc(bad: np.ndarray, feature: pd.Series) -> float:
    """Return the AUC that one feature reaches alone, from 0.5 to 1.

    A text is replaced by the share of bad of its value in the other half of the rows, so that a column of
    names proves nothing; a missing value is a value.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    feature
        One column, shape (n,).
    """
    if is_number(feature):
        values = feature.to_numpy(dtype=float)
        filled = np.where(np.isnan(values), np.nanmin(values) - 1 if np.isfinite(values).any() else 0, values)
        area = rank_auc(bad, filled)
        return max(area, 1 - area)
    half = np.arange(len(bad)) % 2 == 0
    texts, score = feature.astype(object).fillna("(missing)"), np.zeros(len(bad))
    for learnt, scored in ((half, ~half), (~half, half)):
        rates = pd.Series(bad[learnt]).groupby(texts[learnt].to_numpy()).mean()
        score[scored] = texts[scored].map(rates).fillna(bad.mean()).to_numpy(dtype=float)
    return float(rank_auc(bad, score))


def check_no_oracle(bad: np.ndarray, features: pd.DataFrame) -> None:
    """Refuse a feature that tells the outcome.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    features
        Applicants, one row each.

    Raises
    ------
    DataError
        One feature alone reaches an AUC of 0.99.
    """
    areas = {str(name): solo_auc(bad, features[name]) for name in features}
    oracles = [f"{name} ({area:.3f})" for name, area in areas.items() if area >= SOLO_AUC]
    if oracles:
        raise DataError(
            f"a feature alone reaches an AUC of {SOLO_AUC} or more: {', '.join(oracles)}",
            expected="features known before the outcome",
            hint="It probably holds the outcome: leave it out with -p drop=NAME.",
        )


def rank_auc(bad: np.ndarray, score: np.ndarray) -> float:
    """Return the share of pairs of a bad and a good applicant with the bad one higher; ties count half.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    score
        Higher for the riskier applicant, shape (n,).
    """
    ranks = pd.Series(score).rank().to_numpy()
    ones = int(bad.sum())
    zeros = len(bad) - ones
    return float((ranks[bad == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _kept_rows(frame: pd.DataFrame, bad: np.ndarray, max_rows: int, seed: int, log: Log) -> np.ndarray:
    """Return the positions of the rows that stay: at most `max_rows`, and of these no copies."""
    rows = np.arange(len(frame))
    if max_rows and len(rows) > max_rows:
        rows = _stratified(rows, bad, max_rows / len(rows), np.random.default_rng(seed))
        log.append(("rows left out by sampling", "(all)", len(frame) - len(rows)))
    copies = frame.iloc[rows].duplicated().to_numpy()  # of the sample only: millions of cells take a minute
    few = 0 < copies.sum() <= _COPIES * len(rows)
    if copies.any():
        log.append(("copies of a row dropped" if few else "equal rows kept", "(all)", int(copies.sum())))
    return rows[~copies] if few else rows


def _stratified(rows: np.ndarray, bad: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Return a random share of the rows of each outcome, in order."""
    parts = [rows[bad[rows] == label] for label in (0, 1)]
    return np.sort(
        np.concatenate([rng.choice(part, round(share * len(part)), replace=False) for part in parts])
    )


def _set_aside(rows: np.ndarray, bad: np.ndarray, seed: int, log: Log) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that stay, and rows that choose columns: those left out, else a share of the rows."""
    rng = np.random.default_rng(seed + 1)
    spare = np.setdiff1d(np.arange(len(bad)), rows)
    if len(spare) >= _ENOUGH:
        return rows, _stratified(spare, bad, _ENOUGH / len(spare), rng)
    aside = _stratified(rows, bad, _ASIDE, rng)
    log.append(("rows set aside to choose columns", "(all)", len(aside)))
    return np.setdiff1d(rows, aside), aside


def _strongest(judged: pd.DataFrame, bad: np.ndarray, table: Table, count: int) -> list[str]:
    """Return the columns that rank best alone and those that have a role, in the order of the table."""
    roles = {*table.protected, table.age, table.amount, table.part}
    roles |= {name for ratio in table.ratios for name in ratio.sources}
    areas = pd.Series({str(name): solo_auc(bad, judged[name]) for name in judged if name not in roles})
    chosen = roles | set(areas.nlargest(max(0, count - len(roles & set(judged)))).index)
    return [str(name) for name in judged if name in chosen]


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
