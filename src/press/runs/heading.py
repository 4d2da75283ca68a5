"""The heading that names a page."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})(.*)")
_HEADING = re.compile(r" {0,3}#(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_EMPHASIS = re.compile(r"(\*\*|\*|`+)(?=\S)(.+?)(?<=\S)\1")


def first_heading(text: str) -> str:
    """Return the first `# ` heading outside code fences, without emphasis marks."""
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        heading = None if fence else _HEADING.fullmatch(line)
        if heading and heading[1]:
            return _EMPHASIS.sub(r"\2", heading[1])
    return ""
