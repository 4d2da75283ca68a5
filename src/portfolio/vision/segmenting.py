"""A small U-Net for a mask of two classes, and how good a mask is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn

from portfolio.vision.batches import augmented

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
WIDTHS = (8, 16, 32)
SIDE, BATCH, RATE = 64, 8, 5e-3


def _twice(inside: int, outside: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (inside, outside):
        layers += [nn.Conv2d(channels, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """Down by pooling, up by transposed convolutions, and across what was seen on the way down."""

    def __init__(self) -> None:
        super().__init__()
        top, middle, bottom = WIDTHS
        self.down = nn.ModuleList([_twice(1, top), _twice(top, middle)])
        self.bottom = _twice(middle, bottom)
        self.up = nn.ModuleList(
            [nn.ConvTranspose2d(bottom, middle, 2, 2), nn.ConvTranspose2d(middle, top, 2, 2)]
        )
        self.merge = nn.ModuleList([_twice(2 * middle, middle), _twice(2 * top, top)])
        self.out = nn.Conv2d(top, 1, 1)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        seen = []
        for layer in self.down:
            x = layer(x)
            seen.append(x)
            x = nn.functional.max_pool2d(x, 2)
        x = self.bottom(x)
        for up, merge, across in zip(self.up, self.merge, reversed(seen), strict=True):
            x = merge(torch.cat([up(x), across], dim=1))
        scores: Tensor = self.out(x)[:, 0]
        return scores


def train_unet(image: Floats, mask: Mask, *, steps: int, augment: bool, seed: int) -> UNet:
    """Return a U-Net that was trained on random squares of one image.

    Parameters
    ----------
    image, mask
        (height, width), at least 64 each way.
    steps
        Batches.
    augment
        Whether squares are flipped, turned and made brighter or darker.
    seed
        Of weights, squares and augmentation.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = UNet()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    pair = np.stack([image, mask.astype(np.float32)])
    for _ in range(steps):
        tops = rng.integers(0, image.shape[0] - SIDE + 1, BATCH)
        lefts = rng.integers(0, image.shape[1] - SIDE + 1, BATCH)
        cut = np.stack([pair[:, t : t + SIDE, s : s + SIDE] for t, s in zip(tops, lefts, strict=True)])
        pixels, target = cut[:, 0], cut[:, 1]
        if augment:
            state = int(rng.integers(2**32))
            pixels = augmented(pixels, np.random.default_rng(state))
            target = augmented(target, np.random.default_rng(state)) > 0.5  # the same turns
        scores = network(torch.from_numpy(np.ascontiguousarray(pixels))[:, None])
        wanted = torch.from_numpy(np.ascontiguousarray(target).astype(np.float32))
        loss = nn.functional.binary_cross_entropy_with_logits(scores, wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return network.eval()


def iou(found: Mask, truth: Mask) -> float:
    """Return intersection over union.

    Parameters
    ----------
    found, truth
        Masks of the same shape.
    """
    union = (found | truth).sum()
    return float((found & truth).sum() / union) if union else 1.0


def iou_by_tile(found: Mask, truth: Mask, side: int) -> pd.DataFrame:
    """Return `intersection` and `union` in each square tile: what is drawn again for an interval.

    Parameters
    ----------
    found, truth
        Masks of the same shape, which `side` divides.
    side
        Pixels of a tile's side.
    """
    height, width = truth.shape
    shape = (height // side, side, width // side, side)
    sums = [part.reshape(shape).sum(axis=(1, 3)).ravel() for part in (found & truth, found | truth)]
    return pd.DataFrame({"intersection": sums[0], "union": sums[1]})


def _border(mask: Mask) -> Mask:
    return np.asarray(mask & ~ndimage.binary_erosion(mask, border_value=1), dtype=np.bool_)


def boundary_score(found: Mask, truth: Mask, within: int = 2) -> float:
    """Return the F score of the borders: a border pixel counts if the other border is near.

    Parameters
    ----------
    found, truth
        Masks of the same shape.
    within
        Pixels that count as near.
    """
    ours, theirs = _border(found), _border(truth)
    if not ours.any() or not theirs.any():
        return float(ours.any() == theirs.any())
    near_theirs = ndimage.distance_transform_edt(~theirs) <= within
    near_ours = ndimage.distance_transform_edt(~ours) <= within
    precision, recall = near_theirs[ours].mean(), near_ours[theirs].mean()
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0
