"""The card of a chapter: what the home page and the box at the top of the chapter say of it.

It stands in `notebooks/NAME.yml`. Texts are MyST; a computed number is a link,
`[41 %](result:exploration.late_share)`.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from press.markdown import one_line
from press.result_links import with_roles
from press.result_references import RESULT_ROLE
from press.yaml_reader import STRICT

_BARE = re.compile(r"(?P<target>[^|]+)(?P<form>\|.*)?", re.DOTALL)


def _in_one_line(text: str) -> str:
    """Return a text without its line breaks, in the press's notation."""
    return one_line(with_roles(text))


def _with_a_number(text: str) -> str:
    if text and not RESULT_ROLE.search(text):
        raise ValueError("a computed number such as [41 %](result:name#full)")
    return text


_Words = Annotated[str, Field(min_length=1), AfterValidator(_in_one_line)]
_Answer = Annotated[_Words, AfterValidator(_with_a_number)]


@dataclass(frozen=True, config=STRICT)
class Bars:
    """A picture drawn for the card: what is measured, and two to four results by label, the point first."""

    title: _Words
    bars: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, config=STRICT)
class ChapterCard:
    """What is told of one chapter."""

    # question, answer, data, method and limits: one or two sentences each; `answer` holds at least one
    # computed number
    question: _Words
    answer: _Answer
    data: _Words
    method: _Words
    limits: _Words
    # the answer in one sentence that a manager reads, of the default run, with a computed number too
    message: Annotated[str, AfterValidator(_in_one_line), AfterValidator(_with_a_number)] = ""
    methods: tuple[str, ...] = ()  # a few words each, as the box at the top of the chapter lists them
    # what it shows, in words that chapters share: the tags of its card, by which the home page is filtered
    skills: tuple[str, ...] = ()
    picture: Bars | None = None  # drawn for its card; without it, the card has the figure
    # names of the recorded results to draw when runs are compared, the most telling first
    headlines: tuple[str, ...] = ()
    figure: str = ""  # name of the figure that stands for the chapter, such as `fig-cost`; may be empty

    def told(self, text: str, run: str) -> str:
        """Return one of the texts with its numbers taken from `run`, such as `scoring/mortgages`.

        References without a run, and those to the chapter's own default run, follow the run; references to
        another chapter stay as they are.
        """
        notebook = run.partition("/")[0]
        own = {"", notebook, f"{notebook}/default"}

        def moved(match: re.Match[str]) -> str:
            parts = _BARE.fullmatch(match[1])
            target, form = (parts["target"], parts["form"] or "") if parts else (match[1], "")
            of, _, name = target.strip().rpartition(".")
            return f"{{result}}`{run}.{name}{form}`" if of in own else match[0]

        return RESULT_ROLE.sub(moved, text)
