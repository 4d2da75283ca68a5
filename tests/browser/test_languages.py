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


def test_what_is_english_on_a_french_page_says_so(visit_page: Callable[..., Visit]) -> None:
    """A recorded name without a translation, and the link to the notebook."""
    page = visit_page("fr/one.html").page
    assert page.locator(".one-minute [lang=en]").all_inner_texts() == ["Rome"]
    assert page.locator(".run-banner a").first.get_attribute("hreflang") == "en"
