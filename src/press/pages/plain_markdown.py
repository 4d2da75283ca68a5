"""Markdown of a notebook as HTML that needs neither Sphinx nor a script: for a page that stands alone.

What the book's Markdown has beyond CommonMark is shown plainly: formulas as MathML, boxes as boxes, the text
of a role, and the text of a link that leads to nothing outside the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from press.formulas import FormulaError, mathml

_DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)", re.DOTALL)
_OPTION = re.compile(r":(?P<key>[\w-]+):[ \t]*(?P<value>[^\n]*)(?:\n|\Z)")
_WEB = re.compile(r"https?://|mailto:")
_PLAIN_BOXES = ("code", "code-block", "code-cell")
_ROLE_TARGET = re.compile(r"\s*<[^<>]*>$")

Rule = Callable[[Any, Sequence[Token], int, Any, Any], str]


def html_of(markdown: str) -> str:
    r"""Return Markdown as HTML.

    Examples
    --------
    >>> html_of("An AUC of [0.85](result:auc).")
    '<p>An AUC of <span class="result">0.85</span>.</p>\n'
    """
    return str(_parser().render(markdown))


def text_of(markdown: str) -> str:
    """Return Markdown as plain text, for the alternative of a picture."""
    tokens = [token for outer in _parser().parse(markdown) for token in (outer.children or ())]
    spaces = ("softbreak", "hardbreak")
    return "".join(" " if token.type in spaces else token.content for token in tokens).strip()


def _formula(latex: str, *, block: bool) -> str:
    """Return a formula as MathML; as it was written where it cannot be read."""
    try:
        return mathml(latex, block=block)
    except FormulaError:
        return f"<code>{escape(latex)}</code>"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,  # "$5 and $10" are prices
        renderer=lambda text, how: _formula(text, block=how["display_mode"]),
        label_renderer=lambda _label: "",
    )
    parser.use(colon_fence_plugin).use(myst_block_plugin).use(myst_role_plugin)
    rules: dict[str, Rule] = {
        "link_open": _link_open,
        "link_close": _link_close,
        "image": _image,
        "fence": _fence,
        "colon_fence": _fence,
        "myst_role": _role,
        "myst_target": _target,
        "myst_line_comment": _nothing,
        "myst_block_break": _nothing,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _link_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    address, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
    if _WEB.match(address):
        return str(self.renderToken(tokens, index, options, env))
    kind = address.partition(":")[0]
    told = f' title="{escape(title)}"' if title else ""
    return f'<span class="{kind}"{told}>' if kind in ("result", "fact", "cite") else "<span>"


def _link_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    opening = max(place for place in range(index) if tokens[place].type == "link_open")
    is_web = _WEB.match(str(tokens[opening].attrGet("href") or ""))
    return str(self.renderToken(tokens, index, options, env)) if is_web else "</span>"


def _image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    address = str(token.attrGet("src") or "")
    alternative = self.renderInlineAsText(token.children or [], options, env)
    if address.startswith("data:image/"):
        return f'<img src="{escape(address)}" alt="{escape(alternative)}">'
    return f"<em>{escape(alternative)}</em>"  # the page stands alone


def _fence(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    directive = _DIRECTIVE.match(token.info.strip())
    if not directive:
        return f"<pre><code>{escape(token.content)}</code></pre>\n"
    return _box(directive["name"], directive["argument"].strip(), token.content)


def _box(name: str, argument: str, content: str) -> str:
    """Return a directive: its options are its author's and not the reader's."""
    given: dict[str, str] = {}
    while option := _OPTION.match(content):
        given[option["key"]] = option["value"].strip()
        content = content[option.end() :]
    if name == "math":
        return f'<div class="math block">{_formula(content, block=True)}</div>\n'
    if name in _PLAIN_BOXES:
        return f"<pre><code>{escape(content)}</code></pre>\n"
    title = argument if name == "admonition" else f"{name.capitalize()} {argument}".strip()
    head = _parser().renderInline(title)
    body = html_of(content)
    if "dropdown" in given.get("class", "").split() or name == "dropdown":
        return f"<details><summary>{head}</summary>\n{body}</details>\n"
    return f'<aside class="box"><p class="box-title">{head}</p>\n{body}</aside>\n'


def _role(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    if token.meta.get("name") == "math":
        return _formula(token.content, block=False)
    return f"<span>{escape(_ROLE_TARGET.sub('', token.content))}</span>"


def _target(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return f'<a id="{escape(tokens[index].content)}"></a>\n'


def _nothing(_self: Any, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return ""
