"""Open a page of a finished site in chromium, and say what a reader would complain about."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMED = "PORTFOLIO_BROWSER"  # variable with the browser to take
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
BUDGET = 400 * 1024  # compressed bytes before the reader does anything
MOST_SHIFT = 0.02
SERIOUS = ("serious", "critical")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PACKED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}  # what a server compresses
# These follow from colours alone, which differ between light and dark. They are judged once for each look:
# the colours and sizes that the browser computed for a text, and all that is painted behind it.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
MARK_LOOKS = """(() => {
  const behind = new Map(), seen = new Set();
  const ground = (one) => {
    if (!one) return "";
    if (!behind.has(one)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(one);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join(" ");
      const bare = own === "rgba(0, 0, 0, 0) none 1 none normal";
      behind.set(one, bare ? ground(one.parentElement) : `${own} / ${ground(one.parentElement)}`);
    }
    return behind.get(one);
  };
  const text = (one) => {
    const { color, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(one);
    return [color, fontSize, fontWeight, textShadow, textDecorationLine].join(" ");
  };
  document.querySelectorAll("[data-look]").forEach((one) => delete one.dataset.look);
  document.querySelectorAll("body *").forEach((one) => {
    const holds = [...one.childNodes].some((inner) => inner.nodeType === 3 && inner.data.trim());
    if (!holds && !one.matches("input, select, textarea, button") || !one.checkVisibility()) return;
    const around = one.tagName === "A" ? text(one.parentElement) : "";
    const look = [one.tagName === "A", text(one), around, ground(one)].join(" | ");
    if (!seen.has(look)) one.dataset.look = "";
    seen.add(look);
  });
})()"""
# Parts far from the screen are not laid out, and what they hold is cut at their edge without a trace.
LAY_OUT_ALL = "*, ::before, ::after { content-visibility: visible !important }"
CUT = """[...document.querySelectorAll(".bd-article *")].filter((one) => {
  const { right, width } = one.getBoundingClientRect();
  if (!width || right <= window.innerWidth + 1) return false;
  for (let box = one.parentElement; box && !box.matches(".bd-article"); box = box.parentElement) {
    if (getComputedStyle(box).overflowX !== "visible") return false;
  }
  return true;
}).map((one) => one.outerHTML.slice(0, 90))"""
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) window.shifted += one.value;
})).observe({ type: "layout-shift", buffered: true });"""
# The page's own scripts start in tasks that follow each other and may come after its load event.
STARTED = "new Promise((done) => setTimeout(() => setTimeout(done, 1), 1))"
# What a page does on its own once it has started: two pictures of it, then a moment with nothing to do.
AT_REST = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => requestIdleCallback(() => setTimeout(done, 1)))))"""
PATIENCE = 90_000  # milliseconds for anything a browser is asked, on a machine that has other things to do
BROKEN_PICTURES = """[...document.images].filter((one) => !one.alt.trim()
  || one.complete && one.currentSrc && !one.naturalWidth).map((one) => one.getAttribute("src"))"""


def found_browser() -> str:
    """Return the browser that pages are opened with: the one named, else the first found; empty without."""
    named = os.environ.get(NAMED)
    return next((found for name in ([named] if named else BROWSERS) if (found := shutil.which(name))), "")


def no_browser() -> str:
    """Return why no page can be opened; empty when one can."""
    if found_browser():
        return ""
    if named := os.environ.get(NAMED):
        return f"{NAMED} names {named}, which is no program"
    return f"no {', '.join(BROWSERS)}: apt-get install chromium, or name a browser in {NAMED}"


def is_required() -> bool:
    """Return whether a missing browser is a failure."""
    return os.environ.get("PORTFOLIO_REQUIRE_BROWSER") == "1"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found_browser(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page, opened in a tab of its own: what it logged and asked for is kept.

    Parameters
    ----------
    browser
        A running browser.
    page
        The file, or an address.
    settings
        For `new_context`: `viewport`, `color_scheme`, `java_script_enabled`, `reduced_motion` and more.
    """

    def __init__(self, browser: Browser, page: Path | str, **settings: Any) -> None:
        self.context = browser.new_context(**{"viewport": DESK, **settings})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda one: self.errors.append(one.text) if one.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.has_scripts = bool(settings.get("java_script_enabled", True))
        if self.has_scripts:
            self.page.add_init_script(WATCH_SHIFTS)
        self.open(page)

    def open(self, page: Path | str) -> None:
        """Go to a page and wait until it has loaded and its scripts have started."""
        self.page.goto(page.resolve().as_uri() if isinstance(page, Path) else page)
        if self.has_scripts:
            self.page.evaluate(STARTED)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def rest(self) -> None:
        """Wait until the page has been drawn and has nothing to do."""
        self.page.evaluate(AT_REST)

    def foreign(self) -> list[str]:
        """Return the addresses asked for that are not on this machine's disk."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]

    def compressed_bytes(self) -> int:
        """Return the size of all that was asked for, compressed as a server would."""
        files = {unquote(urlsplit(url).path) for url in self.asked if url.startswith("file:")}
        return sum(packed_size(Path(file)) for file in files)

    def complaints(self) -> list[str]:
        """Return axe's serious findings by the rules of WCAG 2.1 AA."""
        but = {name: {"enabled": False} for name in COLOUR_RULES}
        return self._axe("html", {"runOnly": {"type": "tag", "values": RULES}, "rules": but}) + self.pale()

    def pale(self) -> list[str]:
        """Return axe's serious findings on colours, as they are now."""
        self.page.evaluate(MARK_LOOKS)
        return self._axe("[data-look]", {"runOnly": {"type": "rule", "values": COLOUR_RULES}})

    def _axe(self, within: str, options: dict[str, Any]) -> list[str]:
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE_SCRIPT)
        told = json.dumps({**options, "resultTypes": ["violations"]})
        found = self.page.evaluate(f"axe.run({json.dumps(within)}, {told})")
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
        ]

    def width(self) -> int:
        """Return how wide the page is, in pixels, whatever it shows of that."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@cache
def packed_size(file: Path) -> int:
    """Return the bytes of a file as a server would send it."""
    data = file.read_bytes() if file.is_file() else b""
    return len(gzip.compress(data, 6)) if file.suffix in PACKED else len(data)


def findings(browser: Browser, file: Path) -> list[str]:
    """Return everything that is wrong with one page: on a phone in daylight, then in the dark."""
    with Visit(browser, file, viewport=PHONE, color_scheme="light") as visit:
        size = visit.compressed_bytes()
        found = [f"console: {text[:160]}" for text in visit.errors]
        found += [f"asks for {url}" for url in visit.foreign()]
        found += [f"is {size // 1024} KiB before interaction"] if size > BUDGET else []
        found += [f"scrolls sideways: {visit.width()} px"] if visit.width() > PHONE["width"] else []
        shifted = visit.page.evaluate("window.shifted")
        found += [f"moves while it loads: {shifted:.3f}"] if shifted > MOST_SHIFT else []
        found += [f"picture without text or file: {one}" for one in visit.page.evaluate(BROKEN_PICTURES)]
        found += [f"light: {text}" for text in visit.complaints()]
        visit.page.emulate_media(color_scheme="dark")
        found += [f"dark: {text}" for text in visit.pale()]
        visit.page.add_style_tag(content=LAY_OUT_ALL)
        found += [f"cut at the edge of a phone: {text}" for text in visit.page.evaluate(CUT)[:3]]
    return found
