"""Text that comes from data, names and values, written so that MyST shows it as it stands."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
_BLOCK_START = re.compile(r"^([-+=(:!%^]|\d+(?=[.)]))")  # where a paragraph begins, more signs are markup
ATTACHED = "attachment:"  # before the name of a picture pasted into a cell
NAMED_PICTURE = re.compile(
    r"(?P<before>!\[(?:[^\]\\]|\\.)*\]\(\s*|^[ ]*(?:`{3,}|:{3,})\{(?:figure|image)\}[ ]+|^\[[^\]]+\]:\s+)"
    r"(?P<path><[^>\n]+>|[^)\s<>]+)"
    r"|(?P<tag><img\b[^>]*?\bsrc\s*=\s*[\"'])(?P<src>[^\"']+)",
    re.MULTILINE,
)


def one_line(text: str) -> str:
    """Return text without its line breaks; a space that must not break stays what it is."""
    return _BREAKABLE.sub(" ", text).strip(" ")


def escape(text: str) -> str:
    r"""Return text that MyST shows as it stands, on one line, inside a paragraph, list or table cell.

    Examples
    --------
    >>> print(escape("a|b {role}`x`"))
    a\|b \{role\}\`x\`
    """
    return _MARKUP.sub(r"\\\1", one_line(text))


def paragraph(text: str) -> str:
    r"""Return text that MyST shows as it stands, as a whole paragraph or list entry.

    Examples
    --------
    >>> print(paragraph("1. is not a list"))
    1\. is not a list
    """
    return _BLOCK_START.sub(_escaped_start, escape(text))


def escape_outside_code(text: str) -> str:
    """Return text that MyST shows as it stands, but for what is between backticks: that stays code."""
    parts = text.split("`")
    return "`".join(part if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts))


def cell(text: str) -> str:
    """Return Markdown for a cell of a table, which every other bar would cut, in code and roles too."""
    return one_line(text.replace("|", "\\|"))


def as_code(text: str) -> str:
    """Return `text` as code, between more backticks than it holds in a row."""
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"{fence}{text}{fence}"


def volatile(text: object) -> str:
    """Return text that differs between two builds of one commit, declared so."""
    return "{volatile}`" + str(text).replace("`", "'") + "`"


def _escaped_start(match: re.Match[str]) -> str:
    # a number is escaped behind its digits: 1\. is not a list
    return f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}"
