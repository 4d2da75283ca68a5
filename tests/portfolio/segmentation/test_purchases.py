"""Raw rows become purchases: faults are refused in words, defects are counted."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.datasets.own_table import read_own_table
from portfolio.errors import DataError, UsageError
from portfolio.segmentation import Columns, answer, bad_inputs, clean_purchases
from portfolio.segmentation.bad_input import GOOD

TODAY = pd.Timestamp("2020-12-31")
ORDERED = Columns(order="order_id")


def cleaned(raw: pd.DataFrame, columns: Columns = ORDERED) -> pd.DataFrame:
    return clean_purchases(raw, columns, today=TODAY).frame


REFUSALS = {
    "empty file": (DataError, "0 rows"),
    "one customer": (DataError, "at least 2 customers; got 1"),
    "all on one day": (DataError, "all purchases are on one day.*2020-01-01"),
    "a date in the future": (DataError, "1 purchases lie in the future.*row 3: 2999-01-01"),
    "a date that is none": (DataError, "1 dates cannot be read.*row 3: '31/02/2020'"),
    "an amount that is text": (DataError, "amount are not finite numbers; got row 3: '7,5'"),
    "an order number for two purchases": (DataError, "1 order numbers stand for different purchases.*got a"),
    "a column misnamed": (UsageError, "amount column 'amount' is not in the table. Did you mean 'amuont'"),
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_faulty_table_is_refused_with_its_rows(fault: str) -> None:
    """The message says what is wrong, where, and what was expected."""
    error, message = REFUSALS[fault]
    with pytest.raises(error, match=message):
        cleaned(bad_inputs()[fault])


@pytest.mark.parametrize("fault", bad_inputs())
def test_every_fault_has_an_answer(fault: str) -> None:
    """A table is refused or accepted, never answered with a traceback."""
    assert answer(bad_inputs()[fault]).startswith("refused" if fault in REFUSALS else "accepted")


def test_leading_zeros_of_an_identifier_stay(shop: pd.DataFrame) -> None:
    """Customer 007 is not customer 7."""
    assert cleaned(shop)["customer"].unique().tolist() == ["007", "8"]


def test_numbers_as_identifiers_become_text(shop: pd.DataFrame) -> None:
    """Identifiers that a reader turned into numbers are text again."""
    numbered = shop.assign(customer_id=[7, 7, 7, 8, 8])
    assert cleaned(numbered)["customer"].unique().tolist() == ["7", "8"]


def test_missing_values_are_named(shop: pd.DataFrame) -> None:
    """A purchase without customer is refused, its row told."""
    with pytest.raises(DataError, match=r"1 purchases lack customer, date or amount.*rows 2"):
        cleaned(shop.assign(customer_id=["007", "007", None, "8", "8"]))


def test_rows_of_one_day_are_one_purchase(shop: pd.DataFrame) -> None:
    """Amounts of a day are added, and the merged rows counted."""
    doubled = pd.concat([shop, shop.iloc[:1].assign(order_id="f", amount=5.0)])
    result = clean_purchases(doubled, ORDERED, today=TODAY)
    assert result.frame["amount"].iloc[0] == 15
    assert result.defects.loc["several rows of a customer on one day", "rows"] == 1


def test_a_repeated_order_counts_once(shop: pd.DataFrame) -> None:
    """The same order number with the same content is a copy."""
    result = clean_purchases(pd.concat([shop, shop.iloc[:2]]), ORDERED, today=TODAY)
    assert result.defects.loc["order number repeated with the same content", "rows"] == 2
    assert result.frame["amount"].sum() == shop["amount"].sum()


def test_a_refund_does_not_reach_into_the_past(shop: pd.DataFrame) -> None:
    """A refund on a later day leaves the earlier purchase as it was known then."""
    refund = pd.DataFrame([("007", "2020-02-15", -30.0, "g")], columns=shop.columns)
    result = clean_purchases(pd.concat([shop, refund]), ORDERED, today=TODAY)
    pd.testing.assert_frame_equal(result.frame, cleaned(shop))
    assert result.defects.loc["day with more refunded than bought", "rows"] == 1


def test_a_refund_is_netted_within_its_day(shop: pd.DataFrame) -> None:
    """Bought for 30 and returned for 10 on one day is a purchase of 20."""
    refund = pd.DataFrame([("007", "2020-01-31", -10.0, "g")], columns=shop.columns)
    assert cleaned(pd.concat([shop, refund]))["amount"].iloc[2] == 20


def test_zero_amounts_are_counted_and_kept(shop: pd.DataFrame) -> None:
    """A voucher is a visit."""
    result = clean_purchases(shop, ORDERED, today=TODAY)
    assert result.defects.loc["amount of zero", "rows"] == 1
    assert len(result.frame) == 5


def test_times_with_an_offset_become_days_of_one_zone() -> None:
    """Half past eleven in New York is the next day in Greenwich, and the mixture is counted."""
    mixed = GOOD.assign(date=["2020-01-01", "2020-02-01", "2020-01-05", "2020-01-09T23:30:00-05:00"])
    result = clean_purchases(mixed, ORDERED, today=TODAY)
    assert result.frame["date"].iloc[-1] == pd.Timestamp("2020-01-10")
    assert result.defects.loc["time zones mixed", "rows"] == 1


def test_aware_times_of_one_zone_are_accepted(shop: pd.DataFrame) -> None:
    """A column that already carries a zone is cut to days of the zone asked for."""
    aware = shop.assign(date=pd.to_datetime(shop["date"]).dt.tz_localize("Asia/Tokyo"))
    days = clean_purchases(aware, ORDERED, today=TODAY, zone="Asia/Tokyo").frame["date"]
    assert days.iloc[0] == pd.Timestamp("2020-01-01")


def test_numbers_are_no_dates(shop: pd.DataFrame) -> None:
    """20200101 could be a day or nanoseconds: nothing is guessed."""
    with pytest.raises(DataError, match="5 dates cannot be read"):
        cleaned(shop.assign(date=20200101))


def test_the_raw_table_is_not_changed(shop: pd.DataFrame) -> None:
    """Cleaning returns a new table."""
    before = shop.copy()
    cleaned(shop)
    pd.testing.assert_frame_equal(shop, before)


def frame(**columns: list[str]) -> pd.DataFrame:
    """Return two purchases, or more with other columns."""
    plain = {"customer_id": ["a", "b"], "date": ["2020-05-03", "2020-06-03"]}
    rows = len(next(iter(columns.values()), plain["date"]))
    plain = {name: (values * rows)[:rows] for name, values in plain.items()}
    return pd.DataFrame({**plain, "amount": [1.5] * rows, **columns})


MONTHS = [
    "2020-05",
    "2020-5",
    "2020",
    "2020-W17",
    "2020Q2",
    "2020/05",
    "05.2020",
    "May 2020",
    "Q2 2020",
    "2020 W17",
]


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_not_a_day(month: str) -> None:
    """The first of the month would be a guess, and recency would be made up."""
    raw = frame(date=["2020-05-03", month])
    with pytest.raises(DataError, match=rf"1 dates are a month, .* got row 1: '{month}'"):
        clean_purchases(raw, Columns(), today=TODAY)


SPELT = ["ann@example.org", "Ann@Example.org ", "bob@example.org", "ann@example.org"]


def test_a_customer_in_two_spellings_is_counted() -> None:
    """Apart unless asked for: two people may share all but a capital."""
    raw = frame(customer_id=SPELT, date=["2020-05-03", "2020-06-03", "2020-06-04", "2020-07-03"])
    found = clean_purchases(raw, Columns(), today=TODAY)
    label = "customers in several spellings: 1"
    assert found.defects.loc[label].tolist() == [3, "kept apart; fold makes them one"]
    assert found.frame["customer"].nunique() == 3
    folded = clean_purchases(raw, Columns(fold=True), today=TODAY)
    assert set(folded.frame["customer"]) == {"ann@example.org", "bob@example.org"}
    assert folded.defects.loc[label, "treatment"] == "folded into the first"


def test_what_was_treated_at_reading_is_counted() -> None:
    """Of the columns that are used, and of no others."""
    rows = [f"c{n};2020-05-0{n};{n},50 €;1,5" for n in range(1, 5)]
    text = "\n".join(["customer_id;date;amount;other", *rows])
    found = clean_purchases(read_own_table(text.encode(), "shop.csv"), Columns(), today=TODAY)
    assert found.frame["amount"].tolist() == [1.5, 2.5, 3.5, 4.5]
    assert list(found.defects.index[:1]) == ["amount: number written as '1,50 €', read as 1.5"]
    assert not [name for name in found.defects.index if name.startswith("other")]


def test_columns_are_found_in_any_form_of_their_accents() -> None:
    """A file saved by a Mac, a name typed on a PC."""
    raw = frame().rename(columns={"amount": "d\u00e9pense"})
    assert len(clean_purchases(raw, Columns(amount="de\u0301pense"), today=TODAY).frame) == 2


@pytest.mark.parametrize("nobody", ["N/A", "guest", " Unknown ", "\u2014", "NULL"])
def test_purchases_of_nobody_are_refused(nobody: str) -> None:
    """Together they would be the best customer."""
    raw = GOOD.assign(customer_id=["7", nobody, "8", "9"])
    with pytest.raises(DataError, match=r"1 purchases are nobody's; expected an identifier.*row 1"):
        cleaned(raw)


@pytest.mark.parametrize("made_up", ["1900-01-01", "0001-01-01", "1970-01-01 00:00:00", "1899-12-30"])
def test_a_day_that_programs_write_for_none_is_refused(made_up: str) -> None:
    """It would stretch the history over a century."""
    raw = GOOD.assign(date=[made_up, *GOOD["date"][1:]])
    with pytest.raises(DataError, match=r"1 purchases have a day that programs write for none.*row 0"):
        cleaned(raw)
    old = GOOD.assign(date=["1970-01-01", "1970-02-01", "1970-01-05", "1970-01-09"])
    assert len(cleaned(old)) == len(GOOD)


def test_one_column_has_one_role() -> None:
    """A date is no customer."""
    with pytest.raises(UsageError, match=r"customer and date are the same column.*got date"):
        cleaned(GOOD, Columns(customer="date"))


def test_times_of_utc_may_be_called_so() -> None:
    """As payment services export them."""
    days = cleaned(GOOD.assign(date=[f"{day} 23:05:11 UTC" for day in GOOD["date"]]))["date"]
    assert days.tolist() == cleaned(GOOD)["date"].tolist()


def test_only_refunds_are_told() -> None:
    """The refusal says where the customers went."""
    with pytest.raises(DataError, match=r"at least 2 customers; got 0\. 4 days had more refunded"):
        cleaned(GOOD.assign(amount=-1.0))
