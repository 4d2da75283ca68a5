"""Small networks for short messages, from a mean of word vectors to a recurrent one with attention."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from portfolio.errors import UsageError, nearest

Singles = NDArray[np.float32]
Codes = NDArray[np.int64]


def embedding(vectors: torch.Tensor) -> nn.Embedding:
    """Return word vectors that are trained further, (tokens, width); the first, of padding, stays zero."""
    rows, width = vectors.shape
    return nn.Embedding(rows, width, padding_idx=0, _weight=vectors.clone())


class MeanOfWords(nn.Module):
    """The mean of the word vectors under the mask, and one linear layer."""

    def __init__(self, vectors: torch.Tensor, classes: int) -> None:
        super().__init__()
        self.vectors = embedding(vectors)
        self.dropout, self.head = nn.Dropout(0.3), nn.Linear(vectors.shape[1], classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return logits, (texts, classes), of input ids, (texts, tokens)."""
        mask = (ids > 0).unsqueeze(2)  # (texts, tokens, 1)
        mean = (self.vectors(ids) * mask).sum(1) / mask.sum(1)
        logits: torch.Tensor = self.head(self.dropout(mean))
        return logits


class Convolution(nn.Module):
    """Filters over two, three and four words, the strongest answer of each; Kim (2014)."""

    def __init__(self, vectors: torch.Tensor, classes: int, filters: int = 40) -> None:
        super().__init__()
        self.vectors = embedding(vectors)
        width = vectors.shape[1]
        self.filters = nn.ModuleList(nn.Conv1d(width, filters, size) for size in (2, 3, 4))
        self.dropout, self.head = nn.Dropout(0.4), nn.Linear(3 * filters, classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return logits, (texts, classes), of input ids, (texts, tokens)."""
        x = self.vectors(ids).transpose(1, 2)  # (texts, width, tokens)
        strongest = [torch.relu(one(x)).amax(2) for one in self.filters]
        logits: torch.Tensor = self.head(self.dropout(torch.cat(strongest, 1)))
        return logits


class Recurrent(nn.Module):
    """An LSTM that reads both ways, and attention that weighs its states.

    Reading backwards begins in the padding, so the length has to be that of the training.
    """

    def __init__(self, vectors: torch.Tensor, classes: int, hidden: int = 40) -> None:
        super().__init__()
        self.vectors = embedding(vectors)
        self.lstm = nn.LSTM(vectors.shape[1], hidden, batch_first=True, bidirectional=True)
        self.weight = nn.Linear(2 * hidden, 1)
        self.dropout, self.head = nn.Dropout(0.4), nn.Linear(2 * hidden, classes)

    def attention(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the states, (texts, tokens, 2 hidden), and the weight of each, (texts, tokens)."""
        states, _ = self.lstm(self.dropout(self.vectors(ids)))
        scores = self.weight(torch.tanh(states)).squeeze(2).masked_fill(ids == 0, -torch.inf)
        return states, torch.softmax(scores, 1)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return logits, (texts, classes), of input ids, (texts, tokens)."""
        states, weights = self.attention(ids)
        logits: torch.Tensor = self.head(self.dropout((states * weights.unsqueeze(2)).sum(1)))
        return logits


NETWORKS: dict[str, Callable[..., nn.Module]] = {
    "mean of words": MeanOfWords,
    "convolution": Convolution,
    "recurrent, attention": Recurrent,
}
LOSSES = ("plain", "weighted", "smoothed")


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Parameters
    ----------
    epochs, batch, rate
        Passes over the messages, messages in a step, learning rate of Adam.
    loss
        Cross-entropy: `plain`, `weighted` by the inverse square root of a label's share, or `smoothed`.
    seed
        Of the weights, the order and the dropout.
    """

    epochs: int = 4
    batch: int = 64
    rate: float = 2e-3
    loss: str = "plain"
    seed: int = 0


@dataclass(frozen=True)
class Trained:
    """A network, what it did in training, and the seconds of processor time that this took."""

    network: nn.Module
    seconds: float
    loss: list[float] = field(default_factory=list)  # mean of each epoch
    validation: list[Singles] = field(default_factory=list)  # probabilities after each epoch

    def probabilities(self, ids: Codes) -> Singles:
        """Return the probability of each class, (texts, classes)."""
        return probabilities(self.network, ids)


def loss_function(name: str, labels: Codes) -> nn.Module:
    """Return a loss by its name.

    Parameters
    ----------
    name
        One of `LOSSES`.
    labels
        Of the messages to learn from.

    Raises
    ------
    UsageError
        There is no such loss.
    """
    if name not in LOSSES:
        raise UsageError(f"no loss {name!r}", expected=", ".join(LOSSES), hint=nearest(name, LOSSES))
    share = np.bincount(labels) / len(labels)
    weight = torch.tensor(1 / np.sqrt(share) / (1 / np.sqrt(share)).mean(), dtype=torch.float32)
    kinds: dict[str, dict[str, Any]] = {"weighted": {"weight": weight}, "smoothed": {"label_smoothing": 0.1}}
    return nn.CrossEntropyLoss(**kinds.get(name, {}))


def train(
    name: str, vectors: Singles, ids: Codes, labels: Codes, how: Training, held: Codes | None = None
) -> Trained:
    """Return a network trained on messages.

    Parameters
    ----------
    name
        One of `NETWORKS`.
    vectors
        Word vectors to begin with, (tokens, width).
    ids, labels
        Input ids, (messages, tokens), and labels from 0.
    how
        Epochs and all else.
    held
        Input ids of messages whose probabilities are wanted after each epoch.
    """
    torch.manual_seed(how.seed)
    rng = np.random.default_rng(how.seed)
    network = NETWORKS[name](torch.tensor(vectors), int(labels.max()) + 1)
    optimizer = torch.optim.Adam(network.parameters(), lr=how.rate)
    loss_of, x, y = loss_function(how.loss, labels), torch.tensor(ids), torch.tensor(labels)
    trained = Trained(network, 0.0)
    seconds = 0.0
    for _ in range(how.epochs):
        began, total = time.process_time(), 0.0
        network.train()
        for rows in np.array_split(rng.permutation(len(ids)), max(1, len(ids) // how.batch)):
            loss = loss_of(network(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        seconds += time.process_time() - began
        trained.loss.append(total / len(ids))
        if held is not None:
            trained.validation.append(probabilities(network, held))
    return Trained(network, seconds, trained.loss, trained.validation)


def probabilities(network: nn.Module, ids: Codes) -> Singles:
    """Return the probability of each class, (texts, classes).

    Parameters
    ----------
    network
        Of logits.
    ids
        Input ids, (texts, tokens).
    """
    network.eval()
    with torch.no_grad():
        parts = [torch.softmax(network(part), 1) for part in torch.split(torch.tensor(ids), 512)]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)
