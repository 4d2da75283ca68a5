"""A small transformer trained further on labelled messages, its answers kept by content."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from portfolio.encoders.transformer_vectors import EncoderSource, load_tokenizer, plain_model, weights_digest
from portfolio.encoders.vector_store import cache_folder, content_key, kept

Singles = NDArray[np.float32]
Codes = NDArray[np.int64]
PIECES, BATCH, WARM_UP, DROPOUT, DECAY = 48, 32, 0.1, 0.1, 0.01
VERSION = "fine tuning 1"  # another one for another training: answers are kept under it


class Classifier(nn.Module):
    """The upper layers of a BERT, the mean of their token vectors under the mask, and one linear layer."""

    def __init__(self, bert: Any, frozen: int, classes: int) -> None:
        super().__init__()
        self.layers = bert.encoder.layer[frozen:]
        self.dropout, self.head = nn.Dropout(DROPOUT), nn.Linear(bert.config.hidden_size, classes)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return logits, (texts, classes), of the lower states, (texts, tokens, width), and the mask."""
        states = through(self.layers, states, mask)
        weight = mask[:, :, None].to(states.dtype)
        logits: torch.Tensor = self.head(self.dropout((states * weight).sum(1) / weight.sum(1)))
        return logits


def through(layers: Iterable[Any], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the token vectors, (texts, tokens, width), after some layers of a BERT.

    Parameters
    ----------
    layers
        In order.
    states, mask
        Token vectors before them; 1 for a token and 0 for padding, (texts, tokens).
    """
    blocked = (1.0 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
    for layer in layers:
        made = layer(states, attention_mask=blocked)
        states = made[0] if isinstance(made, tuple) else made
    return states


@dataclass(frozen=True)
class FineTuned:
    """Probabilities of each class after each epoch, (epochs, texts, classes), and the seconds of training."""

    probabilities: Singles
    seconds: float


def fine_tuned(
    source: EncoderSource,
    texts: Sequence[str],
    labels: Codes,
    asked: Sequence[str],
    *,
    frozen: int = 3,
    epochs: int = 2,
    rate: float = 1e-4,
    seed: int = 0,
) -> FineTuned:
    """Return what a transformer answers to `asked` after each epoch of training; computed once by content.

    Parameters
    ----------
    source
        Of the weights.
    texts, labels
        To learn from; labels from 0.
    asked
        Texts whose probabilities are wanted.
    frozen
        Lower layers that stay as they are, with the word pieces: their answers are computed once.
    epochs, rate
        Passes over the texts; the highest learning rate, which rises and then falls to nothing.
    seed
        Of the head, the order and the dropout.
    """
    settings = (
        f"{VERSION}, {PIECES}, {BATCH}, {WARM_UP}, {DROPOUT}, {DECAY}, {frozen}, {epochs}, {rate}, {seed}"
    )
    content = [*texts, *map(str, labels.tolist()), "asked", *asked]
    key = content_key(weights_digest(source), settings, content)
    rows = kept(
        key, lambda: _trained(source, texts, labels, asked, frozen, epochs, rate, seed), cache_folder()
    )  # the last row holds the seconds
    return FineTuned(rows[:-1].reshape(epochs, len(asked), -1), float(rows[-1, 0]))


def _trained(
    source: EncoderSource,
    texts: Sequence[str],
    labels: Codes,
    asked: Sequence[str],
    frozen: int,
    epochs: int,
    rate: float,
    seed: int,
) -> Singles:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    classes = int(labels.max()) + 1
    bert = plain_model(source)
    known, wanted = (_lower(bert, source, some, frozen) for some in (texts, asked))
    model = Classifier(bert, frozen, classes)
    steps = epochs * -(-len(known) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _share_of_rate(step, steps))
    seconds, rows = 0.0, []
    for _ in range(epochs):
        began = time.process_time()
        model.train()
        for batch in batches([len(one) for one in known], rng):
            logits = model(*_padded([known[i] for i in batch]))
            loss = nn.functional.cross_entropy(logits, torch.tensor(labels[batch]))
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        seconds += time.process_time() - began
        rows.append(_answers(model, wanted))
    return np.concatenate([*rows, np.full((1, classes), seconds, np.float32)])


def _lower(bert: Any, source: EncoderSource, texts: Sequence[str], frozen: int) -> list[torch.Tensor]:
    """Return the token vectors of each text, (tokens, width), after the lower layers."""
    ids = load_tokenizer(source)(list(texts), truncation=True, max_length=PIECES)["input_ids"]
    order = np.argsort([len(one) for one in ids], kind="stable")
    made: list[torch.Tensor] = [torch.empty(0)] * len(ids)
    with torch.no_grad():
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            width = max(len(ids[i]) for i in rows)
            padded = torch.tensor([[*ids[i], *[0] * (width - len(ids[i]))] for i in rows])
            mask = torch.tensor([[1] * len(ids[i]) + [0] * (width - len(ids[i])) for i in rows])
            states = through(bert.encoder.layer[:frozen], bert.embeddings(padded), mask)
            for row, state in zip(rows, states, strict=True):
                made[row] = state[: len(ids[row])].clone()
    return made


def _share_of_rate(step: int, steps: int) -> float:
    warm = max(1, round(WARM_UP * steps))
    return min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm + 1)))


def batches(lengths: Sequence[int], rng: np.random.Generator) -> list[Codes]:
    """Return the rows of each batch, of similar length, in a random order.

    Parameters
    ----------
    lengths
        Tokens of each text.
    rng
        Source of chance.
    """
    order = rng.permutation(len(lengths))
    block = 40 * BATCH
    length = np.asarray(lengths)
    parts = [order[start : start + block] for start in range(0, len(order), block)]
    order = np.concatenate([part[np.argsort(length[part], kind="stable")] for part in parts])
    made = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    return [made[i] for i in rng.permutation(len(made))]


def _padded(states: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(one)) for one in states], batch_first=True)
    return nn.utils.rnn.pad_sequence(list(states), batch_first=True), mask


def _answers(model: nn.Module, states: Sequence[torch.Tensor]) -> Singles:
    model.eval()
    order = np.argsort([len(one) for one in states], kind="stable")
    parts = []
    with torch.no_grad():
        for start in range(0, len(order), 64):
            logits = model(*_padded([states[i] for i in order[start : start + 64]]))
            parts.append(torch.softmax(logits, dim=1).numpy())
    found = np.empty((len(order), parts[0].shape[1]), np.float32)
    found[order] = np.concatenate(parts)
    return found
