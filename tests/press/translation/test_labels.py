"""What is written in figures, in another language."""

from __future__ import annotations

import pytest

from press.translation.labels import is_label, said_label, unsaid

NARROW = "\N{NARROW NO-BREAK SPACE}"
LABELS = {
    "customers": "clients",
    "best {}: {} of revenue": "les {} meilleurs : {} du total",
    "{} steps": "{} pas",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("customers", "clients"),
        ("0.5", "0,5"),
        ("\N{MINUS SIGN}1,234.5", f"\N{MINUS SIGN}1{NARROW}234,5"),
        ("20%", f"20{NARROW}%"),
        ("16 steps", "16 pas"),
        ("TF-IDF", "TF-IDF"),
        ("JFK", "JFK"),
        ("", ""),
        ("$\\mathdefault{10^{3}}$", "$\\mathdefault{10^{3}}$"),
        ("customers, all", None),
        ("many steps", None),
    ],
)
def test_a_text_is_said_by_its_words_and_its_numbers(text: str, said: str | None) -> None:
    """Codes and formulas are the same everywhere; what no word says is not guessed."""
    assert said_label(text, LABELS, "fr") == said


def test_a_text_in_lines_stays_in_lines() -> None:
    """So that it does not leave the figure."""
    said = said_label("best 20%:\n63% of revenue", LABELS, "fr")
    assert said is not None
    assert said.count("\n") == 1
    assert " ".join(said.split()) == f"les 20{NARROW}% meilleurs : 63{NARROW}% du total".replace(NARROW, " ")


def test_what_has_no_words_is_listed() -> None:
    """Each on one line."""
    assert list(unsaid(["customers", "0.5", "a new\nlabel"], LABELS, "fr")) == ["a new label"]
    assert is_label("{} steps", "16 steps")
    assert not is_label("{} steps", "some steps")
