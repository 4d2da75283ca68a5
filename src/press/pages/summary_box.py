"""The box at the top of a chapter's page: a sentence, a number, a figure and three lines; the rest is folded.

A notebook opens with its question, its answer and a small table, in words of its own and with the numbers of
the run. The box takes these in, so that the page says nothing twice, and adds what the chapter's card tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portfolio.results.value import Value
from press.markdown import paragraph
from press.pages.home import Picture
from press.result_links import SEEDS
from press.runs.scenarios import Run
from press.settings.chapter_card import ChapterCard

TITLE = "In one minute"
ORDER = ("question", "result", "data", "method", "limits")
SEEN = ("data", "method", "limits")  # the three lines
FOLD = "Question, answer and limits in full"
_SPOKEN = {"question": "question", "answer": "result"}
_LED = re.compile(r"\*\*(Question|Answer)\.\*\*\s+(?P<text>.+)", re.DOTALL)
_FIRST = re.compile(r"(?<=\.)\s+(?=[A-ZÀ-Ý])")
_RULE = re.compile(r"\|[\s:|-]+\|")
_ROW = re.compile(r"\|\s*(?P<name>[^|]+?)\s*\|\s*(?P<text>.+?)\s*\|")


@dataclass(frozen=True)
class Opening:
    """What a notebook says first."""

    # texts by name: `question`, `result`, and the rows of the small table
    told: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""  # what else stood under the title


def read_opening(text: str) -> Opening:
    """Return what the Markdown under a title says of question, answer and data, and what is left of it."""
    told: dict[str, str] = {}
    rest = []
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        led = _LED.fullmatch(part.strip())
        rows = _small_table(part)
        if led:
            told[_SPOKEN[led[1].lower()]] = " ".join(led["text"].split())
        elif rows and not told.keys() & rows.keys():
            told |= rows
        else:
            rest.append(part)
    return Opening(told, "\n\n".join(rest))


@dataclass(frozen=True)
class Highlight:
    """What the box shows beside its sentence."""

    # number and meaning: the most telling number and what it is, as MyST text; both may be empty
    number: str = ""
    meaning: str = ""
    # the figure that stands for the chapter; None when it has none that is a picture
    picture: Picture | None = None


def highlight_of(reference: str, value: Value | None, picture: Picture | None) -> Highlight:
    """Return what the box shows of a number that prose names by `reference`, such as `one/default.n|full`."""
    if value is None:
        return Highlight(picture=picture)
    target, _, form = reference.partition("|")
    over_seeds = form == SEEDS
    bounds = f", {{result}}`{target}|bounds`" if value.interval and not over_seeds else ""
    number = f"{{result}}`{reference if over_seeds else target}`"
    return Highlight(number, f"{value.label or value.name}{bounds}", picture)


def one_minute(opening: Opening, card: ChapterCard | None, run: Run, highlight: Highlight) -> str:
    """Return the Markdown of the box; empty when neither notebook nor card says anything.

    The sentence is the card's, which speaks of the default run; another run says the first one of its answer.
    """
    told = _told(opening, card, run)
    if not told:
        return ""
    message = card.told(card.message, run.name) if card and run.scenario == "default" else ""
    sentence = message or _opening_sentence(told, run)
    return summary_box(sentence, highlight if message else replace(highlight, number=""), told, card)


def summary_box(
    sentence: str,
    highlight: Highlight,
    told: Mapping[str, str],
    card: ChapterCard | None,
    said: Callable[[str], str] = str,
) -> str:
    """Return the Markdown of a box.

    Parameters
    ----------
    sentence
        What it says first; may be empty.
    highlight
        Its number and its figure.
    told
        Texts by name: `question`, `result`, `data`, `method`, `limits`, and others.
    card
        That of the chapter, which names its methods.
    said
        What the page's language has for a text of the box: its title, its fold, the names in `told`.
    """
    lines = {name: _line(name, told[name], card) for name in SEEN if name in told}
    folded = [name for name in told if name not in lines or _sentence(told[name]) != lines[name]]
    names = [*(name for name in ORDER if name in folded), *(name for name in folded if name not in ORDER)]
    parts = [f"**{said(TITLE)}**"]
    parts += [f":::{{div}} one-minute-message\n{sentence}\n:::"] if sentence else []
    if highlight.number:
        parts += [
            f":::{{div}} one-minute-number\n{highlight.number}\n:::",
            f":::{{div}} one-minute-meaning\n{highlight.meaning}\n:::",
        ]
    parts += _figure(highlight.picture) if highlight.picture else []
    parts += [_entry(said(name), text) for name, text in lines.items()]
    if names:
        parts += [f'<details class="more"><summary>{said(FOLD)}</summary>']
        parts += [*(_entry(said(name), _sentence(told[name])) for name in names), "</details>"]
    return "\n\n".join(["::::{div} one-minute", *parts, "::::"]) + "\n"


def _opening_sentence(told: dict[str, str], run: Run) -> str:
    """Return the sentence, and take it out of what is told unless more of the answer is left to be folded."""
    answer = told.get("result", "")
    first = _FIRST.split(answer, maxsplit=1)[0]
    if run.scenario != "default" and first != answer:
        return first
    return told.pop("result", "") or told.pop("question", "")


def _told(opening: Opening, card: ChapterCard | None, run: Run) -> dict[str, str]:
    told = dict(opening.told)
    if card is not None:
        own = {"question": card.question, "result": card.answer, "data": card.data}
        told = {name: card.told(text, run.name) for name, text in own.items()} | told
        told |= {name: card.told(getattr(card, name), run.name) for name in ("method", "limits")}
        told.pop("shows", None)  # the same as the method, as a list
    return told


def _line(name: str, text: str, card: ChapterCard | None) -> str:
    """Return one of the three lines: the methods by name, of the limits the first sentence."""
    if name == "method" and card and card.methods:
        return _sentence(", ".join(map(paragraph, card.methods)))
    return _FIRST.split(_sentence(text), maxsplit=1)[0] if name == "limits" else _sentence(text)


def _entry(name: str, text: str) -> str:
    return f"{name[:1].upper()}{name[1:]}\n: {text}"


def _figure(picture: Picture) -> list[str]:
    alt = " ".join(picture.alt.split())
    return [f":::{{thumbnail}} {picture.file}\n:alt: {alt}\n:eager:\n:::"]


def _small_table(paragraph: str) -> dict[str, str]:
    """Return the rows of a table of two columns without heads; nothing for any other text."""
    lines = [line.strip() for line in paragraph.strip().splitlines()]
    if len(lines) < 3 or lines[0].replace(" ", "") != "|||" or not _RULE.fullmatch(lines[1]):
        return {}
    rows = [_ROW.fullmatch(line) for line in lines[2:]]
    return _as_mapping([(row["name"], row["text"]) for row in rows if row]) if all(rows) else {}


def _as_mapping(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return rows by name; nothing when a name comes twice, since one of them would be lost."""
    found = dict(rows)
    return found if len(found) == len(rows) else {}


def _sentence(text: str) -> str:
    """Return a text that begins with a capital letter and ends as a sentence."""
    shown = text[:1].upper() + text[1:]
    return shown if shown.endswith((".", "?", "!", "`")) else shown + "."
