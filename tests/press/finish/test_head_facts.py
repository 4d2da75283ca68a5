"""What is added to the heads of pages when they are published."""

from __future__ import annotations

import re

import pytest

from press.finish.head_facts import FILE, Facts, read_facts, with_facts

TWINS = {"en": "index.html", "fr": "fr/index.html"}
PAGE = "<html><head><title>x</title></head><body></head></body></html>"
FACTS = Facts(
    scripts={"index.html": "<script>1</script>"},
    cards={"": "social/site.png", "notebooks/one.html": "social/one.png"},
    alternates={"index.html": {"en": "index.html", "fr": "fr/index.html"}},
    feed="Changes & more",
)


def at(address: str) -> Facts:
    """Return the facts of a site that has an address."""
    return Facts(address, FACTS.scripts, FACTS.cards, FACTS.alternates, FACTS.feed)


def test_facts_survive_the_way_through_a_file(tmp_path):
    """Without the file there are none, and pages stay as they are."""
    (tmp_path / FILE).write_text(FACTS.as_json(), encoding="utf-8")
    assert read_facts(tmp_path) == FACTS
    assert with_facts(PAGE, "index.html", read_facts(tmp_path / "none")) == PAGE


def test_a_page_gets_what_is_known_of_it_once():
    """In its head, which ends once."""
    page = with_facts(PAGE, "index.html", FACTS)
    assert page.count("<script>1</script>") == 1
    assert page.index("<script>1</script>") < page.index("<body>")
    assert "hreflang" not in page, "a relative address of another language is a fault to search engines"
    assert 'title="Changes &amp; more" href="feed.xml"' in page
    assert "<script>1" not in with_facts(PAGE, "other.html", FACTS)


def test_addresses_lead_from_any_depth():
    """Relative ones from the page, whole ones from the site."""
    assert 'href="../feed.xml"' in with_facts(PAGE, "notebooks/one.html", FACTS)
    assert 'href="https://e.org/fr/index.html"' in with_facts(PAGE, "index.html", at("https://e.org/"))


@pytest.mark.parametrize("name", ["index.html", "fr/index.html"])
def test_both_languages_of_a_page_are_named_on_both(name):
    """Each names itself, its twin and what readers of any other language get, by whole addresses."""
    both = Facts("https://e.org/", alternates=dict.fromkeys(("index.html", "fr/index.html"), TWINS))
    links = re.findall(
        r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', with_facts(PAGE, name, both)
    )
    assert dict(links) == {
        "en": "https://e.org/index.html",
        "fr": "https://e.org/fr/index.html",
        "x-default": "https://e.org/index.html",
    }
    assert len(links) == 3


def test_a_page_that_nobody_shall_find_names_no_twin():
    """The search page is for readers alone."""
    pages = {"en": "search.html", "fr": "fr/search.html"}
    both = Facts("https://e.org/", alternates=dict.fromkeys(pages.values(), pages))
    assert 'rel="alternate"' not in with_facts(PAGE, "fr/search.html", both)


def test_pictures_for_sharing_need_the_address_of_the_site():
    """A page has its own, or that of the site; the page for a wrong address has none."""
    assert "og:image" not in with_facts(PAGE, "notebooks/one.html", FACTS)
    assert 'content="https://e.org/social/one.png"' in with_facts(
        PAGE, "notebooks/one.html", at("https://e.org/")
    )
    assert 'content="https://e.org/social/site.png"' in with_facts(PAGE, "data.html", at("https://e.org/"))
    assert "og:image" not in with_facts(PAGE, "404.html", at("https://e.org/"))


def test_a_page_with_a_twin_has_a_link_to_it_among_its_buttons():
    """For readers, with or without an address of the site."""
    page = '<head></head><div class="article-header-buttons">'
    switch = '<a class="language" lang="{0}" hreflang="{0}" aria-label="{2}" href="{1}">'
    pages = {"en": "index.html", "fr": "fr/index.html"}
    both = Facts(alternates=dict.fromkeys(pages.values(), pages))
    assert switch.format("fr", "fr/index.html", "Français") in with_facts(page, "index.html", both)
    assert switch.format("en", "../index.html", "English") in with_facts(page, "fr/index.html", both)
    assert 'class="language"' not in with_facts(page, "notebooks/one.html", both)


def test_the_bar_at_the_top_leads_to_pages_of_the_same_language():
    """In its words; a page without a twin stays where it is, and an English page as it was."""
    bar = '<head></head><nav class="top-bar"><a href="../index.html">Work</a><a href="../a.html">A</a></nav>'
    pages = {"en": "index.html", "fr": "fr/index.html"}
    both = Facts(alternates=dict.fromkeys(pages.values(), pages), words={"fr": {"Work": "Travaux"}})
    french = with_facts(bar, "fr/index.html", both)
    assert '<a href="../fr/index.html" aria-current="page">Travaux</a>' in french
    assert '<a href="../a.html">A</a>' in french
    assert with_facts(bar, "notebooks/one.html", both) == bar
