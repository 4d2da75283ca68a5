"""Batches, the small network, its explanations, the U-Net, and what a decision costs."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from portfolio.datasets.pictures import png_bytes, read_picture
from portfolio.errors import ModelFileError, UsageError
from portfolio.vision.batches import BatchGenerator, augmented
from portfolio.vision.costs import calibration_error, cheapest_threshold, cost_per_photo
from portfolio.vision.explaining import deletion_scores, grad_cam, occlusion_map
from portfolio.vision.inspection import Inspector, drawn_picture, head_of
from portfolio.vision.lite0 import Lite0
from portfolio.vision.models import logistic, scores_inside
from portfolio.vision.segmenting import boundary_score, iou, iou_by_tile, train_unet
from portfolio.vision.small_cnn import train_small, vote

RNG = np.random.default_rng(0)
TENSORS = ("mean", "scale", "weight", "intercept", "limit", "side")


def spots(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return small noisy images, half of them with a bright spot, and whether they have one."""
    images = RNG.normal(0, 0.1, (count, 24, 24)).astype(np.float32)
    marked = np.arange(count) % 2 == 0
    for number in np.flatnonzero(marked):
        top, left = RNG.integers(4, 16, 2)
        images[number, top : top + 4, left : left + 4] += 1
    return images, marked


def test_batches_are_the_same_whoever_prepares_them():
    """Each has a seed of its own; another epoch has other ones."""
    images, labels = spots(30)
    alone, shared = (BatchGenerator(images, labels, 8, 3, processes) for processes in (0, 2))
    first = list(alone)
    for one, two in zip(first, shared, strict=True):
        assert np.array_equal(one[0], two[0])
        assert np.array_equal(one[1], two[1])
    assert [len(labels) for _, labels in first] == [8, 8, 8, 6]
    assert not np.array_equal(next(iter(alone))[0], first[0][0])


def test_a_generator_without_photos_is_refused():
    """Or with labels for others."""
    images, labels = spots(4)
    with pytest.raises(UsageError, match="as many labels as photos"):
        BatchGenerator(images, labels[:3], 2)


def test_augmentation_keeps_the_pixels_of_a_photo():
    """They are turned and scaled, and the photo that came in stays as it is."""
    images, _ = spots(6)
    before = images.copy()
    for old, new in zip(images, augmented(images, np.random.default_rng(1)), strict=True):
        scale = np.abs(new).max() / np.abs(old).max()
        assert 0.84 < scale < 1.16
        assert np.allclose(np.sort(new.ravel()), np.sort(old.ravel()) * scale, atol=1e-5)
    assert np.array_equal(images, before)


@pytest.fixture(scope="module")
def trained():
    """Return a network that learnt to see spots, with images of its own."""
    images, marked = spots(256)
    return train_small(images, marked, epochs=8, augment=True, seed=0), *spots(60)


def test_a_small_network_learns_to_see_spots(trained):
    """On images that it did not learn from."""
    network, images, marked = trained
    assert ((vote(network, images) > 0.5) == marked).mean() > 0.9


def test_the_same_seed_gives_the_same_network():
    """On one machine."""
    images, marked = spots(32)
    one, two = (train_small(images, marked, epochs=1, augment=True, seed=5) for _ in range(2))
    assert np.array_equal(vote(one, images), vote(two, images))


def test_occlusion_finds_the_spot_and_beats_a_random_order(trained):
    """Covering the spot lowers the score; Grad-CAM has the form of the image."""
    network, images, marked = trained
    image = images[np.flatnonzero(marked)[0]]

    def score(stack: np.ndarray) -> np.ndarray:
        return vote(network, np.ascontiguousarray(stack))

    heat = occlusion_map(score, image, 4)
    place = np.unravel_index(heat.argmax(), heat.shape)
    bright = np.argwhere(image > 0.6)
    assert np.abs(bright - np.array(place)).sum(axis=1).min() <= 8
    covered = deletion_scores(score, image, heat, 4, 6)
    assert covered[-1] < covered[0]
    assert grad_cam(network, image).shape == image.shape


def test_a_u_net_learns_bright_blobs():
    """Better than calling everything background, which has an IoU of nothing."""
    rows, columns = np.mgrid[0:128, 0:128]
    truth = (np.sin(rows / 6) * np.sin(columns / 6)) > 0.4
    image = (truth * 0.5 + RNG.normal(0, 0.05, truth.shape)).astype(np.float32)
    network = train_unet(image[:, :64], truth[:, :64], steps=40, augment=True, seed=0)
    with torch.inference_mode():
        found = network(torch.tensor(image[None, None, :, 64:]))[0].numpy() > 0
    assert iou(found, truth[:, 64:]) > 0.7


def test_measures_of_a_mask():
    """A mask with itself is 1; a half of it 0.5; tiles add up; a shifted border is near within two pixels."""
    truth = np.zeros((64, 64), dtype=bool)
    truth[16:48, 16:48] = True
    half = truth.copy()
    half[32:] = False
    assert iou(truth, truth) == boundary_score(truth, truth) == 1
    assert iou(half, truth) == 0.5
    tiles = iou_by_tile(half, truth, 16).sum()
    assert tiles["intersection"] / tiles["union"] == 0.5
    assert boundary_score(np.roll(truth, 2, axis=0), truth) == 1
    assert boundary_score(np.roll(truth, 12, axis=0), truth) < 0.7


def test_the_cheapest_threshold_is_that_of_the_costs():
    """Where probabilities mean what they say; and twice the probability is not calibrated."""
    probability = RNG.random(20_000)
    defective = RNG.random(20_000) < probability
    assert abs(cheapest_threshold(defective, probability, 4.0) - 0.2) < 0.06
    assert calibration_error(defective, probability) < 0.02
    assert calibration_error(defective, probability**3) > 0.1
    costs = cost_per_photo(np.array([True, True, False, False]), np.array([True, False, True, False]), 5.0)
    assert list(costs) == [0, 5, 1, 0]


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    """Return an inspector on a network with random weights."""
    torch.manual_seed(0)
    network = Lite0().eval()
    bare = Inspector(network, dict.fromkeys(TENSORS, np.full(1, 64.0)))
    rows = np.concatenate([bare.features(drawn_picture(number)) for number in range(2)] * 4)
    rows = rows * (1 + 0.01 * RNG.normal(size=rows.shape))
    model = logistic(0.1).fit(rows, np.arange(8) % 2 == 0)
    return Inspector(network, head_of(model, rows * 1.001, 64))


def test_what_is_unlike_the_training_photos_is_not_judged(inspector):
    """In colour, not square, or far off; a drawn picture that it knows is judged."""
    noise = RNG.integers(0, 255, (300, 300)).astype(np.uint8)
    known = inspector.inspect(read_picture(png_bytes(drawn_picture(0))), 5.0)
    assert known.probability is not None
    assert inspector.inspect(read_picture(png_bytes(noise)), 5.0).unlike == "unlike the cells"
    assert inspector.inspect(read_picture(png_bytes(noise[:200])), 5.0).unlike == "not square"


def test_a_head_with_other_tensors_is_refused(inspector):
    """It belongs to another model."""
    with pytest.raises(ModelFileError, match="head of an inspector"):
        Inspector(inspector.network, {"weight": np.ones(3)})


def test_a_choice_inside_has_not_seen_the_quarter_that_is_held():
    """Its labels may be anything: the scores stay, and what is informative scores higher."""
    quarter, bad = np.arange(80) % 4, RNG.random(80) < 0.5
    told = (bad[:, None] + RNG.normal(0, 0.3, (80, 3))).astype(np.float32)
    described = {"told": told, "noise": RNG.normal(size=(80, 3)).astype(np.float32)}
    models = {strength: logistic(strength) for strength in (0.1, 1.0)}
    scores = scores_inside(models, described, bad, quarter, 1)
    assert scores.idxmax()[0] == "told"
    other = np.where(quarter == 1, ~bad, bad)
    assert scores.equals(scores_inside(models, described, other, quarter, 1))
    assert not scores.equals(scores_inside(models, described, other, quarter, 2))
