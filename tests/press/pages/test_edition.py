"""The French pages as they are staged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from finished_runs import finished_run, value
from press.finish.head_facts import FILE
from press.pages.stage_book import assemble
from press.pages.staging import Stage
from press.runs.notebook import read_notebooks
from press.settings.scenarios import load_scenarios
from press.sphinx_ext.page_assets import BESIDE
from press.sphinx_ext.translation import facts_file
from static_figures import SQUARE, figure_cell, png
from tests_support import TinyBook

SETTINGS = """short: Trains
card:
  question: How late is a train?
  answer: It is [12.5 min](result:one.late#full) late.
  data: Trains.
  method: They are counted.
  limits: One year only.
  message: "Trains are [12.5 min](result:one.late) late."
  methods: [PCA]
  figure: fig-late
  headlines: [late, lost]
"""
FRENCH = """french:
  title: Les trains
  short: Trains français
  card:
    question: De combien un train est-il en retard ?
    answer: Il a [](result:one.late#full) de retard.
    data: Des trains.
    method: On les compte.
    limits: Une seule année.
    message: "Un retard de [](result:one.late)."
    methods: [ACP]
  figures:
    fig-late:
      caption: Retard de [](result:one.late), sur [](result:one.lines) lignes.
      alt: Une barre de [](result:one.late#full) vers [](result:one.city).
  words: {Delay: Retard, Rome: Rome la grande}
"""
WORDS = """"A site": Un site
Analyst: Analyste
I count.: Je compte.
Skills: Compétences
min read: min de lecture
In one minute: En une minute
Key numbers: Chiffres clés
The question: Question
The data: Données
"""
VALUES = [
    value("late", 12.5, unit="min", interval=[11.0, 1300.0], label="Delay"),
    value("lost", 1.0, label="Lost"),
    value("lines", 3, digits=0),
    value("city", "Rome"),
]
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture
def french(book: TinyBook) -> TinyBook:
    """Return a book with a French home page, CV and chapter, and a chapter without French."""
    shown = figure_cell("fig-late", **{"image/png": png(SQUARE)})
    for name in ("one", "two"):
        book.notebook(name, shown)
    book.write("notebooks/one.yml", SETTINGS + FRENCH)
    book.write("notebooks/two.yml", SETTINGS.replace("short: Trains", "short: Others"))
    book.write("book/profile.yml", "name: Ann\nrole: Analyst\nsummary: I count.\ntitle: A site\n")
    book.write("book/cv.md", "# CV\n\n<!-- portfolio: cv -->\n")
    contents = (book.root / "_toc.yml").read_text(encoding="utf-8")
    book.write("_toc.yml", f"{contents}  - file: book/cv\n")
    marks = "<!-- portfolio: owner -->\n\n<!-- portfolio: chapters -->"
    book.write("book/fr/index.md", f'---\ntranslates: "1"\n---\n\n# Accueil\n\n{marks}\n')
    book.write("book/fr/cv.md", "# Curriculum\n\n<!-- portfolio: cv -->\n")
    book.write("book/fr/words.yml", WORDS)
    return book


def stage_of(book: TinyBook, *only: str) -> Path:
    """Return the stage of a book, or of some of its chapters."""
    project = replace(book.project, only=only)
    notebooks = read_notebooks(project.notebooks)
    runs = [run for run in load_scenarios(project, notebooks) if not only or run.notebook in only]
    paths = {run.name: project.notebooks / f"{run.notebook}.ipynb" for run in runs}
    made = [finished_run(run.name, *VALUES, executed=paths[run.name]) for run in runs]
    finished = [replace(item, run=run) for item, run in zip(made, runs, strict=True)]
    stage = Stage(book.root / "stage")
    assemble(project, finished, notebooks, stage, commit="abcdef0123", built_at="2026-01-02T03:04:05Z")
    return stage.folder


@pytest.fixture
def staged(french: TinyBook) -> Path:
    """Return the stage of the whole book."""
    return stage_of(french)


def test_a_book_of_some_chapters_leads_to_no_other(french: TinyBook) -> None:
    """A French page that names a chapter which is left out says its name, without a link."""
    told = "Voir [les trains](/notebooks/one.ipynb) et [les autres](/notebooks/two.ipynb)."
    french.write("book/fr/cv.md", f'---\ntranslates: "1"\n---\n\n# Curriculum\n\n{told}\n')
    page = (stage_of(french, "one") / "fr/cv.md").read_text(encoding="utf-8")
    assert "Voir [les trains](/fr/one.md) et les autres." in page


def test_a_chapter_has_one_page_with_its_figures_and_the_way_to_the_notebook(staged):
    """Numbers stay references; a text alternative has them in words and format of the language."""
    page = (staged / "fr/one.md").read_text(encoding="utf-8")
    assert page.startswith("---\norphan: true\n---\n\n# Les trains\n")
    message = ":::{div} one-minute-message\nUn retard de {result}`one.late`.\n:::"
    assert page.index("**En une minute**") < page.index(message) < page.index("Il a {result}")
    assert "Il a {result}`one.late|full` de retard." in page
    seen, folded = page.split('<details class="more">')
    assert "one-minute-number\n{result}`one/default.late`" in seen
    assert "one-minute-meaning\nRetard, {result}`one/default.late|bounds`" in seen
    assert "{thumbnail} cards/one-" in seen
    assert "Données\n: Des trains." in seen
    assert "Question\n: De combien" in folded
    assert "Retard de {result}`one.late`, sur {result}`one.lines` lignes." in page
    assert f":alt: Une barre de 12,5\N{NO-BREAK SPACE}min (11,0 à 1{NARROW}300,0" in page
    assert "vers Rome la grande." in page
    assert "(/notebooks/one.ipynb)" in page
    assert (staged / "fr/figures/one-fig-late.png").is_file()


def test_the_table_of_a_chapter_shows_what_has_words(staged):
    """The label of the other headline has no French."""
    page = (staged / "fr/one.md").read_text(encoding="utf-8")
    assert "| Retard | {result}`one.late\\|full` |" in page
    assert "one.lost" not in page


def test_a_chapter_without_french_has_no_french_page(staged):
    """And no French page leads to it."""
    assert not (staged / "fr/two.md").exists()
    assert "two" not in (staged / "fr/index.md").read_text(encoding="utf-8")


def test_the_home_page_speaks_french_and_leads_to_french_pages(staged):
    """Owner, cards, links; what is interface comes from the catalogue."""
    page = (staged / "fr/index.md").read_text(encoding="utf-8")
    assert "Analyste" in page
    assert "](/fr/one.md)" in page
    assert "Un retard de {result}`one.late`." in page
    assert "- ACP" in page
    assert "min de lecture" in page
    assert "(/fr/cv.md)" in page
    assert "<!-- portfolio" not in page


def test_the_cv_speaks_french_too(staged):
    """With the headline of the chapter in words."""
    page = (staged / "fr/cv.md").read_text(encoding="utf-8")
    assert "Je compte." in page
    assert "Un retard de {result}`one.late`." in page


def test_the_english_pages_stay_english(staged):
    """And the sources of the French ones are not staged as they stand."""
    assert "Analyste" not in (staged / "cv.md").read_text(encoding="utf-8")
    assert not (staged / "fr/words.yml").exists()


def test_search_engines_and_networks_learn_of_the_pages(staged):
    """Each with its twin, and with a picture of its own."""
    facts = json.loads((staged / BESIDE / FILE).read_text(encoding="utf-8"))
    assert facts["alternates"]["fr/one.html"] == {"en": "notebooks/one.html", "fr": "fr/one.html"}
    assert set(facts["alternates"]) == {
        "index.html",
        "cv.html",
        "search.html",
        "notebooks/one.html",
        "fr/index.html",
        "fr/search.html",
        "fr/cv.html",
        "fr/one.html",
    }
    assert {"fr/index.html", "fr/one.html"} <= set(facts["cards"])


def test_the_navigation_names_the_french_pages_and_then_the_english(staged):
    """For Sphinx, which prints it."""
    told = json.loads((staged / facts_file("fr")).read_text(encoding="utf-8"))
    assert told["title"] == "Un site"
    assert told["groups"][0][1] == [["fr/one", "Trains français"]]
    assert told["groups"][1][1] == [["fr/cv", "Curriculum"]]
