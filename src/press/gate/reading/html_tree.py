"""The tree of a page, roughly as a browser sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def parsed(source: str) -> HtmlElement | None:
    """Return the tree of a page or fragment, roughly as a browser sees it; None where nothing is in it."""
    import lxml.html  # type: ignore[import-untyped]
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    clean = _CONTROL.sub("\ufffd", source)
    if not clean.strip():
        return None
    try:
        return lxml.html.document_fromstring(clean, parser=lxml.html.HTMLParser(huge_tree=True))
    except (LxmlError, ValueError):
        return None
