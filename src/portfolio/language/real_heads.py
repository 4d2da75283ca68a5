"""Look inside a trained encoder of transformers: its tokens, states and attention."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from portfolio.errors import DataError
from portfolio.language.attention import entropy, from_bert, split_heads


@dataclass(frozen=True)
class Encoder:
    """A trained encoder with its tokenizer."""

    model: Any
    tokenizer: Any


@dataclass(frozen=True)
class Inside:
    """What an encoder holds while it reads one sentence of N pieces.

    Parameters
    ----------
    pieces, ids
        The pieces, and the numbers that the model reads in their place.
    states
        (layers + 1, N, W): the input of the first layer, then the output of each.
    weights
        (layers, H, N, N) attention.
    """

    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    states: Tensor
    weights: Tensor


def load_encoder(folder: Path) -> Encoder:
    """Load an encoder from files on this machine; nothing is fetched."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModel.from_pretrained(folder, local_files_only=True, attn_implementation="eager")
    return Encoder(model.eval(), AutoTokenizer.from_pretrained(folder, local_files_only=True))


@torch.no_grad()
def look_inside(encoder: Encoder, sentence: str) -> Inside:
    """Read one sentence and keep what the encoder held.

    Raises
    ------
    DataError
        The sentence is empty or longer than the encoder reads.
    """
    longest = int(encoder.model.config.max_position_embeddings)
    batch = encoder.tokenizer(sentence, return_tensors="pt", truncation=False)
    count = int(batch["input_ids"].shape[1])
    if not sentence.strip() or count > longest:
        raise DataError("the sentence", expected=f"1 to {longest} pieces", got=f"{count} with begin and end")
    read = encoder.model(**batch, output_attentions=True, output_hidden_states=True)
    ids = batch["input_ids"][0].tolist()
    pieces = tuple(encoder.tokenizer.convert_ids_to_tokens(ids))
    states, weights = torch.cat(read.hidden_states), torch.cat(read.attentions)
    return Inside(pieces, tuple(ids), states, weights)


def padded_batch(encoder: Encoder, sentences: list[str]) -> pd.DataFrame:
    """Return what the encoder is given for sentences of unequal length: a row for ids and mask of each."""
    batch = encoder.tokenizer(sentences, padding=True)
    rows = {
        (number + 1, name): batch[name][number]
        for number in range(len(sentences))
        for name in ("input_ids", "attention_mask")
    }
    return pd.DataFrame(rows).T.rename_axis(["sentence", "what"])


@torch.no_grad()
def largest_difference(encoder: Encoder, inside: Inside) -> float:
    """Return the largest difference, over all layers, of its attention and ours with its weights."""
    ours = [
        from_bert(layer.attention.self)(inside.states[number : number + 1]).weights[0]
        for number, layer in enumerate(encoder.model.encoder.layer)
    ]
    return float((torch.stack(ours) - inside.weights).abs().max())


def head_habits(inside: Inside) -> pd.DataFrame:
    """Return for each head where it looks on average: at itself, the neighbours, the marks of begin and end.

    Returns
    -------
    DataFrame
        Indexed by `layer` and `head` from 1: shares `itself`, `before`, `after`, `marks`; entropy in `bits`.
        The first piece has none before it, and the last none after it; these rows are left out.
    """
    weights = inside.weights
    found = {
        "itself": weights.diagonal(dim1=-2, dim2=-1).mean(-1),
        "before": weights.diagonal(-1, dim1=-2, dim2=-1).mean(-1),
        "after": weights.diagonal(1, dim1=-2, dim2=-1).mean(-1),
        "marks": weights[..., [0, -1]].sum(-1).mean(-1),
        "bits": entropy(weights).mean(-1),
    }
    shares = {name: value.flatten().numpy() for name, value in found.items()}
    return pd.DataFrame(shares, index=_every_head(inside))


def _every_head(inside: Inside) -> pd.MultiIndex:
    layers, heads = (range(1, count + 1) for count in inside.weights.shape[:2])
    return pd.MultiIndex.from_product([layers, heads], names=["layer", "head"])


@torch.no_grad()
def output_from_marks(encoder: Encoder, inside: Inside) -> pd.Series:
    """Return for each head the share of its output that comes from the marks of begin and end.

    What a piece adds to the output is its weight times its value, led through the head's part of the output
    layer; the share is that of the lengths of these vectors. Source: Kobayashi et al. 2020, section 2.

    Returns
    -------
    Series
        Indexed by `layer` and `head` from 1, from 0 to 1.
    """
    shares = []
    for number, layer in enumerate(encoder.model.encoder.layer):
        heads = inside.weights.shape[1]
        value = split_heads(layer.attention.self.value(inside.states[number : number + 1]), heads)[0]
        output = layer.attention.output.dense.weight  # (W, H D)
        led = value @ output.view(len(output), heads, -1).permute(1, 2, 0)  # (H, N, W)
        added = inside.weights[number] * led.norm(dim=-1)[:, None, :]  # (H, N, N)
        shares.append(added[..., [0, -1]].sum((-2, -1)) / added.sum((-2, -1)))
    return pd.Series(torch.cat(shares).numpy(), index=_every_head(inside), name="output from special tokens")


def likeness(inside: Inside, word: str) -> np.ndarray:
    """Return the cosine of two occurrences of `word` after each layer, (layers + 1,).

    Raises
    ------
    DataError
        The sentence does not hold the word twice as a piece of its own.
    """
    places = [number for number, piece in enumerate(inside.pieces) if piece == word]
    if len(places) != 2:
        raise DataError(f"the word {word!r}", expected="2 occurrences as one piece", got=len(places))
    first, second = inside.states[:, places[0]], inside.states[:, places[1]]
    return np.asarray(torch.nn.functional.cosine_similarity(first, second, dim=-1).numpy())
