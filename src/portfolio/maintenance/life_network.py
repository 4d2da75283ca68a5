"""An LSTM that reads the last cycles of an engine and says how many are left, in plain PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How a network is built and trained.

    Parameters
    ----------
    hidden
        Width of the LSTM.
    pool
        Neighbouring cycles that are averaged to one step.
    dropout
        Share of the last layer's inputs that is left out while it learns.
    epochs
        Passes over the windows.
    batch
        Windows in a step.
    rate
        Largest learning rate; it rises and falls once.
    """

    hidden: int = 32
    pool: int = 5
    dropout: float = 0.1
    epochs: int = 10
    batch: int = 128
    rate: float = 3e-3


class LifeNetwork(nn.Module):
    """Means of neighbouring cycles, an LSTM over them, and a layer that also sees the window's mean.

    Parameters
    ----------
    signals
        Of a cycle.
    recipe
        Widths.
    """

    def __init__(self, signals: int, recipe: Recipe) -> None:
        super().__init__()
        self.shorten = nn.AvgPool1d(recipe.pool)
        self.memory = nn.LSTM(signals, recipe.hidden, batch_first=True)
        self.drop = nn.Dropout(recipe.dropout)
        self.left = nn.Sequential(nn.Linear(recipe.hidden + signals, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the share of the cap, shape (windows,), of windows (windows, length, signals)."""
        steps = self.shorten(x.transpose(1, 2)).transpose(1, 2)  # (windows, steps, signals)
        last = self.memory(steps)[0][:, -1]  # (windows, hidden)
        both = torch.cat([last, x.mean(dim=1)], dim=1)  # (windows, hidden + signals)
        share: torch.Tensor = self.left(self.drop(both)).squeeze(1)
        return share


def train_life(x: Floats, y: Floats, seed: int, recipe: Recipe | None = None) -> LifeNetwork:
    """Return a network trained on windows and the share of the cap that is left at their ends.

    Parameters
    ----------
    x
        Windows, (windows, length, signals).
    y
        Shares, (windows,).
    seed
        Of the weights and the order of the windows.
    recipe
        The default one unless given.
    """
    recipe = recipe or Recipe()
    torch.manual_seed(seed)
    inputs, wanted = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    network = LifeNetwork(inputs.shape[2], recipe)
    optimiser = torch.optim.AdamW(network.parameters(), recipe.rate, weight_decay=1e-3)
    steps = recipe.epochs * -(-len(inputs) // recipe.batch)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
    for _ in range(recipe.epochs):
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), recipe.batch):
            rows = order[start : start + recipe.batch]
            loss = nn.functional.mse_loss(network(inputs[rows]), wanted[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            plan.step()
    return network.eval()


def predict_life(network: LifeNetwork, x: Floats, cap: float) -> Floats:
    """Return remaining cycles, between none and the cap.

    Parameters
    ----------
    network
        A trained one.
    x
        Windows.
    cap
        Cycles that a share of one stands for.
    """
    with torch.no_grad():
        share = network(torch.tensor(x, dtype=torch.float32)).clamp(0, 1)
    return np.asarray(share.numpy(), dtype=np.float64) * cap
