"""The icons of the site: a few drawings in the style sheet, in place of an icon font of 1.5 MB."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from portfolio.errors import PublishError, nearest

# Paths on a grid of 24 by 24, drawn with a round pen; a leading "f:" is filled.
SHAPES: dict[str, tuple[str, ...]] = {
    "angle-left": ("M15 5l-7 7 7 7",),
    "angle-right": ("M9 5l7 7-7 7",),
    "arrow-up": ("M12 20V4M5 11l7-7 7 7",),
    "bars": ("M3 6h18M3 12h18M3 18h18",),
    "book": ("M4 5a2 2 0 0 1 2-2h14v15H6a2 2 0 0 0-2 2zM4 20a2 2 0 0 0 2 1h14",),
    "bug": (
        "M8 9h8v6a4 4 0 0 1-8 0zM9 9a3 3 0 0 1 6 0M3 12h5M16 12h5M4 19l4-3M20 19l-4-3M4 6l4 3M20 6l-4 3",
    ),
    "chart-line": ("M4 4v16h16M7 15l4-5 3 3 5-7",),
    "chevron-down": ("M5 9l7 7 7-7",),
    "chevron-right": ("M9 5l7 7-7 7",),
    "circle-half-stroke": ("M12 3a9 9 0 1 0 .01 0z", "f:M12 3a9 9 0 0 1 0 18z"),
    "circle-info": ("M12 3a9 9 0 1 0 .01 0zM12 11v5M12 7.5h.01",),
    "clock": ("M12 3a9 9 0 1 0 .01 0zM12 7v5l3 3",),
    "code": ("M8 6l-6 6 6 6M16 6l6 6-6 6M14 4l-4 16",),
    "database": ("M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",),
    "download": ("M12 3v12M6 10l6 6 6-6M4 21h16",),
    "envelope": ("M3 5h18v14H3zM3 6l9 7 9-7",),
    "expand": ("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",),
    "file": ("M6 2h8l5 5v15H6zM14 2v5h5",),
    "github": ("M8 6l-6 6 6 6M16 6l6 6-6 6M14 4l-4 16",),
    "house": ("M3 11l9-8 9 8M6 9v12h12V9",),
    "lightbulb": ("M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9V15h7v-1.1A6 6 0 0 0 12 3z",),
    "lightning": ("M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16.5h.01",),
    "link": ("M10 14l4-4M9 8l3-3a4.2 4.2 0 0 1 6 6l-3 3M15 16l-3 3a4.2 4.2 0 0 1-6-6l3-3",),
    "list": ("M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01",),
    "magnifying-glass": ("M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L21 21",),
    "moon": ("M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",),
    "outdent": ("M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01",),
    "pencil": ("M4 20l1-5L16 4l4 4L9 19z",),
    "play": ("M7 4l13 8-13 8z",),
    "print": ("M7 8V3h10v5M7 17H3V9h18v8h-4M7 14h10v7H7z",),
    "rocket": ("M7 4l13 8-13 8z",),
    "rss": ("M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8M6 18h.01",),
    "sun": (
        "M12 8a4 4 0 1 0 .01 0zM12 2v2M12 20v2M2 12h2M20 12h2",
        "M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
    ),
    "triangle-exclamation": ("M12 3L2 21h20zM12 10v5M12 18h.01",),
    "up-right-from-square": ("M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",),
    "user": ("M12 3a4 4 0 1 0 .01 0zM4 21c0-8 16-8 16 0",),
    "xmark": ("M5 5l14 14M19 5L5 19",),
}
_IN_PAGE = "data:image/svg+xml,"
_SAFE = " =:/'"
# Three bars, as a picture in the page itself: no request, from disk too.
ICON = (
    _IN_PAGE + "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%23176de8' d='M1 9h4v6H1zM6 5h4v10H6zM11 1h4v14h-4z'/%3E%3C/svg%3E"
)
# Classes of the icon font that say how an icon is shown, not which.
MODIFIERS = re.compile(
    r"solid|regular|brands|light|fw|lg|sm|xs|xl|2xs|2xl|\d+x|ul|li|inverse|spin|pulse|layers"
)
# Icons that the theme writes as text of the icon font before or after an element.
_BY_SELECTOR: tuple[tuple[str, str], ...] = (
    (".admonition>.admonition-title::after", "circle-info"),
    (".admonition.attention>.admonition-title::after", "triangle-exclamation"),
    (".admonition.caution>.admonition-title::after", "triangle-exclamation"),
    (".admonition.warning>.admonition-title::after", "triangle-exclamation"),
    (".admonition.important>.admonition-title::after", "triangle-exclamation"),
    (".admonition.danger>.admonition-title::after", "lightning"),
    (".admonition.error>.admonition-title::after", "lightning"),
    (".admonition.hint>.admonition-title::after", "lightbulb"),
    (".admonition.tip>.admonition-title::after", "lightbulb"),
    (".admonition.admonition-todo>.admonition-title::after", "pencil"),
    ("a.reference.download::before", "download"),
    ("a.github::before", "code"),
    ("a.gitlab::before", "code"),
    ("nav.bd-links li>a.reference.external::after", "up-right-from-square"),
    (".nav-link.nav-external::after", "up-right-from-square"),
    ("div#searchbox p.highlight-link a::before", "xmark"),
    ("span.versionmodified::before", "circle-info"),
    (".bd-sidebar-secondary.hide:not(:hover) .onthispage::after", "chevron-down"),
)
_CLASS = re.compile(r'\bclass="([^"]*\bfa[srb]?\b[^"]*)"')
_KIND = re.compile(r"(?:fa|fas|far|fab|fa-solid|fa-regular|fa-brands|fa-light)")
# What the icon font brings in the theme's style sheets.
ICON_FONT = re.compile(r"\.fa[srbl]?\b|--fa-|--pst-icon-|Font Awesome")
_BASE = """
.fa-solid,.fa-regular,.fa-brands,.fas,.far,.fab{display:inline-block;line-height:1}
.fa-solid::before,.fa-regular::before,.fa-brands::before,.fas::before,.far::before,.fab::before{
content:"";display:inline-block;width:1em;height:1em;vertical-align:-.125em;background:currentColor;
mask:var(--icon) center/contain no-repeat}
@media (forced-colors:active){.fa-solid::before,.fa-regular::before,.fa-brands::before,.fas::before,
.far::before,.fab::before{forced-color-adjust:none;background:CanvasText}}
.fa-lg{font-size:1.2em}
.fa-fw{width:1.25em;text-align:center}
"""


def icons_in(page: str) -> set[str]:
    """Return the names of the icons that a page shows.

    Examples
    --------
    >>> icons_in('<i class="fa-solid fa-moon fa-lg"></i>')
    {'moon'}
    """
    found = set()
    for match in _CLASS.finditer(page):
        classes = match[1].split()
        if any(_KIND.fullmatch(one) for one in classes):
            found |= {
                one[3:] for one in classes if one.startswith("fa-") and not MODIFIERS.fullmatch(one[3:])
            }
    return found


def icon_styles(names: Iterable[str]) -> str:
    """Return the style sheet that draws these icons, and those of the theme's own boxes and links.

    Raises
    ------
    PublishError
        There is no such icon.
    """
    rules = [_BASE]
    for name in sorted(set(names)):
        if name not in SHAPES:
            raise PublishError(f"the site has no icon {name!r}", hint=nearest(name, SHAPES))
        rules.append(f".fa-{name}{{--icon:{drawing(name)}}}")
    for selector, name in _BY_SELECTOR:
        rules.append(
            f'html {selector}{{content:""!important;display:inline-block;width:1em;height:1em;'
            f"background:currentColor;mask:{drawing(name)} center/contain no-repeat}}"
        )
    return "\n".join(rules)


def drawing(name: str) -> str:
    """Return an icon as the `url(...)` of a picture in the style sheet itself."""
    paths = "".join(
        f"<path d='{shape[2:]}' fill='#000'/>" if shape.startswith("f:") else f"<path d='{shape}'/>"
        for shape in SHAPES[name]
    )
    pen = "fill='none' stroke='#000' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' {pen}>{paths}</svg>"
    return f'url("{_IN_PAGE}{quote(svg, safe=_SAFE)}")'
