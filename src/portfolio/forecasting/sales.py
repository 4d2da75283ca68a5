"""Weekly sales by article, from the lines of invoices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError

ARTICLE = r"^\d{5}[A-Z]{0,2}$"
FEWEST_WEEKS = 60  # a year and a little: without it there is no week a year before
WORDS = {  # the first that stands in an article's name is its group
    "Christmas": ("CHRISTMAS", "XMAS", "ADVENT", "REINDEER", "SANTA", "SNOW"),
    "bags": ("BAG", "PURSE", "SHOPPER"),
    "light": ("LIGHT", "CANDLE", "LANTERN", "LAMP"),
    "kitchen": ("CAKE", "MUG", "CUP", "TEA", "JUG", "PLATE", "BOWL", "KITCHEN", "LUNCH", "JAR", "APRON"),
    "paper": ("CARD", "WRAP", "PAPER", "NOTEBOOK", "NAPKIN", "STICKER", "TISSUE", "PENCIL", "BOOK"),
    "boxes": ("BOX", "TIN", "STORAGE", "DRAWER", "BASKET", "CASE", "CABINET"),
    "decoration": ("HEART", "SIGN", "CLOCK", "FRAME", "MIRROR", "FLOWER", "HOOK", "BUNTING", "DECORATION"),
}
OTHER = "other"


@dataclass(frozen=True)
class WeeklySales:
    """Pieces sold, week by week.

    Parameters
    ----------
    pieces
        Weeks by articles, indexed by the Monday; a week without a sale is zero.
    names
        Of each article, the one it had most often.
    treated
        What was treated, counted.
    """

    pieces: pd.DataFrame
    names: pd.Series
    treated: dict[str, int]


def weekly_sales(lines: pd.DataFrame) -> WeeklySales:
    """Return the pieces sold of each article in each whole week, and what was treated.

    A sale that is cancelled within its week never counts; one that is cancelled later does, since nobody
    knew better when the week was over. The last week is left out unless its Sunday is reached.

    Parameters
    ----------
    lines
        The dataset `online_retail`.

    Raises
    ------
    DataError
        There are too few weeks, or no sale at all.
    """
    single = lines.drop_duplicates()
    treated = {"lines that stood twice": len(lines) - len(single)}
    code = single["StockCode"].str.upper()
    article = code.str.match(ARTICLE).to_numpy(dtype=bool)
    treated["lines that are no article"] = int((~article).sum())
    monday = single["InvoiceDate"].dt.to_period("W-SUN").dt.start_time
    rows = single.assign(code=code, week=monday)[article]
    free = rows["Price"] <= 0
    treated["lines without a price"] = int(free.sum())
    rows = _without_cancelled(rows[~free], treated)
    if rows.empty:
        raise DataError("sales by week", expected="lines with a quantity and a price above zero", got="none")
    pieces = rows.pivot_table(index="week", columns="code", values="Quantity", aggfunc="sum")
    last = lines["InvoiceDate"].max()
    weeks = pd.date_range(pieces.index[0], pieces.index[-1], freq="7D")
    if last < weeks[-1] + pd.Timedelta("6D"):
        treated["lines of a week that was not over"] = int((rows["week"] == weeks[-1]).sum())
        weeks = weeks[:-1]
    if len(weeks) < FEWEST_WEEKS:
        raise DataError("sales by week", expected=f"at least {FEWEST_WEEKS} whole weeks", got=len(weeks))
    treated["weeks without a sale"] = int((~weeks.isin(pieces.index)).sum())
    names = rows.dropna(subset=["Description"]).groupby("code")["Description"]
    usual = names.agg(lambda found: found.mode().iloc[0].strip())
    return WeeklySales(pieces.reindex(weeks).fillna(0.0), usual, treated)


def _without_cancelled(rows: pd.DataFrame, treated: dict[str, int]) -> pd.DataFrame:
    """Return the sales that stand at the end of their week."""
    key = ["Customer ID", "code", "week", "pieces"]
    known = rows.assign(pieces=rows["Quantity"].abs()).sort_values("InvoiceDate", kind="stable")
    known["back"] = known["Quantity"] < 0
    known["turn"] = known.groupby([*key, "back"], dropna=False).cumcount()
    sold, back = known[~known["back"]], known[known["back"] & known["Customer ID"].notna()]
    cancelled = sold.merge(back[[*key, "turn"]], on=[*key, "turn"], how="left", indicator=True)["_merge"]
    gone = (cancelled == "both").to_numpy(dtype=bool)
    treated["sales cancelled in their week"] = int(gone.sum())
    treated["other lines with goods sent back"] = int(known["back"].sum()) - int(gone.sum())
    return sold[~gone]


def draw_articles(
    pieces: pd.DataFrame, before: int, count: int, seed: int, on_sale: bool = True
) -> pd.DataFrame:
    """Return the sales of some articles, drawn from those that were sold in ten weeks or more before a week.

    Nothing from the week `before` on is looked at.

    Parameters
    ----------
    pieces
        Weeks by articles.
    before
        Number of a week.
    count
        How many articles.
    seed
        Of the draw.
    on_sale
        Whether only those are drawn that were sold in one of the last thirteen weeks.

    Raises
    ------
    DataError
        There are fewer articles.
    """
    sold = pieces.iloc[:before] > 0
    enough = sold.sum() >= 10
    there = sold.columns[enough & sold.iloc[-13:].any()] if on_sale else sold.columns[enough]
    if len(there) < count:
        raise DataError("articles on sale", expected=f"at least {count}", got=len(there))
    drawn = np.random.default_rng(seed).choice(len(there), count, replace=False)
    return pieces[there[np.sort(drawn)]]


def group_of(name: str) -> str:
    """Return the group of an article, by the first of the listed words that its name holds.

    Examples
    --------
    >>> group_of("RED RETROSPOT LUNCH BAG")
    'bags'
    """
    words = name.upper()
    return next((group for group, listed in WORDS.items() if any(one in words for one in listed)), OTHER)
