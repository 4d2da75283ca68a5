"""What a reader's file may hold, and what is answered."""

from __future__ import annotations

import pandas as pd

from portfolio.errors import PortfolioError
from portfolio.segmentation.purchases import Columns, clean_purchases

GOOD = pd.DataFrame(
    {
        "customer_id": ["007", "007", "8", "9"],
        "date": ["2020-01-01", "2020-02-01", "2020-01-05", "2020-01-09"],
        "amount": [10.0, 20.0, 5.0, 7.5],
        "order_id": ["a", "b", "c", "d"],
    }
)


def bad_inputs() -> dict[str, pd.DataFrame]:
    """Return small faulty tables, each named after its fault."""
    dates = GOOD["date"].to_list()
    return {
        "empty file": GOOD.iloc[:0],
        "one customer": GOOD.assign(customer_id="007"),
        "all on one day": GOOD.assign(date="2020-01-01"),
        "a date in the future": GOOD.assign(date=[*dates[:3], "2999-01-01"]),
        "a date that is none": GOOD.assign(date=[*dates[:3], "31/02/2020"]),
        "time zones mixed": GOOD.assign(date=[*dates[:3], "2020-01-09T23:30:00-05:00"]),
        "a refund": GOOD.assign(amount=[10.0, -20.0, 5.0, 7.5]),
        "an amount that is text": GOOD.assign(amount=["10", "20", "5", "7,5"]),
        "an order number twice, same row": pd.concat([GOOD, GOOD.iloc[:1]]),
        "an order number for two purchases": GOOD.assign(order_id=["a", "a", "c", "d"]),
        "leading zeros": GOOD,
        "a column misnamed": GOOD.rename(columns={"amount": "amuont"}),
    }


def answer(raw: pd.DataFrame) -> str:
    """Return what cleaning says to a table: its refusal, or the defects it counted."""
    columns = Columns(order="order_id")
    try:
        cleaned = clean_purchases(raw, columns, today=pd.Timestamp("2020-12-31"))
    except PortfolioError as refusal:
        return f"refused: {refusal}"
    found = cleaned.defects[cleaned.defects["rows"] > 0]
    told = "; ".join(f"{name} ({row['rows']}): {row['treatment']}" for name, row in found.iterrows())
    return (
        f"accepted: {told or 'nothing to treat'}; customers {', '.join(cleaned.frame['customer'].unique())}"
    )
