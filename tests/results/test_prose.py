"""Links whose text is a computed value."""

from __future__ import annotations

import pytest

from portfolio.results.prose import filled_links
from portfolio.results.value import Value

AUC = Value("auc", 0.91, digits=2, interval=(0.9, 0.92))
VALUES = {
    "scoring/custom": {"auc": AUC, "maker": Value("maker", "3M [US]|x", type="data name")},
    "scoring/default": {"auc": Value("auc", 0.85)},
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("AUC [0.85](result:auc).", "AUC [0.91](result:auc)."),
        ("[0.85](result:auc#full)", "[0.91 (0.90 to 0.92)](result:auc#full)"),
        ("[0.80](result:scoring.auc)", "[0.85](result:scoring.auc)"),
        ('[0.80](result:scoring/default.auc#text "AUC")', '[0.85](result:scoring/default.auc#text "AUC")'),
        ("[](result:auc) and [1](result:auc#number)", "[0.91](result:auc) and [0.91](result:auc#number)"),
        ("[x](result:maker)", r"[3M \[US\]\|x](result:maker)"),
    ],
)
def test_a_value_that_is_known_becomes_the_text_of_its_link(before, after):
    """Of this run and of others, in every form; what follows the name stays."""
    assert filled_links(before, "scoring/custom", VALUES) == after


@pytest.mark.parametrize(
    "text",
    [
        "[0.85](result:lost)",
        "[0.85](result:language.auc)",
        "[0.85](result:auc#odd)",
        "[28 %](fact:share)",
        "`[0.85](result:auc)`",
        "``a ` [0.85](result:auc)``",
        "```md\n[0.85](result:auc)\n```\n",
    ],
)
def test_what_is_not_known_and_what_is_code_stays(text):
    """The committed text is then the best there is."""
    assert filled_links(text, "scoring/custom", VALUES) == text
