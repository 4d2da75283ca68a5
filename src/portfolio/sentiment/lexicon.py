"""The tone of English sentences by a small list of words: a baseline, and what answers without a model.

The list is our own and short. It knows negation of the next words and nothing else: no irony, no context.
It is there for the contract of the endpoint, which a model fills later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

VERSION = "lexicon-1"
_LISTS = {
    "positive": """
        amazing awesome best better easy enjoy enjoyed excellent fast fine friendly glad good
        great happy helpful kind like liked love loved nice perfect pleasant quick recommend
        reliable thank thanks wonderful
    """,
    "negative": """
        angry awful bad broken cancelled delay delayed dirty disappointed disappointing dislike
        fail failed fails hate hated horrible late lost poor problem problems refund rude sad slow
        terrible unacceptable unhelpful useless worse worst wrong
    """,
    "negation": "cannot hardly n't never no not without",
}
POSITIVE, NEGATIVE, NEGATIONS = (frozenset(words.split()) for words in _LISTS.values())
REACH = 3  # words after a negation that it turns around
NEUTRAL = 0.5  # weight of saying nothing
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*", re.UNICODE)
_WORD = re.compile(r"n't|[a-z]+(?=n't)|[a-z]+", re.IGNORECASE)


@dataclass(frozen=True)
class Tone:
    """How positive, neutral and negative a text is: three numbers that add up to one."""

    positive: float
    neutral: float
    negative: float

    @property
    def label(self) -> str:
        """The largest of the three; neutral where two are equal."""
        if self.positive > max(self.neutral, self.negative):
            return "positive"
        return "negative" if self.negative > max(self.neutral, self.positive) else "neutral"


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with its place in the text."""
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if sentence:
            yield match.start() + match[0].index(sentence), sentence


def tone_of(sentence: str) -> Tone:
    """Return the tone of a sentence."""
    positive = negative = 0
    left = 0  # words that a negation still turns around
    for word in (match[0].lower() for match in _WORD.finditer(sentence)):
        negated = left > 0
        left = REACH if word in NEGATIONS else left - 1
        liked = word in POSITIVE
        if liked or word in NEGATIVE:
            positive += liked != negated
            negative += liked == negated
    total = positive + negative + NEUTRAL
    return Tone(positive / total, NEUTRAL / total, negative / total)


def together(tones: list[Tone]) -> tuple[str, Tone]:
    """Return the tone of a text of these sentences; it is mixed where one is positive and one negative."""
    labels = {tone.label for tone in tones}
    count = len(tones)
    mean = Tone(
        *(sum(getattr(tone, name) for tone in tones) / count for name in ("positive", "neutral", "negative"))
    )
    if {"positive", "negative"} <= labels:
        return "mixed", mean
    return next((name for name in ("positive", "negative") if name in labels), "neutral"), mean
