"""The page that compares runs: a choice of runs without leaving the page, and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opened_pages import PHONE, Visit

pytestmark = pytest.mark.browser

PAGE = "notebooks/one-compare.html"
HEADS = "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim())"


def heads(visit: Visit) -> list[str]:
    """Return the heads of the columns that are seen."""
    found: list[str] = visit.page.locator(".compared thead th").evaluate_all(HEADS)
    return found[1:]


def rows(visit: Visit) -> list[str]:
    """Return the names of the runs that the figure shows."""
    found: list[str] = visit.page.locator(".dots-name").evaluate_all(HEADS)
    return found


def test_without_a_script_the_choice_is_a_line_of_links(visit_page: Callable[..., Visit]):
    """Each leads to the page of its run, and all columns are there."""
    opened = visit_page(PAGE, java_script_enabled=False)
    links = opened.page.locator(".scenario-switch a")
    assert [link.get_attribute("href") for link in links.all()] == ["one-oslo.html", "one-night.html"]
    assert heads(opened) == ["Trains to Rome", "Trains to Oslo", "Night trains"]
    links.first.click()
    opened.page.wait_for_url("**/one-oslo.html")
    assert "Trains to Oslo" in opened.page.locator(".bd-article h1").inner_text()


def test_a_button_shows_one_run_beside_the_first(visit_page: Callable[..., Visit]):
    """In table and figure, by keyboard, without loading anything."""
    opened = visit_page(PAGE)
    page = opened.page
    page.evaluate("window.stayed = true")
    asked = len(opened.asked)
    button = page.get_by_role("button", name="Night trains")
    button.focus()
    page.keyboard.press("Enter")
    assert heads(opened) == ["Trains to Rome", "Night trains"]
    assert rows(opened) == ["Trains to Rome", "Night trains"]
    assert button.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("status").inner_text() == "Shown: Night trains, beside the first run"
    assert page.evaluate("window.stayed")
    assert len(opened.asked) == asked


def test_all_runs_come_back(visit_page: Callable[..., Visit]):
    """As the page was when it opened."""
    opened = visit_page(PAGE)
    before = heads(opened), rows(opened)
    opened.page.get_by_role("button", name="Trains to Oslo").click()
    assert rows(opened) != before[1]
    opened.page.get_by_role("button", name="All runs").click()
    assert (heads(opened), rows(opened)) == before


def test_the_choice_can_be_passed_on(visit_page: Callable[..., Visit]):
    """The address holds it."""
    opened = visit_page(PAGE)
    opened.page.get_by_role("button", name="Trains to Oslo").click()
    assert opened.page.url.endswith("#one-oslo")
    opened.page.reload()
    assert heads(opened) == ["Trains to Rome", "Trains to Oslo"]


def test_differences_are_told_in_words(visit_page: Callable[..., Visit]):
    """Clearly where the intervals have nothing in common."""
    row = visit_page(PAGE).page.locator(".compared tr", has_text="Delay").inner_text()
    assert "clearly lower" in row
    assert row.endswith("higher")


def test_the_figure_fits_a_phone(visit_page: Callable[..., Visit]):
    """Names, dots and numbers stay on the screen."""
    page = visit_page(PAGE, viewport=PHONE).page
    edges = page.locator(".dots-row > *").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert edges
    assert max(edges) <= PHONE["width"]
