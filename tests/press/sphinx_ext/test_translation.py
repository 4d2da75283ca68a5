"""Pages in a second language, as Sphinx prints them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from press.sphinx_ext.run_sphinx import print_pages
from press.sphinx_ext.translation import facts_file, split_page

NARROW = "\N{NARROW NO-BREAK SPACE}"
ROWS = [
    {
        "name": "late",
        "value": 1234.5,
        "unit": "%",
        "digits": 1,
        "interval": [1200.25, 1280.0],
        "label": "Late trains",
    },
    {"name": "held", "value": "holds", "type": "choice"},
    {"name": "place", "value": "Rome", "type": "name"},
    {"name": "day", "value": "1 January 1997", "type": "data name"},
]
TEXT = "{result}`one.late|full`, {result}`one.held`, {result}`one.place`, {result}`one.day`."
FACTS = {
    "title": "Le livre",
    "groups": [["Chapitres", [["fr/one", "Un chapitre"]]]],
    "english": ["En anglais", ["data"]],
    "words": {"one": {"holds": "tient", "Late trains": "Trains en retard"}},
    "catalogue": {"computed by {}": "calculé par {}", "interval {}": "intervalle {}", "Main": "Navigation"},
}
SETTINGS = {
    "extensions": [
        "myst_nb",
        "press.sphinx_ext.figures",
        "press.sphinx_ext.results_ext",
        "press.sphinx_ext.translation",
    ],
    "html_theme": "sphinx_book_theme",
    "source_suffix": {".md": "myst-nb"},
    "exclude_patterns": ["fr/index.md", "fr/one.md"],  # as the contents do with pages they do not name
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst.domains"],
}


def write(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the pages of a stage with two pages in French."""
    folder = tmp_path_factory.mktemp("book")
    stage, pages = folder / "stage", folder / "pages"
    write(stage / "index.md", f"# Home\n\n{TEXT}\n\n```{{toctree}}\ndata\n```\n")
    write(stage / "data.md", "# Data\n\nRows.\n")
    write(
        stage / "fr/index.md",
        f"---\norphan: true\n---\n\n# Accueil\n\n{TEXT} [Données](/data.md) [Un](one.md)\n",
    )
    write(stage / "fr/one.md", "---\norphan: true\n---\n\n# Un chapitre\n\nTexte.\n")
    write(stage / "_results/one/default.json", json.dumps(ROWS))
    write(stage / facts_file("fr"), json.dumps(FACTS))
    print_pages(stage, pages, folder / "memory", SETTINGS)
    return pages


@pytest.fixture
def french(printed: Path) -> str:
    """Return the French home page."""
    return (printed / "fr/index.html").read_text(encoding="utf-8")


def test_numbers_are_written_as_the_language_writes_them_and_stay_bound(french):
    """Thousands, decimals, the range and the percent sign; the value itself is as recorded."""
    assert f">1{NARROW}234,5{NARROW}% (1{NARROW}200,2 à 1{NARROW}280,0{NARROW}%)<" in french
    assert 'value="1234.5"' in french


def test_a_recorded_text_is_said_in_its_words_and_else_marked_as_english(french):
    """A choice by its declared words, a date by the calendar, and a name without words as a foreign one."""
    assert ">tient<" in french
    assert ">1er janvier 1997<" in french
    assert '<span lang="en">Rome</span>' in french


def test_what_is_told_of_a_number_is_told_in_the_language(french):
    """Label, run and interval, where a reader points at it."""
    assert f"Trains en retard{NARROW}; calculé par one/default{NARROW}; intervalle 1{NARROW}200,2 à" in french


def test_the_theme_speaks_the_language_and_leads_to_its_pages(french):
    """By its own catalogues; navigation and title are the book's, and what is English says so."""
    assert '<html lang="fr"' in french
    assert 'placeholder="Recherche' in french
    assert 'aria-label="Navigation"' in french
    assert "Le livre</title>" in french
    assert '<a class="reference internal" href="one.html">Un chapitre</a>' in french
    assert 'lang="en" hreflang="en" href="../data.html">Data</a>' in french
    assert '<a class="reference internal" hreflang="en" href="../data.html">' in french


def test_the_page_in_the_language_of_the_book_is_as_it_was(printed):
    """Nothing of the other language reaches it."""
    page = (printed / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in page
    assert "1,234.5" in page
    assert "holds" in page
    assert "Chapitres" not in page


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("fr/index", ("fr", "index")),
        ("data/flights", ("", "data/flights")),
        ("index", ("", "index")),
        ("fr", ("", "fr")),
    ],
)
def test_only_a_known_language_is_one(name, parts):
    """`data/flights` is not a page in a language called data."""
    assert split_page(name) == parts
