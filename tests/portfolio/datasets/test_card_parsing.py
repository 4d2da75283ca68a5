"""Reading cards: what is understood, and what is refused."""

from __future__ import annotations

import pytest

from portfolio.datasets.card import Gaps, Reference
from portfolio.datasets.card_parsing import parse_card
from portfolio.errors import UsageError

from .conftest import CARD


def column(**changes):
    return {"name": "size", "type": "float", "meaning": "Size", **changes}


def parse(**changes):
    return parse_card({**CARD, **changes}, "towns")


def test_a_count_of_missing_values_becomes_a_share():
    """One of three rows is a third."""
    assert parse(rows=3, columns=[column(missing=1)]).columns[0].missing == pytest.approx(1 / 3)


def test_a_share_of_missing_values_stays_one():
    """Without a number of rows, a fraction is the share itself."""
    card = parse_card(
        {**{k: v for k, v in CARD.items() if k != "rows"}, "columns": [column(missing=0.4)]}, "towns"
    )
    assert card.columns[0].missing == 0.4


@pytest.mark.parametrize("missing", [-0.1, 1.5])
def test_an_impossible_share_is_refused(missing):
    """A share lies between 0 and 1."""
    with pytest.raises(UsageError, match="column size: missing"):
        parse(columns=[column(missing=missing)])


def test_a_count_needs_rows():
    """A count says nothing without the number of rows."""
    document = {k: v for k, v in CARD.items() if k != "rows"}
    with pytest.raises(UsageError, match="a card that states its rows"):
        parse_card({**document, "columns": [column(missing=7)]}, "towns")


def test_a_misspelt_field_is_refused_with_the_nearest():
    """Nothing in a card is ignored in silence."""
    with pytest.raises(UsageError, match=r"unknown field 'licens'.*Did you mean 'licence'"):
        parse(licens="MIT")


def test_a_misspelt_field_of_a_column_is_refused():
    """Nothing in a column is ignored in silence either."""
    with pytest.raises(UsageError, match="column size: unknown field 'mni'"):
        parse(columns=[column(mni=0)])


def test_a_missing_field_is_named():
    """A card without a licence is no card."""
    document = {key: value for key, value in CARD.items() if key != "licence"}
    with pytest.raises(UsageError, match="card towns: missing field; expected licence"):
        parse_card(document, "towns")


@pytest.mark.parametrize(("field", "value"), [("family", "borrowed"), ("kind", "film")])
def test_family_and_kind_are_closed_lists(field, value):
    """Another family or kind is refused."""
    with pytest.raises(UsageError, match=f"{field}; expected .* or .*; got '{value}'"):
        parse(**{field: value})


def test_an_unknown_type_is_refused():
    """A column has one of four types."""
    with pytest.raises(UsageError, match="column size, type; expected integer or float or text or time"):
        parse(columns=[column(type="int")])


def test_unquoted_words_that_yaml_reads_otherwise_are_refused():
    """YAML reads a bare `no` as false: a text column must not be given that."""
    with pytest.raises(UsageError, match="allowed values of a text column; expected quoted texts"):
        parse(columns=[column(type="text", allowed=[False, "yes"])])


def test_the_name_is_that_of_the_file():
    """A card copied and not renamed is noticed."""
    with pytest.raises(UsageError, match="its name differs from its file; expected villages; got towns"):
        parse_card(CARD, "villages")


def test_prose_is_no_part_of_the_contract():
    """Rewording titles, meanings and defects leaves the contract alone."""
    reworded = [{**col, "meaning": "Other words", "unit": "other"} for col in CARD["columns"]]
    other = parse(title="Other", about="Other", columns=reworded, defects=[{"text": "Known."}])
    assert other.contract == parse().contract


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 4},
        {"keys": []},
        {"loader": {**CARD["loader"], "delimiter": ";"}},
        {"sources": [{"file": "other.csv"}]},
        {"columns": [{**CARD["columns"][0], "type": "integer"}, *CARD["columns"][1:]]},
    ],
)
def test_what_decides_the_content_is_in_the_contract(change):
    """Loader, files, rows, keys and schema change the contract."""
    assert parse(**change).contract != parse().contract


def test_ways_of_counting_a_defect_are_read():
    """Orphans and gaps become records."""
    orphans = {"columns": ["code"], "dataset": "other", "keys": ["id"]}
    card = parse(
        defects=[{"text": "a", "orphans": orphans}, {"text": "b", "gaps": {"time": "t", "step": "1h"}}]
    )
    assert card.defects[0].orphans == Reference(("code",), "other", ("id",))
    assert card.defects[1].gaps == Gaps("t", "1h")


def test_rows_add_up_over_tables():
    """A card of several tables has the rows of all, or none if one is open."""
    tables = [{"name": "a", "rows": 2, "columns": []}, {"name": "b", "rows": 3, "columns": []}]
    assert parse(tables=tables).rows == 5
    assert parse(tables=[*tables, {"name": "c", "columns": []}]).rows is None
