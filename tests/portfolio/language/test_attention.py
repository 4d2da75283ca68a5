"""Self-attention against torch's and transformers' own."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import DataError
from portfolio.language.attention import SelfAttention, attend, entropy, from_bert, split_heads


def states(texts: int = 2, tokens: int = 7, width: int = 12, seed: int = 0) -> torch.Tensor:
    """Return random states (B, N, W)."""
    return torch.randn(texts, tokens, width, generator=torch.Generator().manual_seed(seed))


def heads_of(*sizes: int) -> list[torch.Tensor]:
    """Return random queries, keys and values."""
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(*sizes, generator=generator) for _ in range(3)]


def test_it_is_what_torch_computes():
    """The formula written out gives torch's scaled dot product."""
    query, key, value = heads_of(2, 3, 5, 4)
    theirs = torch.nn.functional.scaled_dot_product_attention(query, key, value)
    ours = attend(query, key, value).context
    assert torch.allclose(ours, theirs.transpose(1, 2).reshape(2, 5, 12), atol=1e-6)


def test_padding_is_not_looked_at():
    """A masked token has no weight, and what it holds changes nothing."""
    module, mask = SelfAttention(12, 3), torch.tensor([[1, 1, 1, 1, 1, 0, 0]] * 2)
    given_, other = states(), states()
    other[:, 5:] += 100
    assert module(given_, mask).weights[..., 5:].max() == 0
    assert torch.allclose(module(given_, mask).context[:, :5], module(other, mask).context[:, :5])


@given(st.permutations(range(7)))
def test_without_places_the_order_of_the_tokens_is_lost(order):
    """Permuted tokens give permuted results: attention alone sees a set, not a sentence."""
    module, given_ = SelfAttention(12, 3), states()
    assert torch.allclose(module(given_).context[:, order], module(given_[:, order]).context, atol=1e-5)


def test_weights_of_a_bert_give_its_result():
    """Our module with a real model's weights is that model's module."""
    transformers = pytest.importorskip("transformers")
    from transformers.models.bert.modeling_bert import BertSelfAttention

    config = transformers.BertConfig(hidden_size=12, num_attention_heads=3, attn_implementation="eager")
    theirs = BertSelfAttention(config).eval()
    assert torch.allclose(from_bert(theirs)(states()).context, theirs(states())[0], atol=1e-6)


def test_a_width_that_the_heads_cannot_share_is_refused():
    """The error says what was expected."""
    with pytest.raises(DataError, match="a width that 5 heads can share"):
        split_heads(states(), 5)


def test_entropy_is_zero_for_one_place_and_two_bits_for_four():
    """It counts in bits."""
    weights = torch.tensor([[1.0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]])
    assert entropy(weights).tolist() == [0.0, 2.0]
