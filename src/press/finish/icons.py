"""The icons of the site: a few drawings in the style sheet, in place of an icon font of 1.5 MB."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from portfolio.errors import PublishError, nearest

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SHAPES: dict[str, list[str]] = _TABLES["shapes"]
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
_CLASS = re.compile(r'\bclass="([^"]*\bfa[srb]?\b[^"]*)"')
_KIND = re.compile(r"(?:fa|fas|far|fab|fa-solid|fa-regular|fa-brands|fa-light)")
# What the icon font brings in the theme's style sheets.
ICON_FONT = re.compile(r"\.fa[srbl]?\b|--fa-|--pst-icon-|Font Awesome")
_BASE = Path(__file__).with_suffix(".css")


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
    rules = [_BASE.read_text(encoding="utf-8")]
    for name in sorted(set(names)):
        if name not in SHAPES:
            raise PublishError(f"the site has no icon {name!r}", hint=nearest(name, SHAPES))
        rules.append(f".fa-{name}{{--icon:{drawing(name)}}}")
    for selector, name in _TABLES["elements"].items():
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
