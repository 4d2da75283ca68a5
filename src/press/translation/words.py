"""The catalogue of short texts, `book/fr/words.yml`: the interface, the owner's profile, the skills."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property, partial
from html import escape, unescape
from typing import Any, TypeVar

from press.project import Project
from press.script_words import script_texts
from press.settings.competencies import Theme
from press.translation.typography import outside_protected
from press.yaml_reader import NeededText, read_yaml

FILE = "words.yml"
# What the press itself says on a page in a second language: every catalogue holds these.
INTERFACE = (
    *("Chapters", "Pages", "In English", "Main", "On this page", "Link to this heading"),
    *("In one minute", "Question, answer and limits in full"),
    *("The question", "The result", "The data", "The method", "The limits"),
    *("Key numbers", "What", "Value, with its interval", "Key figures", "The notebook"),
    *("The labels in the pictures are English.", "The analysis with its code is in English:"),
    *("computed by {}", "interval {}", "range over trainings {}", "Data.", "min read"),
    *sorted(set(script_texts())),
)
T = TypeVar("T")
_HOLE = re.compile(r"\\\{\\\}")
_SPOKEN = re.compile(r'(?<=>)[^<>]+(?=<)|(?<=aria-label=")[^"]*')


@dataclass(frozen=True)
class Words:
    """Short texts: the English, and what is said for it; `{}` in both is one number or name."""

    known: Mapping[str, str]

    def said(self, text: str) -> str:
        """Return what is said for a whole text; the text itself where that is not known."""
        return self.known.get(text, text)

    def filled(self, text: str, *names: str) -> str:
        """Return what is said for a text with a hole, filled."""
        parts = self.said(text).split("{}")
        return "".join(part + name for part, name in zip(parts, (*names, ""), strict=True))

    def within(self, markdown: str) -> str:
        """Return Markdown with every known text in its prose replaced, the longest first."""
        for key in (key for key in self.known if "](" in key):  # a sentence around links, whole
            said = partial(self._filled_from, key)
            markdown = re.sub(_HOLE.sub(r"([\\w.,-]+)", re.escape(key)), said, markdown)
        return outside_protected(markdown, lambda prose: self._pattern.sub(self._replaced, prose))

    def _filled_from(self, key: str, holes: re.Match[str]) -> str:
        return self.filled(key, *holes.groups())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        keys = sorted(self.known, key=len, reverse=True)
        patterns = (_HOLE.sub(r"[\\w.,-]+", re.escape(key).replace(r"\ ", r"\s+")) for key in keys)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])" if keys else r"(?!)")

    def _replaced(self, match: re.Match[str]) -> str:
        text = " ".join(match[0].split())
        if text in self.known:
            return self.known[text]
        for key in (key for key in self.known if "{}" in key):
            holes = re.fullmatch(_HOLE.sub(r"([\\w.,-]+)", re.escape(key)), text)
            if holes:
                return self._filled_from(key, holes)
        return match[0]


def spoken(html: str, said: Callable[[str], str]) -> str:
    """Return HTML with each text that it shows or names replaced.

    Parameters
    ----------
    html
        Elements without scripts.
    said
        Returns what is said for a text, both without the signs that HTML writes for others.
    """
    return _SPOKEN.sub(lambda text: escape(said(unescape(text[0]))), html)


def read_words(project: Project, language: str) -> Words:
    """Return the catalogue of a language; empty without its file.

    Raises
    ------
    UsageError
        It is not a mapping of texts.
    """
    where = f"{project.book.name}/{language}/{FILE}"
    document = read_yaml(project.root / where, where)
    return Words(document.parsed(dict[NeededText, NeededText]) if document else {})


def translated(record: T, words: Words) -> T:
    """Return a record of settings with its texts, and those of the records in it, as a language says them."""
    changed = {one.name: _value(getattr(record, one.name), words) for one in fields(record)}  # type: ignore[arg-type]
    return replace(record, **changed)  # type: ignore[type-var]


def _value(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return words.said(value)
    if isinstance(value, tuple):
        return tuple(_value(one, words) for one in value)
    return translated(value, words) if is_dataclass(value) and not isinstance(value, type) else value


def theme_in(theme: Theme, words: Words) -> Theme:
    """Return a group of skills as a language calls them."""
    own = {slug: words.said(text) for slug, text in theme.competencies.items()}
    return replace(theme, title=words.said(theme.title), competencies=own)
