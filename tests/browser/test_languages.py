"""From a page to the same page in the other language, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opened_pages import PHONE, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "twin"),
    [("index.html", "fr/index.html"), ("notebooks/one.html", "fr/one.html")],
)
def test_the_switch_leads_there_and_back(name: str, twin: str, visit_page: Callable[..., Visit]) -> None:
    """It is seen without a menu, large enough for a finger, and says in its own language where it leads."""
    page = visit_page(name, viewport=PHONE, has_touch=True).page
    link = page.get_by_role("link", name="Français", exact=True)
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["height"] >= 24
    link.tap()
    page.wait_for_url(f"**/{twin}")
    page.locator("html[lang=fr]").wait_for(state="attached")
    page.get_by_role("link", name="English", exact=True).tap()
    page.locator("html[lang=en]").wait_for(state="attached")  # the address of a twin at home ends alike
    page.wait_for_url(f"**/{name}")


def test_all_of_the_bar_is_in_sight_on_a_phone(visit_page: Callable[..., Visit]) -> None:
    """In French too, where the words are longer; no two of its links lie on each other."""
    page = visit_page("fr/index.html", viewport=PHONE).page
    boxes = page.locator(".top-bar a, a.language").evaluate_all(
        "(links) => links.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"
    )
    assert len(boxes) >= 2
    edges = [edge for box in sorted(boxes) for edge in box]
    assert edges == sorted(edges)
    assert 0 <= edges[0] < edges[-1] <= PHONE["width"]


def test_a_page_without_a_twin_has_no_switch(visit_page: Callable[..., Visit]) -> None:
    """A scenario is read in English."""
    assert visit_page("notebooks/one-oslo.html").page.locator("a.language").count() == 0


def test_a_french_chapter_opens_as_the_english_one_does(visit_page: Callable[..., Visit]) -> None:
    """A sentence, a number, a figure within two screens of a phone and three lines; the rest is folded."""
    box = visit_page("fr/one.html", viewport=PHONE, is_mobile=True).page.locator(".one-minute")
    figure = box.locator("img").bounding_box()
    assert figure is not None
    assert figure["y"] + figure["height"] < 2 * PHONE["height"]
    assert box.locator(".one-minute-number").inner_text() == "12,0\N{NO-BREAK SPACE}min"
    assert "Retard, 11,0 à 13,0" in box.locator(".one-minute-meaning").inner_text()
    assert [one for one in box.locator("dt").all_inner_texts() if one] == [
        "The data",
        "The method",
        "The limits",
    ]
    question = box.get_by_text("que faudrait-il savoir")
    assert not question.is_visible()
    box.locator("summary").click()
    assert question.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_caption_is_as_dark_as_the_text_in_both_languages(
    scheme: str, visit_page: Callable[..., Visit]
) -> None:
    """And as bold: a reader compares numbers in it."""
    look = "(one) => [getComputedStyle(one).color, getComputedStyle(one).fontWeight]"
    for name in ("notebooks/one.html", "fr/one.html"):
        page = visit_page(name, color_scheme=scheme).page
        caption = page.locator("figcaption p").first.evaluate(look)
        assert caption == page.locator(".bd-article dd p").first.evaluate(look)


def test_a_french_figure_grows_under_a_touch(visit_page: Callable[..., Visit]) -> None:
    """As the English one does."""
    page = visit_page("fr/one.html", viewport=PHONE, is_mobile=True, has_touch=True).page
    button = page.locator(".chapter-figure button.enlarge").first
    button.scroll_into_view_if_needed()
    button.tap()
    assert button.get_attribute("aria-pressed") == "true"
    box = button.locator("img").bounding_box()
    assert box is not None
    assert box["width"] > PHONE["width"]


@pytest.mark.parametrize("name", ["search.html", "fr/search.html"])
def test_a_search_answers_once(name: str, visit_page: Callable[..., Visit]) -> None:
    """A script that runs twice lists everything twice, and its second run is an error."""
    opened = visit_page(name)
    opened.page.goto(f"{opened.page.url}?q=train")
    opened.page.wait_for_selector("#search-results li a")
    assert opened.page.locator("#search-results > ul.search").count() == 1
    assert opened.errors == []


def test_what_is_english_on_a_french_page_says_so(visit_page: Callable[..., Visit]) -> None:
    """A recorded name without a translation, and the link to the notebook."""
    page = visit_page("fr/one.html").page
    assert page.locator(".one-minute [lang=en]").all_text_contents() == ["Rome"]
    assert page.locator(".run-banner a").first.get_attribute("hreflang") == "en"
