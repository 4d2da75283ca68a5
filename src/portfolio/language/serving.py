"""The model that files articles as it is handed on: a linear head on a frozen encoder, calibrated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.datasets import load
from portfolio.encoders.transformer_vectors import (
    find_weights,
    load_tokenizer,
    mean_under_mask,
    plain_model,
)
from portfolio.errors import DataError
from portfolio.language.boilerplate import without_phrases
from portfolio.language.classification import SHOWN, filed_by, fitted_temperature, linear_probe
from portfolio.language.cleaning import joined, mend_encoding, opening, without_markup, without_unseen
from portfolio.language.corpus import LONGEST
from portfolio.results import Field, Signature

Floats = NDArray[np.float64]
Encoder = Callable[[Sequence[str], int], NDArray[np.float32]]
FORM = "linear head on MiniLM"
EXAMPLES = (
    "Engine trouble. My car does not start in the morning, and the dealer blames the fuel pump.",
    "Launch window. The shuttle will bring a telescope into orbit if the weather allows it.",
    "Overtime again. The goalie stopped every shot and they win the series in seven games.",
)


@dataclass(frozen=True)
class Head:
    """What a linear head has learnt.

    Parameters
    ----------
    weights, intercept
        (categories, width) and (categories,).
    temperature
        By which its scores are divided.
    accuracy
        Of articles that are filed right by heads that have not seen them.
    """

    weights: Floats
    intercept: Floats
    temperature: float
    accuracy: float

    def probabilities(self, vectors: NDArray[Any]) -> Floats:
        """Return the probability of each category, shape (texts, categories)."""
        scores = (vectors @ self.weights.T + self.intercept) / self.temperature
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = grown / grown.sum(axis=1, keepdims=True)
        return found


def fit_head(vectors: NDArray[Any], labels: NDArray[np.int64], seed: int) -> Head:
    """Return a head fitted on all articles, its temperature on heads that had not seen them.

    Parameters
    ----------
    vectors
        (articles, width).
    labels, seed
        Category of each article, and of the folds.
    """
    unseen = filed_by(linear_probe(), vectors, labels, seed)
    temperature = fitted_temperature(labels, np.log(unseen + 1e-12))
    model = linear_probe().fit(vectors, labels)
    right = float((unseen.argmax(axis=1) == labels).mean())
    weights, intercept = np.asarray(model.coef_, float), np.asarray(model.intercept_, float)
    if len(intercept) == 1:  # of two categories, scikit-learn keeps the scores of the second
        weights, intercept = np.r_[np.zeros_like(weights), weights], np.r_[0.0, intercept]
    return Head(weights, intercept, temperature, right)


def cleaned_text(text: str, phrases: Sequence[str]) -> str:
    """Return a text without title as the chapter cleans it.

    Parameters
    ----------
    text
        As it was sent.
    phrases
        Boilerplate that is removed from its body.
    """
    title, body = opening(without_unseen(without_markup(mend_encoding(text)))[:LONGEST])
    return joined(title, without_phrases(body, phrases))


def shipped_encoder() -> Encoder:
    """Return MiniLM, read once: a function of texts and of the word pieces of each that count.

    Raises
    ------
    EnvironmentFaultError
        Its weights are not at hand.
    """
    import torch

    source = find_weights("MiniLM", cast("Path", load("minilm")))
    tokenizer, model = load_tokenizer(source), plain_model(source)

    def encode(texts: Sequence[str], pieces: int) -> NDArray[np.float32]:
        cut = {"padding": True, "truncation": True, "max_length": pieces, "return_tensors": "pt"}
        with torch.no_grad():
            batch = tokenizer(list(texts), **cut)
            states = model(**batch).last_hidden_state  # (texts, tokens, width)
        means = mean_under_mask(states.numpy(), batch["attention_mask"].numpy())
        found: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return found

    return encode


class Categoriser:
    """File texts with a head and the encoder that it was fitted on, which is read once.

    Parameters
    ----------
    plain
        As `plain_categoriser` returns it.
    head
        Tensors `weights` and `intercept`.

    Raises
    ------
    DataError
        It is another kind of model.
    EnvironmentFaultError
        The weights of the encoder are not at hand.
    """

    def __init__(self, plain: Mapping[str, Any], head: Mapping[str, NDArray[Any]]) -> None:
        if plain.get("form") != FORM:
            raise DataError("a model that files texts", expected=FORM, got=repr(plain.get("form")))
        self.categories: list[str] = [str(name) for name in plain["categories"]]
        self.phrases: list[str] = list(plain["phrases"])
        self.file_from, self._pieces = float(plain["file_from"]), int(plain["pieces"])
        weights, intercept = (np.asarray(head[name], float) for name in ("weights", "intercept"))
        if weights.shape[0] != len(self.categories) or intercept.shape != weights.shape[:1]:
            raise DataError("the head of a model", expected=f"{len(self.categories)} categories")
        self.head = Head(weights, intercept, float(plain["temperature"]), 0.0)
        self._encoder = shipped_encoder()

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length one for each cleaned text; nothing of it is kept."""
        return self._encoder(texts, self._pieces)

    def suggest(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Return the most probable categories of each text with their probabilities, the best first."""
        found = self.head.probabilities(self.vectors([cleaned_text(one, self.phrases) for one in texts]))
        order = np.argsort(-found, axis=1, kind="stable")[:, :SHOWN]
        return [
            [(self.categories[place], float(row[place])) for place in places]
            for places, row in zip(order, found, strict=True)
        ]


def plain_categoriser(
    head: Head, categories: Sequence[str], phrases: Sequence[str], pieces: int, file_from: float
) -> dict[str, Any]:
    """Return all of the model but its tensors, as plain data.

    Parameters
    ----------
    head, categories
        What was fitted, and the name of each category.
    phrases, pieces
        Boilerplate to remove, and how many word pieces are read.
    file_from
        The probability from which nobody is asked.
    """
    told = {"phrases": list(phrases), "pieces": pieces, "file_from": file_from}
    return {"form": FORM, "categories": list(categories), "temperature": head.temperature, **told}


def head_tensors(head: Head) -> dict[str, NDArray[np.float32]]:
    """Return the tensors of a head, as they are handed on."""
    return {"weights": head.weights.astype(np.float32), "intercept": head.intercept.astype(np.float32)}


def text_signature() -> Signature:
    """Return what the model reads."""
    return Signature((Field("text", "free text", meaning="Title and text of an article in English"),))


def example_of(model: Categoriser) -> tuple[pd.DataFrame, list[float]]:
    """Return a few texts and the probability of the best category of each."""
    rows = pd.DataFrame({"text": list(EXAMPLES)})
    return rows, [best[0][1] for best in model.suggest(EXAMPLES)]
