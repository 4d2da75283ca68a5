"""The CV."""

from __future__ import annotations

from press.pages.cv import MOST, chosen_work, cv_markdown
from press.pages.home import Card
from press.settings.chapter_card import ChapterCard
from press.settings.competencies import Evidence, Theme
from press.settings.profile import Language, Link, Post, Profile

ANN = Profile(
    "Ann",
    "Analyst",
    "I count.",
    email="ann@example.org",
    location="Rome",
    links=(Link("Code", "https://example.org/x"),),
    languages=(Language("French", "fluent"), Language("Latin")),
    training=(Post("A diploma", place="A school", years="two years"),),
    experience=(Post("Counted", about="Up and down"),),
)


def test_everything_of_the_profile_is_there():
    """Contact, experience, training, languages."""
    text = cv_markdown(ANN, (), (), {})
    assert "Rome · <ann@example.org> · [Code](<https://example.org/x>)" in text
    assert "- **Counted**. Up and down." in text
    assert "- **A diploma**, A school, two years" in text
    assert "French (fluent), Latin" in text


def test_what_the_profile_lacks_has_no_heading():
    """A student's CV has no experience."""
    text = cv_markdown(Profile("Ann", "Analyst", "I count."), (), (), {})
    assert "##" not in text
    assert "sample" not in text


def test_chapters_are_work_and_only_shown_skills_are_named():
    """With the headline number."""
    themes = (
        Theme("counting", "Count", "core", {"up": "up", "down": "down"}),
        Theme("dancing", "Dance", "next", {"waltz": "waltz"}),
    )
    evidence = {"up": (Evidence("one", 3, "A"),)}
    text = cv_markdown(
        ANN, [Card("one", "About one", None, None, 3, "Late: {result}`one.x|full`")], themes, evidence
    )
    assert "- [About one](/notebooks/one.ipynb). Late: {result}`one.x|full`." in text
    assert "Count (1)." in text
    assert "Dance" not in text


def test_work_is_told_in_words_and_as_much_as_fits():
    """The message of a chapter comes before its number; a page holds so many."""
    told = ChapterCard(
        *("Why?", "{result}`one.n`.", "Rows.", "A way.", "One year."), message="Half of {result}`one.n`."
    )
    cards = [Card(f"c{number}", "About", told, None, 3, "Late: 1") for number in range(MOST + 1)]
    text = cv_markdown(ANN, cards, (), {})
    assert "- [About](/notebooks/c0.ipynb). Half of {result}`one.n`.\n" in text
    assert "Late" not in text
    assert f"- Further work: [About](/notebooks/c{MOST}.ipynb).\n" in text


def test_the_work_that_is_told_shows_most_skills_together():
    """A tenth chapter with a skill of its own is told, and one that repeats others is only named."""
    texts = ("Why?", "{result}`one.n`.", "Rows.", "A way.", "One year.")

    def card(number: int, *skills: str) -> Card:
        told = ChapterCard(*texts, message="Half of {result}`one.n`.", skills=skills)
        return Card(f"c{number}", "About", told, None, 3, "")

    cards = [card(0, "A"), card(1, "A"), *(card(number, f"S{number}") for number in range(2, MOST + 2))]
    chosen = [one.notebook for one in chosen_work(cards)]
    assert chosen == ["c0", *(f"c{number}" for number in range(2, MOST + 1))]
    last = [*cards[:-1], card(MOST + 1, "B", "C")]
    assert chosen_work(last)[-1].notebook == f"c{MOST + 1}"


def test_a_sample_says_that_it_is_one():
    """On the paper too."""
    assert "it stands for nobody" in cv_markdown(Profile("A", "B", "C", sample=True), (), (), {})
