"""What is told of the French of a book."""

from __future__ import annotations

import pytest

from press.build.new_chapter import make_chapter
from press.result_references import values_from
from press.runs.notebook import read_notebooks
from press.settings.notebook_settings import settings_file
from press.translation.digests import english_digest
from press.translation.findings import chapter_findings, translation_findings
from press.translation.words import INTERFACE
from tests_support import TinyBook, cell

NARROW = "\N{NARROW NO-BREAK SPACE}"
ENGLISH = """short: Trains
card:
  question: How late is a train?
  answer: It is [12 min](result:one.late) late, which [holds](result:one.held).
  data: Trains.
  method: They are counted.
  limits: One year only.
  methods: [counting]
  figure: fig-late
  headlines: [late]
"""
TEXTS = {
    "title": "About one",
    "short": "Trains",
    "question": "How late is a train?",
    "answer": "It is [12 min](result:one.late) late, which [holds](result:one.held).",
    "data": "Trains.",
    "method": "They are counted.",
    "limits": "One year only.",
    "methods": "counting",
    "fig-late": "Late trains of [3](result:one.lines) lines.\nBars of late trains, one for each line.",
}
FRENCH = f"""french:
  title: Les trains
  short: Trains
  card:
    question: De combien un train est-il en retard{NARROW}?
    answer: Il a [](result:one.late) de retard, ce qui [](result:one.held).
    data: Des trains.
    method: On les compte.
    limits: Une seule année.
    methods: [comptage]
  figures:
    fig-late:
      caption: Trains en retard sur [](result:one.lines) lignes.
      alt: Barres des trains en retard, une par ligne.
  words:
    holds: tient
    Late trains: Trains en retard
  of: {{{", ".join(f'{name}: "{english_digest(text)}"' for name, text in TEXTS.items())}}}
"""
SAID = "".join(f'"{text}": "mot{" {}" * text.count("{}")}"\n' for text in INTERFACE)
VALUES = {
    "one/default": values_from(
        [
            {"name": "late", "value": 12, "unit": "min", "digits": 0, "label": "Late trains"},
            {"name": "held", "value": "holds", "type": "choice"},
            {"name": "lines", "value": 3},
        ]
    )
}


@pytest.fixture
def french(book: TinyBook) -> TinyBook:
    """Return a book with one chapter whose French is as it should be."""
    caption = {"caption": "Late trains of [3](result:lines) lines.", "name": "fig-late"}
    style = {"figure": caption, "image": {"alt": "Bars of late trains, one for each line."}}
    book.notebook("one", cell("1", mystnb=style))
    book.write("notebooks/one.yml", ENGLISH + FRENCH)
    book.write("book/fr/words.yml", SAID)
    digest = english_digest("# Home\n\nWelcome.\n")
    book.write("book/fr/index.md", f'---\ntranslates: "{digest}"\n---\n\n# Accueil\n\nBienvenue.\n')
    return book


def told(book: TinyBook) -> list[str]:
    """Return what is told of the whole book."""
    notebooks = read_notebooks(book.project.notebooks)
    return list(translation_findings(book.project, notebooks, VALUES))


def changed(book: TinyBook, name: str, old: str, new: str) -> list[str]:
    """Return what is told of the book once a text of a file is another."""
    text = (book.root / name).read_text(encoding="utf-8")
    assert old in text
    book.write(name, text.replace(old, new))
    return told(book)


def test_a_book_whose_french_is_whole_has_no_finding(french):
    """Nor has one that is not offered in French."""
    assert told(french) == []
    (french.root / "book/fr/index.md").unlink()
    french.write("notebooks/one.yml", ENGLISH)
    assert told(french) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    data: Des trains.\n", "", "line 14: data has no French: 'Trains.'", ""),
        (
            "  data: Trains.\n",
            "  data: Buses.\n",
            "data: the English text is another one now",
            "digest",
        ),
        ('data: "', 'days: "', "line 17: data: the digest is missing", "its digest is "),
        ("(result:one.late) de", "(result:one.lost) de", "answer lacks the number 'one.late'", "answer adds"),
        (f"{NARROW}?", " ?", "line 15: 'retard ?' is printed", ""),
        ("    holds: tient\n", "", "french/words lacks 'holds'", ""),
        ("    Late trains: Trains en retard\n", "", "french/words lacks 'Late trains'", ""),
        ("    Late trains: Trains en retard", "    Late trains: L'attente", "printed 'L’attente'", ""),
        ("    fig-late:\n", "    fig-lost:\n", "fig-lost translates nothing", ""),
    ],
)
def test_what_is_wrong_with_a_chapter_is_told_with_its_line(french, old, new, line, said):
    """Missing, older than the English, of other content, misprinted, without a word."""
    found = changed(french, "notebooks/one.yml", old, new)
    assert found
    assert all(one.startswith("notebooks/one.yml, line ") for one in found)
    assert line in " ".join(found)
    assert said in " ".join(found)


def test_a_chapter_without_french_cannot_be_forgotten(french):
    """Each of its texts is told."""
    french.write("notebooks/one.yml", ENGLISH)
    missing = [one for one in told(french) if "has no French" in one]
    assert len(missing) == len(TEXTS) - 1  # all but the figure
    assert "french/figures shows no figure" in " ".join(told(french))


def test_a_chapter_from_the_template_cannot_be_forgotten(french):
    """Its sample has French for its texts, and none for its title: both must be looked at."""
    (french.root / "src").unlink()
    make_chapter(french.project, "rates", title="How many?")
    notebook = read_notebooks(french.project.notebooks)["rates"]
    file = settings_file(french.project, "rates")
    assert file.faults == ()
    found = list(chapter_findings(notebook, file, {}))
    assert "title has no French: 'How many?'" in found[0]
    assert "short has no French" in found[1]
    assert all("the digest is missing" in one for one in found[2:])
    assert {"question", "answer", "limits", "fig-rates"} <= {one.split(": ")[1] for one in found}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'translates: "',
            'translates: "0',
            "book/fr/index.md, line 5: translates: the English text is another",
        ),
        ("Bienvenue.", "Bienvenue aux 3.", "book/fr/index.md, line 5: translates adds the number '3'"),
        ("Bienvenue.", "Bienvenue !", "book/fr/index.md, line 7: 'Bienvenue !' is printed"),
    ],
)
def test_what_is_wrong_with_a_page_is_told_with_its_line(french, old, new, said):
    """As for a chapter; a misprint by its own line."""
    (found,) = changed(french, "book/fr/index.md", old, new)
    assert found.startswith(said)


def test_a_page_that_a_french_book_has_needs_its_twin(french):
    """And a twin needs its page."""
    french.write("book/cv.md", "# CV\n")
    french.write("book/fr/lost.md", "# Perdu\n")
    found = told(french)
    assert found[0].startswith("book/fr/cv.md, line 1: translates has no French: '# CV")
    assert found[1] == "book/fr/lost.md, line 1: there is no page book/lost.md"


def test_the_catalogue_must_hold_the_profile_and_the_skills(french):
    """A text of theirs that changes is not found any more; holes and print are looked at."""
    french.write("book/profile.yml", "name: Ann\nrole: Analyst\nsummary: I count.\n")
    known = '"I count.": "Je compte."\n"{} rows": "des lignes"\n"Why?": "Pourquoi ?"\n'
    french.write("book/fr/words.yml", known + SAID.replace('"What": "mot"\n', ""))
    assert told(french) == [
        "book/fr/words.yml, line 2: '{} rows' and its French have other holes",
        "book/fr/words.yml, line 3: 'Pourquoi ?' is printed 'Pourquoi\\u202f?' in French",
        "book/fr/words.yml, line 1: the press: 'What' has no French",
        "book/fr/words.yml, line 1: book/profile.yml: 'Analyst' has no French",
    ]
