"""Phrases that a shop writes into every description: found by counting, then removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from portfolio.language.tokens import stop_words

_WORD = re.compile(r"\w+")
_EDGE = " \t-–—.,;:!|"


def frequent_phrases(
    titles: Sequence[str], bodies: Sequence[str], *, words: int = 3, share: float = 0.05
) -> pd.DataFrame:
    """Return the phrases that many bodies hold, and whether each is boilerplate.

    A title says what the article is. So a phrase with a word that titles use often ("analog watch for") is
    spared, however frequent: what is left was written by the shop, not about the article. No label is used.

    Parameters
    ----------
    titles, bodies
        The two parts of each article, in the same order.
    words
        Length of a phrase.
    share
        Least share of bodies that hold a phrase, and of titles that use a word often.

    Returns
    -------
    pandas.DataFrame
        Indexed by phrase (words in lower case), most frequent first: the share of `bodies` that hold it, and
        `spared for`, the word of the titles in it, empty for boilerplate.
    """
    often = max(2.0, share * len(bodies))
    speaking = {
        word
        for (word,), count in _document_counts(titles, 1).items()
        if count >= often and word.isalpha() and word not in stop_words()
    }
    rows = [
        (" ".join(phrase), count / len(bodies), next((word for word in phrase if word in speaking), ""))
        for phrase, count in _document_counts(bodies, words).items()
        if count >= often
    ]
    table = pd.DataFrame(rows, columns=["phrase", "bodies", "spared for"]).set_index("phrase")
    return table.sort_values(["bodies", "phrase"], ascending=[False, True])


def boilerplate_of(phrases: pd.DataFrame) -> list[str]:
    """Return the phrases that are boilerplate, of those that `frequent_phrases` found."""
    return list(phrases.index[phrases["spared for"] == ""])


def without_phrases(text: str, phrases: Sequence[str]) -> str:
    """Return a text without the phrases, all of the same number of words, whatever stands between the words.

    Examples
    --------
    >>> without_phrases("Blue mug. Free shipping, yes!", ["free shipping yes"])
    'Blue mug'
    """
    wanted = {tuple(phrase.split()) for phrase in phrases}
    if not wanted:
        return text
    found = list(_WORD.finditer(text))
    words = [match.group().lower() for match in found]
    length = len(next(iter(wanted)))
    dropped = {
        place + step
        for place, phrase in enumerate(_windows(words, length))
        if phrase in wanted
        for step in range(length)
    }
    pieces, end = [], 0
    for place, match in enumerate(found):
        if place in dropped:
            pieces.append(text[end : match.start()].strip(_EDGE))
            end = match.end()
    pieces.append(text[end:].lstrip(_EDGE) if end else text)
    return " ".join(piece for piece in (part.strip() for part in pieces) if piece.strip(_EDGE))


def _windows(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))


def _document_counts(texts: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    """Return in how many texts each phrase of `length` words occurs."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = [match.group().lower() for match in _WORD.finditer(text)]
        counts.update(set(_windows(words, length)))
    return counts
