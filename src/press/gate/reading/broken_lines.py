"""Text that was broken over lines, put together again: what is split is published all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from press.gate.reading.document import Passage, View

_JOINTS = re.compile(
    r"""
    \\\n[ \t]*                                            # a line that says it goes on
    | (?P<quote>["'])\s*\+?\s*\\?\n\s*\+?\s*(?:[rbuf]{0,2})(?P=quote)  # two pieces of a quoted text
    | (?P<same>["'])[ \t]*\+?[ \t]*(?P=same)(?=[A-Za-z0-9_/+=-]{4})      # two pieces in one line
    | (?<=[A-Za-z0-9_/+=.-]{12})\n[ \t]{0,8}(?=[A-Za-z0-9_/+=.-]{4})  # a word at a terminal's edge
    """,
    re.VERBOSE,
)
_HEADER = re.compile(r"([|>][-+]?)[ \t]*\n[ \t]+")  # a text of YAML that begins on the next line


def with_joined(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return passages, and after each that has broken lines the same with them joined."""
    found: list[Passage] = []
    for passage in passages:
        found.append(passage)
        if passage.view in (View.SOURCE, View.INDEX):  # an index follows the alphabet, not a text
            continue
        text = joined_lines(passage.text)
        if text != passage.text:
            line = passage.line_at(0)
            found.append(replace(passage, text=text, view=View.JOINED, line=line, starts=(), lines=()))
    return tuple(found)


def joined_lines(text: str) -> str:
    """Return a text with its broken lines joined."""
    if "\n" not in text and '"' not in text and "'" not in text:
        return text
    return _JOINTS.sub("", _HEADER.sub("", text))
