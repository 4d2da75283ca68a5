"""What `notebooks/NAME.yml` says of a chapter in French, under `french:`; see `press.translation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, fields, replace
from typing import Annotated, Any

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
    """A chapter in French."""

    # title, short and card: as the notebook and its card have them; what is empty or absent is not translated
    # yet
    title: Line = ""
    short: Line = ""
    card: dict[str, Line | tuple[Line, ...]] = field(default_factory=dict)
    # by name, those that the French page shows, in their order
    figures: dict[str, FigureWords] = field(default_factory=dict)
    # recorded texts and labels of results: the English, and what is said for it
    words: dict[str, Line] = field(default_factory=dict)
    # what is written in these figures: the English, `{}` for a number, and what is written for it
    labels: dict[str, Line] = field(default_factory=dict)
    # the digest of the English text behind each French one, by the name of the text
    of: dict[str, NeededText] = field(default_factory=dict)


def card_texts(card: ChapterCard | None) -> dict[str, str]:
    """Return the texts of a card that are told in each language, by name; a list as one text."""
    told = {one.name: getattr(card, one.name) for one in fields(ChapterCard)} if card else {}
    texts = {name: one for name, one in told.items() if name not in NAMES_OF_RESULTS}
    return {name: as_text(one) for name, one in texts.items() if isinstance(one, str | tuple)}


def drawn_texts(card: ChapterCard | None) -> tuple[str, ...]:
    """Return the words in the picture that is drawn for a card, where it has one: title and labels."""
    picture = getattr(card, "picture", None)
    return (picture.title, *picture.bars) if picture else ()


def as_text(told: str | Sequence[str]) -> str:
    """Return what a card tells, or lists, as one text."""
    return told if isinstance(told, str) else "\n".join(told)


def card_in_french(french: French, card: ChapterCard | None) -> ChapterCard | None:
    """Return a card with the French texts in place of the English; None while one of them is missing."""
    needed = {name for name, text in card_texts(card).items() if text}
    if card is None or needed - french.card.keys():
        return None
    told: dict[str, Any] = {name: one for name, one in french.card.items() if hasattr(card, name)}
    try:
        return replace(card, **told)
    except (TypeError, ValueError):  # a text of another form, which the findings tell
        return None
