"""Mend in each printed page what the theme gets wrong: accessible names, colour mode, icon.

The theme's own templates stay untouched; each fix is a replacement in the finished page, and a test builds
a page and fails when one no longer applies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.jinja2glue import BuiltinTemplateLoader

from press.finish.icons import ICON

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_FIXES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Without a configured mode the theme reads "" from its own page and logs an error. The theme is set
    # before anything is painted, so a dark page does not flash white.
    (re.compile(r'(localStorage\.getItem\("mode"\) \|\| )""'), r'\1"auto"'),
    (
        re.compile(r'(localStorage\.getItem\("theme"\) \|\| )""'),
        r'\1(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    ),
    # A name given by a label must contain the text that is seen (WCAG 2.5.3): the text itself is the name.
    (re.compile(r'(<button class="[^"]*search-button-field[^>]*?) aria-label="[^"]*"'), r"\1"),
    (re.compile(r'(<summary) aria-label="Toggle hidden content"'), r"\1"),
    # The button that opens a part of the contents shows an arrow alone: it takes the name of the part.
    (
        re.compile(
            r'(<a class="(?:current )?reference internal" href="[^"]*">([^<]*)</a><details[^>]*>)<summary>'
        ),
        r'\1<summary aria-label="Pages below \2">',
    ),
    # The theme's script serves the first button of each menu: that one stands in a bar which the book hides,
    # so the button that is seen did nothing.
    (
        re.compile(
            r'<button class="pst-navbar-icon sidebar-toggle (?:primary|secondary)-toggle".*?</button>',
            re.DOTALL,
        ),
        "",
    ),
    (re.compile(r'title="Toggle primary sidebar"'), 'title="Menu" aria-label="Menu"'),
    (re.compile(r'title="Toggle secondary sidebar"'), 'title="On this page" aria-label="On this page"'),
    # A title is shown on any device and without a script; the theme's own attribute needs one.
    (re.compile(r' data-bs-title="([^"]*)"'), r' title="\1"'),
    # The icons of the colour switch have titles that are read as its text; the button has its own name.
    (re.compile(r'(<i class="theme-switch [^>]*?) title="[^"]*"'), r"\1"),
)
_SPOKEN = re.compile(r'(\b(?:title|aria-label)=")([^"]*)')
ATTRIBUTES = "said_in_attributes"  # of a page's context: English words, and what is said for them
_HAS_ICON = re.compile(r'<link[^>]*\brel="(shortcut )?icon"')


class MendedPages(BuiltinTemplateLoader):  # type: ignore[misc]
    """Sphinx's template loader, with the fixes applied to each page it renders."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return the page of `template`, mended; its attributes speak the language of the page."""
        page, words = mend(str(super().render(template, context))), context.get(ATTRIBUTES, {})
        return _SPOKEN.sub(lambda match: match[1] + words.get(match[2], match[2]), page) if words else page


def mend(page: str) -> str:
    """Return the HTML of a page with the theme's faults mended."""
    for pattern, replacement in _FIXES:
        page = pattern.sub(replacement, page)
    if not _HAS_ICON.search(page):  # else a browser asks for /favicon.ico, which is not there
        page = page.replace("</head>", f'<link rel="icon" href="{ICON}">\n</head>', 1)
    return page


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("config-inited", _use_mended_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _use_mended_pages(app: Sphinx, config: Config) -> None:  # noqa: ARG001 (Sphinx calls it so)
    if not config.template_bridge:
        config.template_bridge = f"{__name__}.{MendedPages.__name__}"
