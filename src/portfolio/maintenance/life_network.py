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
    stride
        Cycles that the convolution in front steps over, and averages with learnt weights.
    dropout
        Share of the LSTM's answer that is left out while it learns.
    epochs
        Passes over the windows.
    batch
        Windows in a step.
    rate
        Largest learning rate; it rises and falls once.
    """

    hidden: int = 48
    stride: int = 3
    dropout: float = 0.2
    epochs: int = 12
    batch: int = 128
    rate: float = 4e-3


class LifeNetwork(nn.Module):
    """A convolution that shortens the window, an LSTM, and the share of the cap that is left.

    Parameters
    ----------
    signals
        Of a cycle.
    recipe
        Widths.
    """

    def __init__(self, signals: int, recipe: Recipe) -> None:
        super().__init__()
        self.shorten = nn.Conv1d(signals, recipe.hidden, 2 * recipe.stride - 1, recipe.stride)
        self.memory = nn.LSTM(recipe.hidden, recipe.hidden, batch_first=True)
        self.drop = nn.Dropout(recipe.dropout)
        self.left = nn.Linear(recipe.hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the share of the cap, shape (windows,), of windows (windows, length, signals)."""
        steps = torch.relu(self.shorten(x.transpose(1, 2))).transpose(1, 2)  # (windows, steps, hidden)
        last = self.memory(steps)[0][:, -1]  # (windows, hidden)
        share: torch.Tensor = self.left(self.drop(last)).squeeze(1)
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
    steps = -(-len(inputs) // recipe.batch)
    optimiser = torch.optim.AdamW(network.parameters(), recipe.rate, weight_decay=1e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps * recipe.epochs)
    for _ in range(recipe.epochs):
        for rows in torch.randperm(len(inputs)).split(recipe.batch):
            loss = nn.functional.mse_loss(network(inputs[rows]), wanted[rows])
            optimiser.zero_grad()
            loss.backward()
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
