"""Linear models on weighted words, and the compact one as plain data that any program can evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from portfolio.sentiment.plain import KIND, TOKEN

Floats = NDArray[np.float64]


def word_features(most: int | None = None) -> TfidfVectorizer:
    """Return weights of words and pairs of words, of the `most` frequent ones."""
    return TfidfVectorizer(
        token_pattern=TOKEN, sublinear_tf=True, ngram_range=(1, 2), min_df=2, max_features=most
    )


def word_and_character_features() -> Any:
    """Return weights of words, pairs of words, and runs of two to five letters within words."""
    letters = TfidfVectorizer(analyzer="char_wb", sublinear_tf=True, ngram_range=(2, 5), min_df=3)
    return make_union(word_features(), letters)


def logistic(most: int = 3000, strength: float = 4.0) -> Pipeline:
    """Return the compact model: logistic regression on few words and pairs of words.

    Parameters
    ----------
    most
        Words and pairs that it reads.
    strength
        C of scikit-learn: small is strong regularisation.
    """
    return make_pipeline(word_features(most), LogisticRegression(C=strength, max_iter=500))


def plain_form(model: Pipeline, temperature: float, cost_ratio: float) -> dict[str, Any]:
    """Return the compact model as plain data: for each term its weight and a coefficient for each label.

    Parameters
    ----------
    model
        As `logistic` makes it, fitted.
    temperature
        By which its logits are divided.
    cost_ratio
        How many false alarms a missed complaint costs.
    """
    words, last = model[0], model[-1]
    terms = {
        term: [round(float(words.idf_[column]), 6), *(round(float(one), 6) for one in last.coef_[:, column])]
        for term, column in sorted(words.vocabulary_.items())
    }
    return {
        "kind": KIND,
        "labels": [str(label) for label in last.classes_],
        "intercepts": [round(float(one), 6) for one in last.intercept_],
        "temperature": round(float(temperature), 6),
        "cutoff": 1 / (1 + cost_ratio),
        "terms": terms,
    }


def softmax(logits: Floats, temperature: float = 1.0) -> Floats:
    """Return probabilities, (messages, labels), of logits divided by a temperature.

    Parameters
    ----------
    logits
        (messages, labels); margins of a support vector machine are used as such.
    temperature
        Above one makes them less certain.
    """
    scaled = logits / temperature
    parts = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    made: Floats = parts / parts.sum(axis=1, keepdims=True)
    return made


EXAMPLES: Sequence[str] = (
    "@airline two hours on the phone and nobody answers",
    "@airline thank you for the quick help today!",
    "@airline is there wifi on the flight to Denver?",
    "@airline not good at all, the bag is lost",
    "☺",
)  # invented: nobody wrote them
