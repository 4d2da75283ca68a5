"""Images with labels, and the two file formats they come in."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError

SIDE = 28  # pixels of a digit's side
CLASSES = 10
MAX_DIMENSIONS = 4  # of an idx file: labels have one, grey images three
_IDX_BYTE = b"\x00\x00\x08"  # magic of unsigned bytes; the fourth byte counts the dimensions


@dataclass(frozen=True, eq=False)
class Images:
    """Grey images with their labels.

    Parameters
    ----------
    images
        `uint8`, shape (n, 28, 28); 0 is paper, 255 is ink.
    labels
        `int64`, shape (n,), digits 0 to 9.
    train
        The first `train` images are the publisher's training part; n where it makes no difference.
    """

    images: np.ndarray
    labels: np.ndarray
    train: int

    def __len__(self) -> int:
        return len(self.labels)


def read_digit_rows(content: bytes, where: str) -> Images:
    """Return images from CSV text without header: 784 pixels and the label on each line."""
    table = pd.read_csv(io.BytesIO(content), header=None, dtype=np.uint8).to_numpy()
    if table.shape[1] != SIDE * SIDE + 1:
        raise DataError(where, expected=f"{SIDE * SIDE + 1} values a line", got=table.shape[1])
    images = np.ascontiguousarray(table[:, :-1]).reshape(-1, SIDE, SIDE)  # (n, 28, 28)
    return check_images(Images(images, table[:, -1].astype(np.int64), len(table)), where)


def read_idx(content: bytes, where: str) -> np.ndarray:
    """Return the array of an idx file of unsigned bytes.

    Raises
    ------
    DataError
        It is not an idx file of bytes, or its length is not the one that its header states.
    """
    if content[:3] != _IDX_BYTE or len(content) < 8:
        raise DataError(
            f"{where} is not an idx file of bytes", expected="first bytes 00 00 08", got=content[:4].hex(" ")
        )
    dimensions = content[3]
    start = 4 + 4 * dimensions
    if not 1 <= dimensions <= MAX_DIMENSIONS or len(content) < start:
        raise DataError(
            f"{where} has a broken header", expected=f"1 to {MAX_DIMENSIONS} dimensions", got=dimensions
        )
    shape = np.frombuffer(content, dtype=">u4", count=dimensions, offset=4).tolist()
    wanted = math.prod(shape)  # of Python's numbers: numpy's would wrap around
    if len(content) - start != wanted:
        raise DataError(f"{where} is truncated", expected=f"{wanted} values", got=len(content) - start)
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape).copy()


def check_images(data: Images, where: str) -> Images:
    """Return the images unchanged if shapes and labels are right.

    Raises
    ------
    DataError
        No image, another size than 28 × 28, another number of labels, or a label that is no digit.
    """
    if data.images.ndim != 3 or data.images.shape[1:] != (SIDE, SIDE) or not len(data.images):
        raise DataError(
            f"{where}: shape of the images", expected=f"(n, {SIDE}, {SIDE})", got=data.images.shape
        )
    if len(data.images) != len(data.labels):
        raise DataError(f"{where}: number of labels", expected=len(data.images), got=len(data.labels))
    wrong = np.flatnonzero((data.labels < 0) | (data.labels >= CLASSES))
    if len(wrong):
        raise DataError(
            f"{where}: {len(wrong)} labels are not digits", got=f"row {wrong[0]}: {data.labels[wrong[0]]}"
        )
    return data
