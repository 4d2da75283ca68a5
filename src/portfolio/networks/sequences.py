"""Three small networks for sequences, with about as many parameters each, and their training."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.networks.peptides import AMINO_ACIDS

LETTERS = len(AMINO_ACIDS) + 1  # and one for what lies behind the end
RATE, DECAY, BATCH = 1e-2, 1e-2, 128
Ints = NDArray[np.int64]


class BiLSTM(nn.Module):
    """An LSTM in each direction; the largest value of each state over the sequence; one output.

    The second reads the letters in reverse and not the padded row: what lies behind the end is read last by
    both and does not count.
    """

    def __init__(self, width: int = 20, embedded: int = 16) -> None:
        super().__init__()
        self.embedding = nn.Embedding(LETTERS, embedded, padding_idx=0)
        self.forwards = nn.LSTM(embedded, width, batch_first=True)
        self.backwards = nn.LSTM(embedded, width, batch_first=True)
        self.out = nn.Linear(2 * width, 1)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        inside = x > 0
        from_end = inside.sum(1, keepdim=True) - 1 - torch.arange(x.shape[1])
        reverse = x.gather(1, from_end.clamp_min(0)) * inside
        both = (self.forwards(self.embedding(x))[0], self.backwards(self.embedding(reverse))[0])
        states = torch.cat(both, 2).masked_fill(~inside[..., None], -1.0)  # (n, length, 2 * width)
        scores: Tensor = self.out(states.amax(1))[:, 0]
        return scores


class Attention(nn.Module):
    """One block of self-attention and one query that looks at all residues; its weights can be read."""

    def __init__(self, width: int = 32, longest: int = 50, heads: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(LETTERS, width, padding_idx=0)
        self.places = nn.Parameter(0.1 * torch.randn(longest, width))
        self.mixing = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, 1)
        self.out = nn.Linear(width, 1)

    def looked_at(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the state of each residue and the share of the last attention that it gets."""
        behind = x == 0
        inside = self.embedding(x) + self.places[: x.shape[1]]
        mixed, _ = self.mixing(inside, inside, inside, key_padding_mask=behind, need_weights=False)
        states = self.norm(inside + mixed).relu()
        weights = self.query(states)[..., 0].masked_fill(behind, -torch.inf).softmax(1)  # (n, length)
        return states, weights

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        states, weights = self.looked_at(x)
        scores: Tensor = self.out((weights[..., None] * states).sum(1))[:, 0]
        return scores


class Convolution(nn.Module):
    """Filters over seven residues; the largest and the mean answer of each; one output."""

    def __init__(self, filters: int = 53, embedded: int = 16) -> None:
        super().__init__()
        self.embedding = nn.Embedding(LETTERS, embedded, padding_idx=0)
        self.filters = nn.Conv1d(embedded, filters, 7, padding=3)
        self.out = nn.Linear(2 * filters, 1)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        inside = (x > 0)[:, None].float()
        maps = self.filters(self.embedding(x).transpose(1, 2)).relu() * inside
        mean = maps.sum(2) / inside.sum(2)
        scores: Tensor = self.out(torch.cat([maps.amax(2), mean], 1))[:, 0]
        return scores


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "convolution": Convolution,
    "BiLSTM": BiLSTM,
    "attention": Attention,
}


@dataclass(frozen=True, eq=False)
class Fitted:
    """A trained network, its losses, and how long it took.

    Parameters
    ----------
    network
        In `eval` mode.
    losses
        Mean loss of each pass.
    seconds
        Of the processor.
    """

    network: nn.Module
    losses: list[float]
    seconds: float


def parameters_of(network: nn.Module) -> int:
    """Return how many numbers a network learns."""
    return sum(one.numel() for one in network.parameters())


def train_sequences(name: str, coded: Ints, labels: NDArray[np.bool_], *, epochs: int, seed: int) -> Fitted:
    """Train one of `NETWORKS` from random weights.

    Parameters
    ----------
    name
        Of the network.
    coded
        (n, length), as `encode` returns it.
    labels
        (n,).
    epochs
        Passes over the sequences.
    seed
        Of the weights and the order.
    """
    torch.manual_seed(seed)
    began, network = time.process_time(), NETWORKS[name]()
    steps = epochs * -(-len(coded) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    x, y, losses = torch.from_numpy(coded), torch.from_numpy(labels.astype(np.float32)), []
    lengths = (x > 0).sum(1)
    for _ in range(epochs):
        total = 0.0
        for rows in batches(lengths):
            loss = nn.functional.binary_cross_entropy_with_logits(network(trimmed(x[rows])), y[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        losses.append(total / len(x))
    return Fitted(network.eval(), losses, time.process_time() - began)


def batches(lengths: Tensor, pool: int = 8) -> list[Tensor]:
    """Return the rows of each batch: at random into pools, there sorted by length to save padding.

    Parameters
    ----------
    lengths
        Of each sequence.
    pool
        Batches of a pool.
    """
    found: list[Tensor] = []
    for rows in torch.split(torch.randperm(len(lengths)), pool * BATCH):
        found += torch.split(rows[lengths[rows].argsort(stable=True)], BATCH)
    return [found[number] for number in torch.randperm(len(found)).tolist()]


def trimmed(x: Tensor) -> Tensor:
    """Return sequences without the places behind the end of the longest."""
    return x[:, : int((x > 0).sum(1).max())]


def probabilities(network: nn.Module, coded: Ints) -> NDArray[np.float64]:
    """Return the probability that each sequence is antimicrobial.

    Parameters
    ----------
    network
        Trained.
    coded
        (n, length).
    """
    with torch.inference_mode():
        parts = [network(trimmed(x)).sigmoid() for x in torch.split(torch.from_numpy(coded), 512)]
    return torch.cat(parts).double().numpy()


def predict_folds(
    name: str, coded: Ints, labels: NDArray[np.bool_], fold: Ints, *, epochs: int, seed: int
) -> tuple[NDArray[np.float64], list[Fitted]]:
    """Return what a network says of each peptide of folds 1 to 3, learnt from all others, and the trainings.

    Parameters
    ----------
    name
        Of the network.
    coded
        (n, length).
    labels
        (n,).
    fold
        Of each peptide; fold 0 is for settings and never predicted here.
    epochs
        Passes over the sequences.
    seed
        Of the first training; the others follow.
    """
    said, found = np.full(len(labels), np.nan), []
    for number in (1, 2, 3):
        learnt = fold != number
        fitted = train_sequences(name, coded[learnt], labels[learnt], epochs=epochs, seed=seed + number - 1)
        said[~learnt] = probabilities(fitted.network, coded[~learnt])
        found.append(fitted)
    return said, found
