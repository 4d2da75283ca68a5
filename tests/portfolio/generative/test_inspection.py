"""Looking at a generator from several sides."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import UsageError
from portfolio.generative import inspection
from portfolio.generative.classifier import CLASSES
from portfolio.generative.diffusion import Diffusion
from portfolio.generative.unet import UNet

RNG = np.random.default_rng(0)
PICTURES = RNG.uniform(size=(6, 28, 28)).astype(np.float32)


class Sure:
    """A classifier that says what it was made to say."""

    def __init__(self, probabilities):
        self.said = probabilities

    def probabilities(self, images):
        return self.said

    def predict(self, images):
        return self.said.argmax(1)


def test_only_sure_pictures_are_counted():
    """Two of four surely show a digit."""
    said = np.vstack([np.eye(CLASSES)[[3, 3]], np.full((2, CLASSES), 0.1)])
    shares = inspection.digit_shares(Sure(said), {"way": PICTURES[:4]})
    assert shares.loc["way", 3] == 0.5
    assert shares.to_numpy().sum() == 0.5


def test_obedience_is_the_share_of_requests_met():
    """One of two."""
    assert inspection.obeyed(Sure(np.eye(CLASSES)[[1, 2]]), PICTURES[:2], np.array([1, 3])) == 0.5


def test_the_nearest_training_picture_of_a_training_picture_is_itself():
    """And of a slightly changed one, too."""
    assert np.array_equal(inspection.nearest_training(PICTURES[:2] + 0.01, PICTURES), PICTURES[:2])


def test_work_is_timed_and_its_result_returned():
    """Processor time is not negative."""
    result, seconds = inspection.timed(lambda: 7)
    assert result == 7
    assert seconds >= 0


def test_an_answer_is_the_text_of_the_error():
    """Or that there was none; any other error is not swallowed."""

    def refuse():
        raise UsageError("no", hint="Try yes.")

    assert inspection.answer(refuse) == "no. Try yes."
    assert inspection.answer(lambda: None) == "accepted"
    with pytest.raises(ZeroDivisionError):
        inspection.answer(lambda: 1 / 0)


def test_errors_by_time_stand_beside_two_naive_answers():
    """At an early time the noisy picture is good, at a late one it is not."""
    model = Diffusion(UNet(8, 1).eval(), "velocity")
    table = inspection.error_by_time(model, PICTURES, np.arange(6), [0.05, 0.9])
    assert list(table.columns) == ["model", "mean digit", "noisy picture"]
    assert table.loc[0.05, "noisy picture"] < table.loc[0.05, "mean digit"]
    assert table.loc[0.9, "noisy picture"] > table.loc[0.9, "mean digit"]
    assert table["mean digit"].nunique() == 1


def test_a_decoder_of_logits_draws_between_paper_and_ink():
    """Zero logits are grey."""
    drawn = inspection.decoded(lambda codes: codes @ codes.new_zeros(2, 784), np.ones((3, 2)))
    assert drawn.shape == (3, 28, 28)
    assert drawn == pytest.approx(0.5)
