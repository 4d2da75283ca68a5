"""The photos of solar cells and the image of nuclei, read out of their data wheels."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from portfolio.datasets import card
from portfolio.errors import DataError, EnvironmentFaultError

SIDE = 300
FOLDER = PurePosixPath("elpv_dataset/data")


@dataclass(frozen=True, eq=False)
class Photos:
    """Grey photos with what was said of each.

    Parameters
    ----------
    images
        `uint8`, (n, height, width).
    probability
        Of a defect, (n,).
    kind
        Type of the module, (n,).
    """

    images: NDArray[np.uint8]
    probability: NDArray[np.float64]
    kind: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.images)


def read_photos(wheel: Path, dataset: str = "elpv") -> Photos:
    """Return the photos of solar cells, in the order of their list.

    Parameters
    ----------
    wheel
        As `load("elpv")` returns it.
    dataset
        Whose card pins the sum over all photos.

    Raises
    ------
    EnvironmentFaultError
        The photos are not those that the card describes.
    """
    summed, images = hashlib.sha256(), []
    with zipfile.ZipFile(wheel) as archive:
        rows = [line.split() for line in archive.read(str(FOLDER / "labels.csv")).decode().splitlines()]
        for name, _, _ in rows:
            content = archive.read(str(FOLDER / name))
            summed.update(hashlib.sha256(content).digest())
            images.append(np.asarray(Image.open(io.BytesIO(content))))
    expected = card(dataset).loader.option("pictures_sha256")
    if summed.hexdigest() != expected:
        raise EnvironmentFaultError(
            f"dataset {dataset}: its photos are not those that the card describes",
            expected=f"sha256 {expected}",
            got=summed.hexdigest(),
            hint=f"Fetch it again: portfolio data fetch {dataset}.",
        )
    probability = np.array([float(row[1]) for row in rows])
    return Photos(np.stack(images), probability, np.array([row[2] for row in rows]))


def read_nuclei(wheel: Path) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the image, scaled to 0 to 1, and the number of the nucleus at each pixel (0: none)."""
    with zipfile.ZipFile(wheel) as archive:
        image, mask = (
            np.array(Image.open(io.BytesIO(archive.read(f"stardist/data/images/{name}2d.tif"))))
            for name in ("img", "mask")
        )
    scaled: NDArray[np.float32] = (image / image.max()).astype(np.float32)
    return scaled, mask.astype(np.int64)


def shrink(images: NDArray[np.uint8], factor: int) -> NDArray[np.float32]:
    """Return images reduced by block means and scaled to 0 to 1.

    Parameters
    ----------
    images
        (n, height, width).
    factor
        Pixels of a block's side; it divides height and width.

    Raises
    ------
    DataError
        It does not.
    """
    count, height, width = images.shape
    if height % factor or width % factor:
        raise DataError("images to shrink", expected=f"sides that {factor} divides", got=(height, width))
    blocks = images.reshape(count, height // factor, factor, width // factor, factor)
    return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float32) / np.float32(255))
