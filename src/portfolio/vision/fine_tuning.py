"""The last blocks of a pretrained network, trained on; all that lies before them is computed once."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as nnf
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.vision.lite0 import BATCH, HEAD, Lite0, as_input, fold_batch_norm

RATE_NEW, RATE_OLD, DECAY = 1e-3, 2e-4, 1e-2  # of the classifier, which is new, and of the blocks


class Tail(nn.Module):
    """The last blocks of a network and its head, with one new output: the log-odds of a defect.

    Batch normalisation keeps the means and spreads that the network came with, in training too.

    Parameters
    ----------
    network
        Whose weights are copied.
    first
        The first block that is trained.
    """

    def __init__(self, network: Lite0, first: int) -> None:
        super().__init__()
        self.blocks = copy.deepcopy(network._blocks[first:])
        self.head = copy.deepcopy(network._conv_head)
        self.norm = copy.deepcopy(network._bn1)
        self.out = nn.Linear(HEAD, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def train(self, mode: bool = True) -> Tail:
        """Set the mode of all layers but the normalisations."""
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        return self

    def described(self, maps: Tensor) -> Tensor:
        """Return the means of the head's maps, (n, 1280)."""
        for block in self.blocks:
            maps = block(maps)
        found: Tensor = nnf.relu6(self.norm(self.head(maps))).mean((2, 3))
        return found

    def forward(self, maps: Tensor) -> Tensor:  # noqa: D102
        scores: Tensor = self.out(self.described(maps))[:, 0]
        return scores


def maps_before(network: Lite0, images: NDArray[np.uint8], side: int, first: int) -> Tensor:
    """Return what the frozen blocks make of photos, as they are and turned upside down: (2, n, c, h, w).

    Parameters
    ----------
    network
        With its weights.
    images
        `uint8`, (n, height, width).
    side
        Pixels of a side, as the network sees them.
    first
        The first block that is not computed.
    """
    folded, views = fold_batch_norm(network), (images, images[:, ::-1, ::-1])
    with torch.no_grad():  # what inference mode makes cannot be trained on
        return torch.stack(
            [
                torch.cat(
                    [
                        folded.maps(as_input(view[start : start + BATCH], side))[first - 1]
                        for start in range(0, len(view), BATCH)
                    ]
                )
                for view in views
            ]
        )


def fine_tuned(tail: Tail, maps: Tensor, defective: NDArray[np.bool_], seed: int) -> Iterator[Tail]:
    """Yield the tail after each pass over the photos, without end; it is the same object each time.

    Parameters
    ----------
    tail
        Is trained.
    maps
        Of the photos to learn from, as `maps_before` returns them.
    defective
        Of these photos, (n,).
    seed
        Of the order, and of which photos are upside down.
    """
    rng = np.random.default_rng(seed)
    old = [*tail.blocks.parameters(), *tail.head.parameters(), *tail.norm.parameters()]
    groups = [{"params": tail.out.parameters(), "lr": RATE_NEW}, {"params": old, "lr": RATE_OLD}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    truth = torch.from_numpy(defective.astype(np.float32))
    while True:
        tail.train()
        order = torch.from_numpy(rng.permutation(len(defective)))
        for rows in torch.split(order, BATCH):
            view = torch.from_numpy(rng.integers(0, len(maps), len(rows)))
            loss = nnf.binary_cross_entropy_with_logits(tail(maps[view, rows]), truth[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        yield tail.eval()


def right_after_tuning(tail: Tail, maps: Tensor, defective: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether the tail is right about each photo, by the mean of its views.

    Parameters
    ----------
    tail
        Trained.
    maps
        Of the photos, as `maps_before` returns them.
    defective
        Of these photos, (n,).
    """
    with torch.inference_mode():
        scores = torch.stack([torch.cat([tail(part) for part in view.split(256)]) for view in maps]).mean(0)
    found: NDArray[np.bool_] = (scores.numpy() > 0) == defective
    return found
