"""The links at the top of every page."""

from __future__ import annotations

from press.finish.top_bar import with_top_bar

PAGE = (
    '<div class="header-article-items__start">\n<div><button class="sidebar-toggle">'
    "<span></span>\n</button></div>\n</div><p>text</p>"
)


def test_the_links_lead_to_the_pages_that_there_are() -> None:
    """From any depth."""
    page = with_top_bar(PAGE, "notebooks/one.html", {"index.html", "cv.html"})
    assert '</button></div><nav class="top-bar" aria-label="Main">' in page
    assert '<a href="../index.html">Work</a><a href="../cv.html">CV</a></nav>' in page
    assert "Skills" not in page


def test_the_page_itself_is_marked() -> None:
    """For the eye and for who listens."""
    assert '<a href="cv.html" aria-current="page">CV</a>' in with_top_bar(PAGE, "cv.html", {"cv.html"})


def test_a_page_without_the_bar_of_the_theme_stays_as_it_is() -> None:
    """Such as one that nobody printed."""
    assert with_top_bar("<p>text</p>", "index.html", {"index.html"}) == "<p>text</p>"


def test_a_page_of_another_language_keeps_to_it() -> None:
    """As far as that language goes."""
    page = with_top_bar(PAGE, "fr/index.html", {"index.html", "cv.html", "fr/index.html"})
    assert '<a href="../fr/index.html" aria-current="page">Work</a><a href="../cv.html">CV</a>' in page
