"""The home page: who this is, a card for each chapter, and where to go from there.

What is written here is MyST text of the staged page, so that it is translated like any other prose. Links
start at the root of the book, since a translated home page lies in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from press.markdown import paragraph
from press.settings.chapter_card import ChapterCard
from press.settings.profile import Profile

LANGUAGES_MARK = "<!-- portfolio: languages -->"  # where a reader chooses between them
WORDS_A_MINUTE = 220  # of prose, read with some care
FEW = 2  # chapters that need no filter
# Where the script of the page puts a button for each skill: the room is there before it runs.
FILTER = '```{raw} html\n<div class="skill-filter"></div>\n```\n\n'


@dataclass(frozen=True)
class Picture:
    """A picture beside the pages."""

    file: str  # its name in the site
    alt: str  # what it shows, in words


@dataclass(frozen=True)
class Card:
    """What the card of a chapter shows."""

    # notebook and title: name and title of the chapter
    notebook: str
    title: str
    told: ChapterCard | None  # what `notebooks/NAME.yml` says of it; None without a card
    picture: Picture | None  # a figure of the chapter; None when it has none that is a picture
    minutes: int  # time to read its prose
    headline: str = ""  # its most telling number with its interval and what it is, as MyST text; may be empty
    short: str = ""  # its name in navigation; empty where it has none but the title
    drawn: str = ""  # a picture drawn for the card, as HTML; empty where it has a figure

    @property
    def name(self) -> str:
        """What it is called where there is little room."""
        return self.short or self.title


def reading_minutes(words: int) -> int:
    """Return the minutes it takes to read a number of words of prose, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def owner_markdown(profile: Profile, pages: Collection[str]) -> str:
    """Return who this is, what they do, and the first links; `pages` are those that the book has."""
    parts = ["::::{div} owner", *_block("owner-name", profile.name), *_block("owner-role", profile.role)]
    for facts in (
        (profile.location, profile.availability),
        [one.name for one in profile.languages],
        profile.tools,
    ):
        parts += _block("owner-facts", " · ".join(filter(None, facts)))
    links = ["[CV](/cv.md)"] if "cv" in pages else []
    addresses = {
        "Email": profile.email and f"mailto:{profile.email}",
        "Code": profile.repository or "/start.md" * ("start" in pages),
    }
    links += [f"[{text}]({_whole(address)})" for text, address in addresses.items() if address]
    links += [f"[{paragraph(link.label)}](<{link.url}>)" for link in profile.links]
    parts += [":::{div} owner-links", *([" ".join(links)] if links else []), LANGUAGES_MARK, ":::"]
    parts.append(paragraph(profile.summary))
    if profile.sample:
        parts += _block("sample-note", "A sample profile that stands for nobody; the analyses are real.")
    return "\n\n".join([*parts, "::::"]) + "\n"


def _whole(address: str) -> str:
    return address if address.startswith("/") else f"<{address}>"


def _block(name: str, text: str) -> list[str]:
    return [f":::{{div}} {name}\n{paragraph(text)}\n:::"] if text else []


def cards_markdown(cards: Sequence[Card]) -> str:
    """Return the cards of all chapters, in the order of the book."""
    if not cards:
        return "No chapter yet.\n"
    made = [_card(card, number) for number, card in enumerate(cards)]
    filtered = len(cards) > FEW and any(
        card.told and (card.told.skills or card.told.methods) for card in cards
    )
    return (FILTER if filtered else "") + ":::::{div} chapter-cards\n\n" + "\n\n".join(made) + "\n\n:::::\n"


def _card(card: Card, number: int) -> str:
    lines = ["::::{div} chapter-card", ""]
    if card.drawn:
        lines += [card.drawn, ""]
    elif card.picture:
        lines += _picture(card.picture, first=number == 0)
    lines += [
        f":::{{rubric}} [{card.name}](/notebooks/{card.notebook}.ipynb)",
        ":heading-level: 3",
        ":class: chapter-title",
        ":::",
        "",
    ]
    if card.told:
        lines += _story(card.told, card.headline)
    lines += [":::{div} chapter-facts", f"{{reading}}`{card.notebook}` min read", ":::", "", "::::"]
    return "\n".join(lines)


def _story(told: ChapterCard, headline: str) -> list[str]:
    lines = [":::{div} chapter-answer", told.message or told.answer, ":::", ""]
    if told.message and headline:
        lines += [":::{div} chapter-data", headline, ":::", ""]
    if tags := told.skills or told.methods:
        lines += [":::{div} chapter-methods", "", *(f"- {paragraph(one)}" for one in tags), ":::", ""]
    return lines


def _picture(picture: Picture, *, first: bool) -> list[str]:
    lines = [f":::{{thumbnail}} {picture.file}", f":alt: {' '.join(picture.alt.split())}"]
    return [*lines, *([":eager:"] if first else []), ":::", ""]


def lessons_markdown(cards: Sequence[Card]) -> str:
    """Return what each chapter teaches, as a list of definitions."""
    lines = []
    for card in cards:
        taught = ", ".join(map(paragraph, card.told.methods)) if card.told else ""
        minutes = f"{{reading}}`{card.notebook}` min read"
        told = f"{taught}. {minutes}" if taught else minutes
        lines.append(f"[{card.name}](/notebooks/{card.notebook}.ipynb)\n: {card.title} {told}\n")
    return "\n".join(lines)


def paths_markdown(pages: Collection[str], first: str) -> str:
    """Return the reading paths of the three readers.

    Parameters
    ----------
    pages
        Those that the book has.
    first
        Notebook of the chapter to begin with; empty without chapters.
    """

    def link(text: str, page: str) -> str:
        return f"[{text}](/{page}.md)" if page in pages else text

    chapter = f"[a chapter](/notebooks/{first}.ipynb)" if first else "a chapter"
    paths = {
        "A recruiter, three minutes": f"Read the answers above, then the {link('skills', 'skills')}: "
        f"each leads to the cells that show it. The {link('CV', 'cv')} prints on one page.",
        "An engineer, half an hour": f"See {link('how this book is made', 'about')}, what each page cost on "
        f"the {link('status page', 'status')}, where the {link('data', 'data')} come from, and on their "
        f"{link('cards', 'models')} what the models must not be used for.",
        "A student, an evening": f"{link('Start here', 'start')}: open {chapter}, run it with other "
        f"parameters, and try its exercises. Words are explained in the {link('glossary', 'glossary')}.",
    }
    return "\n".join(f"{reader}\n: {path}\n" for reader, path in paths.items())
