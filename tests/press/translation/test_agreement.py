"""Numbers, links, code, formulas and citations on both sides of a translation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest

from press.project import Project
from press.runs.notebook import read_notebooks
from press.settings.french import as_text, card_texts
from press.settings.notebook_settings import read_all_settings
from press.translation.agreement import differences
from press.translation.digests import english_digest
from press.translation.findings import Pair, findings_of
from press.translation.numbers import NARROW
from press.translation.originals import figure_words, qualified
from press.translation.twins import body_of, read_twins
from tests_support import ROOT

EDITS = 200
SAMPLE = (
    "An AUC of {result}`a.auc|full` in `fit(x)`, $x^2$, see {cite:t}`breiman2001` and [data](data.md), "
    "1,234 rows.",
    "Une AUC de {result}`a.auc|full` dans `fit(x)`, $x^2$, voir {cite:t}`breiman2001` et [données](data.md), "
    f"1{NARROW}234 lignes.",
)
# What an edit may hit: a number, a reference, the target of a link, code, a formula, a mark; of a fact, whose
# source is prose, the numbers.
TARGET = re.compile(
    r"\[\]\(result:[^)]+\)|\{[\w:]+\}`[^`]+`|(?<=\]\()(?!fact:)[^)]+(?=\))|`[^`\n]+`|\$[^$\n]+\$|<!--[^>]+-->|\d+"
)


def pairs() -> Iterator[Pair]:
    """Yield a sample of all kinds, the pages of this book, and the texts of its chapters."""
    yield Pair("sample", *SAMPLE, "sample.yml", 1, english_digest(SAMPLE[0]))
    project = Project(ROOT)
    for name, twin in read_twins(project, "fr").items():
        english = body_of((project.book / f"{name}.md").read_text(encoding="utf-8"))
        yield Pair(name, english, twin.text, twin.place, twin.line, twin.digest)
    notebooks = read_notebooks(project.notebooks)
    for name, settings in read_all_settings(project).items():
        french = settings.french
        if french is None:
            continue
        for field, english in card_texts(settings.card).items():
            said = as_text(french.card.get(field, ""))
            yield Pair(field, qualified(english, name), said, f"{name}.yml", 1, french.of.get(field))
        drawn = figure_words(notebooks[name])
        for figure, words in french.figures.items():
            english = qualified("\n".join(drawn[figure]), name)
            said = f"{words.caption}\n{words.alt}"
            yield Pair(figure, english, said, f"{name}.yml", 1, french.of.get(figure))


def dropped(text: str, match: re.Match[str], _: random.Random) -> str:
    """Return a text without what an edit hit."""
    return text[: match.start()] + text[match.end() :]


def repeated(text: str, match: re.Match[str], _: random.Random) -> str:
    """Return a text in which it stands twice."""
    return f"{text[: match.end()]} {text[match.start() :]}"


def changed(text: str, match: re.Match[str], chance: random.Random) -> str:
    """Return a text with another letter or digit in it."""
    inner = match[0].rfind(":") + 1 if "result:" in match[0] else (match[0].find("`") + 1)
    places = [at for at, sign in enumerate(match[0]) if at >= inner and sign.isalnum()]
    at = match.start() + chance.choice(places)
    other = "7" if text[at] != "7" else "3"
    return text[:at] + other + text[at + 1 :]


def in_name(text: str, match: re.Match[str]) -> bool:
    """Return whether a match lies in the name of a fact, which no page shows."""
    return bool(re.search(r"\(fact:[\w-]*$", text[: match.start()]))


def test_two_hundred_seeded_edits_of_the_french_side_are_all_caught():
    """A number, link, code, formula, citation or mark that is dropped, repeated or changed."""
    chance = random.Random(0)
    known = [pair for pair in pairs() if TARGET.search(pair.french)]
    edits: list[Callable[..., str]] = [dropped, repeated, changed]
    missed = []
    for _ in range(EDITS):
        pair, edit = chance.choice(known), chance.choice(edits)
        match = chance.choice([one for one in TARGET.finditer(pair.french) if not in_name(pair.french, one)])
        text = edit(pair.french, match, chance)
        if not differences(pair.english, text):
            missed.append((edit.__name__, pair.name, match[0]))
    assert missed == []


def test_two_hundred_seeded_edits_of_the_english_side_are_all_caught():
    """Whatever letter or digit changes, save the value in a link, which a refresh writes."""
    chance = random.Random(1)
    known = list(pairs())
    missed = []
    for _ in range(EDITS):
        pair = chance.choice(known)
        bare = re.sub(r"\[[^\]]*\](?=\(result:)", lambda match: "\0" * len(match[0]), pair.english)
        at = chance.choice([place for place, sign in enumerate(bare) if sign.isalnum()])
        text = pair.english[:at] + ("x" if pair.english[at] != "x" else "y") + pair.english[at + 1 :]
        if english_digest(text) == pair.digest:
            missed.append((pair.name, text[max(at - 20, 0) : at + 20]))
    assert missed == []


@pytest.mark.parametrize("pair", list(pairs()), ids=lambda pair: f"{pair.place}-{pair.name}")
def test_the_texts_of_this_book_agree(pair):
    """What is edited above has nothing wrong before."""
    assert list(findings_of(pair)) == []


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("1,234.5 rows", f"1{NARROW}234,5 lignes"),
        ("see [data](data.md#rows)", "voir les [données](../data.md)"),
        ("see [scoring](notebooks/scoring.ipynb)", "voir le [score](scoring.md)"),
        ("[0.9](result:a.auc#full)", "[](result:a.auc#full)"),
        ('[253 mph](fact:gust "A report")', '[253 mph](fact:gust "Un rapport")'),
        ("a, then b: `x`", f"`x`{NARROW}: b après a"),
    ],
)
def test_order_words_and_format_may_differ(english, french):
    """Numbers are compared as numbers, links by the page they lead to."""
    assert differences(english, french) == []


def test_a_difference_says_what_is_lacking_and_what_is_added():
    """In words that name the thing."""
    assert differences("`a` and 12", "`b` et 12") == ["lacks the code 'a'", "adds the code 'b'"]
