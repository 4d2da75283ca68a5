"""The protocol that every family of generators is judged by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import DataError
from portfolio.generative.classifier import CLASSES, as_pictures, train_classifier
from portfolio.generative.neighbours import (
    coverage,
    density,
    distances,
    manifold,
    nearest_distances,
    share_inside,
)
from portfolio.generative.quality import (
    digits_covered,
    diversity,
    fid_interval,
    frechet_distance,
    judge,
    make_reference,
    real_floor,
)

RNG = np.random.default_rng(0)


def blobs(n, seed=0):
    """Two kinds of pictures that a classifier learns at once: ink above, ink below."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    images = rng.uniform(0, 0.2, (n, 28, 28)).astype(np.float32)
    images[labels == 0, 4:12, 8:20] += 0.7
    images[labels == 1, 16:24, 8:20] += 0.7
    return images, labels


@pytest.fixture(scope="module")
def eye():
    return train_classifier(*blobs(200), epochs=3)


@pytest.fixture(scope="module")
def reference(eye):
    return make_reference(eye, blobs(200)[0], blobs(80, seed=1)[0])


def test_the_distance_of_two_normals_is_the_known_one():
    """Equal covariances: the squared distance of the means. Same means: the sum over (s1 - s2) squared."""
    a = RNG.normal(size=(400, 3))
    a = (a - a.mean(0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(a, rowvar=False))).T
    assert frechet_distance(a, a + np.array([3, 4, 0])) == pytest.approx(25, abs=1e-9)
    assert frechet_distance(a, 3 * a) == pytest.approx(3 * (3 - 1) ** 2, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_the_distance_is_symmetric_and_zero_to_itself(seed, d):
    """Also where a covariance is singular, as with dead features."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(30, d)), rng.normal(1, 2, size=(20, d))
    a[:, 0] = 0
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-6, abs=1e-6)
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-6)


def test_the_distance_agrees_with_a_general_matrix_root():
    """Another way to the same number."""
    from scipy.linalg import sqrtm

    a, b = RNG.normal(size=(50, 4)), RNG.normal(1, 2, size=(60, 4)) @ RNG.normal(size=(4, 4))
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    gap = a.mean(0) - b.mean(0)
    expected = gap @ gap + np.trace(first + second - 2 * np.real(sqrtm(first @ second)))
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("b", [np.zeros((3, 2)), np.zeros(4), np.zeros((1, 4))])
def test_features_of_another_shape_are_refused(b):
    """One clear error."""
    with pytest.raises(DataError, match="features to compare"):
        frechet_distance(np.zeros((5, 4)), b)


def test_balls_agree_with_counting_by_hand():
    """Four points on a line, two samples."""
    real = manifold(np.array([[0.0], [1.0], [2.0], [10.0]]), k=1)
    assert real.radii.tolist() == [1, 1, 1, 8]
    samples = np.array([[0.5], [50.0]])
    assert share_inside(samples, real) == 0.5  # the second lies in no ball
    assert density(samples, real) == 1.0  # two balls around the first, none around the second
    assert coverage(samples, real) == 0.5  # the balls of 0 and 1; those of 2 and 10 reach no sample
    assert nearest_distances(samples, real.points).tolist() == [0.5, 40]


@pytest.mark.parametrize("k", [0, 4, -1])
def test_a_neighbourhood_needs_as_many_points(k):
    """Zero neighbours, or more than there are."""
    with pytest.raises(DataError, match="neighbours of a point"):
        manifold(np.zeros((4, 2)), k)


def test_distances_agree_with_the_definition():
    """The quick formula against the plain one."""
    a, b = RNG.normal(size=(7, 3)), RNG.normal(size=(5, 3))
    assert distances(a, b) == pytest.approx(np.linalg.norm(a[:, None] - b[None], axis=2))


def test_a_digit_is_covered_if_enough_samples_are_surely_it():
    """Unsure samples do not count, nor does a single one."""
    sure, unsure = np.eye(CLASSES)[[3] * 60 + [7] * 3], np.full((37, CLASSES), 0.1)
    assert digits_covered(np.vstack([sure, unsure])) == [3, 7]
    assert digits_covered(np.vstack([sure, unsure]), share=0.1) == [3]


def test_diversity_is_one_for_an_even_draw_and_zero_for_one_digit():
    """Both ends of the scale."""
    assert diversity(np.eye(CLASSES)) == pytest.approx(1)
    assert diversity(np.eye(CLASSES)[[4, 4, 4]]) == 0


def test_real_digits_score_near_the_floor_and_noise_far_above(reference):
    """The protocol tells good from bad."""
    floor = real_floor(reference)
    good = judge(blobs(80, seed=2)[0], reference, n=80)
    bad = judge(RNG.uniform(size=(80, 28, 28)), reference, n=80)
    assert good.fid < 3 * floor.fid < bad.fid
    assert good.precision > 0.8 > bad.precision
    assert bad.nearest > 1.5 > good.nearest


def test_repeated_training_digits_are_noticed(reference):
    """The memorisation test against the very thing it is for."""
    copied = judge(blobs(200)[0][:80], reference, n=80)
    assert copied.copying > 0.95
    assert copied.nearest == pytest.approx(0, abs=1e-5)


def test_the_held_out_digits_themselves_are_neither_new_nor_copied(reference):
    """Half of all comparisons go each way."""
    same = judge(blobs(80, seed=1)[0], reference, n=80)
    assert (same.copying, same.nearest) == (0.5, 1.0)
    assert same.fid == pytest.approx(0, abs=1e-9)
    assert same.recall == 1


def test_the_interval_holds_the_distance_and_repeats_itself(reference):
    """Same seed, same interval."""
    features = reference.classifier.features(blobs(80, seed=2)[0])
    low, high = fid_interval(features, reference.held_out.points)
    assert low <= frechet_distance(features, reference.held_out.points) <= high
    assert (low, high) == fid_interval(features, reference.held_out.points)


def test_another_number_of_samples_is_refused(reference):
    """A smaller sample has a larger distance, so it is never compared."""
    with pytest.raises(DataError, match=r"number of samples; expected 1000; got 80"):
        judge(blobs(80)[0], reference)


def test_the_floor_needs_enough_training_digits(reference):
    """More than there are cannot be drawn."""
    with pytest.raises(DataError, match="training digits for the floor"):
        real_floor(reference, n=500)


def test_the_same_digits_give_the_same_classifier(eye):
    """To the last bit, whatever random numbers were drawn before."""
    import torch

    torch.manual_seed(9)
    again = train_classifier(*blobs(200), epochs=3)
    images = blobs(10, seed=5)[0]
    assert np.array_equal(eye.features(images), again.features(images))
    assert eye.predict(blobs(50, seed=5)[0]).tolist() == blobs(50, seed=5)[1].tolist()


def test_features_are_scaled_on_the_training_digits(eye):
    """A mean variance of one makes the distances of the page readable."""
    assert eye.features(blobs(200)[0]).var(axis=0).mean() == pytest.approx(1)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((3, 14, 14)), "size of an image"),
        (np.zeros((0, 28, 28)), "there is no image"),
        (np.full((2, 784), np.nan), "not finite"),
        (np.full((2, 784), 255.0), "values outside 0 to 1"),
        (np.full((2, 784), -0.1), "values outside 0 to 1"),
    ],
)
def test_bad_images_are_refused(images, message):
    """Size, number, missing values, range."""
    with pytest.raises(DataError, match=message):
        as_pictures(images)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(4, int), "at least two digits"),
        (np.arange(3), "number of labels"),
        (np.array([0, 1, 2, 10]), "not a digit"),
    ],
)
def test_bad_labels_are_refused(labels, message):
    """One class only, another number, a label that is not a digit."""
    with pytest.raises(DataError, match=message):
        train_classifier(np.zeros((4, 28, 28)), labels)
