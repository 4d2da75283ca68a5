"""The forms of tokens as their issuers document them: the table `formats.txt`, read by one matcher.

A row is an issuer and the forms of its tokens, two spaces apart. In a form, `{A36}` stands for 36
characters of an alphabet, `{A36+}` for at least so many and `{A20-30}` for 20 to 30; `<a|b>` for one of
several texts; all else for itself. A base64 body may end in its padding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ALPHABETS = {
    "d": "0-9", "h": "0-9a-f", "H": "0-9a-fA-F", "l": "a-z0-9", "U": "A-Z0-9",
    "A": "A-Za-z0-9", "w": "A-Za-z0-9_", "u": "A-Za-z0-9_-", "b": "A-Za-z0-9+/",
    "a": "A-Za-z0-9_@/-",  # of an address with a tenant
    "c": "A-Za-z0-9_./",  # of crypt(3)
    "e": "A-Za-z0-9_./+=-",  # of a web framework's hashes
    "k": "A-Za-z0-9_~.-",
    "m": "A-Za-z0-9_:",
    "p": "A-Za-z0-9_/-",
    "s": "A-Za-z0-9_+/=-",
    "t": "A-Za-z0-9_.=-",
}  # fmt: skip
PART = re.compile(
    r"\{(?P<alphabet>\w)(?P<least>\d+)(?P<more>\+|-(?P<most>\d+))?\}|<(?P<texts>[^>]*)>|(?P<text>[^{<]+)"
)
_START, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


@dataclass(frozen=True)
class Format:
    """The form of one issuer's tokens."""

    issuer: str  # whose token it is
    form: str  # the form, in the notation of the table

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """Texts of which one stands in every such token: without them no pattern is tried."""
        choices: list[list[str]] = [[""]]
        for part in PART.finditer(self.form):
            if part["alphabet"]:
                choices.append([""])
            else:
                texts = [part["text"]] if part["text"] else part["texts"].split("|")
                choices[-1] = [before + text for before in choices[-1] for text in texts]
        return tuple(max(choices, key=lambda choice: min(map(len, choice))))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_START + "".join(map(_regex, PART.finditer(self.form))) + _END)

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self._pattern.pattern, re.IGNORECASE)

    def matches(self, text: str, *, any_case: bool) -> Iterator[str]:
        """Yield each text of this form."""
        pattern = self._any_case if any_case else self._pattern
        yield from (match[0] for match in pattern.finditer(text))


def _regex(part: re.Match[str]) -> str:
    """Return what a part of a form matches."""
    if part["text"]:
        return re.escape(part["text"])
    if part["texts"] is not None:
        return f"(?:{'|'.join(map(re.escape, part['texts'].split('|')))})"
    most = part["least"] if not part["more"] else part["most"] or ""
    padding = "={0,2}" if part["alphabet"] == "b" else ""
    return f"[{ALPHABETS[part['alphabet']]}]{{{part['least']},{most}}}{padding}"


def _rows() -> Iterator[Format]:
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        issuer, *forms = re.split(r" {2,}", line)
        yield from (Format(issuer, form) for form in forms)


FORMATS = tuple(_rows())
