"""Messages made harder, and kinds of messages: where a model fails, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from portfolio.sentiment.lexicon import NEGATIONS, tone_of
from portfolio.sentiment.masking import SYMBOL

_LETTERS = re.compile(r"(?<![@#\w])[A-Za-z]{4,}\b")
SUBJECTS = ("the crew was", "your app is", "the flight was", "customer service is", "boarding was")
PRAISE = ("good", "great", "helpful", "friendly", "nice", "excellent", "perfect", "pleasant")


def with_typos(texts: Sequence[str], share: float, rng: np.random.Generator) -> list[str]:
    """Return the texts with two neighbouring inner letters swapped in a share of the longer words.

    Parameters
    ----------
    texts
        Masked messages.
    share
        Of the words of four letters or more.
    rng
        Source of chance.
    """

    def swap(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() >= share:
            return word
        at = int(rng.integers(1, len(word) - 2)) if len(word) > 4 else 1
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return [_LETTERS.sub(swap, text) for text in texts]


def without_symbols(texts: Sequence[str]) -> list[str]:
    """Return the texts without the sign for emoji."""
    return [" ".join(text.replace(SYMBOL, " ").split()) or "." for text in texts]


def with_symbols(texts: Sequence[str]) -> list[str]:
    """Return the texts with a sign for an emoji at the end."""
    return [f"{text} {SYMBOL}" for text in texts]


def negated_pairs() -> tuple[list[str], list[str]]:
    """Return invented praise, and the same sentences with a `not`: each pair differs in that word alone."""
    praise = [f"@airline {subject} {word}" for subject in SUBJECTS for word in PRAISE]
    return praise, [re.sub(r" (was|is) ", r" \1 not ", text) for text in praise]


def kinds_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return which kinds each message is of, a column of flags for each kind.

    Parameters
    ----------
    frame
        `text`, `label` and `confidence`.
    """
    lower = frame["text"].str.lower()
    words = lower.str.findall(r"n't|[a-z]+(?=n't)|[a-z]+")
    thanks = lower.str.contains(r"\bthank|\bthx|\bgreat\b|\bawesome\b|\blove\b")
    tone = pd.Series([tone_of(text) for text in frame["text"]], index=frame.index)
    flags = {
        "annotators disagree": frame["confidence"] < 0.7,
        "holds a negation": words.map(lambda found: bool(NEGATIONS & set(found))),
        "asks a question": frame["text"].str.contains("?", regex=False),
        "fewer than eight words": words.map(len) < 8,
        "friendly words, negative label": thanks & (frame["label"] == "negative"),
        "words of both tones": tone.map(lambda one: one.positive > 0 and one.negative > 0),
        "has an emoji": frame["text"].str.contains(SYMBOL, regex=False),
    }
    return pd.DataFrame(flags).fillna(False).astype(bool)
