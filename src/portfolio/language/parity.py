"""Hold the attention of this library against that of transformers, on the same random weights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pandas as pd
import torch
from torch import Tensor, nn

from portfolio.language.disentangled import distances, from_deberta

TOKENS, WIDTH, HEADS, SPAN, BUCKETS = 23, 24, 3, 16, 6
CHOICES = (("c2p", "p2c"), ("c2p",), ("p2c",))


def deberta_agreement(seed: int = 0) -> pd.DataFrame:
    """Compare with transformers' own modules of both versions, in every setting.

    Returns
    -------
    DataFrame
        One row for each setting: `version`, `terms`, `buckets`, `shared`, and `difference`, the largest
        absolute difference of the contexts at real tokens of two texts, one of them padded.
    """
    rows = [
        (version, "+".join(terms), buckets, shared, _difference(version, terms, buckets, shared, seed))
        for version, terms, buckets, shared in settings()
    ]
    return pd.DataFrame(rows, columns=["version", "terms", "buckets", "shared", "difference"])


def settings() -> Iterator[tuple[int, tuple[str, ...], int, bool]]:
    """Yield version, terms, buckets (0 for none) and whether projections are shared."""
    yield from ((1, terms, 0, False) for terms in CHOICES)
    yield from ((2, *rest) for rest in product(CHOICES, (0, BUCKETS), (False, True)))


@torch.no_grad()
def _difference(version: int, terms: tuple[str, ...], buckets: int, shared: bool, seed: int) -> float:
    generator = torch.Generator().manual_seed(seed)
    states = torch.randn(2, TOKENS, WIDTH, generator=generator)
    table = torch.randn(2 * (buckets or SPAN), WIDTH, generator=generator)
    mask = torch.arange(TOKENS)[None] < torch.tensor([TOKENS, 9])[:, None]  # (B, N)
    module = _randomised(_module(version, terms, buckets, shared), generator)
    theirs = _their_context(version, module, states, table, mask)
    ours = from_deberta(module)(states, table, mask).context
    return float(((ours - theirs) * mask[:, :, None]).abs().max())


def _module(version: int, terms: tuple[str, ...], buckets: int, shared: bool) -> Any:
    common: dict[str, Any] = {
        "hidden_size": WIDTH,
        "num_attention_heads": HEADS,
        "relative_attention": True,
        "max_relative_positions": SPAN,
        "pos_att_type": list(terms),
    }
    if version == 1:
        from transformers import DebertaConfig
        from transformers.models.deberta.modeling_deberta import DisentangledSelfAttention as First

        return First(DebertaConfig(**common))  # type: ignore[no-untyped-call]
    from transformers import DebertaV2Config
    from transformers.models.deberta_v2.modeling_deberta_v2 import DisentangledSelfAttention as Second

    common |= {"share_att_key": shared, "position_buckets": buckets or -1}
    return Second(DebertaV2Config(**common))  # type: ignore[no-untyped-call]


def _randomised(module: nn.Module, generator: torch.Generator) -> nn.Module:
    """Give every weight and bias a value of its own: a bias of zero would hide a mistake."""
    for parameter in module.parameters():
        parameter.copy_(torch.randn(parameter.shape, generator=generator) / WIDTH**0.5)
    return module.eval()


def _their_context(version: int, module: Any, states: Tensor, table: Tensor, mask: Tensor) -> Tensor:
    square = mask[:, None, None, :] & mask[:, None, :, None]  # (B, 1, N, N)
    relative = distances(states.shape[1])[None] if version == 1 else None  # the later ones make their own
    context: Tensor = module(states, square, relative_pos=relative, rel_embeddings=table)[0]
    return context
