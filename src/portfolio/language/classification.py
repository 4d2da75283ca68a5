"""Filing with labels: how well, from how few, and when to ask a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.language.bag_of_words import tfidf_vectors
from portfolio.language.projections import turned
from portfolio.language.tokens import Unit
from portfolio.statistics.means import wilson

Array = NDArray[Any]
Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
# vectors of fixed models, or a function that learns them from the rows it is given
Vectors = Array | Callable[[Labels], Array]

FOLDS = 3
THRESHOLDS = (*(step / 20 for step in range(20)), 1.001)
SHOWN = 3  # categories suggested to a seller


def linear_probe(strength: float = 10.0) -> Any:
    """Return a logistic regression on given vectors; `strength` is scikit-learn's `C`.

    Classes are not weighted: a probability would then be that of a corpus with categories of equal size, and
    a rule about costs would be wrong.
    """
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=300)


def _folds(labels: Labels, seed: int) -> Any:
    from sklearn.model_selection import StratifiedKFold

    smallest = int(np.bincount(labels).min())
    if smallest < 2:
        raise DataError("a category has one article", expected="at least two, to learn from one and test one")
    return StratifiedKFold(min(FOLDS, smallest), shuffle=True, random_state=seed)


def filed_by(model: Any, vectors: Vectors, labels: Labels, seed: int) -> Floats:
    """Return the probability of each category for each article, from models that have not seen it.

    Parameters
    ----------
    model
        A classifier of scikit-learn.
    vectors
        (articles, width); or a function of the rows to learn from, as `learnt_apart` returns, which is called
        for each fold.
    labels, seed
        Category of each article; the seed of the folds.
    """
    probabilities = np.zeros((len(labels), int(labels.max()) + 1))
    for learn, test in _folds(labels, seed).split(labels, labels):
        found = _learnt(vectors, learn)
        probabilities[test] = model.fit(found[learn], labels[learn]).predict_proba(found[test])
    return probabilities


def _learnt(vectors: Vectors, learn: Labels) -> Array:
    return turned(vectors(learn) if callable(vectors) else vectors)


def probe_table(vectors: Mapping[str, Vectors], labels: Labels, seed: int) -> pd.DataFrame:
    """Return the accuracy of the linear probe on each representation.

    Returns
    -------
    pandas.DataFrame
        Indexed by representation: `probe` (accuracy), `low` and `high` (its Wilson interval over articles),
        `probe F1` (mean over categories, each counting the same).
    """
    from sklearn.metrics import f1_score

    rows = {}
    for name, found in vectors.items():
        filed = filed_by(linear_probe(), found, labels, seed).argmax(axis=1)
        right = int((filed == labels).sum())
        low, high = wilson(right, len(labels))
        rows[name] = {
            "probe": right / len(labels),
            "low": low,
            "high": high,
            "probe F1": f1_score(labels, filed, average="macro"),
        }
    return pd.DataFrame(rows).T


def unit_table(texts: Sequence[str], labels: Labels, seed: int) -> pd.DataFrame:
    """Return the probe's accuracy on TF-IDF of words, stems, lemmas, and words with their pairs.

    Weights and vocabulary are those of the articles that each fold learns from.
    """
    kinds: dict[str, tuple[Unit, int]] = {
        "words": ("words", 1),
        "stems": ("stems", 1),
        "lemmas": ("lemmas", 1),
        "words and pairs": ("words", 2),
    }
    rows = {}
    for name, (unit, longest) in kinds.items():
        learnt = _tfidf_apart(texts, unit, longest)
        right = filed_by(linear_probe(), learnt, labels, seed).argmax(axis=1) == labels
        rows[name] = {"probe": float(right.mean())}
    return pd.DataFrame(rows).T


def _tfidf_apart(texts: Sequence[str], unit: Unit, longest: int) -> Vectors:
    return lambda rows: tfidf_vectors(texts, [texts[row] for row in rows], unit, longest)


def learning_curve(
    vectors: Vectors, labels: Labels, sizes: Sequence[int], seeds: Sequence[int]
) -> pd.DataFrame:
    """Return the balanced accuracy of the probe by the number of labelled articles per category.

    Each seed keeps a third of every category aside to test on, and learns from up to `size` labels of the
    others: a category that has fewer gives all it has. Vectors that are learnt are learnt from all of the
    others, whose labels are not needed for that.

    Returns
    -------
    pandas.DataFrame
        Indexed by size: `mean`, `low`, `high` (smallest and largest over seeds), `full` (share of the
        categories that had as many).
    """
    from sklearn.metrics import balanced_accuracy_score

    rows = []
    for seed in seeds:
        learn, test = _split(labels, np.random.default_rng(seed))
        found = _learnt(vectors, learn)
        for size in sizes:
            chosen = _first_of_each(learn, labels, size)
            model = linear_probe().fit(found[chosen], labels[chosen])
            score = balanced_accuracy_score(labels[test], model.predict(found[test]))
            rows.append((size, score, float((np.bincount(labels[chosen]) == size).mean())))
    scores = pd.DataFrame(rows, columns=["labelled per category", "score", "full"])
    found_by = scores.groupby("labelled per category")
    score = found_by["score"]
    columns = {"mean": score.mean(), "low": score.min(), "high": score.max(), "full": found_by["full"].mean()}
    return pd.DataFrame(columns)


def _split(labels: Labels, rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Return shuffled rows to learn from and rows to test on, a third of each category."""
    learn, test = [], []
    for one in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == one))
        kept = max(1, len(rows) // 3)
        test.append(rows[:kept])
        learn.append(rows[kept:])
    return np.concatenate(learn), np.concatenate(test)


def _first_of_each(rows: Labels, labels: Labels, size: int) -> Labels:
    return np.concatenate([rows[labels[rows] == one][:size] for one in np.unique(labels[rows])])


@dataclass(frozen=True)
class Suggestions:
    """Calibrated probabilities of the categories for articles that the model had not seen.

    Parameters
    ----------
    probabilities
        (articles, categories), rows sum to 1.
    truth
        Category of each article.
    """

    probabilities: Floats
    truth: Labels

    @property
    def ranked(self) -> Labels:
        """Categories of each article, most probable first."""
        return np.argsort(-self.probabilities, axis=1, kind="stable")

    def coverage(self, shown: int = SHOWN) -> float:
        """Return the share of articles whose category is among the first `shown`."""
        return float((self.ranked[:, :shown] == self.truth[:, None]).any(axis=1).mean())

    def promised(self, shown: int = SHOWN) -> float:
        """Return the share that the probabilities promise among the first `shown`."""
        return float(np.sort(self.probabilities, axis=1)[:, -shown:].sum(axis=1).mean())


def suggest(vectors: Array, labels: Labels, seed: int) -> Suggestions:
    """Return calibrated suggestions for every article, each from models that have not seen it.

    The probe's scores are divided by one temperature, fitted by likelihood on an inner cross-validation of
    the articles that the fold learns from. Source: Guo et al. (2017), On calibration of modern neural
    networks.
    """
    probabilities = np.zeros((len(labels), int(labels.max()) + 1))
    for learn, test in _folds(labels, seed).split(vectors, labels):
        inner = np.log(filed_by(linear_probe(), vectors[learn], labels[learn], seed) + 1e-12)
        temperature = fitted_temperature(labels[learn], inner)
        model = linear_probe().fit(vectors[learn], labels[learn])
        scores = model.predict_log_proba(vectors[test])
        probabilities[test] = _softmax(scores / temperature)
    return Suggestions(probabilities, labels)


def fitted_temperature(labels: Labels, scores: Floats) -> float:
    """Return the temperature by which log-probabilities are divided so that the labels are most likely.

    Parameters
    ----------
    labels
        Category of each article.
    scores
        Log-probabilities by models that had not seen the articles, (articles, categories).
    """
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        return float(-np.log(_softmax(scores / np.exp(log_temperature))[rows, labels] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


def _softmax(scores: Floats) -> Floats:
    from scipy.special import softmax

    found: Floats = softmax(scores, axis=1)
    return found


def calibration_table(suggestions: Suggestions, bins: int = 5) -> pd.DataFrame:
    """Return, for groups of articles by how sure the model is, how sure it was and how often it was right."""
    sure = suggestions.probabilities.max(axis=1)
    right = suggestions.ranked[:, 0] == suggestions.truth
    groups = pd.qcut(sure, bins, duplicates="drop")
    frame = pd.DataFrame({"sure": sure, "right": right.astype(float), "articles": 1.0})
    table = frame.groupby(groups, observed=True).agg({"sure": "mean", "right": "mean", "articles": "sum"})
    return table.reset_index(drop=True)


@dataclass(frozen=True)
class Prices:
    """What filing costs, in minutes of a person.

    Parameters
    ----------
    wrong
        An article in the wrong category, found and moved later.
    asked
        An article whose category the seller chooses from a short list.
    searched
        The same, where the list did not hold it.
    """

    wrong: float = 10.0
    asked: float = 1.0
    searched: float = 3.0


def abstain_table(suggestions: Suggestions, prices: Prices, at: Sequence[float] = THRESHOLDS) -> pd.DataFrame:
    """Return what each threshold costs: file what is at least so sure, ask a person about the rest.

    Parameters
    ----------
    suggestions, prices
        Calibrated probabilities and the cost of each outcome.
    at
        Thresholds: 0 files all, above 1 asks always.

    Returns
    -------
    pandas.DataFrame
        Indexed by threshold: `filed` (share filed by the model), `wrong`
        (share of these that is wrong), `minutes` (mean cost of an article).
    """
    sure = suggestions.probabilities.max(axis=1)
    right = suggestions.ranked[:, 0] == suggestions.truth
    listed = (suggestions.ranked[:, :SHOWN] == suggestions.truth[:, None]).any(axis=1)
    by_hand = np.where(listed, prices.asked, prices.searched)
    rows = {}
    for threshold in at:
        filed = sure >= threshold
        minutes = np.where(filed, np.where(right, 0.0, prices.wrong), by_hand)
        wrong = float((~right[filed]).mean()) if filed.any() else 0.0
        rows[threshold] = {
            "filed": filed.mean(),
            "wrong": wrong,
            "minutes": minutes.mean(),
        }
    return pd.DataFrame(rows).T.rename_axis("threshold")


def break_even(prices: Prices) -> float:
    """Return the probability from which filing is cheaper than asking, if probabilities are right.

    Filing costs `wrong` times the chance of error; asking costs at least `asked`.

    Examples
    --------
    >>> break_even(Prices(wrong=10, asked=1))
    0.9
    """
    return 1 - prices.asked / prices.wrong
