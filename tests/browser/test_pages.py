"""What every page of a finished site must be, opened from disk in a browser without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opened_pages import BUDGET, PHONE, Visit, findings

pytestmark = pytest.mark.browser

PAGES = [
    "index.html",
    "notebooks/one.html",
    "notebooks/one-oslo.html",
    "notebooks/one-compare.html",
    "fr/index.html",
    "fr/one.html",
    "search.html",
    "404.html",
]
CHAPTER = "notebooks/one.html"
# What the keyboard must be able to reach: everything that does something and is seen.
LIVE = """[...document.querySelectorAll("a[href], button, summary, input, select, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  && !one.disabled && one.tabIndex >= 0 && !one.closest("dialog:not([open]), .modebar")
  && one.getClientRects().length)"""
MISSED = """(reached) => [...document.querySelectorAll("[data-live]")]
  .filter((one) => !reached.includes(one.dataset.live) && one.tabIndex >= 0)
  .map((one) => one.outerHTML.slice(0, 90))"""
RING = """(() => { const one = document.activeElement, look = getComputedStyle(one);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1 || look.boxShadow !== "none"
    || [...one.children].some((child) => getComputedStyle(child).outlineStyle !== "none"); })()"""
MOVING = """[...document.querySelectorAll("*")].filter((one) => {
  const look = getComputedStyle(one);
  return Math.max(parseFloat(look.transitionDuration), parseFloat(look.animationDuration)) > .01;
}).length"""
SEEN = "(selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility())"
BROKEN = """<html><head><title>T</title><style>@media (prefers-color-scheme: dark) {
body { background: #111; color: #eee }
tr:nth-child(even) { color: #333 } .one { color: #222 } }</style></head>
<body><p>fine</p><p class="one">dim</p><table><tr><td>odd</td></tr><tr><td>even</td></tr></table>
<div class="bd-article"><div style="overflow:auto"><p style="width:900px">scrolls</p></div>
<section style="content-visibility:auto;width:300px"><p style="width:800px">cut</p></section></div>
<div style="width:2000px">wide</div>
<img src="lost.png"><p style="color:#aaa;background:#fff">pale</p>
<script src="https://example.invalid/a.js"></script><script>broken()</script></body></html>"""


@pytest.mark.parametrize("name", PAGES)
def test_nobody_complains_of_a_page(name: str, site: Path, browser: Any):
    """Log, foreign hosts, weight, width, movement, pictures, and axe in light and dark."""
    assert findings(browser, site / name) == []


def test_a_bad_page_is_complained_of(browser: Any, tmp_path: Path):
    """Else the test above proves nothing."""
    page = tmp_path / "page.html"
    page.write_text(BROKEN)
    told = "\n".join(findings(browser, page))
    for part in (
        "console: ",
        "asks for https://example.invalid/a.js",
        "scrolls sideways",
        "picture without",
        "light: ",
        "dark: color-contrast",
        'cut at the edge of a phone: <p style="width:800px">',
    ):
        assert part in told


def test_the_weight_of_a_page_counts_all_that_it_loads(visit_page: Callable[..., Visit]):
    """Page, style sheet and script at the least; plotly's bundle waits."""
    opened = visit_page(CHAPTER, viewport=PHONE)
    assert {Path(url.partition("?")[0]).suffix for url in opened.asked if url.startswith("file:")} >= {
        ".html",
        ".css",
        ".js",
    }
    assert 20_000 < opened.compressed_bytes() < BUDGET


@pytest.mark.parametrize("name", [CHAPTER, "notebooks/one-compare.html"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(name: str, visit_page: Callable[..., Visit]):
    """By Tab alone, each thing with a ring around it."""
    page = visit_page(name).page
    page.evaluate(f"{LIVE}.forEach((one, index) => {{ one.dataset.live = index; }})")
    wanted = page.evaluate(f"{LIVE}.length")
    reached, bare = set(), []
    for _ in range(2 * wanted + 20):
        page.keyboard.press("Tab")
        number = page.evaluate("document.activeElement.dataset?.live ?? ''")
        if number in reached:
            continue
        if number:
            reached.add(number)
            bare += (
                []
                if page.evaluate(RING)
                else [page.evaluate("document.activeElement.outerHTML.slice(0, 90)")]
            )
        if len(reached) == wanted:
            break
    missed = page.evaluate(MISSED, sorted(reached))
    assert (missed, bare) == ([], [])
    assert len(reached) > 10


def test_who_wants_no_motion_gets_none(visit_page: Callable[..., Visit]):
    """Not even when a menu opens."""
    assert visit_page(CHAPTER, reduced_motion="reduce").page.evaluate(MOVING) == 0


def test_figures_show_when_they_come_near(visit_page: Callable[..., Visit]):
    """The interactive one is an image with a name; the picture has its size."""
    page = visit_page(CHAPTER).page
    page.locator(".plotly-figure").scroll_into_view_if_needed()
    page.wait_for_selector(".plotly-figure.drawn .main-svg[role=img]")
    assert page.locator(".main-svg[role=img]").get_attribute("aria-label") == (
        "Bars: the evening is twice as late as the morning."
    )
    picture = page.locator("figure img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').naturalWidth > 100")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 200


def test_a_picture_is_dark_on_a_dark_page_and_white_on_paper(visit_page: Callable[..., Visit]):
    """Its hues stay; a printer is not asked for black."""
    page = visit_page(CHAPTER, color_scheme="dark").page
    look = "getComputedStyle(document.querySelector('figure img')).filter"
    assert "invert" in page.evaluate(look)
    page.emulate_media(media="print")
    assert page.evaluate(look) == "none"


def test_a_touch_on_a_picture_of_a_phone_shows_it_large(visit_page: Callable[..., Visit]):
    """In its own box, by keyboard too; another makes it small again."""
    page = visit_page(CHAPTER, viewport=PHONE).page
    button = page.locator("figure button.enlarge")
    button.scroll_into_view_if_needed()
    small = page.evaluate("document.querySelector('.enlarge img').clientWidth")
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.enlarge img').clientWidth") > 1.5 * small
    assert button.get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.enlarge img').clientWidth") == small


def test_a_wide_table_scrolls_in_a_named_box_within_reach(visit_page: Callable[..., Visit]):
    """The page itself does not move."""
    page = visit_page(CHAPTER, viewport=PHONE).page
    page.locator("table.dataframe").scroll_into_view_if_needed()
    box = page.locator(".cell_output .text_html")
    page.wait_for_function("document.querySelector('.cell_output .text_html').hasAttribute('aria-label')")
    assert box.evaluate("(one) => one.scrollWidth > one.clientWidth && one.tabIndex === 0")
    assert box.get_attribute("aria-label") == "Table, scrolls sideways: Delays"


def test_a_page_prints_clean(visit_page: Callable[..., Visit]):
    """No navigation, no buttons, no folded code; what was told in one minute, and where links lead."""
    page = visit_page(CHAPTER).page
    page.emulate_media(media="print")
    for gone in (
        ".bd-sidebar-primary",
        ".bd-sidebar-secondary",
        ".run-banner",
        ".copybtn",
        "details.hide",
        "footer nav",
    ):
        assert not page.evaluate(SEEN, gone), gone
    for kept in ("h1", ".one-minute", "figure img", ".receipt", ".admonition"):
        assert page.evaluate(SEEN, kept), kept
    note = page.evaluate("getComputedStyle(document.querySelector('a.external'), '::after').content")
    assert "https://example.org/rule" in note or "attr(href)" in note
    assert len(page.pdf()) > 10_000


def test_the_page_before_and_after_are_one_step_away(visit_page: Callable[..., Visit]):
    """At the end of every chapter."""
    page = visit_page("notebooks/one-oslo.html").page
    assert page.locator("a.left-prev").get_attribute("href") == "one.html"
    assert page.locator("a.right-next").get_attribute("href") == "one-night.html"


def test_a_page_tells_its_own_numbers_in_one_minute(visit_page: Callable[..., Visit]):
    """A scenario's box is not that of the default run."""
    box = visit_page("notebooks/one-oslo.html").page.locator(".one-minute")
    box.locator("summary").click()
    told = box.inner_text()
    assert "4.0\N{NO-BREAK SPACE}min (3.0 to 5.0\N{NO-BREAK SPACE}min) late" in told
    assert "Oslo" in told
    assert "One year only." in told


def test_what_is_offered_for_download_is_there(site: Path, visit_page: Callable[..., Visit]):
    """Notebook, and results as JSON."""
    page = visit_page(CHAPTER).page
    hrefs = page.locator("#take-it-away a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    files = [(site / "notebooks" / href).resolve() for href in hrefs if "_downloads" in href]
    assert [file.suffix for file in files] == [".ipynb", ".json"]
    assert all(file.is_file() for file in files)


def test_a_link_to_a_file_is_as_tall_as_a_finger_needs(visit_page: Callable[..., Visit]):
    """Two in a list stand close to each other."""
    page = visit_page(CHAPTER, viewport=PHONE).page
    heights = page.locator("#take-it-away a.download").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert len(heights) == 2
    assert min(heights) >= 24


def test_the_age_of_a_page_is_counted_where_it_is_read(visit_page: Callable[..., Visit]):
    """The page itself says the date only."""
    told = visit_page(CHAPTER).page.locator(".receipt").text_content() or ""
    assert re.search(r"2026-01-02 03:04:05 UTC \((\d+ days ago|yesterday|less than a day ago)\)", told)


def test_a_solution_waits_behind_a_button(visit_page: Callable[..., Visit]):
    """One touch away, and not before."""
    page = visit_page(CHAPTER).page
    solution = page.locator(".admonition.dropdown")
    solution.locator("button").first.wait_for()
    solution.scroll_into_view_if_needed()
    assert not page.get_by_text("The one that is not here yet").is_visible()
    solution.locator("button").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("The one that is not here yet").wait_for(state="visible")
