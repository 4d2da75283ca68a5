"""Disentangled attention against transformers' own DeBERTa modules."""

from __future__ import annotations

import pytest
import torch

from portfolio.errors import DataError
from portfolio.language.disentangled import DisentangledAttention, distances, log_buckets
from portfolio.language.parity import deberta_agreement

TOKENS, WIDTH, HEADS, SPAN = 23, 24, 3, 16


def states(seed: int = 0) -> torch.Tensor:
    """Return random states of two texts."""
    return torch.randn(2, TOKENS, WIDTH, generator=torch.Generator().manual_seed(seed))


def module(**more: object) -> DisentangledAttention:
    """Return an attention with random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        return DisentangledAttention(WIDTH, HEADS, SPAN, **more).eval()


@pytest.mark.parametrize("seed", [0, 1])
def test_it_equals_transformers_in_both_versions(seed):
    """Same weights, same result within 1e-5, whatever the terms, buckets and shared projections."""
    table = deberta_agreement(seed)
    assert len(table) == 15
    assert (table["difference"] <= 1e-5).all()


def test_the_comparison_would_see_a_mistake(monkeypatch):
    """With the distances turned round, the difference is large in every setting."""
    monkeypatch.setattr("portfolio.language.disentangled.distances", lambda tokens: -distances(tokens))
    assert (deberta_agreement()["difference"] > 1e-2).all()


def test_buckets_equal_those_of_transformers():
    """For every distance of a long text."""
    from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

    distance = distances(600)
    assert torch.equal(log_buckets(distance, 256, 512), make_log_bucket_position(distance, 256, 512).long())


def test_near_distances_have_buckets_of_their_own():
    """Far ones share; the sign is kept; a larger distance never falls into a smaller bucket."""
    distance = torch.arange(-100, 101)
    bucket = log_buckets(distance, 16, 64)
    near = distance.abs() <= 8
    assert torch.equal(bucket[near], distance[near])
    assert torch.equal(bucket, -bucket.flip(0))
    assert (bucket.diff() >= 0).all()
    assert bucket[distance.abs() < 64].abs().max() < 16


def test_two_buckets_are_refused():
    """There must be room for near and far."""
    with pytest.raises(DataError, match="buckets of distances"):
        log_buckets(distances(5), 2, 64)


def test_an_unknown_term_is_refused():
    """The known ones are named."""
    with pytest.raises(DataError, match="c2p, p2c"):
        DisentangledAttention(12, 3, 8, terms=("p2p",))


def test_the_parts_add_up_to_what_is_attended_to():
    """The weights are the softmax of the sum of the three parts."""
    table, attention = states()[0][:SPAN].repeat(2, 1), module()
    parts = attention.parts(states(), table)
    whole = parts.content_to_content + parts.content_to_position + parts.position_to_content
    assert torch.allclose(attention(states(), table).weights, whole.softmax(-1))


def test_a_term_left_out_is_nothing():
    """Without `p2c` its part is zero."""
    parts = module(terms=("c2p",)).parts(states(), torch.randn(2 * SPAN, WIDTH))
    assert parts.position_to_content.abs().max() == 0
    assert parts.content_to_position.abs().max() > 0


def test_the_order_of_the_tokens_matters_now():
    """Permuted tokens no longer give permuted results."""
    table, order, attention = torch.randn(2 * SPAN, WIDTH), torch.arange(TOKENS).flip(0), module()
    found, turned = attention(states(), table).context, attention(states()[:, order], table).context
    assert (found[:, order] - turned).abs().max() > 1e-3


def test_the_place_of_the_whole_text_does_not_matter():
    """Only distances count: a text moved behind other words keeps its scores."""
    attention, table = module(), torch.randn(2 * SPAN, WIDTH)
    moved = torch.cat([states()[:, :5], states()[:, :10]], dim=1)
    ours, theirs = attention.parts(states()[:, :10], table).scores, attention.parts(moved, table).scores
    assert torch.allclose(ours, theirs[..., 5:, 5:], atol=1e-5)
