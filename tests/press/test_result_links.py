"""Links whose text is a computed value."""

from __future__ import annotations

import pytest

from portfolio.results.value import Value
from press.result_links import filled_links, for_the_press, links, published, with_roles

AUC = Value("auc", 0.91, digits=2, interval=(0.9, 0.92))
VALUES = {
    "scoring/custom": {
        "auc": AUC,
        "maker": Value("maker", "3M [US]|x", type="data name"),
        "took": Value("took", 3.2, "s", 1, measured=True),
    },
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
        (r"[3M \[US\]\|x](result:maker)", r"[3M \[US\]\|x](result:maker)"),
        ("[](result:took)", "[3.2\N{NO-BREAK SPACE}s](result:took)"),
        ("`a` ``b ` c`` [](result:auc)", "`a` ``b ` c`` [0.91](result:auc)"),
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
        "[9 s](result:took)",
        "`[0.85](result:auc)`",
        "``a ` [0.85](result:auc)``",
        "```md\n[0.85](result:auc)\n```\n",
        "![0.85](result:auc)",
    ],
)
def test_what_is_not_known_and_what_is_code_stays(text):
    """The committed text is then the best there is; so it is of a time, which differs on each machine."""
    assert filled_links(text, "scoring/custom", VALUES) == text


@pytest.mark.parametrize(
    ("markdown", "roles"),
    [
        ("[0.85](result:auc#full)", "{result}`auc|full`"),
        ("| a | [0.85](result:auc#full) |", "| a | {result}`auc\\|full` |"),
        ('[253 mph](fact:gust "WMO, 1996")', "{fact}`253 mph|WMO, 1996`"),
        ("[253 mph](fact:gust)", "{fact}`253 mph|`"),
        ("([He et al. 2021](cite:he2021))", "({cite:t}`he2021`)"),
        ("`[0.85](result:auc)`", "`[0.85](result:auc)`"),
        ("[a page](other.ipynb)", "[a page](other.ipynb)"),
    ],
)
def test_the_press_reads_roles(markdown, roles):
    """Without the value, which is that of the run whose page is printed."""
    assert with_roles(markdown) == roles


def test_boxes_of_plain_markdown_become_boxes_of_the_book():
    """An exercise, a hint that is folded, a table of results."""
    text = (
        "> **Exercise 1.** Raise [1](result:auc).\n> Why?\n\n"
        "<details><summary>Hint</summary>\n\nLook at `x`.\n\n</details>\n\n"
        "[Table: Four ways](table:a/b.race)\n\nEnd."
    )
    assert for_the_press(text) == (
        ":::{admonition} Exercise 1\n:class: tip\nRaise {result}`auc`.\nWhy?\n:::\n\n"
        ":::{admonition} Hint\n:class: dropdown\nLook at `x`.\n:::\n\n"
        "```{result-table} a/b.race\n```\n\n\nEnd."
    )


def test_a_name_with_marks_is_read_back_as_it_is():
    """What Markdown would take for emphasis or a formula is escaped in the text of a link only."""
    named = {"one/default": {"column": Value("column", "vit_c*$", type="data name")}}
    (link,) = links(filled_links("[](result:column)", "one/default", named))
    assert link.text == published("column", "one/default", named) == "vit_c*$"


def test_the_links_of_a_text_are_told_with_their_lines():
    """Texts are without the escapes that Markdown needs."""
    first, second = links('a\n[3M \\[US\\]](result:maker)\n\n[5 %](fact:f "S") `[x](result:y)`')
    assert (first.line, first.text, first.scheme, first.target) == (2, "3M [US]", "result", "maker")
    assert (second.line, second.target, second.title) == (4, "f", "S")


def test_a_reference_reads_as_its_value():
    """In its form; a time of the machine has no published value."""
    assert published("auc#bounds", "scoring/custom", VALUES) == "0.90 to 0.92"
    assert published("took", "scoring/custom", VALUES) is None
