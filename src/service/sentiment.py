"""The sentiment of messages by a registered model: found by alias, refused where its answers are others.

What a message says is neither logged nor repeated in an answer.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import ModelFileError
from portfolio.results.artefacts import PLAIN, read_artefact
from portfolio.sentiment.lexicon import Tone
from portfolio.sentiment.masking import masked
from portfolio.sentiment.plain import KIND, PlainClassifier
from service.model_store import ALIASES, CHAMPION, SAME
from service.problems import Problem

LABELS = ("negative", "neutral", "positive")
MOST_TEXTS, LONGEST = 100, 5_000
log = logging.getLogger("service")


@dataclass(frozen=True)
class TextModel:
    """One version of the model, ready to answer."""

    name: str
    version: str
    digest: str
    classifier: PlainClassifier

    def probabilities(self, text: str) -> dict[str, float]:
        """Return the probability of each label of a message, whose accounts are masked first."""
        return self.classifier.probabilities(masked(text))

    def tone_of(self, text: str) -> Tone:
        """Return the same as the cloud form needs it."""
        said = self.probabilities(text)
        return Tone(said["positive"], said["neutral"], said["negative"])


class TextStore:
    """The version of the model that is in use.

    Parameters
    ----------
    folder
        Where the mirror puts models and their aliases.
    name
        Of the model.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.model: TextModel | None = None
        self.refused = ""  # the digest that was refused last: it is told once

    def refresh(self) -> None:
        """Load the champion if it is another; one that cannot be used leaves the last one where it is."""
        try:
            wanted = json.loads((self.folder / ALIASES).read_bytes())[self.name][CHAMPION]
            version, digest = str(wanted["version"]), str(wanted["digest"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        if (
            self.model and (self.model.version, self.model.digest) == (version, digest)
        ) or digest == self.refused:
            return
        try:
            self.model = load(self.folder / digest, self.name, version, digest)
        except ModelFileError as error:
            self.refused = digest
            log.error("model %s, version %s refused: %s", self.name, version, error)  # noqa: TRY400


def load(folder: Path, name: str, version: str, digest: str) -> TextModel:
    """Return a version that is what was registered and still gives the answers to its example.

    Parameters
    ----------
    folder
        With its files.
    name, version, digest
        As they were registered.

    Raises
    ------
    ModelFileError
        It is not, or does not.
    """
    artefact = read_artefact(folder)
    if (artefact.name, artefact.digest) != (name, digest):
        raise ModelFileError(
            "this is not the model that was registered", expected=digest, got=artefact.digest
        )
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
    return TextModel(name, version, digest, made)


def texts_of(body: bytes) -> list[str]:
    """Return the messages of a request.

    Raises
    ------
    Problem
        It is not JSON, or has no list of messages, too many of them, or one that is empty or too long.
    """
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Problem(400, "Not JSON in UTF-8.") from None
    texts = document.get("texts") if isinstance(document, dict) and set(document) == {"texts"} else None
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST_TEXTS:
        raise Problem(
            422, f"An object with `texts`, a list of 1 to {MOST_TEXTS} messages.", [_wrong("/texts")]
        )
    wrong = [
        _wrong(f"/texts/{number}")
        for number, text in enumerate(texts)
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST
    ]
    if wrong:
        raise Problem(422, f"Each message is a text of 1 to {LONGEST:,} characters.", wrong[:20])
    return texts


def answer(model: TextModel, texts: list[str]) -> bytes:
    """Return the label, the probabilities and the alarm of each message.

    Parameters
    ----------
    model
        In use.
    texts
        Of the request.
    """
    told: list[dict[str, Any]] = []
    for text in texts:
        said = model.probabilities(text)
        label = max(said, key=lambda one: said[one])
        told.append(
            {"label": label, "probabilities": said, "alarm": said["negative"] >= model.classifier.cutoff}
        )
    used = {"name": model.name, "version": model.version, "digest": model.digest}
    return json.dumps({"model": used, "cutoff": model.classifier.cutoff, "results": told}).encode()


def _wrong(pointer: str) -> dict[str, str]:
    return {"pointer": pointer, "code": "invalid"}
