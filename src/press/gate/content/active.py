"""Code that a page would run in its reader's browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.html_tree import parsed
from press.gate.word_lists import WORDS
from press.installed_files import shipped_files

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_FRAMES = frozenset(
    {"iframe", "frame", "frameset", "object", "embed", "applet", "portal", "base", "bgsound", "foreignobject"}
)
_ADDRESSES = WORDS["addresses"]
_RUNNING = re.compile(
    r"(?i)^(?:javascript|vbscript|livescript|mhtml)\s*:|^data:\s*(?:text/html|image/svg\+xml[^,]*,.*"
    r"(?:script|onload)|application/xhtml|text/xml)"
)
_SPACE = re.compile(r"[\s\x00-\x20]+")
_STYLE = re.compile(r"(?i)expression\s*\(|javascript\s*:|-moz-binding|behavior\s*:")
_INERT_TYPES = re.compile(
    r"(?i)application/(?:[\w.+-]*\+)?json|text/(?:template|x-template|plain)|importmap-shim|speculationrules"
)
_XML_STYLE = re.compile(r"<\?xml-stylesheet|<!ENTITY", re.IGNORECASE)
# Whose templates and code hold the scripts that are written into pages.
_WRITERS = (
    ("pydata_sphinx_theme", "theme/**/*.html"),
    ("sphinx_book_theme", "theme/**/*.html"),
    ("sphinx", "themes/basic/*.html"),
    ("press", "finish/*.html"),
)
# Scripts that the press puts together from both, by the digest of their text: whoever changes one looks at it
# again and writes the new digest here.
_LOOKED_AT = frozenset(
    {
        # sets dark or light before the page is drawn
        "c8615f8450e4da98dd22b2842c148634587aab41837a28c0a9e7c69db4797436",
    }
)
# Handlers of the theme's buttons, which call its own script.
_HANDLERS = frozenset({("button", "onclick", "toggleFullScreen()")})
# A script that gives a variable of sphinx-togglebutton or of Sphinx a plain text does nothing else.
_SETTING = re.compile(r"(?:(?:let|var) toggle\w+|DOCUMENTATION_OPTIONS\.\w+) = '[\w /.,#:>-]*';?")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_FILLED_IN = re.compile(r"[\w ./#:-]{0,120}")


class ActiveHtml(FileCheck):
    """Code in pages and outputs."""

    name = "active-html"
    group = "content"
    demands = (
        "A page runs only the book's own scripts: no handlers, `javascript:` links, frames, refreshes, "
        "foreign forms "
        "or scripts in pictures."
    )
    advice = "Show a table, a picture or a plotly figure instead; nothing an output brings may run."

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every piece of code that is not the book's own."""
        if document.tree is not None:
            for message, line, text in active_in(document.tree, is_page=True):
                yield self._of(document, message, line, text)
        for fragment in document.fragments:
            tree = parsed(fragment.source)
            found = list(active_in(tree, is_page=False)) if tree is not None else []
            if _XML_STYLE.search(fragment.source):
                found.append(("a style or entity that a picture does not need", 1, "xml"))
            for message, line, text in found:
                yield Finding(self.name, document.name, message, fragment.cell, line, text=text)
        if document.kind == "xml" and "<!ENTITY" in document.text:
            yield self._of(document, "an entity", 1, "<!ENTITY")


def active_in(tree: HtmlElement, *, is_page: bool) -> Iterator[tuple[str, int | None, str]]:
    """Yield what runs in a tree: words, line, and the text that runs.

    Parameters
    ----------
    is_page
        Whether it is a page of the site, which may have the book's scripts and its search form.
    """
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag, line = element.tag.lower().rpartition("}")[2].rpartition(":")[2], element.sourceline
        if tag in _FRAMES:
            yield f"a frame or plug-in: <{tag}>", line, tag
        elif tag == "script":
            yield from ((message, line, text) for message, text in _script(element, is_page=is_page))
        elif tag == "form" and not (is_page and _is_search(element)):
            yield "a form that is not the book's search", line, element.get("action") or ""
        elif tag == "meta" and (element.get("http-equiv") or "").strip().lower() not in (
            "",
            "x-ua-compatible",
            "content-type",
        ):
            yield f"<meta http-equiv={element.get('http-equiv')}>", line, element.get("content") or ""
        elif tag == "link" and {"import", "manifest", "serviceworker"} & set(
            (element.get("rel") or "").lower().split()
        ):
            yield "a link that loads code", line, element.get("href") or ""
        elif tag == "style" and element.text and _STYLE.search(element.text):
            yield "a style that runs code", line, element.text
        for name, value in element.attrib.items():
            if not (is_page and (tag, str(name), value) in _HANDLERS and _is_own_area(element)):
                yield from ((message, line, value) for message in _attribute(tag, str(name), value))


def _attribute(tag: str, name: str, value: str) -> Iterator[str]:
    name = name.lower().rpartition("}")[2]
    if name.startswith("on"):
        yield f"a handler: {name} on <{tag}>"
    elif name == "style" and _STYLE.search(value):
        yield "a style that runs code"
    elif name == "srcdoc" or (
        name in _ADDRESSES and _RUNNING.match(_SPACE.sub("", value)) and not _is_icon(tag, value)
    ):
        yield f"an address that runs code: {name} on <{tag}>"
    elif name in ("values", "to", "from") and _RUNNING.match(_SPACE.sub("", value)):
        yield f"an animation that runs code: {name} on <{tag}>"


def _is_icon(tag: str, value: str) -> bool:
    """Return whether an address is a drawn picture shown as a picture, where it cannot run code."""
    return tag in ("link", "img") and _SPACE.sub("", value).lower().startswith("data:image/")


def _script(element: HtmlElement, *, is_page: bool) -> Iterator[tuple[str, str]]:
    source = element.get("src") or element.get("href") or element.get("{http://www.w3.org/1999/xlink}href")
    if _INERT_TYPES.fullmatch((element.get("type") or "").strip()):
        return
    if not is_page:
        yield "a script in an output or picture", source or element.text or ""
    elif source is not None:
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", source.strip()):
            guard = "" if element.get("integrity") else ", without a digest to hold it to"
            yield f"a script of another host{guard}", source
        elif not _is_own_area(element):
            yield "a script file asked for inside the text", source
    elif not is_own_script(element.text or ""):
        yield "a script that is not the book's own", element.text or ""


def _is_own_area(element: HtmlElement) -> bool:
    return not any("cell_output" in (outer.get("class") or "") for outer in element.iterancestors())


def _is_search(element: HtmlElement) -> bool:
    action = (element.get("action") or "").strip()
    return (
        re.fullmatch(r"(?:\.\./)*search\.html|#|", action) is not None
        and (element.get("method") or "get").lower() == "get"
    )


def is_own_script(text: str) -> bool:
    """Return whether a script stands, but for spaces and filled-in words, in what made the book."""
    told = _SPACE.sub(" ", text).strip()
    if (
        not told
        or _SETTING.fullmatch(told)
        or hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest() in _LOOKED_AT
    ):
        return True
    return any(pattern.fullmatch(told) for pattern in _own_scripts())


@cache
def _own_scripts() -> tuple[re.Pattern[str], ...]:
    files = (path for package, pattern in _WRITERS for path in shipped_files(package, pattern))
    found = {match.strip() for path in files for match in _SCRIPT.findall(path.read_text(encoding="utf-8"))}
    return tuple(_as_pattern(script) for script in sorted(found) if script and "{%" not in script)


def _as_pattern(template: str) -> re.Pattern[str]:
    """Match a template's script with short plain words in place of what it fills in."""
    parts = [re.escape(_SPACE.sub(" ", part)) for part in _TEMPLATE.split(template)]
    return re.compile(_FILLED_IN.pattern.join(parts), re.DOTALL)
