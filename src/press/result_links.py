"""Computed numbers in prose: links such as `[0.854](result:auc#full)`, whose text is the published value.

Such prose reads everywhere: JupyterLab, GitHub and Colab show the text of the link. The press knows the rest:

- `result:name`, `result:notebook.name`, `result:notebook/scenario.name`: a recorded value, of this run or of
  another, in one of the forms `#text`, `#number`, `#bounds`, `#full`, or as `#seeds`, the mean over trainings
  that differ only in their seed, with their range;
- `fact:name "source"`: a number from outside, and where it comes from;
- `cite:key`: an entry of the bibliography;
- `table:notebook/scenario.name`, alone in a paragraph: a recorded table;
- a quotation that begins with `**Exercise 1.**`, and `<details>` with a summary: boxes of the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from portfolio.results.value import Value
from press.over_seeds import over_seeds

FORMS = ("text", "number", "bounds", "full")
SEEDS = "seeds"  # the mean over the trainings that differ only in their seed, with their range
Values = Mapping[str, Mapping[str, Value]]

_CODE = (
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[^\n]*$"
    r"|(?<!`)(?P<ticks>`++).*?(?<!`)(?P=ticks)(?!`))"
)
_LINK = (
    r"(?<!!)\[(?P<text>(?:[^\[\]\\]|\\.)*)\]\((?P<scheme>result|fact|cite|table):(?P<target>[^)\s]*)"
    r'(?:\s+"(?P<title>(?:[^"\\]|\\.)*)")?\)'
)
_CODE_OR_LINK = re.compile(f"{_CODE}|{_LINK}", re.DOTALL | re.MULTILINE)
_ALONE = re.compile(r"(?<=\n)\n\[[^\]\n]*\]\(table:([^)\s]+)\)[ \t]*(?=\n\n|\n?\Z)")
_EXERCISE = re.compile(r"^> \*\*(Exercise \d+)\.\*\* (.*(?:\n>.*)*)", re.MULTILINE)
_DETAILS = re.compile(
    r"^<details><summary>([^<\n]*)</summary>\n+(.*?)\n+</details>$", re.DOTALL | re.MULTILINE
)
_MARKUP = re.compile(r"([\\\[\]|*_`$<>])")
_BACKSLASHED = r"\\\1"
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


@dataclass(frozen=True)
class Link:
    """A link of one of the schemes: its text without escapes, its scheme, and what it leads to."""

    line: int  # of its first character, from 1
    text: str
    scheme: str
    target: str
    title: str = ""


def links(markdown: str) -> Iterator[Link]:
    """Yield the links of prose that name a value, a fact, a reference or a table; code holds none."""
    for match in _CODE_OR_LINK.finditer(markdown):
        if match["code"] is None:
            line = markdown.count("\n", 0, match.start()) + 1
            yield Link(line, _plain(match["text"]), match["scheme"], match["target"], match["title"] or "")


def filled_links(markdown: str, own_run: str, values: Values) -> str:
    """Return Markdown with `values` as the texts of its links; code is left alone.

    Parameters
    ----------
    markdown
        Prose of a notebook or a page.
    own_run
        Name of the run that it belongs to, `exploration/jfk`; empty for a page without one.
    values
        For each run, its values by name. What is not among them keeps its text, and so does a time of the
        machine, which differs in each build, once it has one.
    """

    def filled(match: re.Match[str]) -> str:
        value, form = _named(match["target"], own_run, values) if match["scheme"] == "result" else (None, "")
        if value is None or (value.measured and match["text"]):
            return match[0]
        text = str(getattr(value, form)())
        return f"[{_MARKUP.sub(_BACKSLASHED, text)}]{match[0][len(match['text']) + 2 :]}"

    return _outside_code(markdown, filled)


def published(target: str, own_run: str, values: Values) -> str | None:
    """Return how the value behind `notebook/scenario.name#form` reads; None where it is not known.

    A time of the machine is not known either: it differs in each build.
    """
    value, form = _named(target, own_run, values)
    return None if value is None or value.measured else str(getattr(value, form)())


def _named(target: str, own_run: str, values: Values) -> tuple[Value | None, str]:
    """Return the value that a reference names, None where it is unknown, and the form in which it reads."""
    reference, _, form = target.partition("#")
    run, _, name = reference.rpartition(".")
    run = run or own_run
    run = run if "/" in run else f"{run}/default"
    if form == SEEDS:
        return over_seeds(run, name, values), "full"
    return (values.get(run, {}).get(name) if form in ("", *FORMS) else None), form or "text"


def for_the_press(markdown: str) -> str:
    """Return Markdown in the press's own notation: roles and directives in place of links, with no values.

    So a page is printed with the values of its own run, and a translator sees the names of values only.
    """
    text = _ALONE.sub("\n```{result-table} \\1\n```\n", markdown)
    text = _EXERCISE.sub(_exercise, text)
    text = _DETAILS.sub(r":::{admonition} \1\n:class: dropdown\n\2\n:::", text)
    return with_roles(text)


def with_roles(markdown: str) -> str:
    """Return Markdown with roles in place of links, line for line."""
    return _outside_code(markdown, lambda match: _role(match, markdown))


def _exercise(match: re.Match[str]) -> str:
    body = "\n".join(line.removeprefix(">").removeprefix(" ") for line in match[2].split("\n"))
    return f":::{{admonition}} {match[1]}\n:class: tip\n{body}\n:::"


def _role(match: re.Match[str], whole: str) -> str:
    start = whole.rfind("\n", 0, match.start()) + 1
    bar = "\\|" if whole.startswith("|", start) else "|"  # a row of a table is cut at every other bar
    if match["scheme"] == "result":
        return f"{{result}}`{match['target'].replace('#', bar)}`"
    if match["scheme"] == "fact":
        return f"{{fact}}`{_plain(match['text'])}{bar}{_plain(match['title'] or '')}`"
    if match["scheme"] == "cite":
        return f"{{cite:t}}`{match['target']}`"
    return match[0]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _outside_code(markdown: str, change: Callable[[re.Match[str]], str]) -> str:
    return _CODE_OR_LINK.sub(lambda match: match[0] if match["code"] is not None else change(match), markdown)
