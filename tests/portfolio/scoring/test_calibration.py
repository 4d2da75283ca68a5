"""Probabilities that mean what they say, and their mending."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.scoring import calibration

RNG = np.random.default_rng(0)
TRUE = RNG.uniform(0.05, 0.6, 20_000)
BAD = (RNG.random(20_000) < TRUE).astype(int)


def test_true_probabilities_have_nearly_no_error() -> None:
    """And the floor by simulation is of that size."""
    error = calibration.calibration_error(BAD, TRUE)
    assert error < 0.012
    assert calibration.errors_if_perfect(TRUE[None], draws=20, seed=7).mean() == pytest.approx(
        error, abs=0.008
    )


def test_a_shift_is_the_error() -> None:
    """Probabilities that are all a tenth too high err by a tenth."""
    assert calibration.calibration_error(BAD, TRUE + 0.1) == pytest.approx(0.1, abs=0.01)


def test_recalibration_finds_the_line() -> None:
    """Log-odds bent by a line come back."""
    bent = calibration.expit(1.0 + 2.0 * calibration.logit(TRUE))
    mend = calibration.fit_recalibration(BAD, bent)
    assert mend.slope == pytest.approx(0.5, abs=0.03)
    assert mend.intercept == pytest.approx(-0.5, abs=0.06)
    assert calibration.brier(BAD, mend(bent)) < calibration.brier(BAD, bent)
    assert calibration.log_loss(BAD, mend(bent)) < calibration.log_loss(BAD, bent)


def test_recalibration_keeps_the_order() -> None:
    """Even a score that ranks the wrong way is not turned around."""
    mend = calibration.fit_recalibration(BAD, 1 - TRUE)
    assert mend.slope > 0
    assert (np.diff(mend(np.array([0.1, 0.2, 0.9]))) > 0).all()


def test_predictions_all_alike_become_the_share_of_bad() -> None:
    """The dummy says the base rate."""
    mend = calibration.fit_recalibration(BAD, np.full(len(BAD), 0.5))
    assert mend(np.array([0.5]))[0] == pytest.approx(BAD.mean())


def test_a_band_of_scores_holds_its_share_of_bad() -> None:
    """Each applicant lies in the band that is looked up for it, and the bands hold everybody once."""
    rng = np.random.default_rng(0)
    score = rng.uniform(0, 1, 400).round(2)
    bad = (rng.random(400) < score).astype(int)
    bands = calibration.score_bands(bad, score, 5)
    assert bands["count"].sum() == 400
    for value in (0.0, score[3], float(bands["up_to"].iloc[1]), 1.0):
        band = calibration.band_of(bands, value)
        assert band["above"] < value <= band["up_to"]
        inside = (score > band["above"]) & (score <= band["up_to"])
        assert band["observed"] == pytest.approx(bad[inside].mean())
        assert band["low"] <= band["observed"] <= band["high"]


def test_scores_that_are_all_alike_are_one_band() -> None:
    """Nothing tells the applicants apart."""
    assert len(calibration.score_bands(np.array([0, 1] * 30), np.full(60, 0.3))) == 1
