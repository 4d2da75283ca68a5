"""The prose in a MyST text: what a reader reads as words, without code, mathematics, roles and addresses.

The text is parsed with the parser behind MyST, with the extensions of the book, so that a check sees what the
page shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

HIDDEN = "\ue000"  # stands for code, a role, mathematics: something between the words
NAMED = "\ue001"  # stands for code that may be the name of a package
MAX_DEPTH = 20  # directives inside directives; deeper ones are read as plain text

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_DIRECTIVE = re.compile(r"\{([^{}\s.][^{}\s]*)\}\s*(.*)")
_OPTION = re.compile(r"\s*:?([\w-]+):(?:\s+(.*))?")
_CODE_DIRECTIVES = frozenset(
    ("code", "code-block", "code-cell", "sourcecode", "literalinclude", "highlight", "mermaid", "graphviz")
)
_NAMING_DIRECTIVES = frozenset(("math", "include", "toctree", "bibliography", "glue", "eval"))
_PATH_DIRECTIVES = frozenset(("figure", "image", "iframe", "download", "raw", "button-link", "button-ref"))
_PROSE_OPTIONS = frozenset(("alt", "caption", "title"))
_PROSE_ROLES = frozenset(("abbr", "strong", "emphasis", "title-reference"))
_ROLE_TEXT = re.compile(r"(.*)<[^<>]*>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE_ELEMENT = re.compile(
    r"<(script|style|code|pre|kbd|samp)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_CODE_TAG = re.compile(r"<(/?)(?:code|pre|kbd|samp|script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SPOKEN = re.compile(
    r"""\b(?:alt|title|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


@dataclass(frozen=True)
class Prose:
    """A run of words."""

    line: int  # line of its first character, from 1
    text: str  # the words, with line breaks where the source has them and placeholders for what is not a word
    role: str = ""  # empty for words; else the name of the role whose content `text` is
    heading: bool = False  # whether it is a heading
    end: int = 0  # last line of the block it stands in


def prose_of(markdown: str, *, front_matter: bool = True) -> Iterator[Prose]:
    """Yield the prose of a MyST text, and the content of each role, in the order of the text.

    Parameters
    ----------
    markdown
        A page, a Markdown cell, a caption.
    front_matter
        Whether a block between `---` lines at the start holds settings, as in a page or a first cell.
    """
    yield from _parsed(markdown.replace(HIDDEN, " ").replace(NAMED, " "), 0, front_matter, 0)


@cache
def _parser() -> MarkdownIt:
    # 50 ms of imports that a build with nothing changed does not need
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    parser = MarkdownIt("commonmark").enable("table")
    plugins = (front_matter_plugin, myst_block_plugin, myst_role_plugin, footnote_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False)  # "$5 and $10" are prices
    for plugin in (*plugins, amsmath_plugin, colon_fence_plugin, deflist_plugin):
        parser.use(plugin)
    # as myst-parser does, so that footnotes stay where they are written and attributes are no words
    parser.disable(["footnote_inline", "footnote_tail"])
    after = ("image", "code_inline", "link_close", "span_close")
    return parser.use(attrs_plugin, after=after, spans=True, span_after="footnote_ref")


def _parsed(text: str, offset: int, front_matter: bool, depth: int) -> Iterator[Prose]:
    """Yield the prose of a text whose first line is line `offset` + 1."""
    parser = _parser()
    (parser.enable if front_matter else parser.disable)("front_matter")
    heading, first, end = False, offset + 1, offset + 1
    for token in parser.parse(text):
        if token.map:
            first, end = offset + token.map[0] + 1, offset + token.map[1]
        heading = token.type == "heading_open" or (heading and token.type == "inline")
        if token.type == "inline":
            for prose in _inline(token.children or [], first):
                yield replace(prose, heading=heading and not prose.role, end=end)
        elif token.type == "html_block":
            yield from _html(token.content, first)
        elif token.type in ("fence", "colon_fence"):
            yield from _fence(token, first, depth)


def _fence(token: Token, line: int, depth: int) -> Iterator[Prose]:
    """Yield the prose of a directive; code has none."""
    directive = _DIRECTIVE.fullmatch(token.info.strip())
    if directive is None:
        # a colon fence without a name is a plain container
        if token.type == "colon_fence" and not token.info.strip():
            yield from _body(token.content, line, depth)
        return
    name, argument = directive[1].lower(), directive[2]
    head = _option_lines(token.content)
    lines = token.content.split("\n")
    yield from _options(lines[:head], line, depth)
    if name in _CODE_DIRECTIVES | _NAMING_DIRECTIVES or name.startswith("glue:"):
        return
    if name not in _PATH_DIRECTIVES and argument:
        yield from _body(argument, line - 1, depth)
    yield from _body("\n".join(lines[head:]), line + head, depth)


def _body(text: str, offset: int, depth: int) -> Iterator[Prose]:
    if depth < MAX_DEPTH:
        yield from _parsed(text, offset, False, depth + 1)
    else:
        yield Prose(offset + 1, text, end=offset + 1 + text.count("\n"))


def _option_lines(content: str) -> int:
    """Return how many lines at the start of a directive's content are options."""
    lines = content.split("\n")
    if lines[0].strip() == "---":
        closing = (number for number, line in enumerate(lines[1:], 2) if line.strip() == "---")
        return next(closing, len(lines))
    for number, line in enumerate(lines):
        if not (line.lstrip().startswith(":") and _OPTION.fullmatch(line)):
            return number
    return len(lines)


def _options(lines: Sequence[str], line: int, depth: int) -> Iterator[Prose]:
    """Yield the options of a directive that a reader reads, such as its text alternative."""
    spoken = False
    for number, text in enumerate(lines):
        option = None if text.startswith((" ", "\t")) else _OPTION.fullmatch(text)
        if option:
            spoken = option[1].lower() in _PROSE_OPTIONS
        value = (option[2] or "") if option else text
        if spoken and value.strip():
            yield from _body(value.strip().strip("\"'"), line + number, depth)


def _inline(tokens: Sequence[Token], line: int) -> Iterator[Prose]:
    """Yield the words of a block as one run, and what stands inside roles, pictures and links apart."""
    pieces: list[str] = []
    aside: list[Prose] = []
    code, automatic, here = 0, False, line
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
            here += 1
        elif token.type == "html_inline":
            tag = _CODE_TAG.match(token.content)
            code += 0 if tag is None else (-1 if tag[1] else 1)
            aside += _spoken(token.content, here)
        elif token.type in ("text", "text_special"):
            pieces.append(HIDDEN if code > 0 or automatic else token.content)
        elif token.type == "myst_role":
            aside += _role(str(token.meta.get("name", "")).lower(), token.content, here)
            pieces.append(HIDDEN)
        elif token.type == "code_inline":
            pieces.append(NAMED if _NAME.fullmatch(token.content) else HIDDEN)
        elif token.type == "image":
            aside += _inline(token.children or [], here)
            pieces.append(HIDDEN)
        elif token.type in ("link_open", "link_close"):
            automatic = token.type == "link_open" and token.info == "auto"
        elif token.nesting == 0:
            pieces.append(HIDDEN)
        title = token.attrGet("title")
        if title:
            aside.append(Prose(here, str(title)))
    yield Prose(line, "".join(pieces))
    yield from aside


def _role(name: str, content: str, line: int) -> Iterator[Prose]:
    """Yield the content of a role, and the words in it that a reader reads."""
    yield Prose(line, content, role=name)
    titled = _ROLE_TEXT.fullmatch(content)
    if name in _PROSE_ROLES:
        yield Prose(line, content)
    elif titled:
        yield Prose(line, titled[1])


def _html(content: str, line: int) -> Iterator[Prose]:
    """Yield the words of a block of HTML and its spoken attributes."""
    text = _CODE_ELEMENT.sub(_blank, _COMMENT.sub(_blank, content))
    for tag in _TAG.finditer(text):
        yield from _spoken(tag[0], line + text.count("\n", 0, tag.start()))
    words = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    yield Prose(line, html.unescape(words), end=line + content.count("\n"))


def _spoken(tag: str, line: int) -> Iterator[Prose]:
    if not tag.startswith("<!--"):
        for match in _SPOKEN.finditer(tag):
            yield Prose(line, html.unescape(next(filter(None, match.groups()), "")))


def _blank(match: re.Match[str]) -> str:
    return HIDDEN + "\n" * match[0].count("\n")
