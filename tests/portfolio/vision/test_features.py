"""Features made by hand and by the network, and who may know of whom."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.feature import hog

from portfolio.errors import DataError, UsageError
from portfolio.vision.classical import (
    TREATMENTS,
    hog_cells,
    keypoint_matches,
    local_binary_histograms,
    normalised_blocks,
    prepared,
    visual_words,
)
from portfolio.vision.lite0 import Lite0, fold_batch_norm, lite0_features
from portfolio.vision.models import RadialMachine, logistic, scores_on_tests
from portfolio.vision.photos import shrink

RNG = np.random.default_rng(0)
PHOTOS = RNG.random((5, 45, 45)).astype(np.float32)


@pytest.fixture(scope="module")
def network() -> Lite0:
    """Return a network with random weights and statistics."""
    torch.manual_seed(0)
    made = Lite0().eval()
    for module in made.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return made


def test_gradients_are_those_of_scikit_image():
    """The same numbers, in another order."""
    ours = normalised_blocks(hog_cells(PHOTOS))
    for photo, row in zip(PHOTOS, ours, strict=True):
        theirs = hog(photo, 9, (15, 15), (2, 2), "L2-Hys")
        assert np.allclose(np.sort(row), np.sort(theirs), atol=1e-5)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_a_photo_is_treated_by_itself(treatment):
    """Whatever the other photos are: no feature may know of a photo that is tested."""
    others = PHOTOS.copy()
    others[1:] = RNG.random(others[1:].shape)
    assert np.array_equal(prepared(PHOTOS, treatment)[0], prepared(others, treatment)[0])


def test_an_unknown_treatment_names_the_nearest():
    """Instead of a fault."""
    with pytest.raises(UsageError, match="CLAHE"):
        prepared(PHOTOS, "CLAH")


def test_a_vocabulary_is_learnt_from_the_marked_photos_alone():
    """Other photos may change without moving the words of a learnt one."""
    cells = hog_cells(RNG.random((12, 45, 45)).astype(np.float32))
    learnt = np.arange(12) < 8
    changed = cells.copy()
    changed[8:] = RNG.random(changed[8:].shape)
    before, after = (visual_words(one, learnt, 6, 0) for one in (cells, changed))
    assert np.array_equal(before[:8], after[:8])
    assert not np.array_equal(before[8:], after[8:])


def test_patterns_are_shares():
    """Each radius adds up to one."""
    assert np.allclose(local_binary_histograms(PHOTOS).sum(axis=1), 2)


def test_a_shift_that_was_measured_confirms_its_matches():
    """A photo shifted by 12 pixels; with a wrong truth nothing is right."""
    left = RNG.random((160, 200)).astype(np.float32)
    right = np.roll(left, -12, axis=1)
    truth = np.full(left.shape, 12.0, dtype=np.float32)
    assert keypoint_matches(left, right, truth, "ORB")["right"].mean() > 0.9
    assert keypoint_matches(left, right, truth + 20, "ORB")["right"].mean() < 0.1


def test_folded_normalisation_says_the_same(network):
    """Up to the last digits."""
    x = torch.randn(2, 3, 65, 96, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.allclose(network(x), fold_batch_norm(network)(x), atol=1e-3, rtol=1e-3)


def test_features_are_kept_by_content(network, tmp_path):
    """Of a photo by itself: others of its batch do not move it; a changed photo is computed again."""
    photos = RNG.integers(0, 255, (3, 64, 64)).astype(np.uint8)
    first = lite0_features(network, photos, 64, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(lite0_features(network, photos, 64, folder=tmp_path), first)
    photos[2] = 0
    again = lite0_features(network, photos, 64, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert np.allclose(again[:2], first[:2], atol=1e-4)
    assert not np.allclose(again[2], first[2])


@pytest.mark.parametrize("model", [logistic(1.0), RadialMachine(3.0)])
def test_a_model_is_tested_on_what_it_did_not_learn(model):
    """Labels drawn at random cannot be known; those that a feature shows can."""
    features = RNG.normal(size=(400, 5)).astype(np.float32)
    quarter = np.arange(400) % 4
    shown, drawn = features[:, 0] > 0, RNG.random(400) < 0.5
    right, scores = scores_on_tests(model, features, shown, quarter)
    assert np.mean(scores) > 85
    assert sorted(right.index) == list(np.flatnonzero(quarter > 0))
    assert abs(np.mean(scores_on_tests(model, features, drawn, quarter)[1]) - 50) < 12


def test_sides_that_do_not_divide_are_refused():
    """A photo is not cut in silence."""
    with pytest.raises(DataError, match="sides that 4 divides"):
        shrink(np.zeros((1, 30, 30), dtype=np.uint8), 4)
