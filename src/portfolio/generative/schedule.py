"""How the learning rate changes over a training: it rises for a while, then falls to zero."""

from __future__ import annotations

import math

import torch


def rise_and_fall(
    optimiser: torch.optim.Optimizer, updates: int, rise: int = 100
) -> torch.optim.lr_scheduler.LambdaLR:
    """Return a schedule: the learning rate rises over some updates, then falls along a cosine to zero.

    Parameters
    ----------
    optimiser
        Its learning rates are the highest of the training.
    updates
        Of the whole training.
    rise
        Updates until the highest rate.
    """

    def share(update: int) -> float:
        return (
            min(1.0, (update + 1) / rise) * 0.5 * (1 + math.cos(math.pi * min(1.0, update / max(1, updates))))
        )

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share)
