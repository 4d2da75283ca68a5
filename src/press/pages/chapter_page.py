"""The one French page of a chapter: question, result and limits, key figures, and the way to the notebook."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from press.markdown import cell
from press.pages.summary_box import Highlight, summary_box
from press.result_links import Values, with_roles
from press.result_references import RESULT_ROLE, shown
from press.settings.chapter_card import ChapterCard
from press.settings.french import FigureWords, French
from press.sphinx_ext.thumbnails import Figure
from press.translation.numbers import said_with_unit
from press.translation.words import Words

PARTS = {"question": "question", "result": "answer", "data": "data", "method": "method", "limits": "limits"}
NAMES = {name: f"The {name}" for name in PARTS}  # of the box, as the catalogue has them
ENGLISH_LABELS = "The labels in the pictures are English."
ENGLISH_NOTEBOOK = "The analysis with its code is in English:"
FIGURES = "figures"  # folder of the pictures, beside the pages


@dataclass(frozen=True)
class ChapterPage:
    """What the page is made of."""

    notebook: str  # name of the chapter
    french: French  # its texts
    card: ChapterCard | None  # its card, in French
    headlines: Sequence[str]  # names of the results that its table shows
    pictures: Mapping[str, Figure]  # the figures to show, by name
    values: Values  # all results
    words: Words  # the catalogue
    language: str  # of the page
    english: Collection[str] = ()  # names of those in which English is written
    highlight: Highlight = field(default_factory=Highlight)  # the number and the small picture of its box

    def markdown(self) -> str:
        """Return the page."""
        parts = [f"# {self.french.title}", self._banner()]
        parts += [self._box(self.card)] if self.card else []
        if rows := self._rows():
            parts += [f"## {self.words.said('Key numbers')}", rows]
        if self.french.figures:
            parts += [f"## {self.words.said('Key figures')}"]
            parts += [self.words.said(ENGLISH_LABELS)] if self.english else []
            parts += [self._figure(name, words) for name, words in self.french.figures.items()]
        parts += [f"## {self.words.said('The notebook')}", self._notebook()]
        return "\n\n".join(parts) + "\n"

    def files(self) -> dict[str, bytes]:
        """Return the pictures, by the names that the page has for them."""
        shown = {name: self.pictures[name] for name in self.french.figures}
        return {self._file(name): base64.b64decode(picture.png) for name, picture in shown.items()}

    def alt(self, text: str) -> str:
        """Return a text alternative, which can hold no role, with its numbers filled in."""

        def filled(match: object) -> str:
            told, value, _ = shown(match[1], f"{self.notebook}/default", self.values)  # type: ignore[index]
            said = self.french.words.get(str(value.value)) if isinstance(value.value, str) else None
            return said or said_with_unit(told, value.unit, self.french.words, self.language)

        return RESULT_ROLE.sub(filled, with_roles(text))

    def _file(self, name: str) -> str:
        return f"{FIGURES}/{self.notebook}-{name}.png"

    def _banner(self) -> str:
        return f":::{{div}} run-banner\n{self._notebook()}\n:::"

    def _notebook(self) -> str:
        address = f"/notebooks/{self.notebook}.ipynb"
        return f"{self.words.said(ENGLISH_NOTEBOOK)} [{self.french.short}]({address})."

    def _box(self, card: ChapterCard) -> str:
        told = {name: getattr(card, part) for name, part in PARTS.items()}
        return summary_box(card.message, self.highlight, told, card, self._in_the_box)

    def _in_the_box(self, text: str) -> str:
        return self.words.said(NAMES.get(text, text))

    def _rows(self) -> str:
        own = self.values.get(f"{self.notebook}/default", {})
        rows = []
        for name in self.headlines:
            if name in own and not own[name].measured:
                label = self.french.words.get(own[name].label, "")
                rows.append(f"| {cell(label)} | {{result}}`{self.notebook}.{name}\\|full` |" if label else "")
        head = f"| {self.words.said('What')} | {self.words.said('Value, with its interval')} |"
        return "\n".join([head, "|---|---|", *filter(None, rows)]) if any(rows) else ""

    def _figure(self, name: str, words: FigureWords) -> str:
        """Return a figure in a frame of its own, for the style sheet."""
        head = f":::{{figure}} {self._file(name)}\n:alt: {self.alt(words.alt)}"
        return f"::::{{div}} chapter-figure\n{head}\n\n{with_roles(words.caption)}\n:::\n::::"
