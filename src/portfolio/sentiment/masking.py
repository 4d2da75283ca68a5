"""Accounts, addresses and damaged signs of a message replaced, so that nobody is named."""

from __future__ import annotations

import html
import re

AIRLINES = ("united", "usairways", "americanair", "southwestair", "jetblue", "virginamerica")
AIRLINE, USER, LINK, SYMBOL = "@airline", "@user", "link", "☺"
_HANDLE = re.compile(r"@(\w+)")
_LINK = re.compile(r"https?://\S*|www\.\S+", re.IGNORECASE)
_QUOTE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f’☺]{1,4}(?=(?:s|t|re|ve|ll|d|m)\b)", re.IGNORECASE)
_DAMAGED = re.compile(r"_*[^\x00-\x7f](?:[_\x80-\U0010ffff]|(?<=_)\s(?=_))*")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def masked(text: str) -> str:
    """Return a message with handles, addresses and damaged signs replaced.

    An airline becomes `@airline`, so that a model learns no company's reputation, and any other account
    `@user`; the remains of an emoji, which the file holds as unreadable letters, become one sign.
    """
    text = html.unescape(html.unescape(text))
    text = _LINK.sub(LINK, text)
    text = _HANDLE.sub(lambda match: AIRLINE if match[1].lower() in (*AIRLINES, "airline") else USER, text)
    text = _QUOTE.sub("'", text.replace("’", "'"))
    text = _DAMAGED.sub(f" {SYMBOL} ", text)
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    """Return the words of a masked message, in lower case: without handles, links, numbers and signs."""
    return _WORD.findall(re.sub(rf"@\w+|\b{LINK}\b|\bRT\b", " ", text).lower())
