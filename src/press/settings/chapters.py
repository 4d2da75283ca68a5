"""`book/chapters.yml`: what the home page and the box at the top of a chapter say of it.

One entry per notebook. Texts are MyST; a computed number is a link, `[41 %](result:exploration.late_share)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from portfolio.errors import UsageError, nearest
from press.project import Project
from press.result_links import with_roles
from press.result_references import RESULT_ROLE

FILE = "chapters.yml"
TEXTS = ("question", "answer", "data", "method", "limits")
LISTS = ("methods", "headlines")
OPTIONAL_TEXTS = ("figure",)
_BARE = re.compile(r"(?P<target>[^|]+)(?P<form>\|.*)?", re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """What is told of one notebook.

    Parameters
    ----------
    notebook
        Its name.
    question, answer, data, method, limits
        One or two sentences each; `answer` holds at least one computed number.
    methods
        A few words each: the tags of its card.
    headlines
        Names of the recorded results to draw when runs are compared, the most telling first.
    figure
        Name of the figure that stands for the chapter, such as `fig-cost`; may be empty.
    """

    notebook: str
    question: str
    answer: str
    data: str
    method: str
    limits: str
    methods: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    figure: str = ""

    def told(self, text: str, run: str) -> str:
        """Return one of the texts with its numbers taken from `run`, such as `scoring/mortgages`.

        References without a run, and those to the chapter's own default run, follow the run; references to
        another chapter stay as they are.
        """
        own = {"", self.notebook, f"{self.notebook}/default"}

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
    path = project.book / FILE
    where = f"{project.book.name}/{FILE}"
    if not path.exists():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except UnicodeDecodeError as error:
        raise UsageError(f"{where} is not UTF-8", got=f"byte {error.start}") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UsageError(f"{where}, line {line}: not YAML", hint="Quote texts with a colon.") from error
    if not isinstance(content, dict):
        raise UsageError(where, expected="a mapping of notebooks", got=type(content).__name__)
    content = {name: _in_roles(entry) for name, entry in content.items()}
    faults = [fault for name, entry in content.items() for fault in _faults(str(name), entry)]
    if faults:
        raise UsageError(f"{where}: " + "; ".join(faults))
    return {str(name): _chapter(str(name), entry) for name, entry in content.items()}


def _in_roles(entry: object) -> object:
    """Return an entry with its texts in the press's notation; whatever else it holds is judged later."""
    if not isinstance(entry, dict):
        return entry
    return {key: with_roles(value) if isinstance(value, str) else value for key, value in entry.items()}


def _chapter(name: str, entry: Mapping[str, Any]) -> Chapter:
    texts: dict[str, Any] = {
        key: " ".join(str(entry.get(key, "")).split()) for key in (*TEXTS, *OPTIONAL_TEXTS)
    }
    lists: dict[str, Any] = {key: tuple(entry.get(key) or ()) for key in LISTS}
    return Chapter(notebook=name, **texts, **lists)


def _faults(name: str, entry: object) -> Iterator[str]:
    """Yield what is wrong with one entry."""
    known = (*TEXTS, *OPTIONAL_TEXTS, *LISTS)
    if not isinstance(entry, dict):
        yield f"{name}: expected a mapping, got {type(entry).__name__}"
        return
    unknown = [key for key in entry if key not in known]
    yield from (f"{name}: unknown key {key!r}. {nearest(str(key), known)}" for key in unknown)
    yield from (f"{name}: {key} is missing" for key in TEXTS if not entry.get(key))
    for key in (*TEXTS, *OPTIONAL_TEXTS):
        if key in entry and not isinstance(entry[key], str):
            yield f"{name}: {key} must be a text, got {type(entry[key]).__name__}"
    for key in LISTS:
        value = entry.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield f"{name}: {key} must be a list of texts"
    if isinstance(entry.get("answer"), str) and not RESULT_ROLE.search(entry["answer"]):
        yield f"{name}: the answer holds no computed number such as [41 %](result:name#full)"
