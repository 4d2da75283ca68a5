"""The box at the top of a chapter's page: question, data, method, result and limits, read in one minute.

A notebook opens with its question, its answer and a small table, in words of its own and with the numbers of
the run. The box takes these in, so that the page says nothing twice, and adds what the chapter's card tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from press.runs.scenarios import Run
from press.settings.chapter_card import ChapterCard

TITLE = "In one minute"
ORDER = ("question", "result", "data", "method", "limits")
_SPOKEN = {"question": "question", "answer": "result"}
_LED = re.compile(r"\*\*(Question|Answer)\.\*\*\s+(?P<text>.+)", re.DOTALL)
_RULE = re.compile(r"\|[\s:|-]+\|")
_ROW = re.compile(r"\|\s*(?P<name>[^|]+?)\s*\|\s*(?P<text>.+?)\s*\|")


@dataclass(frozen=True)
class Opening:
    """What a notebook says first.

    Parameters
    ----------
    told
        Texts by name: `question`, `result`, and the rows of the small table.
    rest
        What else stood under the title.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def read_opening(text: str) -> Opening:
    """Return what the Markdown under a title says of question, answer and data, and what is left of it."""
    told: dict[str, str] = {}
    rest = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        led = _LED.fullmatch(paragraph.strip())
        rows = _small_table(paragraph)
        if led:
            told[_SPOKEN[led[1].lower()]] = " ".join(led["text"].split())
        elif rows and not told.keys() & rows.keys():
            told |= rows
        else:
            rest.append(paragraph)
    return Opening(told, "\n\n".join(rest))


def one_minute(opening: Opening, card: ChapterCard | None, run: Run) -> str:
    """Return the Markdown of the box; empty when neither notebook nor card says anything."""
    told = dict(opening.told)
    if card is not None:
        own = {"question": card.question, "result": card.answer, "data": card.data}
        told = {name: card.told(text, run.name) for name, text in own.items()} | told
        told |= {name: card.told(getattr(card, name), run.name) for name in ("method", "limits")}
        told.pop("shows", None)  # the same as the method, as a list
    if not told:
        return ""
    names = [*(name for name in ORDER if name in told), *(name for name in told if name not in ORDER)]
    entries = [f"{name[:1].upper()}{name[1:]}\n: {_sentence(told[name])}" for name in names]
    return "\n".join(["::::{div} one-minute", f"**{TITLE}**", "", "\n\n".join(entries), "::::", ""])


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
