"""Computed numbers in prose: links such as `[0.854](result:auc#full)`, whose text is the value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portfolio.results.value import Value

_CODE = (
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[^\n]*$"
    r"|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
)
_LINK = (
    r"\[(?P<text>(?:[^\[\]\\]|\\.)*)\]\(result:(?P<run>[^)\s#]*\.)?(?P<name>\w+)(?:#(?P<form>\w+))?"
    r"(?P<end>[^)]*\))"
)
_CODE_OR_LINK = re.compile(f"{_CODE}|{_LINK}", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"([\\\[\]|*_`])")


def filled_links(markdown: str, own_run: str, values: Mapping[str, Mapping[str, Value]]) -> str:
    """Return Markdown with the values of `values` as the texts of its links; code is left alone.

    Parameters
    ----------
    markdown
        Prose, in which `[12.4](result:name)` names a value of its own run and
        `[12.4](result:notebook/scenario.name)` one of another.
    own_run
        Name of the run, `exploration/jfk`.
    values
        For each run, its values by name. What is not among them keeps its text.
    """

    def replaced(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        run = (match["run"] or own_run).removesuffix(".")
        value = values.get(run if "/" in run else f"{run}/default", {}).get(match["name"])
        text = _told(value, match["form"] or "text") if value else None
        return match[0] if text is None else f"[{text}]{match[0][len(match['text']) + 2 :]}"

    return _CODE_OR_LINK.sub(replaced, markdown)


def _told(value: Value, form: str) -> str | None:
    """Return how a value reads in one form, safe inside a link; None where the form is unknown."""
    texts = {"text": value.text, "number": value.number, "bounds": value.bounds, "full": value.full}
    return _MARKUP.sub(r"\\\1", texts[form]()) if form in texts else None
