"""Anomalies: learn nine digits, meet the tenth. Scores of a generative model against simple baselines.

Every score is higher for what looks stranger. Nothing is chosen on the held-out digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from portfolio.errors import DataError
from portfolio.generative.autoencoder import drawn_from
from portfolio.generative.digits import PIXELS, DigitSplit, checked_images
from portfolio.generative.elbo import binarised, bounds_of, elbo_parts
from portfolio.generative.vae import Vae, VaeSettings, posterior, train_vae
from portfolio.results.interval import Interval
from portfolio.results.methods import BOOTSTRAP

MODEL_SCORES = (
    "VAE, squared error",
    "VAE, squared error over ink",
    "VAE, negative ELBO",
    "VAE, negative IWAE",
)
BASELINES = ("PCA residual", "PCA residual over ink", "isolation forest")
Scores = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Trial:
    """One digit left out of the training, and how strange each held-out image then looks.

    Parameters
    ----------
    digit
        The digit that no model has seen.
    unseen
        Which held-out images show it, shape (n,).
    scores
        By name, shape (n,) each.
    """

    digit: int
    unseen: np.ndarray
    scores: Scores


def leave_digit_out(
    split: DigitSplit, digit: int, settings: VaeSettings, *, components: int, seed: int = 0
) -> Trial:
    """Train on the other digits of the training part and score the held-out part.

    Parameters
    ----------
    split
        The images.
    digit
        Left out of the training.
    settings
        Of the variational autoencoder.
    components
        Of the principal component analysis.
    seed
        Of the models.

    Raises
    ------
    DataError
        The digit is not among the labels, or it is the only one.
    """
    known = split.train_labels != digit
    if known.all() or not known.any():
        raise DataError(
            f"leaving out {digit}",
            expected="a digit among others",
            got=sorted(set(split.train_labels.tolist())),
        )
    learn = split.train_images[known]
    model, _ = train_vae(learn, settings, seed=seed)
    scores = {
        **model_scores(model, split.test_images, seed=seed),
        **baseline_scores(learn, split.test_images, components, seed=seed),
    }
    return Trial(digit, split.test_labels == digit, scores)


def model_scores(model: Vae, images: np.ndarray, *, codes: int = 16, seed: int = 0) -> dict[str, np.ndarray]:
    """Return how strange images look to a variational autoencoder, shape (n,) for each score.

    The squared error is that of the image drawn for the mean code. Over ink means divided by the squared
    length of the image, since an image with little ink has little to get wrong.
    """
    mean, _ = posterior(model, images)
    error = np.square(drawn_from(model.decoder, mean) - images).reshape(len(images), -1).sum(axis=1)
    drawn = binarised(images)
    told = (error, error / ink(images), -elbo_parts(model, drawn, draws=4, seed=seed)["elbo"])
    return dict(zip(MODEL_SCORES, (*told, -bounds_of(model, drawn, codes, seed=seed)), strict=True))


def baseline_scores(
    learn: np.ndarray, images: np.ndarray, components: int, *, seed: int = 0
) -> dict[str, np.ndarray]:
    """Return how strange images look to methods without a neural network."""
    flat, seen = images.reshape(-1, PIXELS), learn.reshape(-1, PIXELS)
    pca = PCA(components, random_state=seed).fit(seen)
    missed = np.square(pca.inverse_transform(pca.transform(flat)) - flat).sum(axis=1)
    forest = IsolationForest(n_estimators=50, random_state=seed).fit(seen)
    return dict(zip(BASELINES, (missed, missed / ink(images), -forest.score_samples(flat)), strict=True))


def ink(images: np.ndarray) -> np.ndarray:
    """Return the squared length of each image, at least that of one black pixel."""
    squared: np.ndarray = np.maximum(np.square(images).reshape(len(images), -1).sum(axis=1), 1.0)
    return squared


def auc_table(trials: list[Trial]) -> pd.DataFrame:
    """Return the area under the ROC curve: one row per digit left out, one column per score."""
    rows = {
        trial.digit: {name: roc_auc_score(trial.unseen, score) for name, score in trial.scores.items()}
        for trial in trials
    }
    return pd.DataFrame(rows).T.rename_axis("digit")


def precision_table(trials: list[Trial]) -> pd.DataFrame:
    """Return the average precision, the area under the precision-recall curve, in the same form."""
    rows = {
        trial.digit: {
            name: average_precision_score(trial.unseen, score) for name, score in trial.scores.items()
        }
        for trial in trials
    }
    return pd.DataFrame(rows).T.rename_axis("digit")


def auc_draws(trials: list[Trial], *, redraws: int = 200, seed: int = 0) -> np.ndarray:
    """Return the areas when the held-out images are drawn again, shape (redraws, digits, scores).

    Known and unseen images are drawn apart. One draw serves all scores of a trial, so that differences of
    scores have the spread of a paired comparison.
    """
    rng = np.random.default_rng(seed)
    drawn = np.empty((redraws, len(trials), len(trials[0].scores)))
    for place, trial in enumerate(trials):
        strange, usual = (_redrawn(int(part.sum()), redraws, rng) for part in (trial.unseen, ~trial.unseen))
        for column, score in enumerate(trial.scores.values()):
            drawn[:, place, column] = _weighted_auc(score[trial.unseen], score[~trial.unseen], strange, usual)
    return drawn


def _redrawn(size: int, redraws: int, rng: np.random.Generator) -> np.ndarray:
    """Return how often each of `size` images is drawn, shape (redraws, size)."""
    return rng.multinomial(size, np.full(size, 1 / size), size=redraws).astype(np.float64)


def _weighted_auc(high: np.ndarray, low: np.ndarray, strange: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return for each draw the share of pairs in which the unseen image scores higher, ties half."""
    order = np.argsort(low)
    below = np.pad(np.cumsum(usual[:, order], axis=1), ((0, 0), (1, 0)))  # (redraws, known + 1)
    left, right = (np.searchsorted(low[order], high, side) for side in ("left", "right"))
    wins = (below[:, left] + below[:, right]) / 2  # (redraws, unseen)
    shares: np.ndarray = (strange * wins).sum(axis=1) / (strange.sum(axis=1) * usual.sum(axis=1))
    return shares


def detection_curves(trial: Trial, names: list[str]) -> dict[str, tuple[Any, Any, Any, Any]]:
    """Return for some scores the false-alarm and detection rates, and recall and precision, of each cut."""
    curves = {}
    for name in names:
        alarms, caught, _ = roc_curve(trial.unseen, trial.scores[name])
        precision, recall, _ = precision_recall_curve(trial.unseen, trial.scores[name])
        curves[name] = (alarms, caught, recall[:-1], precision[:-1])
    return curves


def interval(values: np.ndarray) -> Interval:
    """Return the 95 % interval of bootstrap values."""
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(low, high, BOOTSTRAP)


def simple_images(images: np.ndarray, *, seed: int = 0) -> dict[str, np.ndarray]:
    """Return images that are not digits, twenty of each kind: what should look strange, and may not.

    Blank paper, a dot, a vertical stroke, noise with as much ink as a digit has, and all ink.
    """
    rng = np.random.default_rng(seed)
    images = checked_images(images)
    count, side = 20, images.shape[1]
    blank = np.zeros((count, side, side), np.float32)
    dot, stroke = blank.copy(), blank.copy()
    middle = side // 2
    dot[:, middle : middle + 2, middle : middle + 2] = 1
    stroke[:, 5:-5, middle : middle + 2] = 1
    noise = (rng.random(blank.shape) < images.mean()).astype(np.float32)
    return {"blank": blank, "dot": dot, "stroke": stroke, "noise": noise, "all ink": np.ones_like(blank)}
