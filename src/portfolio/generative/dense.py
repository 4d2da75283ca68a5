"""Stacks of fully connected layers, and the checks of the sizes that a reader can choose."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import nn

from portfolio.errors import UsageError, nearest

BENDS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "gelu": nn.GELU}


def dense(sizes: Sequence[int], *, dropout: float = 0.0, bend: str = "relu") -> nn.Sequential:
    """Return linear layers of these sizes with a bend after each but the last.

    Parameters
    ----------
    sizes
        Inputs, widths of the hidden layers, outputs.
    dropout
        Share of the hidden units that rest in a training step.
    bend
        `relu`, or `gelu`, a smooth rectifier.

    Raises
    ------
    UsageError
        No such bend.
    """
    if bend not in BENDS:
        raise UsageError(f"no bend {bend!r}", hint=nearest(bend, BENDS))
    layers: list[nn.Module] = []
    for place, (inner, outer) in enumerate(pairwise(sizes)):
        if place:
            layers += [BENDS[bend](), *([nn.Dropout(dropout)] if dropout else [])]
        layers.append(nn.Linear(inner, outer))
    return nn.Sequential(*layers)


def check_sizes(latent_dim: int, hidden: Sequence[int]) -> None:
    """Raise unless a code has at least one dimension and each hidden layer at least one unit.

    Raises
    ------
    UsageError
        A size below 1.
    """
    if latent_dim < 1:
        raise UsageError("latent dimensions", expected="1 or more", got=latent_dim)
    if any(width < 1 for width in hidden):
        raise UsageError("hidden units", expected="1 or more in each layer", got=list(hidden))
