"""Checked digits as tensors, the way the convolutional families take them."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from portfolio.generative.digits import checked_images, checked_labels


def picture_tensor(images: np.ndarray) -> Tensor:
    """Return images from 0 to 1 with a channel of their own, shape (n, 1, 28, 28).

    Raises
    ------
    DataError
        Images that `checked_images` refuses.
    """
    return torch.from_numpy(checked_images(images))[:, None]


def labelled_tensors(images: np.ndarray, labels: np.ndarray) -> tuple[Tensor, Tensor]:
    """Return images (n, 1, 28, 28) from 0 to 1, and their digits (n,).

    Raises
    ------
    DataError
        Images that `checked_images` refuses, or labels that `checked_labels` refuses.
    """
    pictures = picture_tensor(images)
    return pictures, torch.from_numpy(checked_labels(labels, len(pictures)))
