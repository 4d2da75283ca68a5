"""Digits are checked before a model sees them, and cut the same way for every family."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import DataError, UsageError
from portfolio.generative import checked_images, checked_labels, split_digits, unit_images

RNG = np.random.default_rng(0)
IMAGES = RNG.random((60, 28, 28))
LABELS = np.arange(60) % 3


def spoilt(value: float) -> np.ndarray:
    """Return good images with one wrong value in image 7."""
    images = IMAGES.copy()
    images[7, 3, 3] = value
    return images


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (RNG.random((5, 32, 32)), r"shape; expected \(n, 28, 28\) or \(n, 784\); got \(5, 32, 32\)"),
        (RNG.random((28, 28)), r"shape; expected .* got \(28, 28\)"),
        (IMAGES[:0], "there is no image"),
        (np.float64(0.5), "there is no image"),
        (spoilt(np.nan), "1 with a missing or infinite value; got the first is image 7"),
        (spoilt(np.inf), "1 with a missing or infinite value"),
        (spoilt(1.5), "values; expected 0 to 1; got .* to 1.5"),
        (spoilt(-0.1), "values; expected 0 to 1; got -0.1"),
        (np.full((3, 784), 255, np.uint8), "values; expected 0 to 1; got 255 .*unit_images"),
        (np.full((3, 784), "dark"), "type; expected numbers"),
    ],
)
def test_images_that_no_model_can_take_are_named(images: np.ndarray, message: str) -> None:
    """Size, missing values and range each have their own error."""
    with pytest.raises(DataError, match=message):
        checked_images(images)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(60, int), "number of classes; expected at least 2; got 1, all are 0"),
        (LABELS[:59], r"shape; expected \(60,\)"),
        (LABELS.astype(float), "type; expected whole numbers"),
    ],
)
def test_labels_that_cannot_be_cut_are_named(labels: np.ndarray, message: str) -> None:
    """One class only, a missing label and fractions each have their own error."""
    with pytest.raises(DataError, match=message):
        checked_labels(labels, 60)


def test_flat_and_square_images_are_the_same() -> None:
    """A row of 784 values is an image of 28 by 28."""
    flat = checked_images(IMAGES.reshape(60, 784))
    assert flat.dtype == np.float32
    np.testing.assert_array_equal(flat, checked_images(IMAGES))


def test_bytes_become_values_from_0_to_1() -> None:
    """Ink of 255 is 1; other types are refused."""
    np.testing.assert_array_equal(unit_images(np.array([0, 51, 255], np.uint8)), np.float32([0, 0.2, 1]))
    with pytest.raises(DataError, match="expected bytes"):
        unit_images(IMAGES)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), each=st.integers(5, 40), classes=st.integers(2, 10))
def test_a_fifth_of_each_class_is_held_out(seed: int, each: int, classes: int) -> None:
    """No image is lost or doubled, and each class keeps its share to within one image."""
    labels = np.repeat(np.arange(classes), each)
    values = np.linspace(0, 1, len(labels))  # each image bears its own grey
    split = split_digits(np.tile(values[:, None], 784), labels, seed=seed)
    together = np.concatenate([split.train_images, split.test_images])[:, 0, 0]
    np.testing.assert_array_equal(np.sort(together), values.astype(np.float32))
    held = np.bincount(split.test_labels, minlength=classes)
    assert abs(held - each / 5).max() < 1


def test_the_seed_decides_the_cut() -> None:
    """The same seed gives the same parts, another one others."""
    one, again, other = (split_digits(IMAGES, LABELS, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.test_images, again.test_images)
    assert not np.array_equal(one.test_images, other.test_images)


def test_the_publishers_cut_is_kept() -> None:
    """With `train`, the first images are the training part; with all of them, the cut is drawn."""
    split = split_digits(IMAGES, LABELS, train=50)
    np.testing.assert_array_equal(split.test_images, IMAGES[50:].astype(np.float32))
    assert len(split_digits(IMAGES, LABELS, train=60).test_images) == 12
    with pytest.raises(UsageError, match="expected 1 to 60; got 61"):
        split_digits(IMAGES, LABELS, train=61)


def test_a_class_too_small_to_cut_is_named() -> None:
    """A single image cannot stand in both parts; nor can few images cover many classes."""
    with pytest.raises(DataError, match="class 9; expected at least 2 images; got 1"):
        split_digits(IMAGES, np.where(np.arange(60) == 5, 9, LABELS))
    with pytest.raises(DataError, match="too few images"):
        split_digits(IMAGES[:6], np.repeat([0, 1, 2], 2))
