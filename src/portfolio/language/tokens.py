"""From a text to the units that are counted: words, stems, lemmas, n-grams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

import pandas as pd

from portfolio.errors import UsageError, nearest
from portfolio.language.scripts import is_plain, words_of_any_script

Unit = Literal["words", "stems", "lemmas"]
UNITS: tuple[Unit, ...] = ("words", "stems", "lemmas")

# Three letters or more of any script, as in gensim's own preparation; numbers say little about a category.
_WORD = re.compile(r"[^\W\d_]{3,}")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case: runs of letters of any script, three letters or more.

    In scripts without blanks between words, such as Chinese, each pair of signs counts as a word.

    Examples
    --------
    >>> words_of("Men's 3-piece T-shirt, قميص 👕")
    ['men', 'piece', 'shirt', 'قميص']
    """
    lower = text.lower()
    if not is_plain(lower):
        return words_of_any_script(lower)
    found: list[str] = _WORD.findall(lower)
    return found


def first_word(texts: Sequence[str]) -> str:
    """Return the first word of the first text that has one.

    Examples
    --------
    >>> first_word(["7", "Steel lid"])
    'steel'
    """
    return next(word for text in texts for word in words_of(text))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the English function words of scikit-learn's list."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of an English word by Porter's second stemmer (Snowball).

    Examples
    --------
    >>> stem("manufacturing"), stem("manufacture")
    ('manufactur', 'manufactur')
    """
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """Return the dictionary form of an English word (simplemma's dictionary).

    Without the sentence, a form that could be two words stays a guess.

    Examples
    --------
    >>> lemma("mice"), lemma("making")
    ('mouse', 'make')
    """
    import simplemma

    return simplemma.lemmatize(word, lang="en").lower()


_FORMS: dict[str, Callable[[str], str]] = {"words": str, "stems": stem, "lemmas": lemma}


def units_of(text: str, unit: Unit = "words", *, stops: bool = False) -> list[str]:
    """Return the words of a text, their stems or their lemmas; without function words unless `stops`.

    Raises
    ------
    UsageError
        No such unit.
    """
    if unit not in _FORMS:
        raise UsageError(f"no unit {unit!r}", hint=nearest(unit, UNITS))
    return list(_units(text, unit, stops))


@lru_cache(maxsize=20_000)  # cross-validation asks for the units of a text once for each fold
def _units(text: str, unit: Unit, stops: bool) -> tuple[str, ...]:
    form = _FORMS[unit]
    return tuple(form(word) for word in words_of(text) if stops or word not in stop_words())


def n_grams(words: Sequence[str], longest: int = 2) -> Iterator[str]:
    """Yield every run of 1 to `longest` words, joined by blanks.

    Examples
    --------
    >>> list(n_grams(["lace", "door", "curtain"]))
    ['lace', 'door', 'curtain', 'lace door', 'door curtain']
    """
    for length in range(1, longest + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def steps_of(text: str, first: int = 8) -> pd.Series:
    """Return what each step makes of a text: the first units of each, as one line."""
    words, kept = units_of(text, stops=True), units_of(text)
    lines = {
        "as it stands": " ".join(text.split()[:first]),
        "words": " ".join(words[:first]),
        "without function words": " ".join(kept[:first]),
        "stems": " ".join(units_of(text, "stems")[:first]),
        "lemmas": " ".join(units_of(text, "lemmas")[:first]),
        "pairs": " | ".join(list(n_grams(kept))[len(kept) :][: first // 2]),
    }
    return pd.Series(lines, name="text")


def vocabulary_table(texts: Sequence[str]) -> pd.DataFrame:
    """Return for each unit how many different ones a corpus has, and how many occur in one text only."""
    rows = {}
    for unit in UNITS:
        sets = [set(units_of(text, unit)) for text in texts]
        counts = pd.Series([one for found in sets for one in found]).value_counts()
        rows[unit] = {"different": len(counts), "in one text only": int((counts == 1).sum())}
    return pd.DataFrame(rows).T
