"""Where a classifier looks: gradients of the last maps against occlusion, judged by deletion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from portfolio.vision.small_cnn import SmallNet

Floats = NDArray[np.float32]


def grad_cam(network: SmallNet, image: Floats) -> Floats:
    """Return Grad-CAM's map of one image: the last maps weighted by their mean gradients, cut at 0.

    Parameters
    ----------
    network
        Trained.
    image
        (side, side).
    """
    maps = network.body(torch.from_numpy(image)[None, None])
    maps.retain_grad()
    pooled = torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], dim=1)
    network.out(pooled)[0, 0].backward()
    weight = maps.grad.mean((2, 3), keepdim=True)
    found = torch.relu((weight * maps).sum(1, keepdim=True)).detach()
    grown = torch.nn.functional.interpolate(found, image.shape, mode="bilinear", align_corners=False)
    return np.asarray(grown[0, 0].numpy(), dtype=np.float32)


def occlusion_map(score: Callable[[Floats], NDArray[np.float64]], image: Floats, patch: int) -> Floats:
    """Return by how much the score falls when a patch is covered with the mean grey of the image.

    Parameters
    ----------
    score
        Of a stack of images.
    image
        (side, side); `patch` divides the side.
    patch
        Pixels of a patch's side.
    """
    rows = image.shape[0] // patch
    covered = np.repeat(image[None], rows * rows, axis=0)
    for number in range(rows * rows):
        top, left = number // rows * patch, number % rows * patch
        covered[number, top : top + patch, left : left + patch] = image.mean()
    fall = score(image[None])[0] - score(covered)
    return np.kron(fall.reshape(rows, rows), np.ones((patch, patch))).astype(np.float32)


def deletion_scores(
    score: Callable[[Floats], NDArray[np.float64]], image: Floats, importance: Floats, patch: int, most: int
) -> NDArray[np.float64]:
    """Return the scores while the most important patches are covered, one after another.

    Parameters
    ----------
    score
        Of a stack of images.
    image, importance
        (side, side).
    patch
        Pixels of a patch's side.
    most
        Patches that are covered in the end.
    """
    rows = image.shape[0] // patch
    of_patch = importance.reshape(rows, patch, rows, patch).mean(axis=(1, 3)).ravel()
    steps = [image.copy()]
    for number in np.argsort(-of_patch, kind="stable")[:most]:
        top, left = number // rows * patch, number % rows * patch
        steps.append(steps[-1].copy())
        steps[-1][top : top + patch, left : left + patch] = image.mean()
    return score(np.stack(steps))
