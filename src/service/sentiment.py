"""The sentiment of messages by a registered model.

What a message says is neither logged nor repeated in an answer.
"""

from __future__ import annotations

import json
from typing import Any

from portfolio.errors import ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN
from portfolio.sentiment.lexicon import Tone
from portfolio.sentiment.masking import masked
from portfolio.sentiment.plain import KIND, PlainClassifier
from service.champion import Version
from service.model_store import SAME

LABELS = ("negative", "neutral", "positive")
MOST_TEXTS, LONGEST = 100, 5_000


def probabilities(model: PlainClassifier, text: str) -> dict[str, float]:
    """Return the probability of each label of a message, whose accounts are masked first.

    Parameters
    ----------
    model
        That answers.
    text
        A message.
    """
    return model.probabilities(masked(text))


def tone_of(model: PlainClassifier, text: str) -> Tone:
    """Return the same as the cloud form needs it.

    Parameters
    ----------
    model, text
        See `probabilities`.
    """
    said = probabilities(model, text)
    return Tone(said["positive"], said["neutral"], said["negative"])


def load(artefact: Artefact) -> PlainClassifier:
    """Return the model of an artefact, which still gives the answers to its example.

    Raises
    ------
    ModelFileError
        It does not, or is a model of another kind.
    """
    plain, example = artefact.data(PLAIN), artefact.description["example"]
    if plain.get("kind") != KIND or set(plain["labels"]) != set(LABELS):
        raise ModelFileError("a model of another kind", expected=KIND)
    made = PlainClassifier(plain)
    pairs = zip(example["rows"], example["answers"], strict=True)
    gap = max(
        (abs(made.probabilities(row["text"])["negative"] - answer) for row, answer in pairs), default=0.0
    )
    if not gap <= SAME:
        raise ModelFileError("the model does not reproduce its answers", expected=f"{SAME:g}", got=gap)
    return made


def answer(used: Version[PlainClassifier], texts: list[str]) -> bytes:
    """Return the label, the probabilities and the alarm of each message.

    Parameters
    ----------
    used
        The version that answers.
    texts
        Of the request.
    """
    told: list[dict[str, Any]] = []
    for text in texts:
        said = probabilities(used.model, text)
        label = max(said, key=lambda one: said[one])
        told.append({"label": label, "probabilities": said, "alarm": said["negative"] >= used.model.cutoff})
    return json.dumps({"model": used.named(), "cutoff": used.model.cutoff, "results": told}).encode()
