"""A digit that was left out is scored, and the areas are those of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from portfolio.errors import DataError
from portfolio.generative.anomalies import (
    BASELINES,
    MODEL_SCORES,
    Trial,
    auc_draws,
    auc_table,
    detection_curves,
    interval,
    leave_digit_out,
    precision_table,
    simple_images,
)
from portfolio.generative.digits import DigitSplit
from portfolio.generative.vae import VaeSettings

TINY = VaeSettings(latent_dim=2, hidden=(16,), epochs=15, batch_size=10, learning_rate=0.01)


def bars(count: int, *, crosses: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return upright bars (label 0), lying bars (label 1) and, if asked, crosses of both (label 2)."""
    labels = np.arange(count) % (3 if crosses else 2)
    images = np.zeros((count, 28, 28), np.float32)
    images[np.ix_(labels != 1, range(28), range(12, 16))] = 0.9
    images[np.ix_(labels != 0, range(12, 16), range(28))] = 0.9
    noise = np.random.default_rng(count).random(images.shape, dtype=np.float32) < 0.02
    return np.where(noise, np.float32(0.5), images), labels


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Return the trial in which crosses were left out."""
    (train, train_labels), (test, test_labels) = bars(90, crosses=True), bars(60, crosses=True)
    split = DigitSplit(train, train_labels, test, test_labels)
    return leave_digit_out(split, 2, TINY, components=2)


def test_an_unseen_shape_stands_out(trial: Trial) -> None:
    """Every score is there; a cross costs more than a bar by reconstruction and by likelihood."""
    aucs = auc_table([trial]).loc[2]
    assert list(aucs.index) == [*MODEL_SCORES, *BASELINES]
    assert aucs["VAE, squared error"] > 0.9
    assert aucs["VAE, negative ELBO"] > 0.9
    assert trial.unseen.sum() == 20


def test_a_digit_that_is_not_there_is_refused() -> None:
    """So is leaving out the only one."""
    images, labels = bars(20, crosses=False)
    with pytest.raises(DataError, match=r"leaving out 7; expected a digit among others; got \[0, 1\]"):
        leave_digit_out(DigitSplit(images, labels, images, labels), 7, TINY, components=2)
    with pytest.raises(DataError, match="leaving out 0"):
        leave_digit_out(DigitSplit(images, 0 * labels, images, labels), 0, TINY, components=2)


def made_up(seed: int) -> Trial:
    """Return a trial of random scores with many ties."""
    rng = np.random.default_rng(seed)
    unseen = np.arange(200) < 30
    good = np.round(rng.normal(unseen * 1.5, 1), 1)
    return Trial(0, unseen, {"good": good, "blind": np.round(rng.normal(size=200), 1)})


def test_redrawn_areas_spread_around_the_area() -> None:
    """The mean of the draws is near the area of scikit-learn, ties included; the good score is better."""
    trial = made_up(0)
    draws = auc_draws([trial], redraws=300)
    assert draws.shape == (300, 1, 2)
    for place, score in enumerate(trial.scores.values()):
        assert draws[:, 0, place].mean() == pytest.approx(roc_auc_score(trial.unseen, score), abs=0.01)
    low, high = interval(draws[:, 0, 0] - draws[:, 0, 1])
    assert 0 < low < high


def test_a_redrawn_area_is_that_of_the_repeated_rows() -> None:
    """One draw of the bootstrap equals scikit-learn on the rows repeated as often as drawn."""
    trial = made_up(1)
    rng = np.random.default_rng(5)
    counts = [rng.multinomial(size, np.full(size, 1 / size), size=1) for size in (30, 170)]
    repeated = np.concatenate([counts[0][0], counts[1][0]])
    expected = roc_auc_score(np.repeat(trial.unseen, repeated), np.repeat(trial.scores["good"], repeated))
    assert auc_draws([trial], redraws=1, seed=5)[0, 0, 0] == pytest.approx(expected)


def test_curves_and_precision_belong_together() -> None:
    """ROC goes from corner to corner; recall and precision have one length; the good score is preciser."""
    trial = made_up(2)
    alarms, caught, recall, precision = detection_curves(trial, ["good"])["good"]
    assert (alarms[0], caught[0], alarms[-1], caught[-1]) == (0, 0, 1, 1)
    assert len(recall) == len(precision)
    table = precision_table([trial])
    assert table.loc[0, "good"] > table.loc[0, "blind"]


def test_simple_images_are_images() -> None:
    """Twenty of each kind, from 0 to 1, and noise has as much ink as the digits."""
    images, _ = bars(30, crosses=True)
    kinds = simple_images(images)
    assert all(part.shape == (20, 28, 28) and 0 <= part.min() <= part.max() <= 1 for part in kinds.values())
    assert kinds["noise"].mean() == pytest.approx(images.mean(), abs=0.02)
    assert kinds["blank"].sum() == 0
