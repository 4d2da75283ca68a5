"""Where the words lead that a recruiter types into the search of this book."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from opened_pages import Visit
from press.finish.asset_bundle import OWN_SCRIPT
from press.finish.search_page import search_script
from press.pages.edition import Edition
from press.pages.search_words import known_pages, tags_of
from press.project import Project
from press.runs.notebook import read_notebooks, source
from press.runs.scenarios import page_path
from press.script_words import with_words
from press.settings.notebook_settings import read_all_settings
from press.settings.profile import read_profile
from press.settings.scenarios import load_scenarios

pytestmark = pytest.mark.browser

BOOK = Project(Path(__file__).parents[2])
PAGE = """<!doctype html><html lang="{lang}" data-content_root="{root}"><title>Search</title><input name="q">
<div id="search-results"></div>
<script>const stopwords = ["the"]; class Stemmer {{ stemWord(word) {{ return word; }} }}</script>
<script src="{root}book.js"></script>
<script src="{root}search.js"></script>"""
# What is typed, and the page that is to come first; of the second there is nothing, and the nearest is named.
LEADS = {
    "SHAP": "notebooks/explanations",
    "cr\u00e9dit": "notebooks/scoring",
    "credit scoring": "notebooks/scoring",
    "scikit-learn": "notebooks/scoring",
    "RFM": "notebooks/segmentation",
    "SQL": "notebooks/data_quality",
    "BERT": "notebooks/attention",
    "PyTorch": "notebooks/networks",
    "LSTM": "notebooks/networks",
    "Python": "skills",
    "docker": "architecture",
    "NLP": "notebooks/language",
    "MLOps": "notebooks/monitoring",
    "chatbot": "notebooks/dialogue",
    "churn": "notebooks/segmentation",
    "computer vision": "notebooks/vision",
    "forecasting": "notebooks/forecasting",
    "recommandation": "notebooks/recommendation",
    "time series": "notebooks/forecasting",
}
NEAREST = {
    "XGBoost": "notebooks/scoring",
    "fraud": "notebooks/autoencoders",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a search page over the sources of this book, as if they had been printed."""
    folder = tmp_path_factory.mktemp("search")
    notebooks, settings = read_notebooks(BOOK.notebooks), read_all_settings(BOOK)
    runs = [run for run in load_scenarios(BOOK, notebooks) if run.published]
    around = SimpleNamespace(
        project=BOOK,
        shown=[SimpleNamespace(run=run) for run in runs],
        settings=settings,
        chapters={name: one.card for name, one in settings.items() if one.card},
        notebooks=notebooks,
        profile=read_profile(BOOK),
        plain=lambda text, _: text,
        default_runs=dict.fromkeys(notebooks),
        pages=["about", "architecture", "skills", "cv"],
    )
    edition: Any = Edition(around, settings, "fr")  # type: ignore[arg-type]
    texts = {page_path(run): " ".join(map(source, notebooks[run.notebook].document["cells"])) for run in runs}
    texts |= {name: (BOOK.book / f"{name}.md").read_text() for name in around.pages}
    texts["cv"] += (BOOK.book / "profile.yml").read_text()
    texts |= {f"fr/{name}": (BOOK.book / f"fr/{name}.md").read_text() for name in around.pages}
    texts |= {f"fr/{name}": one.title for name, one in edition.chapters.items()}
    known: Any = known_pages(around)  # type: ignore[arg-type]
    known |= edition.known(known)
    descriptions = dict.fromkeys((f"{one}.html" for one in texts), "")
    script = search_script(known, tags_of(around.chapters.values()), descriptions, ["fr"])
    (folder / "search.js").write_bytes(script)
    (folder / "book.js").write_text(with_words(OWN_SCRIPT.read_text(), {"fr": edition.words.known}))
    (folder / "searchindex.js").write_text(f"Search.setIndex({json.dumps(index_of(texts))})")
    (folder / "search.html").write_text(PAGE.format(lang="en", root=""))
    (folder / "fr").mkdir()
    (folder / "fr/search.html").write_text(PAGE.format(lang="fr", root="../"))
    return folder


def index_of(texts: dict[str, str]) -> dict[str, Any]:
    """Return an index as Sphinx writes it, without stems."""
    terms: dict[str, list[int]] = {}
    for number, text in enumerate(texts.values()):
        for word in set(re.findall(r"\w+", text.lower())):
            terms.setdefault(word, []).append(number)
    return {"docnames": list(texts), "titles": list(texts), "terms": terms, "titleterms": {}}


@pytest.fixture
def search(pages: Path, visit: Callable[..., Visit]) -> Iterator[Callable[[str], Any]]:
    """Return a function that searches, and returns the page."""

    def searched(words: str, page: str = "search.html") -> Any:
        opened = visit(f"{(pages / page).as_uri()}?q={words}")
        assert opened.errors == []
        return opened.page

    yield searched


def first(page: Any) -> str:
    """Return the page that the first result leads to."""
    return str(page.get_attribute("#search-results li a", "href")).removesuffix(".html")


@pytest.mark.parametrize(("words", "name"), LEADS.items())
def test_a_word_leads_to_the_chapter_that_shows_it(
    words: str, name: str, search: Callable[[str], Any]
) -> None:
    """Or to the skills, where every chapter would do."""
    assert first(search(words)) == name


@pytest.mark.parametrize(("words", "name"), NEAREST.items())
def test_of_what_there_is_not_the_nearest_is_named(
    words: str, name: str, search: Callable[[str], Any]
) -> None:
    """And that there is nothing yet; what mentions the word is listed below."""
    told = search(words).locator(".search-near")
    assert "yet" in told.inner_text()
    assert told.locator("a").get_attribute("href") == f"{name}.html"


def test_where_nothing_is_found_tags_are_offered(search: Callable[[str], Any]) -> None:
    """Each of them finds something."""
    page = search("cobol")
    assert page.locator("#search-results li").count() == 0
    tags = page.locator(".search-tags a")
    assert tags.count() > 10
    tags.first.click()
    page.wait_for_selector("#search-results li a")


def test_the_tags_of_the_french_search_are_french(search: Callable[[str], Any]) -> None:
    """And each of them finds something in French."""
    tags = search("cobol", "fr/search.html").locator(".search-tags a")
    words = tags.all_inner_texts()
    assert "attaques adverses" in words
    assert "adversarial attacks" not in words
    tags.first.click()
    assert tags.page.wait_for_selector("#search-results li a").get_attribute("href").startswith("../fr/")


def test_further_runs_of_a_chapter_are_part_of_its_entry(search: Callable[[str], Any]) -> None:
    """Nobody wants one chapter three times."""
    page = search("applicants")
    main = page.locator("> a[href='notebooks/scoring.html']")
    entry = page.locator("#search-results > ul > li").filter(has=main)
    assert entry.count() == 1
    assert "notebooks/scoring-mortgages.html" in entry.locator(".search-more a").evaluate_all(
        "(links) => links.map((one) => one.getAttribute('href'))"
    )
    assert page.locator("#search-results > ul a[href*='scoring-mortgages']").count() == 1


def test_chapters_come_before_pages_that_say_the_word_too(search: Callable[[str], Any]) -> None:
    """The order is chapters, skills, CV, other pages."""
    kinds = (
        search("analyses")
        .locator("#search-results li")
        .evaluate_all("(items) => items.map((one) => one.querySelector('.search-kind')?.textContent ?? '')")
    )
    order = ["Chapter", "Skills", "CV", ""]
    assert kinds == sorted(kinds, key=order.index)


@pytest.mark.parametrize(
    ("words", "name"),
    {
        "crédit": "scoring",
        "clients": "segmentation",
        "SHAP": "explanations",
        "computer vision": "vision",
        "forecasting": "forecasting",
        "MLOps": "monitoring",
        "recommandation": "recommendation",
    }.items(),
)
def test_the_french_search_leads_to_french_pages(words: str, name: str, search: Callable[[str], Any]) -> None:
    """The notebook, which is English, is named below, and marked so."""
    page = search(words, "fr/search.html")
    assert first(page) == f"../fr/{name}"
    english = page.locator(f"#search-results li:first-child .search-more a[href='../notebooks/{name}.html']")
    assert english.get_attribute("lang") == "en"
    assert "page" in page.locator("#search-results [role=status]").inner_text()
    assert "«" in page.locator("#search-results [role=status]").inner_text()


def test_the_english_search_finds_no_page_in_french(search: Callable[[str], Any]) -> None:
    """A word that stands on French pages alone finds nothing of them."""
    links = search("travaux").locator("#search-results li a")
    assert not [
        one for one in links.evaluate_all("(all) => all.map((a) => a.getAttribute('href'))") if "fr/" in one
    ]
