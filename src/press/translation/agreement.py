"""What a text and its translation have in common: numbers, links, code, formulas and citations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from press.result_links import with_roles
from press.translation.numbers import NARROW
from press.translation.typography import PROTECTED

_ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`+(?P<content>.*)`+", re.DOTALL)
_IMAGE_OR_NAME = re.compile(r"^[:`]{3,}\{(?P<name>[\w-]+)\} *(?P<argument>\S*)")
_HREF = re.compile(r'\b(?:href|src)="([^"]*)"')
_NUMBER = {
    "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?"),
    "fr": re.compile(rf"\d+(?:{NARROW}\d{{3}})*(?:,\d+)?"),
}
_FOLDERS = re.compile(r"^(?:\.\./|/)?(?:fr/|notebooks/)?")
_SUFFIX = re.compile(r"\.(?:md|ipynb|html)$")
SHOWN = 60  # characters of a thing in a message
Part = tuple[str, str]  # kind, and the thing itself


def differences(english: str, french: str, language: str = "fr") -> list[str]:
    """Return one sentence for each thing that stands on one side more often than on the other."""
    here, there = Counter(parts(english, "en")), Counter(parts(french, language))
    lacks = [f"lacks the {kind} {thing[:SHOWN]!r}" for kind, thing in sorted((here - there).elements())]
    return lacks + [f"adds the {kind} {thing[:SHOWN]!r}" for kind, thing in sorted((there - here).elements())]


def parts(text: str, language: str) -> Iterator[Part]:
    """Yield what must be the same on both sides of a text of MyST."""
    text, end = with_roles(text), 0
    for match in PROTECTED.finditer(text):
        yield from _numbers(text[end : match.start()], language)
        end = match.end()
        yield from _protected(match, language)
    yield from _numbers(text[end:], language)


def _protected(match: re.Match[str], language: str) -> Iterator[Part]:
    role = _ROLE.fullmatch(match[0])
    if role:
        yield from _role(role["name"], role["content"], language)
    elif match["code"]:
        yield "code", match[0].strip("`\n ")
    elif match["formula"]:
        yield "formula", match[0].strip("$ \n")
    elif match["target"] is not None:
        yield "link", _page(match["target"].strip("<>"))
    elif match["tag"]:
        yield from _tag(match[0])
    elif directive := _IMAGE_OR_NAME.match(match[0]):
        yield "directive", f"{directive['name']} {_page(directive['argument'])}".strip()
    elif match[0].startswith("http"):
        yield "link", match[0]


def _role(name: str, content: str, language: str) -> Iterator[Part]:
    if name == "fact":  # its source is prose, in which a year stays a year
        number, _, source = content.partition("|")
        yield from (("fact", found) for _, found in _numbers(number, language))
        yield from _numbers(source, language)
    else:
        kind = {"result": "number", "cite:t": "citation"}.get(name, name)
        yield kind, content.replace("\\|", "|")


def _tag(tag: str) -> Iterator[Part]:
    if tag.startswith("<!--"):
        yield "mark", tag
    elif tag.startswith(("<http", "<mailto")):
        yield "link", tag.strip("<>")
    else:
        yield from (("link", _page(address)) for address in _HREF.findall(tag))
        yield from _numbers(_HREF.sub("", tag), "en")  # sizes and places of a drawing


def _page(target: str) -> str:
    """Return the page that a link leads to, whichever language it is read in, without a heading on it."""
    if re.match(r"[a-z]+:", target):
        return target
    return _SUFFIX.sub("", _FOLDERS.sub("", target.partition("#")[0]))


def _numbers(text: str, language: str) -> Iterator[Part]:
    for match in _NUMBER[language].finditer(text):
        plain = match[0].replace(NARROW, "").replace(",", "" if language == "en" else ".")
        yield "number", plain
