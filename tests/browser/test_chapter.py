"""What a reader sees first of a chapter, and how its code is folded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opened_pages import PHONE, Visit

pytestmark = pytest.mark.browser

CHAPTER = "notebooks/one.html"
LOOK = """(name) => {
  const { fontSize, fontWeight } = getComputedStyle(document.querySelector(name));
  return [fontSize, fontWeight].map(parseFloat);
}"""
SCREENS = 2 * 760  # pixels of a phone


def test_the_first_minute_fits_two_screens_of_a_phone(visit_page: Callable[..., Visit]) -> None:
    """A sentence, a number, a figure and three lines; what is longer opens at a touch."""
    page = visit_page(CHAPTER, viewport=PHONE, is_mobile=True).page
    box = page.locator(".one-minute")
    figure = box.locator("img").bounding_box()
    assert figure is not None
    assert figure["y"] + figure["height"] < SCREENS
    assert box.locator("p", has_text="A train is").count() == 1
    assert box.locator(".one-minute-number").inner_text() == "12.0\u00a0min"
    assert "Delay, 11.0 to 13.0" in box.locator(".one-minute-meaning").inner_text()
    assert [one for one in box.locator("dt").all_inner_texts() if one] == ["Data", "Method", "Limits"]
    assert not page.get_by_text("What would a passenger").is_visible()
    box.locator("summary").click()
    assert page.get_by_text("what would a passenger").is_visible()


def test_code_that_shows_nothing_waits_for_who_asks(visit_page: Callable[..., Visit]) -> None:
    """Each other fold says what it calls; a button shows all, and again none."""
    page = visit_page(CHAPTER).page
    bars = page.locator(".cell > details.hide > summary")
    seen = [text for text in bars.all_inner_texts() if text]
    assert "Code: words" in seen
    assert "Code: total" not in seen
    page.get_by_role("button", name="Show all code").click()
    assert page.locator("pre", has_text="total = 1 + 1").is_visible()
    page.get_by_role("button", name="Show all code").click()
    assert not page.locator("pre", has_text="print(words)").is_visible()


def test_a_link_to_code_that_shows_nothing_opens_it(visit_page: Callable[..., Visit]) -> None:
    """A number leads to the cell that recorded it."""
    page = visit_page(CHAPTER).page
    page.evaluate("document.querySelector('.cell.tag_silent').id = 'cell-x'; location.hash = '#cell-x'")
    page.locator("pre", has_text="total = 1 + 1").wait_for(state="visible")


def test_a_part_of_a_chapter_is_bolder_than_a_part_of_it(visit_page: Callable[..., Visit]) -> None:
    """On a phone too."""
    page = visit_page(CHAPTER, viewport=PHONE).page
    page.evaluate("document.querySelector('.bd-article h2').insertAdjacentHTML('afterend', '<h3>x</h3>')")
    (size, weight), (small, light) = (page.evaluate(LOOK, f".bd-article {name}") for name in ("h2", "h3"))
    assert size > small
    assert weight > light
