"""What a reader does with a finished page, in a browser, from disk, with no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from browser_pages import Browser
from small_site import SmallSite, build

pytestmark = pytest.mark.browser

NAMES = ["index.html", "chapter.html", "data.html", "data/one.html", "wide.html", "search.html", "404.html"]
PHONE, DESK = (360, 740), (1280, 800)
SLOW = """[...document.querySelectorAll('*')]
  .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > .01).length"""
# How every element of a page looks, but for icons, which the printed page draws by another means.
LOOKS = """JSON.stringify([...document.querySelectorAll("body *")]
  .filter((one) => !one.closest("svg, [class*='fa-'], .search-button__button, .theme-switch-button, math,"
    + "script, .copybtn, .bd-search, #pst-back-to-top, [class*='plotly'], .toggle-button, .admonition-title"))
  .map((one) => [one.tagName + "." + one.className.replace(/ ?active/, ""), ...["color", "display",
    "backgroundColor", "fontSize", "fontWeight", "fontFamily", "textAlign", "whiteSpace", "position",
    "marginTop", "marginBottom", "paddingTop", "paddingLeft", "borderTopWidth", "borderLeftColor",
    "overflowX", "opacity", "listStyleType", "textDecorationLine",
    "lineHeight", "zIndex"].map((name) => getComputedStyle(one)[name])]))"""
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


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return one browser for all tests."""
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(started: Browser) -> Browser:
    """Return the browser as a new reader with a desktop has it."""
    started.open("data:text/html,<p>between</p>")
    started.prefer(prefers_color_scheme="light")
    started.size(*DESK)
    return started


def address(site: SmallSite, name: str) -> str:
    """Return the address of a page on disk."""
    return (site.published / name).as_uri()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_from_disk_without_error_and_foreign_request(
    name: str, site: SmallSite, browser: Browser
) -> None:
    """Whatever it does once it has loaded, too."""
    browser.open(address(site, name) + ("?q=delay" if name == "search.html" else ""))
    browser.rest()
    browser.run("new Promise((done) => setTimeout(done, 300))")
    assert browser.errors() == []
    assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []


def test_the_watch_sees_an_error_and_a_foreign_request(browser: Browser, tmp_path: Path) -> None:
    """Else the test above proves nothing."""
    page = tmp_path / "page.html"
    page.write_text('<script src="https://example.invalid/a.js"></script><script>broken()</script>')
    browser.open(page.as_uri())
    assert any("broken" in error for error in browser.errors())
    assert "https://example.invalid/a.js" in browser.requests()


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways_on_a_phone(name: str, site: SmallSite, browser: Browser) -> None:
    """Wide tables, code and long words stay in their own boxes."""
    browser.size(*PHONE, mobile=True)
    browser.open(address(site, name))
    assert browser.run("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_wide_table_scrolls_in_its_box_by_keyboard(site: SmallSite, browser: Browser) -> None:
    """The box takes the focus, since it scrolls."""
    browser.size(*PHONE, mobile=True)
    browser.open(address(site, "wide.html"))
    box = "document.querySelector('.wide-table .pst-scrollable-table-container')"
    browser.wait(f"{box}.tabIndex === 0")
    assert browser.run(f"{box}.scrollWidth > {box}.clientWidth")


@pytest.mark.parametrize(
    ("menu", "page", "entry"),
    [("primary", "data/one.html", "A chapter"), ("secondary", "chapter.html", "Exercises")],
)
def test_a_menu_of_a_phone_opens_and_closes_by_keyboard(
    menu: str, page: str, entry: str, site: SmallSite, browser: Browser
) -> None:
    """And gives the focus back to its button."""
    dialog = f"document.querySelector('#pst-{menu}-sidebar-modal')"
    browser.size(*PHONE, mobile=True)
    browser.open(address(site, page))
    browser.run(f"document.querySelector('.bd-header-article .{menu}-toggle').focus()")
    browser.press("Enter")
    browser.wait(f"{dialog}.open")
    assert browser.run(f"{dialog}.innerText.includes('{entry}')")
    assert browser.run(f"{dialog}.contains({FOCUSED})")
    browser.press("Escape")
    browser.wait(f"!{dialog}.open")
    browser.wait(f"{FOCUSED}.matches('.{menu}-toggle')")


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


def test_the_chosen_colours_survive_a_reload(served: str, browser: Browser) -> None:
    """The switch is a button with a name; each press gives the next mode.

    Served, since chromium shares the storage of pages from disk only now and then.
    """
    browser.open(served + "index.html")
    assert browser.run("document.documentElement.dataset.theme") == "light"
    browser.run("document.querySelector('.theme-switch-button').focus()")
    browser.press("Enter")
    browser.wait("document.documentElement.dataset.theme === 'dark'")
    dark = browser.run("getComputedStyle(document.body).backgroundColor")
    browser.open(served + "data.html")
    assert browser.run("document.documentElement.dataset.theme") == "dark"
    assert browser.run("getComputedStyle(document.body).backgroundColor") == dark
    assert browser.run("document.querySelector('.theme-switch-button').getAttribute('aria-label')")


@pytest.mark.parametrize(("size", "mobile"), [(PHONE, True), (DESK, False)])
def test_the_search_finds_a_page(
    size: tuple[int, int], mobile: bool, site: SmallSite, browser: Browser
) -> None:
    """From the button to the title of the page that holds the word."""
    browser.size(*size, mobile=mobile)
    browser.open(address(site, "index.html"))
    browser.run(
        "[...document.querySelectorAll('.search-button__button')].find((one) => one.offsetParent).click()"
    )
    browser.wait(f"{FOCUSED}.name === 'q'")
    browser.ask("Input.insertText", text="delay")
    browser.press("Enter")
    browser.wait("document.querySelector('#search-results li a')")
    assert browser.run("document.querySelector('#search-results li a').innerText") == "A chapter"
    browser.run("document.querySelector('#search-results li a').click()")
    browser.wait("document.querySelector('h1')?.innerText.startsWith('A chapter')")


def test_the_copy_button_copies_the_code(site: SmallSite, browser: Browser) -> None:
    """It is seen when it has the focus."""
    browser.ask("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.open(address(site, "chapter.html"))
    browser.run(WATCH_COPIES)
    browser.run("document.querySelector('button.copybtn').focus()")
    browser.press("Tab")
    browser.run("document.querySelector('button.copybtn').focus({focusVisible: true})")
    browser.wait("getComputedStyle(document.querySelector('button.copybtn')).opacity === '1'")
    browser.press("Enter")
    browser.wait("window.succeeded")
    assert browser.run("window.copied") == "answer = 6 * 7"


def test_hidden_answers_open_at_a_touch(site: SmallSite, browser: Browser) -> None:
    """The solution of an exercise, the folded code, the second tab."""
    browser.open(address(site, "chapter.html"))
    box = "document.querySelector('.admonition.dropdown')"
    browser.wait("document.querySelector('.toggle-button')")
    folded = browser.run(f"{box}.offsetHeight")
    browser.run(f"{box}.querySelector('.admonition-title').click()")
    browser.wait(f"{box}.offsetHeight > {folded} && {box}.querySelector('p:last-child').checkVisibility()")
    browser.run("document.querySelector('details.hide summary').click()")
    browser.wait("document.querySelector('details.hide pre').checkVisibility()")
    browser.run("document.querySelectorAll('.sd-tab-label')[1].click()")
    browser.wait("[...document.querySelectorAll('.sd-tab-content')][1].checkVisibility()")


@pytest.mark.parametrize(("size", "mobile"), [(PHONE, True), (DESK, False)])
def test_the_keyboard_sees_where_it_is(
    size: tuple[int, int], mobile: bool, site: SmallSite, browser: Browser
) -> None:
    """Everything that takes the focus shows it; the first is the way past the menu."""
    browser.size(*size, mobile=mobile)
    browser.open(address(site, "chapter.html"))
    browser.press("Tab")
    assert browser.run(f"{FOCUSED}.innerText") == "Skip to main content"
    bare, reached = [], set()
    for _ in range(60):
        browser.press("Tab")
        if browser.run(f"{FOCUSED} === document.body"):
            break
        element = browser.run(f"{FOCUSED}.outerHTML.slice(0, 160)")
        reached.add(element)
        if not browser.run(RING):
            bare.append(element)
    assert bare == []
    assert len(reached) > 8


def test_a_link_into_a_page_arrives(site: SmallSite, browser: Browser) -> None:
    """Though parts of a page far from the screen are not laid out yet."""
    browser.size(*PHONE, mobile=True)
    browser.open(address(site, "chapter.html") + "#exercises")
    top = "document.querySelector('#exercises h2').getBoundingClientRect().top"
    browser.wait(f"scrollY > 0 && {top} > 0 && {top} < {PHONE[1]}")


def test_who_wants_no_motion_sees_none(site: SmallSite, browser: Browser) -> None:
    """Every transition takes no time."""
    browser.prefer(prefers_reduced_motion="reduce")
    browser.open(address(site, "chapter.html"))
    assert browser.run(SLOW) == 0
    browser.prefer(prefers_reduced_motion="no-preference")
    assert browser.run(SLOW) > 0


def settled(browser: Browser, script: str) -> str:
    """Return what an expression gives once it gives the same twice, with a rest of the page between."""
    seen = None
    for _ in range(50):
        browser.rest()
        browser.run("new Promise((done) => setTimeout(done, 200))")
        before, seen = seen, browser.run(script)
        if seen == before:
            return str(seen)
    pytest.fail(f"the page never comes to rest: {script[:80]}")


def looks_of(site: SmallSite, name: str, scheme: str, browser: Browser) -> tuple[list[Any], list[Any]]:
    """Return how each element of a page looks: as Sphinx printed it, and as it is published."""
    looks = []
    for folder in (site.printed, site.published):
        browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
        browser.open((folder / name).as_uri())
        browser.run("localStorage.clear()")
        browser.open((folder / name).as_uri())
        looks.append(json.loads(settled(browser, LOOKS)))
    return looks[0], looks[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "chapter.html", "wide.html"])
def test_the_lean_sheet_looks_like_the_whole_one(
    name: str, scheme: str, site: SmallSite, browser: Browser
) -> None:
    """Each element of the published page is styled as in the page that Sphinx printed.

    A sheet that lacks a rule lacks it each time; what a busy machine shows late, it shows the next time.
    """
    printed, published = looks_of(site, name, scheme, browser)
    if published != printed:
        printed, published = looks_of(site, name, scheme, browser)
    assert len(published) > 50
    assert [one[0] for one in published] == [one[0] for one in printed]
    assert [pair for pair in zip(published, printed, strict=True) if pair[0] != pair[1]] == []
