"""Self-attention, written out.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.
Letters in shapes: B texts, H heads, N tokens, D numbers per head, W = H D numbers per token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from portfolio.errors import DataError


@dataclass(frozen=True)
class Attended:
    """What attention gives for each token.

    Parameters
    ----------
    context
        (B, N, W) mixtures of the values.
    weights
        (B, H, N, N): row i says where token i looks; each row sums to 1.
    """

    context: Tensor
    weights: Tensor


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Attended:
    """Mix the values by the match of queries and keys: softmax(Q K' / sqrt(D)) V.

    Parameters
    ----------
    query, key, value
        (B, H, N, D) each.
    mask
        (B, N), true for real tokens; padding is not looked at.
    """
    scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5  # (B, H, N, N)
    return mixed(scores, value, mask)


def mixed(scores: Tensor, value: Tensor, mask: Tensor | None = None) -> Attended:
    """Turn scores (B, H, N, N) into weights, and mix the values (B, H, N, D) with them."""
    if mask is not None:
        scores = scores.masked_fill(~mask[:, None, None, :].bool(), torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    return Attended(merge_heads(weights @ value), weights)


def split_heads(states: Tensor, heads: int) -> Tensor:
    """Return (B, N, W) as (B, H, N, W / H).

    Raises
    ------
    DataError
        The width is not a multiple of the number of heads.
    """
    texts, tokens, width = states.shape
    if width % heads:
        raise DataError("attention", expected=f"a width that {heads} heads can share", got=width)
    return states.view(texts, tokens, heads, width // heads).transpose(1, 2)


def merge_heads(states: Tensor) -> Tensor:
    """Return (B, H, N, D) as (B, N, H D)."""
    texts, heads, tokens, size = states.shape
    return states.transpose(1, 2).reshape(texts, tokens, heads * size)


class SelfAttention(nn.Module):
    """Attention of the tokens of a text to each other.

    Parameters
    ----------
    width
        W, numbers per token.
    heads
        H, each with its own W / H numbers.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Attended:
        """Attend within (B, N, W)."""
        query, key, value = (
            split_heads(part(states), self.heads) for part in (self.query, self.key, self.value)
        )
        return attend(query, key, value, mask)


def from_bert(module: Any) -> SelfAttention:
    """Return our attention with the weights of a `BertSelfAttention` of transformers."""
    ours = SelfAttention(module.query.in_features, module.num_attention_heads)
    for name in ("query", "key", "value"):
        getattr(ours, name).load_state_dict(getattr(module, name).state_dict())
    return ours.eval()


def entropy(weights: Tensor) -> Tensor:
    """Return how many bits it takes to say where each token looks, (B, H, N): 0 for one place only."""
    return -(weights * weights.clamp_min(torch.finfo(weights.dtype).tiny).log2()).sum(dim=-1)
