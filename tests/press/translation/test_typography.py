"""French as it is printed."""

from __future__ import annotations

import pytest

from press.translation.numbers import NARROW, localised
from press.translation.typography import corrected, misprints


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", "Vraiment~?"),
        ("Vraiment\N{NO-BREAK SPACE}! Oui; non", "Vraiment~! Oui~; non"),
        ("Deux choses : une", "Deux choses~: une"),
        ("**Données** : peu", "**Données**~: peu"),
        ("[Données](/data.md): peu", "[Données](/data.md)~: peu"),
        ('Il dit "oui".', "Il dit «~oui~»."),
        ("Il dit « oui ».", "Il dit «~oui~»."),
        ("l'AUC", "l’AUC"),
        ("et ainsi de suite...", "et ainsi de suite…"),
        ("un seuil de 0.85", "un seuil de 0,85"),
        ("Python 3.11", "Python 3.11"),
        ("39 % de 1 234 lignes", "39~% de 1~234 lignes"),
    ],
)
def test_prose_is_printed_as_french_is(typed, printed):
    """High signs, guillemets, apostrophes, decimals and thousands; what is right stays."""
    right = corrected(typed).replace(NARROW, "~")
    assert right == printed
    assert corrected(corrected(typed)) == corrected(typed)


@pytest.mark.parametrize(
    "text",
    [
        "`l'AUC: 0.5`",
        "```python\nx = 'a: 0.5'\n```",
        "{result}`one.late|full`",
        "[](result:one.late#full)",
        '<img alt="l\'AUC: 0.5">',
        "<https://example.org/a?b=1>",
        "$a : b$",
        ":::{figure} l.png\n:alt:\n:::",
        "à 12:30",
        "Question\n: réponse",
        "week&#x27;s",
        '<a lang="en" hreflang="en" href="../a.html">What is one row?</a>',
    ],
)
def test_what_is_no_prose_stays_as_it_is(text):
    """Code, roles, addresses, tags, formulas, times, marks of Markdown, names of English sections."""
    assert corrected(text) == text


def test_a_misprint_is_named_with_its_line():
    """What stands there, and what should."""
    ((line, found, right),) = misprints("Bien.\n\nVraiment ?\n")
    assert (line, found, right) == (3, "Vraiment ?", f"Vraiment{NARROW}?")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("12.4 %", "fr", "12,4~%"),
        ("1,234,567", "fr", "1~234~567"),
        ("1 to 2", "fr", "1 à 2"),
        ("from here to there", "fr", "from here to there"),
        ("30 June 1998", "fr", "30 juin 1998"),
        ("1,234.5", "en", "1,234.5"),
    ],
)
def test_a_number_is_written_as_its_language_does(text, language, told):
    """And words stay as they are."""
    assert localised(text, language).replace(NARROW, "~") == told
