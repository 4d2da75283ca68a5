"""`book/chapters.yml`: what the home page and the box at the top of a chapter say of it.

One entry per notebook. Texts are MyST; a computed number is a link, `[41 %](result:exploration.late_share)`.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from press.project import Project
from press.result_links import with_roles
from press.result_references import RESULT_ROLE
from press.yaml_reader import STRICT, read_yaml

FILE = "chapters.yml"
TEXTS = ("question", "answer", "data", "method", "limits")
_BARE = re.compile(r"(?P<target>[^|]+)(?P<form>\|.*)?", re.DOTALL)


def _in_one_line(text: str) -> str:
    """Return a text without its line breaks, in the press's notation."""
    return " ".join(with_roles(text).split())


def _with_a_number(text: str) -> str:
    if not RESULT_ROLE.search(text):
        raise ValueError("a computed number such as [41 %](result:name#full)")
    return text


_Words = Annotated[str, Field(min_length=1), AfterValidator(_in_one_line)]
_Answer = Annotated[_Words, AfterValidator(_with_a_number)]


@dataclass(frozen=True, config=STRICT)
class Chapter:
    """What is told of one notebook.

    Parameters
    ----------
    question, answer, data, method, limits
        One or two sentences each; `answer` holds at least one computed number.
    methods
        A few words each: the tags of its card.
    headlines
        Names of the recorded results to draw when runs are compared, the most telling first.
    figure
        Name of the figure that stands for the chapter, such as `fig-cost`; may be empty.
    """

    question: _Words
    answer: _Answer
    data: _Words
    method: _Words
    limits: _Words
    methods: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    figure: str = ""

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


def read_chapters(project: Project) -> dict[str, Chapter]:
    """Return what is told of each chapter, by notebook; empty without the file.

    Raises
    ------
    UsageError
        Broken YAML, an unknown or missing key, a text of the wrong type, an answer without a number; all
        faults of the file together.
    """
    document = read_yaml(project.book / FILE, f"{project.book.name}/{FILE}")
    return {} if document is None else document.parsed(dict[str, Chapter])
