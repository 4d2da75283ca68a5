"""Text that was decoded wrongly before it was saved, and honest text that only looks odd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.datasets.mojibake import check_decoded
from portfolio.datasets.own_table import read_own_table
from portfolio.errors import DataError

LETTERS = st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x17F, categories=["L"]), min_size=1)


def misread(text: str, page: str) -> str:
    """Return a text whose bytes were read in a code page; a byte without a letter keeps its number."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("page", ["cp1252", "mac_roman", "latin-1"])
@pytest.mark.parametrize("meant", ["Café", "l’été à Nîmes", "5 € — “cher”", "Müller & Söhne"])
def test_text_read_in_a_wrong_code_page_is_told(meant, page):
    """With what it was."""
    with pytest.raises(DataError, match=r"looks mis-decoded.*on line 2") as caught:
        check_decoded(f"id,name\n1,{misread(meant, page)}\n", "x.csv")
    assert meant in str(caught.value)


@given(LETTERS, st.sampled_from(["cp1252", "mac_roman", "latin-1"]))
def test_every_word_of_accented_letters_is_told(word, page):
    """Whatever its letters."""
    with pytest.raises(DataError, match="in 1 of 1 values"):
        check_decoded(misread(word, page), "x.csv")


@given(st.lists(LETTERS))
def test_accented_letters_alone_are_never_told(words):
    """Whatever letters stand beside each other."""
    check_decoded("\n".join(words), "x.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Café",
        "„groß“",
        "A MAÇÃ”",
        "NÃO",
        "weiß…",
        "Привет",
        "東京",
        "5 € — “cher”",
        "„Ä“",
        "a\u0301",
        "½ © ®",
        "lost: \ufffd",
    ],
)
def test_honest_text_passes(text):
    """Letters and signs as people write them."""
    check_decoded(text, "x.csv")


def test_one_odd_value_among_many_passes_and_three_do_not():
    """A quotation of broken text is no broken file."""
    honest = "\n".join(["é"] * 20)
    check_decoded(honest + "\nCafÃ©\nCafÃ©", "x.csv")
    with pytest.raises(DataError, match="in 3 of 23 values"):
        check_decoded(honest + "\nCafÃ©\nCafÃ©\nÃ©tÃ©", "x.csv")


def test_a_broken_file_is_refused_by_the_reader():
    """The reader of CSV files looks for it."""
    with pytest.raises(DataError, match=r"own\.csv: the text looks mis-decoded"):
        read_own_table("id,name\n1,CafÃ©\n".encode(), "own.csv")
