"""Every embedded dataset is the one that its card describes."""

from __future__ import annotations

import pytest

from portfolio.datasets import names, verify
from portfolio.errors import UsageError

from .conftest import ROWS


@pytest.mark.parametrize("name", names("embedded"))
def test_embedded_data_are_what_their_cards_say(name):
    """Source bytes, schema, canonical content and every counted defect agree."""
    verification = verify(name)
    assert verification.ok, verification.message


def pinned(tiny):
    """Pin the content of the tiny dataset as it is now."""
    tiny.write_card(content_sha256=verify("towns").got)


def test_changed_content_is_noticed(tiny):
    """A value within the schema, but another one."""
    pinned(tiny)
    assert verify("towns").ok
    tiny.write_data(ROWS.replace("20", "21"))
    found = verify("towns")
    assert (found.ok, found.absent, found.message) == (False, False, "the content differs from the card")
    assert found.got != found.expected


def test_the_same_content_written_otherwise_is_the_same(tiny):
    """Another order of columns and another spelling of a number change bytes, not content."""
    pinned(tiny)
    tiny.write_data("people,code,height\n10,01,1.50\n20,NA,\n30,b,1e-1\n")
    assert verify("towns").ok


def test_a_miscounted_defect_is_noticed(tiny):
    """A card may not claim what the data do not hold."""
    tiny.write_card(defects=[{"text": "Large.", "count": 2, "where": "people > 25"}])
    assert verify("towns").message == "defect 'Large.': expected 2 rows, got 1"


def test_a_broken_schema_is_told(tiny):
    """The message is that of the load."""
    tiny.write_data(ROWS.replace("20", "-1"))
    found = verify("towns")
    assert not found.ok
    assert not found.absent
    assert "column 'people'" in found.message


def test_absent_data_are_told_apart(tiny):
    """A file that is not there is another matter than a wrong one."""
    (tiny.package / "towns.csv").unlink()
    found = verify("towns")
    assert (found.ok, found.absent, found.rows) == (False, True, 0)


def test_an_unknown_name_is_an_error(tiny):
    """A typo is not a failed verification."""
    with pytest.raises(UsageError, match="no dataset 'twons'"):
        verify("twons")
