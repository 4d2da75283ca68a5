"""Clean a text: markup, encodings, white space."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LOOKS_MARKED = re.compile(r"<\s*/?\s*[a-zA-Z!][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{2,6});")
# UTF-8 bytes shown as Windows-1252: an accented capital or a circumflex, then a sign of the upper half
_UPPER = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u0080-\u009f"
_MISREAD = re.compile(f"[ÃÂ][{_UPPER}\u00a0-\u00bf]|â[{_UPPER}]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_SILENT = frozenset(("script", "style"))  # elements whose content is not text
_SPACE = re.compile(r"\s+")
# soft hyphens, marks of byte order and of direction; the joiners of emoji and of Persian words belong to them
_UNSEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\u00ad\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN_BREAK = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u200b]")  # control codes, and the blank without width
_STOPS = "\u3002\uff0c\u3001\uff01\uff1f\uff1b\uff1a,.;:!? "
_STOP = re.compile(f"[{re.escape(_STOPS)}]")
TITLE_WORDS = 8
LONGEST_WORD = 24  # letters; a longer one is a phrase in a script without blanks


def joined(title: str, body: str) -> str:
    """Return title and body as one text, with a full stop between them.

    Examples
    --------
    >>> joined("Lid", "Steel.")
    'Lid. Steel.'
    """
    return ". ".join(part for part in (title.rstrip(". "), body) if part)


def opening(text: str) -> tuple[str, str]:
    """Return the first words of a text, which stand for a title it has not, and the rest.

    Examples
    --------
    >>> opening("Steel lid for a large pan, made to last for many years")
    ('Steel lid for a large pan, made to', 'last for many years')
    """
    words = text.split(" ")
    head = " ".join(words[:TITLE_WORDS])
    if len(head) > TITLE_WORDS * LONGEST_WORD or (len(words) == 1 and len(text) > LONGEST_WORD):
        stop = _STOP.search(text, 1, LONGEST_WORD)  # a script without blanks has signs between its phrases
        head = text[: stop.end() if stop else LONGEST_WORD]
    return head.rstrip(_STOPS), text[len(head) :].strip()


class _Words(HTMLParser):
    """Collects the words between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in _SILENT
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def has_markup(text: str) -> bool:
    """Return whether a text holds a tag or a character written as an HTML entity."""
    return _LOOKS_MARKED.search(text) is not None


def without_markup(text: str) -> str:
    """Return the words of a text that may hold HTML, with single blanks; scripts and styles are dropped.

    Examples
    --------
    >>> without_markup("<b>Mug</b><script>alert(1)</script> &amp; plate")
    'Mug & plate'
    """
    if has_markup(text):
        parser = _Words()
        parser.feed(text)
        parser.close()
        text = "".join(parser.words)
    return _SPACE.sub(" ", text.replace("\x00", " ")).strip()


def without_unseen(text: str) -> str:
    r"""Return a text without signs that no reader sees, which would cut a word in two or make it another.

    Examples
    --------
    >>> without_unseen("\x1b[31mcot\u00adton\x1b[0m shirt\u200bsock")
    'cotton shirt sock'
    """
    if text.isprintable():
        return text
    return _SPACE.sub(" ", _UNSEEN_BREAK.sub(" ", _UNSEEN.sub("", text))).strip()


def mend_encoding(text: str) -> str:
    """Return a text whose UTF-8 bytes had been read as Windows-1252 as it was meant; others as they are.

    Examples
    --------
    >>> mend_encoding("cafÃ©")
    'café'
    """
    if not _MISREAD.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:  # only a part is broken: a guess could break the rest
        return text


def has_lost_characters(text: str) -> bool:
    """Return whether a text holds the mark that a decoder leaves for bytes it could not read."""
    return _LOST in text
