"""Digits as the models take them: checked, between 0 and 1, and cut once into training and held-out part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portfolio.errors import DataError, UsageError

SIDE = 28  # pixels of an image's side
PIXELS = SIDE * SIDE
HELD_OUT = 0.2  # share of the images that no model sees
_FEWEST = 2  # images of a class that a stratified cut needs


@dataclass(frozen=True, eq=False)
class DigitSplit:
    """Images cut into a part to learn from and a part that is held out, the same for every family of models.

    Parameters
    ----------
    train_images, test_images
        `float32`, shape (n, 28, 28), from 0 (paper) to 1 (ink).
    train_labels, test_labels
        `int64`, shape (n,).
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def unit_images(images: np.ndarray) -> np.ndarray:
    """Return images of bytes, 0 to 255, as `float32` from 0 to 1."""
    if images.dtype != np.uint8:
        raise DataError("images to be scaled", expected="bytes (uint8)", got=images.dtype)
    scaled: np.ndarray = images.astype(np.float32) / np.float32(255)
    return scaled


def checked_images(images: np.ndarray, *, where: str = "images") -> np.ndarray:
    """Return images as `float32` of shape (n, 28, 28), if they are what the models expect.

    Parameters
    ----------
    images
        Shape (n, 28, 28) or (n, 784), numbers from 0 to 1.
    where
        Named in the error.

    Raises
    ------
    DataError
        No image, another size, no numbers, a missing or infinite value, or a value outside 0 to 1.
    """
    given = np.asarray(images)
    if not len(given.shape) or not len(given):
        raise DataError(f"{where}: there is no image")
    if given.shape[1:] not in {(SIDE, SIDE), (PIXELS,)}:
        raise DataError(f"{where}: shape", expected=f"(n, {SIDE}, {SIDE}) or (n, {PIXELS})", got=given.shape)
    if given.dtype.kind not in "fiub":
        raise DataError(f"{where}: type", expected="numbers", got=given.dtype)
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        bad = np.flatnonzero(~np.isfinite(given.reshape(len(given), -1)).all(axis=1))
        raise DataError(
            f"{where}: {len(bad)} with a missing or infinite value", got=f"the first is image {bad[0]}"
        )
    low, high = given.min(), given.max()
    if low < 0 or high > 1:
        hint = "Bytes become such values with unit_images." if high > 1 else ""
        raise DataError(f"{where}: values", expected="0 to 1", got=f"{low:g} to {high:g}", hint=hint)
    return np.ascontiguousarray(given, dtype=np.float32).reshape(-1, SIDE, SIDE)


def checked_labels(labels: np.ndarray, count: int, *, where: str = "labels") -> np.ndarray:
    """Return labels as `int64` of shape (n,), if there is one for each image and more than one class.

    Raises
    ------
    DataError
        Another number of labels than of images, labels that are not whole numbers, or a single class.
    """
    given = np.asarray(labels)
    if given.shape != (count,):
        raise DataError(f"{where}: shape", expected=(count,), got=given.shape)
    if given.dtype.kind not in "iu":
        raise DataError(f"{where}: type", expected="whole numbers", got=given.dtype)
    classes = np.unique(given)
    if len(classes) < _FEWEST:
        raise DataError(f"{where}: number of classes", expected="at least 2", got=f"1, all are {classes[0]}")
    return given.astype(np.int64)


def split_digits(
    images: np.ndarray, labels: np.ndarray, *, seed: int = 0, train: int | None = None
) -> DigitSplit:
    """Cut images into a training part and a held-out fifth with the same share of each class.

    Parameters
    ----------
    images
        Shape (n, 28, 28) or (n, 784), from 0 to 1; 5,000 give 4,000 and 1,000.
    labels
        Shape (n,).
    seed
        Decides which images are held out, and their order.
    train
        Where the publisher cut the data already: the first `train` images are the training part, the others
        are held out. Left out, or equal to n, the cut is drawn.

    Raises
    ------
    DataError
        See `checked_images` and `checked_labels`; or a class with fewer than two images.
    UsageError
        `train` is not between 1 and n.

    Examples
    --------
    >>> split = split_digits(np.zeros((50, 28, 28)), np.arange(50) % 2)
    >>> len(split.train_images), len(split.test_images)
    (40, 10)
    """
    images = checked_images(images)
    labels = checked_labels(labels, len(images))
    if train is not None and not 1 <= train <= len(images):
        raise UsageError("size of the training part", expected=f"1 to {len(images)}", got=train)
    if train is None or train == len(images):
        learn, held = _stratified(labels, seed)
    else:
        learn, held = np.arange(train), np.arange(train, len(images))
    return DigitSplit(images[learn], labels[learn], images[held], labels[held])


def _stratified(labels: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the training and of the held-out images, both shuffled."""
    from sklearn.model_selection import train_test_split

    classes, counts = np.unique(labels, return_counts=True)
    if counts.min() < _FEWEST:
        raise DataError(f"class {classes[counts.argmin()]}", expected="at least 2 images", got=counts.min())
    try:
        learn, held = train_test_split(
            np.arange(len(labels)), test_size=HELD_OUT, random_state=seed, stratify=labels
        )
    except ValueError as error:  # fewer held-out images than classes
        raise DataError(
            "too few images to hold out a fifth of each class",
            expected=f"{5 * len(classes)}",
            got=len(labels),
        ) from error
    return learn, held
