"""The catalogue of short texts."""

from __future__ import annotations

import re

import pytest

from press.settings.competencies import Theme
from press.settings.profile import Language, Profile
from press.translation.words import INTERFACE, Words, read_words, theme_in, translated
from tests_support import ROOT, TinyBook

WORDS = Words(
    {
        "Skills": "Compétences",
        "Skills, with evidence": "Compétences, avec preuves",
        "{} of {} shown": "{} sur {}",
        "computed by {}": "calculé par {}",
        "See [a page](/a.md), and more.": "Voir [une page](/a.md), et plus.",
        "Analyst": "Analyste",
        "English": "anglais",
        "count": "compter",
    }
)


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("## Skills\n", "## Compétences\n"),
        ("## Skills, with\nevidence\n", "## Compétences, avec preuves\n"),
        ("Core: 3 of 12 shown.", "Core: 3 sur 12."),
        ("[Skills](/Skills.md)", "[Compétences](/Skills.md)"),
        ("`Skills` {result}`Skills` <b title='Skills'>", "`Skills` {result}`Skills` <b title='Skills'>"),
        ("Skillset, pre-Skills", "Skillset, pre-Skills"),
        ("See [a page](/a.md), and more.", "Voir [une page](/a.md), et plus."),
        (":::{dropdown} Skills\nx\n:::", ":::{dropdown} Compétences\nx\n:::"),
    ],
)
def test_known_texts_are_replaced_in_prose_alone(markdown, said):
    """The longest first, whole words, over a line break, with what stands in their holes."""
    assert WORDS.within(markdown) == said


def test_an_empty_catalogue_changes_nothing():
    """As in a book whose language has no such file."""
    assert Words({}).within("Skills") == "Skills"


def test_a_hole_is_filled_with_a_name():
    """Whatever signs that has."""
    assert WORDS.filled("computed by {}", "one/default") == "calculé par one/default"


def test_a_profile_is_said_text_by_text():
    """Of its records too; a name stays."""
    owner = Profile(name="Ann", role="Analyst", summary="I count.", languages=(Language("English"),))
    said = translated(owner, WORDS)
    assert (said.name, said.role, said.summary) == ("Ann", "Analyste", "I count.")
    assert said.languages[0].name == "anglais"


def test_skills_keep_their_slugs():
    """Only their words change."""
    theme = theme_in(Theme("one", "Skills", "core", {"to-count": "count"}), WORDS)
    assert (theme.name, theme.title, theme.competencies) == ("one", "Compétences", {"to-count": "compter"})


def test_the_catalogue_is_a_file_of_the_book(book: TinyBook):
    """Of its language."""
    assert read_words(book.project, "fr").known == {}
    book.write("book/fr/words.yml", "Skills: Compétences\n")
    assert read_words(book.project, "fr").said("Skills") == "Compétences"


def test_what_the_press_says_on_a_page_is_in_the_list_that_catalogues_must_hold():
    """Every text that its pages ask for by itself."""
    places = ("pages/chapter_page.py", "pages/edition.py", "sphinx_ext/translation.py")
    code = "\n".join((ROOT / "src/press" / name).read_text(encoding="utf-8") for name in places)
    asked = set(re.findall(r"""(?:said|filled)\(['"]([^'"{]+(?:\{\})?)['"]""", code))
    assert len(asked) > 5
    assert asked <= set(INTERFACE)
