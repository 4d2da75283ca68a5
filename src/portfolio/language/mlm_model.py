"""A small encoder that guesses hidden words, with absolute places, with distances, or with neither.

Source of the parts: Devlin et al. 2019 (BERT) for absolute places and the masked words; He et al. 2021
(DeBERTa) for distances and the enhanced mask decoder, section 3.2.
Letters in shapes: B texts, N tokens, W numbers per token, V words.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from portfolio.errors import DataError, nearest
from portfolio.language.attention import SelfAttention
from portfolio.language.disentangled import DisentangledAttention

PLACES = {
    "none": "no positions at all",
    "absolute": "absolute positions added to the words, as in BERT",
    "distances": "disentangled attention",
    "decoder": "disentangled attention, absolute positions at the end",
    "vector": "the same, but one vector for all positions",
}


@dataclass(frozen=True)
class Shape:
    """How large a model is; all arms of a comparison share it.

    Parameters
    ----------
    words
        V.
    tokens
        Longest text.
    width, heads, layers
        Of the encoder.
    span
        Distances told apart on each side.
    """

    words: int
    tokens: int = 48
    width: int = 64
    heads: int = 4
    layers: int = 2
    span: int = 24


class Layer(nn.Module):
    """Attention, then a small network for each token; each is added to its input and normalised."""

    def __init__(self, shape: Shape, *, disentangled: bool) -> None:
        super().__init__()
        width = shape.width
        self.attention = (
            DisentangledAttention(width, shape.heads, shape.span)
            if disentangled
            else SelfAttention(width, shape.heads)
        )
        self.output = nn.Linear(width, width)
        self.network = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.after_attention, self.after_network = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(
        self, states: Tensor, mask: Tensor, table: Tensor | None = None, asking: Tensor | None = None
    ) -> Tensor:
        """Return new states (B, N, W); `asking` stands in for the states that ask."""
        if isinstance(self.attention, DisentangledAttention) and table is not None:
            context = self.attention(states, table, mask, asking).context
        else:
            context = self.attention(states, mask).context
        middle = self.after_attention((states if asking is None else asking) + self.output(context))
        normed: Tensor = self.after_network(middle + self.network(middle))
        return normed


class MaskedModel(nn.Module):
    """Guess the words at masked places.

    Parameters
    ----------
    shape
        Sizes.
    places
        One of `PLACES`.

    Raises
    ------
    DataError
        An unknown way to tell places.

    Notes
    -----
    The output shares its weights with the table of words. The enhanced mask decoder is the last layer, asked
    by states to which the absolute places have been added; so every arm has the same depth and cost.
    """

    def __init__(self, shape: Shape, places: str) -> None:
        super().__init__()
        if places not in PLACES:
            raise DataError(f"no way {places!r} to tell places", hint=nearest(places, PLACES))
        self.shape, self.places = shape, places
        disentangled = places in ("distances", "decoder", "vector")
        self.words = nn.Embedding(shape.words, shape.width)
        told = {"absolute": shape.tokens, "decoder": shape.tokens, "vector": 1}.get(places, 0)
        self.absolute = nn.Parameter(torch.randn(told, shape.width) * SMALL) if told else None
        rows = 2 * shape.span if disentangled else 0
        self.table = nn.Parameter(torch.randn(rows, shape.width) * SMALL) if disentangled else None
        self.layers = nn.ModuleList(Layer(shape, disentangled=disentangled) for _ in range(shape.layers))
        self.normed = nn.LayerNorm(shape.width)
        self.bias = nn.Parameter(torch.zeros(shape.words))
        self.apply(_start_small)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return scores (B, N, V) of every word at every place; tokens (B, N), mask (B, N) true for words."""
        return self.guess(self.states(tokens, mask))

    def guess(self, states: Tensor) -> Tensor:
        """Return scores (..., V) of every word from states (..., W)."""
        return states @ self.words.weight.T + self.bias

    def states(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return what the model holds for each token before it guesses, (B, N, W)."""
        states = self.words(tokens)
        places = None if self.absolute is None else self.absolute[: tokens.shape[1]]
        if self.places == "absolute" and places is not None:
            states = states + places
        states = self.normed(states)
        *first, last = self.layers
        for layer in first:
            states = layer(states, mask, self.table)
        asking = None if places is None or self.places == "absolute" else states + places
        final: Tensor = last(states, mask, self.table, asking)
        return final

    @property
    def parameters_counted(self) -> int:
        """How many numbers are learnt."""
        return sum(parameter.numel() for parameter in self.parameters())


SMALL = 0.1  # standard deviation of the first weights; BERT's 0.02 suits 768 numbers per token, not 64


def _start_small(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=SMALL)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)
