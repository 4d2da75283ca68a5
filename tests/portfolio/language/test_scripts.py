"""Words of scripts without blanks, and letters with marks."""

from __future__ import annotations

import re

import pytest

from portfolio.language.tokens import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\u4e0d\u9508\u94a2 lid 5", ["\u4e0d\u9508", "\u9508\u94a2", "lid"]),
        ("\u9505\uff0c\u76d6\u5b50", ["\u9505", "\u76d6\u5b50"]),
        ("\u30ab\u30ec\u30fc", ["\u30ab\u30ec", "\u30ec\u30fc"]),
        ("\u0e1c\u0e49\u0e32\u0e21", ["\u0e1c\u0e49\u0e32", "\u0e32\u0e21"]),
        ("\uc154\uce20 \ubaa8\uc790", ["\uc154\uce20", "\ubaa8\uc790"]),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", ["\u0939\u093f\u0928\u094d\u0926\u0940"]),
    ],
)
def test_words_are_found_in_any_script(text, words):
    """Chinese, with punctuation, Japanese, Thai with its marks, Korean, Hindi."""
    assert words_of(text) == words


ARABIC = "\u0642\u0645\u064a\u0635 \u0623\u0628\u064a\u0636"


@pytest.mark.parametrize("text", ["Steel lid, caf\u00e9 no 5", ARABIC, "T-shirt \U0001f455"])
def test_scripts_with_blanks_are_cut_as_before(text):
    """Runs of three letters or more."""
    assert words_of(text) == re.findall(r"[^\W\d_]{3,}", text.lower())
