"""Olist's tables as one table of purchases."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from portfolio.errors import DataError

NEEDED = ("orders", "customers", "order_items", "order_payments")
LEFT = ("canceled", "unavailable")


def olist_purchases(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per order: `customer_id`, `date`, `amount`, `items`, `order_id`.

    `customer_id` is Olist's `customer_unique_id`: the other one is new in every order. Orders that were
    cancelled or not available are left out: nothing was sold. An order without payment counts with 0.

    Raises
    ------
    DataError
        Tables are missing; the message names them all.
    """
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise DataError(
            f"Olist without {', '.join(missing)}",
            expected=f"the tables {', '.join(NEEDED)}",
            got=", ".join(sorted(tables)) or "none",
        )
    orders = tables["orders"]
    orders = orders[~orders["order_status"].isin(LEFT)]
    people = tables["customers"].set_index("customer_id")["customer_unique_id"]
    paid = tables["order_payments"].groupby("order_id")["payment_value"].sum()
    items = tables["order_items"].groupby("order_id").size()
    return pd.DataFrame(
        {
            "customer_id": orders["customer_id"].map(people).to_numpy(),
            "date": orders["order_purchase_timestamp"].to_numpy(),
            "amount": orders["order_id"].map(paid).fillna(0.0).to_numpy(),
            "items": orders["order_id"].map(items).fillna(0).to_numpy(dtype=float),
            "order_id": orders["order_id"].to_numpy(),
        }
    )
