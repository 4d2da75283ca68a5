"""Questions that any table can be asked, whatever it is about."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from portfolio.exploration.association import cramers_v
from portfolio.exploration.missing import missing_by
from portfolio.exploration.outliers import iqr_fences

ONE_VALUE, OFTEN, EXTREME = 0.95, 0.05, 0.05  # shares from which a column is asked about
MOST_HOLES, MOST_GROUPS, MOST_LEVELS = 30, 10, 30  # bound the pairs that are tried
FEWEST_IN_GROUP = 5  # rows for each group on average
FEWEST_ROWS = 20  # so few rows differ in their keys by chance


class Uneven(NamedTuple):
    """A column whose holes are tied to the groups of another."""

    column: str
    by: str
    cramers_v: float
    shares: pd.DataFrame  # `rows`, `missing`, `share` of each group, most missing first


def audit_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Describe each column and say what about it has to be asked of whoever knows the subject.

    Returns
    -------
    pandas.DataFrame
        One row for each column: `type`, `missing` (share), `values` (how many different ones), `commonest`
        (share of the most frequent among those present) and `question`, empty where there is none.
    """
    rows = {str(name): _audited(frame[name]) for name in frame.columns}
    return pd.DataFrame.from_dict(rows, orient="index")


def uneven_missing(frame: pd.DataFrame) -> Uneven | None:
    """Return the column whose holes are most strongly tied to the groups of another; None without such.

    Tried are the columns with the most holes against texts, truth values and whole numbers with few
    different values, by Cramér's V corrected for its bias.
    """
    holes = frame.isna().mean()
    holed = holes[(holes > 0) & (holes < 1)].nlargest(MOST_HOLES).index
    groups = [name for name in frame if _may_group(frame[name])]
    tied = [
        (strength, str(column), str(by))
        for column, by in product(holed, groups[:MOST_GROUPS])
        if column != by and (strength := _tie(frame[column].isna(), frame[by])) > 0
    ]
    if not tied:
        return None
    strength, column, by = max(tied)
    return Uneven(column, by, strength, missing_by(frame, column, by))


def _audited(values: pd.Series) -> dict[str, object]:
    present = values.dropna()
    counts = present.value_counts()
    common = float(counts.iloc[0] / len(present)) if len(present) else np.nan
    return {
        "type": _type(values),
        "missing": float(values.isna().mean()),
        "values": len(counts),
        "commonest": common,
        "question": "; ".join(_questions(values, present, counts, common)),
    }


def _type(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "truth value"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    return "time" if pd.api.types.is_datetime64_any_dtype(values) else "text"


def _questions(values: pd.Series, present: pd.Series, counts: pd.Series, common: float) -> list[str]:
    if not len(present):
        return ["empty: drop it?"]
    if len(counts) == 1:
        return ["one value only: drop it?"] if len(present) == len(values) else ["is a missing value a no?"]
    number = _type(values) == "number"
    whole = not number or (present % 1 == 0).all()
    if whole and len(values) >= FEWEST_ROWS and len(counts) == len(present) == len(values):
        return ["never repeats: an identifier?"]
    found = ["mostly missing: what does a hole mean?"] if len(present) < len(values) / 2 else []
    if common >= ONE_VALUE:
        found.append("nearly always one value: of use?")
    if number:
        found += _questions_of_numbers(present, counts)
    elif _type(values) == "text" and counts.groupby(_folded(counts.index)).size().max() > 1:
        found.append("one name in several spellings?")
    return found


def _questions_of_numbers(present: pd.Series, counts: pd.Series) -> list[str]:
    found = []
    if counts.index[0] == 0 and (present >= 0).all() and len(counts) > 2 and (present == 0).mean() >= OFTEN:
        found.append("is zero a value or a hole?")
    low, high = iqr_fences(present)
    if len(counts) > MOST_LEVELS and ((present < low) | (present > high)).mean() >= EXTREME:
        found.append("many values far out: skewed, or wrong?")
    return found


def _folded(texts: pd.Index) -> pd.Index:
    """Return texts without what a typist varies: case, and blanks at the ends or doubled."""
    return pd.Index([" ".join(str(text).casefold().split()) for text in texts])


def _may_group(values: pd.Series) -> bool:
    levels, present = values.nunique(), values.dropna()
    few = 2 <= levels <= MOST_LEVELS and levels * FEWEST_IN_GROUP <= len(present)
    return few and (_type(values) != "number" or bool((present % 1 == 0).all()))


def _tie(missing: pd.Series, by: pd.Series) -> float:
    table = pd.crosstab(missing, by)
    return cramers_v(table) if min(table.shape) > 1 else 0.0
