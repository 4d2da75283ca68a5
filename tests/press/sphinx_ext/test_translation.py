"""Pages in a second language."""

from __future__ import annotations

import gettext
import io
import json
from pathlib import Path

import pytest

from portfolio.errors import UsageError
from press.sphinx_ext.run_sphinx import print_pages
from press.sphinx_ext.translation import compiled, languages, localised, split_page, staged
from tests_support import ROOT

ROW = {"name": "late", "value": 1234.5, "unit": "%", "digits": 1, "interval": [1200.25, 1280.0]}
PO = """msgid "Home"
msgstr "Accueil"

msgid "Late: {result}`one.late|full` of all."
msgstr "En retard : {result}`one.late|full` du tout."

msgid "Old text."
msgstr "Vieux."
"""
PAGE = "# Home\n\nLate: {result}`one.late|full` of all.\n\nNot translated.\n"
SETTINGS = {
    "extensions": [
        "myst_nb",
        "press.sphinx_ext.results_ext",
        "press.sphinx_ext.page_assets",
        "press.sphinx_ext.translation",
    ],
    "html_theme": "sphinx_book_theme",
    "source_suffix": {".md": "myst-nb"},
    "exclude_patterns": ["fr/index.md"],  # as the contents do with a page that they do not name
    "nb_execution_mode": "off",
    "suppress_warnings": ["myst.domains"],
}


def write(path: Path, text: str | bytes) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the pages of a stage with a home page in two languages."""
    folder = tmp_path_factory.mktemp("book")
    stage, pages = folder / "stage", folder / "pages"
    write(stage / "index.md", PAGE)
    write(stage / "fr/index.md", f"---\norphan: true\n---\n\n{PAGE}")
    write(stage / "_results/one/default.json", json.dumps([ROW]))
    write(folder / "fr/LC_MESSAGES/index.po", PO)
    write(stage / staged("fr", "index"), compiled(folder / "fr/LC_MESSAGES/index.po", "fr"))
    print_pages(stage, pages, folder / "memory", SETTINGS)
    return pages


def test_the_page_is_translated_and_its_numbers_stay_bound(printed):
    """Written as the language writes them; what is not translated yet stays."""
    page = (printed / "fr/index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Accueil" in page
    number = "1\N{NARROW NO-BREAK SPACE}234,5"
    assert (
        f">{number}\N{NO-BREAK SPACE}% (1\N{NARROW NO-BREAK SPACE}200,2 \N{LATIN SMALL LETTER A WITH GRAVE} "
        in page
    )
    assert 'value="1234.5"' in page
    assert "Not translated." in page


def test_the_theme_speaks_the_language_too(printed):
    """By the catalogues that it brings."""
    page = (printed / "fr/index.html").read_text(encoding="utf-8")
    assert 'placeholder="Recherche' in page


def test_the_page_in_the_language_of_the_book_is_as_it_was(printed):
    """One catalogue must not reach the other page."""
    page = (printed / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in page
    assert "Home" in page
    assert "Accueil" not in page
    assert "1,234.5" in page


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("12.4 %", "fr", "12,4 %"),
        ("1,234,567", "fr", "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"),
        ("1 to 2", "fr", "1 \N{LATIN SMALL LETTER A WITH GRAVE} 2"),
        ("from here to there", "fr", "from here to there"),
        ("1,234.5", "en", "1,234.5"),
    ],
)
def test_a_number_is_written_as_its_language_does(text, language, told):
    """And words stay as they are."""
    assert localised(text, language) == told


def test_a_catalogue_compiles_to_the_same_bytes_each_time(tmp_path):
    """As gettext reads it; a fuzzy message is not used."""
    path = tmp_path / "index.po"
    path.write_text(PO + '\n#, fuzzy\nmsgid "New"\nmsgstr "?"\n')
    data = compiled(path, "fr")
    assert data == compiled(path, "fr")
    words = gettext.GNUTranslations(io.BytesIO(data))
    assert (words.gettext("Home"), words.gettext("New")) == ("Accueil", "New")


def test_a_broken_catalogue_is_named(tmp_path):
    """Instead of a page that is half translated."""
    path = tmp_path / "fr/LC_MESSAGES/index.po"
    write(path, "This is prose.\n")
    with pytest.raises(UsageError, match=r"fr/index.po is not a catalogue"):
        compiled(path, "fr")


def test_the_languages_are_those_with_a_catalogue_of_the_home_page(tmp_path):
    """In the order of their names."""
    assert languages(tmp_path) == []
    for name in ("fr", "de"):
        write(tmp_path / f"locale/{name}/LC_MESSAGES/index.po", "")
    write(tmp_path / "locale/it/LC_MESSAGES/about.po", "")
    assert languages(tmp_path) == ["de", "fr"]


def test_only_a_folder_with_a_catalogue_is_a_language(tmp_path):
    """`data/flights` is no page in a language called data."""
    (tmp_path / "_locale/fr").mkdir(parents=True)
    assert split_page("fr/index", tmp_path) == ("fr", "index")
    assert split_page("data/flights", tmp_path) == ("", "data/flights")
    assert split_page("index", tmp_path) == ("", "index")


def test_the_french_home_page_of_this_book_keeps_every_number_of_its_texts_known():
    """A role in a translation names a result that the original text or its chapter has."""
    catalogue = ROOT / "book/locale/fr/LC_MESSAGES/index.po"
    words = gettext.GNUTranslations(io.BytesIO(compiled(catalogue, "fr")))
    assert words.gettext("Three ways to read") == "Trois fa\N{LATIN SMALL LETTER C WITH CEDILLA}ons de lire"
