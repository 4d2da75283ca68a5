"""The files that stand beside the pages."""

from __future__ import annotations

from xml.etree import ElementTree

from press.finish.sitemap_404 import not_found, robots, site_address, sitemap

HOME = "https://example.org/book/"


def test_the_sitemap_lists_the_pages_home_first() -> None:
    """Without search and index, which lead to others only."""
    text = sitemap(["search.html", "a b.html", "index.html", "404.html", "genindex.html"], HOME)
    found = [element.text for element in ElementTree.fromstring(text.encode()).iter() if "loc" in element.tag]
    assert found == [HOME, HOME + "a%20b.html"]


def test_crawlers_are_told_of_the_sitemap_when_there_is_one() -> None:
    """A sitemap needs whole addresses."""
    assert robots(HOME).splitlines()[-1] == f"Sitemap: {HOME}sitemap.xml"
    assert "Sitemap" not in robots(None)


def test_the_address_of_the_site_is_that_of_its_home_page() -> None:
    """However it was written."""
    assert site_address(HOME + "index.html") == HOME
    assert site_address(HOME) == HOME
    assert site_address(None) is None


def test_the_page_for_a_wrong_address_leads_home_from_any_depth() -> None:
    """By a whole path when it is known, else by a script; it asks for no file."""
    known, unknown = not_found("Book", "en", "data:,", HOME), not_found("Book", "en", "data:,", None)
    assert 'href="/book/index.html"' in known
    assert "<script" not in known
    assert 'href="index.html"' in unknown
    assert '"/index.html"' in unknown
    assert "src=" not in known + unknown
    assert "stylesheet" not in known + unknown
