"""Weekly sales from lines of invoices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.sales import draw_articles, group_of, weekly_sales

MONDAY = pd.Timestamp("2024-01-01")


def line(
    week: int, code: str = "10001", quantity: int = 1, price: float = 2.0, customer: str = "7", day: int = 0
) -> dict[str, object]:
    """Return one line of an invoice."""
    return {
        "Invoice": str(week), "StockCode": code, "Description": "RED BAG", "Quantity": quantity,
        "InvoiceDate": MONDAY + pd.Timedelta(days=7 * week + day), "Price": price, "Customer ID": customer,
        "Country": "France",
    }  # fmt: skip


def lines(*more: dict[str, object]) -> pd.DataFrame:
    """Return two years of one piece a week, the last of them to its Sunday, and further lines."""
    frame = pd.DataFrame([line(week, day=6) for week in range(104)] + list(more))
    return frame.astype({"Customer ID": "str"})


def test_a_week_is_summed_and_a_week_without_a_sale_is_zero() -> None:
    """Pieces of one week add up; an article not sold has a zero."""
    sales = weekly_sales(lines(line(3, quantity=4), line(5, code="10002a", quantity=2)))
    assert sales.pieces["10001"].tolist()[2:5] == [1, 5, 1]
    assert sales.pieces["10002A"].sum() == 2 and len(sales.pieces) == 104


def test_what_is_no_sale_is_left_out_and_counted() -> None:
    """Doubled lines, postage and gifts never count."""
    twice = line(3, quantity=9)
    sales = weekly_sales(lines(twice, twice, line(4, code="POST"), line(4, price=0.0)))
    assert sales.pieces["10001"].iloc[3] == 10 and list(sales.pieces) == ["10001"]
    counted = ["lines that stood twice", "lines that are no article", "lines without a price"]
    assert [sales.treated[name] for name in counted] == [1, 1, 1]


def test_only_a_sale_cancelled_in_its_week_does_not_count() -> None:
    """One that is cancelled a week later was a sale when its week was over."""
    early = lines(line(3, quantity=50), line(3, quantity=-50, day=2))
    late = lines(line(3, quantity=50), line(4, quantity=-50))
    assert weekly_sales(early).pieces["10001"].iloc[3] == 1
    assert weekly_sales(early).treated["sales cancelled in their week"] == 1
    assert weekly_sales(late).pieces["10001"].iloc[3] == 51
    assert weekly_sales(late).treated["other lines with goods sent back"] == 1


def test_another_customer_s_return_cancels_nothing() -> None:
    """Customer, article and quantity have to agree."""
    other = lines(line(3, quantity=50), line(3, quantity=-50, day=2, customer="8"))
    assert weekly_sales(other).pieces["10001"].iloc[3] == 51


def test_a_week_that_is_not_over_is_left_out() -> None:
    """The last week counts if its Sunday is reached."""
    sales = weekly_sales(lines(line(104, quantity=9, day=3)))
    assert len(sales.pieces) == 104 and sales.treated["lines of a week that was not over"] == 1


def test_few_weeks_are_refused() -> None:
    """A year before is needed."""
    with pytest.raises(DataError, match="at least 60 whole weeks"):
        weekly_sales(lines().head(20))


def test_a_draw_looks_at_nothing_later() -> None:
    """Articles are the same whatever is sold afterwards, and one that is gone is not on sale."""
    pieces = pd.DataFrame(np.ones((80, 6)), columns=list("abcdef"))
    pieces.loc[30:, "a"] = 0
    drawn = draw_articles(pieces, 60, 5, 0)
    later = pieces.copy()
    later.loc[60:] = 7.0
    assert list(drawn) == list(draw_articles(later, 60, 5, 0)) == list("bcdef")
    assert "a" in draw_articles(pieces, 60, 6, 0, on_sale=False)
    with pytest.raises(DataError, match="at least 6"):
        draw_articles(pieces, 60, 6, 0)


@pytest.mark.parametrize(
    ("name", "group"), [("Red Lunch Bag", "bags"), ("XMAS TREE BAG", "Christmas"), ("CAT", "other")]
)
def test_the_first_listed_word_names_the_group(name: str, group: str) -> None:
    """Groups are tried in the order of the list."""
    assert group_of(name) == group
