"""The catalogue of short texts."""

from __future__ import annotations

import re

import pytest

from press.project import Project
from press.settings.competencies import Theme
from press.settings.notebook_settings import read_all_settings
from press.settings.profile import Language, Profile
from press.translation.words import INTERFACE, Words, read_words, spoken, theme_in, translated
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
        ('<a lang="en" href="../Skills.html">Skills</a>', '<a lang="en" href="../Skills.html">Skills</a>'),
        (":::{dropdown} Skills\nx\n:::", ":::{dropdown} Compétences\nx\n:::"),
    ],
)
def test_known_texts_are_replaced_in_prose_alone(markdown, said):
    """The longest first, whole words, over a line break, with what stands in their holes."""
    assert WORDS.within(markdown) == said


def test_a_drawn_picture_speaks_the_language_too():
    """An apostrophe is written by its number in HTML, and found all the same; other attributes stay."""
    picture = (
        '<div class="last week" aria-label="last week&#x27;s day">last week&#x27;s day<b>1 &lt; 2</b></div>'
    )
    said = spoken(picture, Words({"last week's day": "même jour, l'autre semaine"}).within)
    told = "même jour, l&#x27;autre semaine"
    assert said == f'<div class="last week" aria-label="{told}">{told}<b>1 &lt; 2</b></div>'


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


def test_a_skill_has_one_name_in_each_language():
    """Cards are filtered by it: a second name would hide half of the chapters."""
    names: dict[str, set[str]] = {}
    for one in read_all_settings(Project(ROOT)).values():
        said = one.french.card.get("skills", ()) if one.french else ()
        for english, french in zip(one.card.skills if one.card else (), said, strict=bool(said)):
            names.setdefault(english, set()).add(french)
    assert names["Deep learning"] == {"Deep learning"}
    assert {english: french for english, french in names.items() if len(french) > 1} == {}
