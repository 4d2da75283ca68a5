"""From raw rows to purchases: one row per customer and day, every defect counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from portfolio.datasets.spellings import find_column, spelling
from portfolio.datasets.treatments import treatments_of
from portfolio.errors import DataError, UsageError

SHOWN = 3  # examples in a message
# what programs write where there is no customer, or no date
_WORDS = "n/a nan null none nil (null) <na> #n/a undefined unknown guest anonymous - -- \u2014 \u2013 ? ???"
_NOBODY = frozenset(_WORDS.split())
_NO_DAY = pd.to_datetime(
    ["0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01"], format="ISO8601"
)
# what a parser of ISO 8601 would take for the first day of it
_COARSE = (
    r"\d{4}|\d{4}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{4}|[^\W\d]+\.?[- ]\d{4}"
    r"|\d{4}[- ]?[Qq]\d|[Qq]\d[- /]?\d{4}|\d{4}[- ]?[Ww]\d{1,2}"
)

Count = tuple[str, int, str]  # defect, rows, treatment
MIN_CUSTOMERS = 2


@dataclass(frozen=True)
class Columns:
    """Which columns of the raw table hold what.

    Parameters
    ----------
    customer, date, amount
        Needed.
    items
        Number of pieces in the row; empty if the table does not say.
    order
        Identifier of the order; empty if the table does not say.
    fold
        Whether customers whose names differ in case, blanks, width or the form of accents only are one.
    """

    customer: str = "customer_id"
    date: str = "date"
    amount: str = "amount"
    items: str = ""
    order: str = ""
    fold: bool = False

    def named(self) -> dict[str, str]:
        """Return the columns that are given: role to name."""
        return {role: name for role, name in vars(self).items() if name and role != "fold"}

    def found_in(self, raw: pd.DataFrame) -> Columns:
        """Return the columns as the table spells them.

        Raises
        ------
        UsageError
            A named column does not exist, or one is named twice.
        """
        spelt = {
            role: find_column(name, raw.columns, f"the {role} column") for role, name in self.named().items()
        }
        twice = [role for role, name in spelt.items() if list(spelt.values()).count(name) > 1]
        if twice:
            raise UsageError(
                f"{' and '.join(twice)} are the same column", expected="another for each", got=spelt[twice[0]]
            )
        return replace(self, **spelt)  # type: ignore[arg-type]  # names are texts


OLIST = Columns(items="items", order="order_id")  # of the table that `olist_purchases` returns


@dataclass(frozen=True)
class Purchases:
    """Purchases, and what was done to the raw rows.

    Parameters
    ----------
    frame
        Columns `customer` (text), `date` (day), `amount`, `items`; one row per customer and day, sorted.
    defects
        Indexed by defect: `rows` touched, and `treatment` in words.
    """

    frame: pd.DataFrame
    defects: pd.DataFrame


def clean_purchases(
    raw: pd.DataFrame, columns: Columns, *, today: pd.Timestamp | None = None, zone: str = "UTC"
) -> Purchases:
    """Return the purchases of a raw table, one row per customer and day.

    Parameters
    ----------
    raw
        One row per purchase or order line.
    columns
        Names of its columns.
    today
        Dates after it are refused; the clock's day if None.
    zone
        Times with an offset become days of this time zone; times without are taken as they stand.

    Raises
    ------
    UsageError
        A named column does not exist.
    DataError
        No rows, dates that cannot be read or lie in the future, amounts that are not numbers, one order
        number for different purchases, one customer only, or all purchases on one day.
    """
    columns = columns.found_in(raw)
    rows = _selected(raw, columns)
    rows, spellings = _spelt(rows, columns.fold)
    days, mixed = _days(rows["date"], zone)
    rows = rows.assign(date=days, amount=_numbers(rows["amount"], "amount"), items=_items(rows))
    _check_made_up(rows["date"])
    _check_future(rows["date"], today or pd.Timestamp.now(tz="UTC").tz_localize(None))
    rows, copies = _without_copies(rows)
    # a refund belongs to its own day: taken off an earlier purchase, it would tell that day the future
    merged = rows.groupby(["customer", "date"], as_index=False, sort=True)[["amount", "items"]].sum()
    refund = merged["amount"] < 0
    kept = merged[~refund].reset_index(drop=True)
    counts = [
        ("time zones mixed", mixed, f"moved to {zone}, then cut to days"),
        ("order number repeated with the same content", copies, "kept once"),
        ("negative amount", int((rows["amount"] < 0).sum()), "netted within the day"),
        ("day with more refunded than bought", int(refund.sum()), "not a purchase, dropped"),
        ("several rows of a customer on one day", len(rows) - len(merged), "one purchase"),
        ("amount of zero", int((kept["amount"] == 0).sum()), "a visit: kept, left out of mean amounts"),
    ]
    _check_extent(kept, int(refund.sum()))
    counts = [*_as_read(raw, columns), *spellings, *counts]
    defects = pd.DataFrame(counts, columns=["defect", "rows", "treatment"]).set_index("defect")
    return Purchases(kept, defects)


def _selected(raw: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    if raw.empty:
        raise DataError("the table of purchases has 0 rows", expected="at least one purchase")
    rows = pd.DataFrame({role: raw[name].to_numpy() for role, name in columns.named().items()})
    missing = rows[["customer", "date", "amount"]].isna().any(axis=1)
    if missing.any():
        raise DataError(
            f"{int(missing.sum())} purchases lack customer, date or amount",
            expected="all three in every row",
            got=_rows_of(missing),
            hint="Rows are counted from 0, without the header.",
        )
    # text keeps the leading zeros of an identifier
    rows = rows.assign(customer=rows["customer"].astype(str))
    nobody = rows["customer"].str.strip().str.casefold().isin(_NOBODY)
    if nobody.any():
        raise DataError(
            f"{int(nobody.sum())} purchases are nobody's",
            expected="an identifier of the customer in every row",
            got=", ".join(f"row {row}: {rows['customer'][row]!r}" for row in nobody.index[nobody][:SHOWN]),
            hint="Leave these rows out: together they would be the best customer.",
        )
    return rows


def _as_read(raw: pd.DataFrame, columns: Columns) -> list[Count]:
    """Return what was treated in these columns while the file was read."""
    used = columns.named().values()
    return [
        (f"{one.column}: {one.what}", one.count, f"rows {one.shown_rows}")
        for one in treatments_of(raw)
        if one.column in used
    ]


def _spelt(rows: pd.DataFrame, fold: bool) -> tuple[pd.DataFrame, list[Count]]:
    """Return the rows, with one spelling of each customer if asked for, and how many have several."""
    names = pd.Series(rows["customer"].unique())
    groups = names.groupby(names.map(spelling), sort=False)
    several = groups.transform("size") > 1
    if not several.any():
        return rows, []
    first = dict(zip(names, groups.transform("first"), strict=True))
    touched = int(rows["customer"].isin(set(names[several])).sum())
    label = f"customers in several spellings: {names[several].map(spelling).nunique()}"
    if not fold:
        return rows, [(label, touched, "kept apart; fold makes them one")]
    return rows.assign(customer=rows["customer"].map(first)), [(label, touched, "folded into the first")]


def _days(dates: pd.Series, zone: str) -> tuple[pd.Series, int]:
    """Return the day of each time, and how many times carried another offset than most."""
    if isinstance(dates.dtype, pd.DatetimeTZDtype):
        return dates.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize(), 0
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.dt.normalize(), 0
    text = dates.astype(str).str.strip().str.replace(r"(?<=\d) ?(?:UTC|GMT)$", "Z", regex=True)
    coarse = text.str.fullmatch(_COARSE)
    if coarse.any():
        raise DataError(
            f"{int(coarse.sum())} dates are a month, a quarter, a week or a year, and no day",
            expected="year-month-day, such as 1997-01-31",
            got=", ".join(f"row {row}: {text[row]!r}" for row in coarse.index[coarse][:SHOWN]),
            hint="The day of a purchase is never guessed: recency would be made up.",
        )
    read = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
    if read.isna().any() or pd.api.types.is_numeric_dtype(dates):
        bad = read.isna() | pd.api.types.is_numeric_dtype(dates)
        raise DataError(
            f"{int(bad.sum())} dates cannot be read",
            expected="year-month-day, such as 1997-01-31",
            got=", ".join(f"row {row}: {text[row]!r}" for row in bad.index[bad][:SHOWN]),
            hint="Day and month are never guessed: write dates as year-month-day.",
        )
    offset: pd.Series = text.str.extract(r"\d{2}:?\d{2}.*?(Z|[+-]\d{2}:?\d{2})$", expand=False)
    mixed = len(offset) - int(offset.fillna("none").value_counts().iloc[0])
    bare = offset.isna()
    # a time without offset is the shop's own clock
    own = pd.to_datetime(text.where(bare), format="ISO8601").dt.tz_localize(None)
    return own.where(bare, read.dt.tz_convert(zone).dt.tz_localize(None)).dt.normalize(), mixed


def _numbers(values: pd.Series, role: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    bad = np.flatnonzero(~np.isfinite(numbers.to_numpy()))
    if len(bad):
        raise DataError(
            f"{len(bad)} values of {role} are not finite numbers",
            got=", ".join(f"row {row}: {values.iloc[row]!r}" for row in bad[:SHOWN]),
        )
    return numbers


def _items(rows: pd.DataFrame) -> pd.Series:
    return _numbers(rows["items"], "items") if "items" in rows else pd.Series(1.0, index=rows.index)


def _check_made_up(dates: pd.Series) -> None:
    """Refuse days that programs write for none, if no other purchase is of that year."""
    none = dates.isin(_NO_DAY)
    none &= ~dates.dt.year.isin(dates[~none].dt.year.unique())
    if none.any() and not none.all():
        raise DataError(
            f"{int(none.sum())} purchases have a day that programs write for none",
            expected="the day of each purchase",
            got=", ".join(f"row {row}: {dates[row].date()}" for row in none.index[none][:SHOWN]),
        )


def _check_future(dates: pd.Series, today: pd.Timestamp) -> None:
    late = dates > today
    if late.any():
        raise DataError(
            f"{int(late.sum())} purchases lie in the future",
            expected=f"no date after {today:%Y-%m-%d}",
            got=", ".join(f"row {row}: {dates[row]:%Y-%m-%d}" for row in late.index[late][:SHOWN]),
        )


def _without_copies(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    if "order" not in rows:
        return rows, 0
    single = rows.drop_duplicates()
    clash = single["order"].duplicated(keep=False)
    if clash.any():
        raise DataError(
            f"{single['order'][clash].nunique()} order numbers stand for different purchases",
            expected="one customer, date and amount for each order number",
            got=", ".join(map(str, single["order"][clash].unique()[:SHOWN])),
            hint="If the table holds order lines, leave the order column unnamed: lines of a day are added.",
        )
    return single.reset_index(drop=True), len(rows) - len(single)


def _check_extent(kept: pd.DataFrame, refunded: int) -> None:
    if kept["customer"].nunique() < MIN_CUSTOMERS:
        raise DataError(
            "segments need customers to compare",
            expected=f"at least {MIN_CUSTOMERS} customers",
            got=kept["customer"].nunique(),
            hint=f"{refunded} days had more refunded than bought and were dropped." if refunded else "",
        )
    if kept["date"].nunique() == 1:
        raise DataError(
            "all purchases are on one day",
            expected="a history: recency and frequency need at least two days",
            got=f"{kept['date'].iloc[0]:%Y-%m-%d}",
        )


def _rows_of(mask: pd.Series) -> str:
    return "rows " + ", ".join(map(str, mask.index[mask][:SHOWN]))
