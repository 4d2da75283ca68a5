"""The table of formats: its notation, and its rows."""

from __future__ import annotations

import re
import string
from random import Random

import pytest

from press.gate.secrets.formats import ALPHABETS, FORMATS, PART, Format


def found(form: str, text: str, *, any_case: bool = False) -> list[str]:
    """Return what a form finds in a text."""
    return list(Format("Acme", form).matches(text, any_case=any_case))


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("ac_{h8}", "ac_0123abcd", ["ac_0123abcd"]),
        ("ac_{h8}", "ac_0123abcd9", []),
        ("ac_{h8}", "mac_0123abcd", []),
        ("ac_{A4+}", "ac_0123abCD99", ["ac_0123abCD99"]),
        ("ac_{A4-6}", "ac_0123ab", ["ac_0123ab"]),
        ("ac_{A4-6}", "ac_0123abc", []),
        ("ac<k|t>_{d4}", "ack_0123 act_4567 acx_8901", ["ack_0123", "act_4567"]),
        ("ac<|_test>_{d4}", "ac_0123 ac_test_4567", ["ac_0123", "ac_test_4567"]),
        ("ac.{b4}", "ac.01+/== acx01+/", ["ac.01+/=="]),
    ],
)
def test_a_form_matches_what_its_notation_says(form, text, expected):
    """Lengths, alternatives, padding; signs stand for themselves."""
    assert found(form, text) == expected


def test_without_capitals_a_form_still_matches():
    """A search index has none."""
    assert found("ACK{U8}", "ack0123abcd", any_case=True) == ["ack0123abcd"]
    assert found("ACK{U8}", "ack0123abcd") == []


@pytest.mark.parametrize(
    ("form", "anchors"),
    [
        ("ac_{h8}", ("ac_",)),
        ("gl<pat|dt>-{A20}", ("glpat-", "gldt-")),
        ("{h32}-us{d2}", ("-us",)),
        ("a.{h4}.atlas.{h4}", (".atlas.",)),
    ],
)
def test_the_anchor_is_the_longest_text_that_every_token_holds(form, anchors):
    """It is looked for before the pattern is tried."""
    assert Format("Acme", form).anchors == anchors


def token_of(row: Format, random: Random) -> str:
    """Return a token of a form, as short as it may be; no part begins or ends in a sign."""

    def text(part: re.Match[str]) -> str:
        if not part["alphabet"]:
            return part["text"] or random.choice(part["texts"].split("|"))
        letters = [
            x for x in string.printable if x.isalnum() and re.match(f"[{ALPHABETS[part['alphabet']]}]", x)
        ]
        return "".join(random.choice(letters) for _ in range(int(part["least"])))

    return "".join(map(text, PART.finditer(row.form)))


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.form)
def test_each_row_finds_a_token_made_of_it(row):
    """A slip of the pen in a row, such as an anchor that no token holds, would show."""
    token = token_of(row, Random(0))
    assert any(anchor in token for anchor in row.anchors)
    assert list(row.matches(f"see {token} here", any_case=False)) == [token]
