"""One style sheet for the whole site, with the rules that its pages can meet.

The theme's own sheets are half a megabyte, written for every page that anybody could make. A rule is kept
when each class, id and element that its selector demands occurs in some page or script of the site, so what
is dropped cannot have matched anything.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from functools import partial

STATIC = "_static"  # folder of the merged sheet
_STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
_OPAQUE = rf"{_STRING}|url\((?:\\.|[^)\"'])*\)"
_COMMENT = re.compile(rf"({_OPAQUE})|/\*.*?\*/", re.DOTALL)
_BANNER = re.compile(r"/\*!.*?\*/", re.DOTALL)
_MARK = re.compile(rf"{_OPAQUE}|[{{}};]", re.DOTALL)
_COMMA = re.compile(rf"{_STRING}|[(),\[\]]", re.DOTALL)
_SPACE = re.compile(rf"({_OPAQUE})|\s+", re.DOTALL)
_URL = re.compile(r"url\(\s*([\"']?)(?![\"']?(?:data:|#|[a-z]+://))([^\"')]+)\1\s*\)")
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*[\"']([^\"']+)[\"']\s*\)?\s*;")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ARGUMENTS = re.compile(r":[\w-]+\([^()]*\)")
_DEMANDED = re.compile(r"[.#]([\w-]+)|(?<![\w:.#-])([a-z][\w-]*)", re.IGNORECASE)
_VARIABLE_USE = re.compile(r"var\(\s*(--[\w-]+)")
_ANIMATION_USE = re.compile(r"animation(?:-name)?\s*:([^;}]*)")
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)")
_DEPTH = {"{": 1, "}": -1, "(": 1, ")": -1, "[": 1, "]": -1}
_NESTING = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True)
class Block:
    """A rule: what stands before its braces, and what stands in them."""

    prelude: str  # selectors, or an at-rule with its condition; a statement such as `@charset` has no body
    declarations: str | None = None  # the text in the braces of a style rule
    inside: tuple[Block, ...] | None = None  # the rules of a conditional at-rule


def read_sheet(path: str, read: Callable[[str], str]) -> str:
    """Return a style sheet with its imports put in place and its addresses seen from the merged one.

    Parameters
    ----------
    path
        Of the sheet within the site, such as `_static/styles/theme.css`.
    read
        Returns the text of a file of the site.
    """
    folder = posixpath.dirname(path)

    def moved(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[2].strip()))
        return f'url("{posixpath.relpath(target, STATIC)}")'

    def imported(match: re.Match[str]) -> str:
        return read_sheet(posixpath.normpath(posixpath.join(folder, match[1])), read)

    own = read(path)
    imports = [imported(match) for match in _IMPORT.finditer(own)]  # they stand first
    return "\n".join([*imports, _URL.sub(moved, _IMPORT.sub("", own))])


def lean_sheet(text: str, words: Set[str], unwanted: re.Pattern[str] | None = None) -> str:
    """Return the part of a style sheet that a site with these `words` can use, without surplus space.

    Parameters
    ----------
    text
        One or more style sheets, in their order.
    words
        Every class, id and element name of the pages, and every word of their scripts.
    unwanted
        Selectors, variables and font families that start so are dropped whatever the pages hold.
    """
    banners = dict.fromkeys(match[0] for match in _BANNER.finditer(text))
    blocks = parse(text)
    if unwanted:
        blocks = _each(blocks, partial(_without, unwanted=unwanted))
    blocks = _each(blocks, partial(_kept, words=words))
    while True:
        fewer = _each(blocks, partial(_used, uses=_Uses.of(blocks, words)))
        if fewer == blocks:
            return "\n".join([*banners, "".join(map(_written, blocks))]) + "\n"
        blocks = fewer


def parse(text: str) -> tuple[Block, ...]:
    """Return the rules of a style sheet. What is nested in a style rule stays in its declarations."""
    clean = _COMMENT.sub(lambda match: match[1] or " ", text)
    clean = _SPACE.sub(lambda match: match[1] or " ", clean)
    return tuple(_rules(clean))


def _rules(text: str) -> Iterator[Block]:
    depth, start, opened = 0, 0, 0
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = mark.end()
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield _block(text[start : opened - 1].strip(), text[opened : mark.start()].strip())
                start = mark.end()
        elif sign == ";" and depth == 0:
            yield Block(text[start : mark.start()].strip())
            start = mark.end()


def _block(prelude: str, body: str) -> Block:
    if prelude.startswith(_NESTING):
        return Block(prelude, inside=tuple(_rules(body)))
    return Block(prelude, body)


def _each(blocks: tuple[Block, ...], change: Callable[[Block], Block | None]) -> tuple[Block, ...]:
    """Return the rules as `change` leaves them; a condition in which nothing is left goes."""
    found = []
    for block in blocks:
        if block.inside is None:
            changed = change(block)
        else:
            inside = _each(block.inside, change)
            changed = replace(block, inside=inside) if inside else None
        found += [changed] if changed else []
    return tuple(found)


def _kept(block: Block, words: Set[str]) -> Block | None:
    if block.declarations is None:  # statements: @charset says what the page says already
        return None if block.prelude.startswith("@charset") else block
    if block.prelude.startswith("@"):
        return block
    selectors = [one for one in split_selectors(block.prelude) if can_match(one, words)]
    return replace(block, prelude=",".join(selectors)) if selectors else None


def split_selectors(prelude: str) -> list[str]:
    """Return the selectors of a list.

    Examples
    --------
    >>> split_selectors("a:is(b, c), d")
    ['a:is(b, c)', 'd']
    """
    return _split(prelude, _COMMA, ",")


def _declarations(text: str) -> list[str]:
    """Return the declarations of a rule; a nested rule counts as one."""
    return [one for one in _split(text, _MARK, ";") if one]


def _split(text: str, marks: re.Pattern[str], separator: str) -> list[str]:
    """Return the parts of a text between the separators that stand in no brackets."""
    depth, start, found = 0, 0, []
    for mark in marks.finditer(text):
        depth += _DEPTH.get(mark[0], 0)
        if mark[0] == separator and depth == 0:
            found.append(text[start : mark.start()].strip())
            start = mark.end()
    return [*found, text[start:].strip()]


def can_match(selector: str, words: Set[str]) -> bool:
    """Return whether a page with these words can hold what a selector demands.

    What stands in brackets, as in `:not(...)` or `[data-x]`, is not judged: the answer errs towards yes.

    Examples
    --------
    >>> can_match("p.note > a:not(.x)", {"p", "note", "a"})
    True
    >>> can_match("p.tip", {"p", "note"})
    False
    """
    if "\\" in selector:
        return True
    bare, before = _BRACKETS.sub("", selector), ""
    while bare != before:
        bare, before = _ARGUMENTS.sub("", bare), bare
    return all((name or element) in words for name, element in _DEMANDED.findall(bare))


def _without(block: Block, unwanted: re.Pattern[str]) -> Block | None:
    """Drop the unwanted selectors, variables and font faces."""
    if block.declarations is None or block.prelude.startswith("@"):
        return None if unwanted.match(_family(block)) else block
    selectors = [one for one in split_selectors(block.prelude) if not unwanted.match(one)]
    kept = [one for one in _declarations(block.declarations) if not unwanted.match(one)]
    return Block(",".join(selectors), ";".join(kept)) if selectors and kept else None


@dataclass(frozen=True)
class _Uses:
    """What the rules and the pages name."""

    variables: frozenset[str]
    animations: str
    fonts: str

    @classmethod
    def of(cls, blocks: tuple[Block, ...], words: Set[str]) -> _Uses:
        written = "".join(_written(one) for one in blocks if not one.prelude.startswith("@font-face"))
        variables = {*_VARIABLE_USE.findall(written), *(word for word in words if word.startswith("--"))}
        return cls(frozenset(variables), " ".join(_ANIMATION_USE.findall(written)), written.replace("\\", ""))


def _used(block: Block, uses: _Uses) -> Block | None:
    """Drop variables, animations and fonts that nothing names."""
    if block.declarations is None:
        return block
    if block.prelude.startswith("@font-face"):
        return block if _family(block) in uses.fonts else None
    if "keyframes" in block.prelude:
        return block if block.prelude.split()[-1] in uses.animations else None
    kept = [one for one in _declarations(block.declarations) if _is_used(one, uses.variables)]
    return replace(block, declarations=";".join(kept)) if kept else None


def _family(block: Block) -> str:
    match = _FAMILY.search(block.declarations or "") if block.prelude.startswith("@font-face") else None
    return match[1].replace("\\", "").strip("\"' ") if match else ""


def _is_used(declaration: str, variables: Set[str]) -> bool:
    name = declaration.partition(":")[0].strip()
    return not name.startswith("--") or name in variables


def _written(block: Block) -> str:
    if block.inside is not None:
        return f"{block.prelude}{{{''.join(map(_written, block.inside))}}}"
    if block.declarations is None:
        return block.prelude + ";"
    return f"{block.prelude}{{{block.declarations.rstrip(';')}}}"
