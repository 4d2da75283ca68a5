"""Intent and slots learnt together, on word vectors of an encoder that stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.dialogue.crf import Crf
from portfolio.encoders.transformer_vectors import EncoderSource, load_tokenizer, token_vectors

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]
CHUNK = 256  # sentences that are encoded at once
MOST_WORDS = 60  # of a sentence; the rest is not read
WIDTH, DROPOUT, EPOCHS, BATCH, RATE = 128, 0.3, 10, 64, 2e-3  # chosen on validation sentences
DECAY = 1e-4


@dataclass(frozen=True)
class Encoded:
    """Sentences as an encoder sees them: the vector of each word, and where there is a word."""

    vectors: Singles  # (sentences, words, width)
    mask: NDArray[np.bool_]  # (sentences, words)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Encoded:
        """Return some of the sentences."""
        return Encoded(self.vectors[chosen], self.mask[chosen])

    @property
    def means(self) -> Singles:
        """Return the mean of the words of each sentence: (sentences, width)."""
        count = np.maximum(self.mask.sum(1, keepdims=True), 1)
        found: Singles = (self.vectors.sum(1) / count).astype(np.float32)
        return found


def encode_words(source: EncoderSource, sentences: Sequence[Sequence[str]]) -> Encoded:
    """Return the vector of each word: the mean of the last layer over its pieces.

    Parameters
    ----------
    source
        From `portfolio.encoders`.
    sentences
        Lists of words.
    """
    tokenizer = load_tokenizer(source)
    cut = [list(words[:MOST_WORDS]) or ["."] for words in sentences]
    longest = max(map(len, cut))
    order = np.argsort([len(words) for words in cut], kind="stable")
    made, mask = None, np.zeros((len(cut), longest), dtype=bool)
    for start in range(0, len(cut), CHUNK):
        rows = order[start : start + CHUNK]
        texts = [" ".join(cut[row]) for row in rows]
        states, _ = token_vectors(source, texts)
        if made is None:
            made = np.zeros((len(cut), longest, states.shape[2]), dtype=np.float32)
        for row, text, state in zip(rows, texts, states, strict=True):
            spans = tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=len(state))
            number = np.cumsum([0, *(len(word) + 1 for word in cut[row])])  # where each word begins
            for (low, high), vector in zip(spans["offset_mapping"], state, strict=False):
                if high > low:
                    made[row, np.searchsorted(number, low, side="right") - 1] += vector
            mask[row, : len(cut[row])] = True
    assert made is not None
    length = np.linalg.norm(made, axis=2, keepdims=True)
    made = np.divide(made, length, out=made, where=length > 0) * np.sqrt(made.shape[2])
    return Encoded(made.astype(np.float32), mask)


class JointModel(nn.Module):
    """One shared layer over the words; from it the intent of the sentence and the emissions of the tags.

    Parameters
    ----------
    width
        Of the encoder's vectors.
    intents, tags
        How many there are.
    """

    def __init__(self, width: int, intents: int, tags: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Dropout(DROPOUT), nn.Linear(width, WIDTH), nn.ReLU())
        self.intent = nn.Linear(WIDTH, intents)
        self.emission = nn.Linear(WIDTH, tags)
        self.crf = Crf(tags)

    def forward(self, vectors: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the intents (batch, intents) and the emissions (batch, length, tags).

        Parameters
        ----------
        vectors
            (batch, length, width).
        mask
            True for a word: (batch, length).
        """
        shared = self.shared(vectors) * mask[:, :, None]  # (batch, length, WIDTH)
        pooled = shared.sum(1) / mask.sum(1, keepdim=True).sqrt()
        return self.intent(pooled), self.emission(shared)


def train_joint(
    encoded: Encoded, intents: Sequence[int], tags: Sequence[Sequence[int]], sizes: tuple[int, int], seed: int
) -> JointModel:
    """Return a model fitted to the sum of both losses.

    Parameters
    ----------
    encoded
        Of the training sentences.
    intents, tags
        Numbers of their intents, and of the tags of their words.
    sizes
        How many intents and tags there are.
    seed
        Of weights, order and dropout.
    """
    torch.manual_seed(seed)
    model = JointModel(encoded.vectors.shape[2], *sizes)
    vectors, mask = torch.from_numpy(encoded.vectors), torch.from_numpy(encoded.mask)
    wanted, goals = torch.tensor(list(intents)), _padded(tags, mask.shape[1])
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(wanted)).split(BATCH):  # type: ignore[no-untyped-call]
            longest = int(mask[rows].sum(1).max())
            x, m = vectors[rows, :longest], mask[rows, :longest]
            logits, emissions = model(x, m)
            loss = nn.functional.cross_entropy(logits, wanted[rows])
            loss = loss + model.crf.loss(emissions, m, goals[rows, :longest])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return model.eval()


def _padded(tags: Sequence[Sequence[int]], length: int) -> Tensor:
    table = torch.zeros(len(tags), length, dtype=torch.long)
    for row, one in enumerate(tags):
        table[row, : min(len(one), length)] = torch.tensor(one[:length])
    return table


@torch.no_grad()
def predict(model: JointModel, encoded: Encoded) -> tuple[Doubles, list[list[int]]]:
    """Return the logits of the intents, (sentences, intents), and the best tags of each sentence.

    Parameters
    ----------
    model
        From `train_joint`.
    encoded
        What is to be understood.
    """
    vectors, mask = torch.from_numpy(encoded.vectors), torch.from_numpy(encoded.mask)
    logits, emissions = model(vectors, mask)
    return logits.double().numpy(), model.crf.best(emissions, mask)


def spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """Return the slots of a sentence: first word, word behind the last, name.

    Examples
    --------
    >>> sorted(spans(["O", "B-area", "I-area", "B-hours"]))
    [(1, 3, 'area'), (3, 4, 'hours')]
    """
    found, start = set(), 0
    for place, tag in enumerate([*tags, "O"]):
        before = tags[place - 1][2:] if place else ""
        if before and (tag[:1] != "I" or tag[2:] != before):
            found.add((start, place, before))
        if tag != "O" and (tag[:1] == "B" or tag[2:] != before):
            start = place
    return found


def slot_counts(truth: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return for each sentence how many slots are right, true and predicted; a slot is right as a whole.

    Parameters
    ----------
    truth, predicted
        Tags of the same sentences.
    """
    pairs = [(spans(one), spans(other)) for one, other in zip(truth, predicted, strict=True)]
    rows = [(len(one & other), len(one), len(other)) for one, other in pairs]
    return pd.DataFrame(rows, columns=["right", "true", "predicted"])


def slot_f1(counts: pd.DataFrame) -> float:
    """Return the micro-averaged F1 of slots, as CoNLL's script counts them."""
    right, true, predicted = counts[["right", "true", "predicted"]].sum()
    return float(2 * right / (true + predicted))
