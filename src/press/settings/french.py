"""What `notebooks/NAME.yml` says of a chapter in French, under `french:`; see `press.translation`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields
from typing import Annotated

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from press.markdown import one_line
from press.settings.chapter_card import ChapterCard
from press.yaml_reader import STRICT, NeededText

NAMES_OF_RESULTS = ("headlines", "figure")  # of a card: the same in every language

Line = Annotated[NeededText, AfterValidator(one_line)]


@dataclass(frozen=True, config=STRICT)
class FigureWords:
    """Caption and text alternative of a figure."""

    caption: Line
    alt: Line


@dataclass(frozen=True, config=STRICT)
class French:
    """A chapter in French.

    Parameters
    ----------
    title, short, card
        As the notebook and its card have them; what is empty is not translated yet.
    figures
        By name, those that the French page shows, in their order.
    words
        Recorded texts and labels of results: the English, and what is said for it.
    of
        The digest of the English text behind each French one, by the name of the text.
    """

    title: Line = ""
    short: Line = ""
    card: ChapterCard | None = None
    figures: dict[str, FigureWords] = field(default_factory=dict)
    words: dict[str, Line] = field(default_factory=dict)
    of: dict[str, NeededText] = field(default_factory=dict)


def card_texts(card: ChapterCard | None) -> Iterator[tuple[str, str]]:
    """Yield the texts of a card that are told in each language, by name; a list is told as one text."""
    for one in fields(ChapterCard) if card else ():
        if one.name not in NAMES_OF_RESULTS:
            text = getattr(card, one.name)
            yield one.name, text if isinstance(text, str) else "\n".join(map(str, text))
