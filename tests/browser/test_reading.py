"""What a reader does with a finished page, in a browser, from disk, with no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from opened_pages import DESK, PHONE, Visit
from small_site import SmallSite, build

pytestmark = pytest.mark.browser

NAMES = ["index.html", "chapter.html", "data.html", "data/one.html", "wide.html", "search.html", "404.html"]
# Settings of a browser context; a phone's takes the page's own word for its width.
ON_PHONE: dict[str, Any] = {"viewport": PHONE, "is_mobile": True}
ON_DESK: dict[str, Any] = {"viewport": DESK}
SLOW = """[...document.querySelectorAll('*')]
  .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > .01).length"""
# How every element of a page looks, but for icons, which the printed page draws by another means.
LOOKS = """JSON.stringify([...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("svg, [class*='fa-'], .search-button__button, .theme-switch-button, math,"
    + "script, .top-bar, .copybtn, .bd-search, #pst-back-to-top, [class*='plotly'], .toggle-button,"
    + ".admonition-title, .highlight :is(span.n, span.p, span.w)"))
  .map((one) => [one.tagName + "." + one.className.replace(/ ?active/, ""), ...["color", "display",
    "backgroundColor", "fontSize", "fontWeight", "fontFamily", "textAlign", "whiteSpace", "position",
    "marginTop", "marginBottom", "paddingTop", "paddingLeft", "borderTopWidth", "borderLeftColor",
    "overflowX", "opacity", "listStyleType", "textDecorationLine",
    "lineHeight", "zIndex"].map((name) => getComputedStyle(one)[name])]))"""
# Marks of code that are not published, where they look unlike the code around them.
COLOURED = """[...document.querySelectorAll(".highlight :is(span.n, span.p, span.w)")].filter((one) =>
  ["color", "fontWeight", "fontStyle", "textDecorationLine"].some((name) =>
    getComputedStyle(one)[name] !== getComputedStyle(one.parentElement)[name])).map((one) => one.outerHTML)"""
FOCUSED = "document.activeElement"
RING = f"""(() => {{ const look = getComputedStyle({FOCUSED});
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none"
    || [...{FOCUSED}.children].some((child) => getComputedStyle(child).outlineStyle !== "none"); }})()"""
# What was copied, and whether the button said so: it does for a moment only.
WATCH_COPIES = """(() => {
  document.addEventListener("copy", () => {
    window.copied = String(getSelection()) || document.activeElement.value; });
  const button = document.querySelector("button.copybtn");
  new MutationObserver(() => { window.succeeded ||= button.classList.contains("success"); })
    .observe(button, { attributeFilter: ["class"] });
})()"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Return a small site."""
    return build(tmp_path_factory.mktemp("site"))


def address(site: SmallSite, name: str) -> str:
    """Return the address of a page on disk."""
    return (site.published / name).as_uri()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_from_disk_without_error_and_foreign_request(
    name: str, site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """Whatever it does once it has loaded, too."""
    opened = visit(address(site, name) + ("?q=delay" if name == "search.html" else ""))
    opened.rest()
    opened.page.wait_for_timeout(300)
    assert (opened.errors, opened.foreign()) == ([], [])


def test_the_watch_sees_an_error_and_a_foreign_request(visit: Callable[..., Visit], tmp_path: Path) -> None:
    """Else the test above proves nothing."""
    page = tmp_path / "page.html"
    page.write_text('<script src="https://example.invalid/a.js"></script><script>broken()</script>')
    opened = visit(page)
    assert any("broken" in error for error in opened.errors)
    assert opened.foreign() == ["https://example.invalid/a.js"]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways_on_a_phone(name: str, site: SmallSite, visit: Callable[..., Visit]) -> None:
    """Wide tables, code and long words stay in their own boxes."""
    assert visit(address(site, name), **ON_PHONE).width() <= PHONE["width"]


def test_a_wide_table_scrolls_in_its_box_by_keyboard(site: SmallSite, visit: Callable[..., Visit]) -> None:
    """The box takes the focus, since it scrolls."""
    page = visit(address(site, "wide.html"), **ON_PHONE).page
    box = "document.querySelector('.wide-table .pst-scrollable-table-container')"
    page.wait_for_function(f"{box}.tabIndex === 0")
    assert page.evaluate(f"{box}.scrollWidth > {box}.clientWidth")


@pytest.mark.parametrize(
    ("menu", "name", "entry"),
    [("primary", "data/one.html", "A chapter"), ("secondary", "chapter.html", "Exercises")],
)
def test_a_menu_of_a_phone_opens_and_closes_by_keyboard(
    menu: str, name: str, entry: str, site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """And gives the focus back to its button."""
    dialog = f"document.querySelector('#pst-{menu}-sidebar-modal')"
    page = visit(address(site, name), **ON_PHONE).page
    page.evaluate(f"document.querySelector('.bd-header-article .{menu}-toggle').focus()")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{dialog}.open")
    assert page.evaluate(f"{dialog}.innerText.includes('{entry}')")
    assert page.evaluate(f"{dialog}.contains({FOCUSED})")
    page.keyboard.press("Escape")
    page.wait_for_function(f"!{dialog}.open")
    page.wait_for_function(f"{FOCUSED}.matches('.{menu}-toggle')")


def test_a_tap_in_the_menu_of_a_phone_leads_to_its_place(
    site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """The menu closes, and what was asked for is in sight, with the focus."""
    page = visit(address(site, "chapter.html"), **ON_PHONE).page
    page.click(".bd-header-article .secondary-toggle")
    page.click("#pst-secondary-sidebar-modal a[href='#exercises']")
    page.wait_for_function("!document.querySelector('#pst-secondary-sidebar-modal').open")
    page.wait_for_function(f"{FOCUSED}.id === 'exercises'")
    place = page.evaluate("document.getElementById('exercises').getBoundingClientRect().top / innerHeight")
    assert 0 <= place < 0.5


@pytest.fixture
def served(site: SmallSite) -> Iterator[str]:
    """Return the address of the site on a loopback server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.published)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_chosen_colours_survive_a_reload(served: str, visit: Callable[..., Visit]) -> None:
    """The switch is a button with a name; each press gives the next mode.

    Served, since chromium shares the storage of pages from disk only now and then.
    """
    page = visit(served + "index.html").page
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.evaluate("document.querySelector('.theme-switch-button').focus()")
    page.keyboard.press("Enter")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto(served + "data.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_each_press_of_the_colour_switch_changes_the_colours(
    site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """No press shows the same again, and the name of the button says which mode it is."""
    page = visit(address(site, "index.html"), **ON_DESK).page
    seen = []
    for _ in range(4):
        page.click(".theme-switch-button")
        page.wait_for_timeout(50)
        seen.append(page.evaluate("document.documentElement.dataset.theme"))
        assert page.get_attribute(".theme-switch-button", "aria-label") == f"Color mode: {seen[-1]}"
    assert seen == ["dark", "light", "dark", "light"]


@pytest.mark.parametrize("settings", [ON_PHONE, ON_DESK], ids=["phone", "desk"])
def test_the_search_finds_a_page(
    settings: dict[str, Any], site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """From the button to the title of the page that holds the word."""
    page = visit(address(site, "index.html"), **settings).page
    page.evaluate(
        "[...document.querySelectorAll('.search-button__button')].find((one) => one.offsetParent).click()"
    )
    page.wait_for_function(f"{FOCUSED}.name === 'q'")
    page.keyboard.insert_text("delay")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#search-results li a')")
    assert page.evaluate("document.querySelector('#search-results li a').innerText") == "A chapter"
    page.evaluate("document.querySelector('#search-results li a').click()")
    page.wait_for_function("document.querySelector('h1')?.innerText.startsWith('A chapter')")


def test_the_copy_button_copies_the_code(site: SmallSite, visit: Callable[..., Visit]) -> None:
    """It is seen when it has the focus."""
    page = visit(address(site, "chapter.html"), permissions=["clipboard-read", "clipboard-write"]).page
    page.evaluate(WATCH_COPIES)
    page.evaluate("document.querySelector('button.copybtn').focus()")
    page.keyboard.press("Tab")
    page.evaluate("document.querySelector('button.copybtn').focus({focusVisible: true})")
    page.wait_for_function("getComputedStyle(document.querySelector('button.copybtn')).opacity === '1'")
    page.keyboard.press("Enter")
    page.wait_for_function("window.succeeded")
    assert page.evaluate("window.copied") == "answer = 6 * 7"


def test_hidden_answers_open_at_a_touch(site: SmallSite, visit: Callable[..., Visit]) -> None:
    """The solution of an exercise, the folded code, the second tab."""
    page = visit(address(site, "chapter.html")).page
    box = "document.querySelector('.admonition.dropdown')"
    page.wait_for_function("document.querySelector('.toggle-button')")
    folded = page.evaluate(f"{box}.offsetHeight")
    page.evaluate(f"{box}.querySelector('.admonition-title').click()")
    page.wait_for_function(
        f"{box}.offsetHeight > {folded} && {box}.querySelector('p:last-child').checkVisibility()"
    )
    page.evaluate("document.querySelector('details.hide summary').click()")
    page.wait_for_function("document.querySelector('details.hide pre').checkVisibility()")
    page.evaluate("document.querySelectorAll('.sd-tab-label')[1].click()")
    page.wait_for_function("[...document.querySelectorAll('.sd-tab-content')][1].checkVisibility()")


@pytest.mark.parametrize("settings", [ON_PHONE, ON_DESK], ids=["phone", "desk"])
def test_the_keyboard_sees_where_it_is(
    settings: dict[str, Any], site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """Everything that takes the focus shows it; the first is the way past the menu."""
    page = visit(address(site, "chapter.html"), **settings).page
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.innerText") == "Skip to main content"
    bare, reached = [], set()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        element = page.evaluate(f"{FOCUSED}.outerHTML.slice(0, 160)")
        reached.add(element)
        if not page.evaluate(RING):
            bare.append(element)
    assert bare == []
    assert len(reached) > 8


def test_a_link_into_a_page_arrives(site: SmallSite, visit: Callable[..., Visit]) -> None:
    """Though parts of a page far from the screen are not laid out yet."""
    page = visit(address(site, "chapter.html") + "#exercises", **ON_PHONE).page
    top = "document.querySelector('#exercises h2').getBoundingClientRect().top"
    page.wait_for_function(f"scrollY > 0 && {top} > 0 && {top} < {PHONE['height']}")


def test_who_wants_no_motion_sees_none(site: SmallSite, visit: Callable[..., Visit]) -> None:
    """Every transition takes no time."""
    page = visit(address(site, "chapter.html"), reduced_motion="reduce").page
    assert page.evaluate(SLOW) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(SLOW) > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_of_code_that_are_left_out_coloured_nothing(
    scheme: str, site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """In the page that Sphinx printed they look like the code around them; the published page has none."""
    marks = "document.querySelectorAll('.highlight :is(span.n, span.p, span.w)').length"
    page = visit(site.printed / "chapter.html", color_scheme=scheme).page
    assert page.evaluate(marks) > 0
    assert page.evaluate(COLOURED) == []
    assert visit(site.published / "chapter.html", color_scheme=scheme).page.evaluate(marks) == 0


def settled(visit: Visit, script: str) -> str:
    """Return what an expression gives once it gives the same twice, with a rest of the page between."""
    seen = None
    for _ in range(50):
        visit.rest()
        visit.page.wait_for_timeout(200)
        before, seen = seen, visit.page.evaluate(script)
        if seen == before:
            return str(seen)
    pytest.fail(f"the page never comes to rest: {script[:80]}")


def looks_of(
    site: SmallSite, name: str, scheme: str, visit: Callable[..., Visit]
) -> tuple[list[Any], list[Any]]:
    """Return how each element of a page looks: as Sphinx printed it, and as it is published."""
    looks = []
    for folder in (site.printed, site.published):
        opened = visit(folder / name, color_scheme=scheme, reduced_motion="reduce")
        looks.append(json.loads(settled(opened, LOOKS)))
    return looks[0], looks[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "chapter.html", "wide.html"])
def test_the_lean_sheet_looks_like_the_whole_one(
    name: str, scheme: str, site: SmallSite, visit: Callable[..., Visit]
) -> None:
    """Each element of the published page is styled as in the page that Sphinx printed.

    A sheet that lacks a rule lacks it each time; what a busy machine shows late, it shows the next time.
    """
    printed, published = looks_of(site, name, scheme, visit)
    if published != printed:
        printed, published = looks_of(site, name, scheme, visit)
    assert len(published) > 50
    assert [one[0] for one in published] == [one[0] for one in printed]
    assert [pair for pair in zip(published, printed, strict=True) if pair[0] != pair[1]] == []
