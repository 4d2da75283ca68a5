"""Inside a trained encoder."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from portfolio.datasets import load
from portfolio.errors import DataError
from portfolio.language.real_heads import (
    Inside,
    head_habits,
    largest_difference,
    likeness,
    load_encoder,
    look_inside,
    output_from_marks,
    padded_batch,
)

SENTENCE = "the bank of the river is far from the bank that lends money"


@pytest.fixture(scope="module")
def encoder():
    """Load the weights that arrive with pip."""
    return load_encoder(load("minilm"))


def test_our_attention_with_real_weights_is_the_encoders(encoder):
    """In every layer, within 1e-5."""
    assert largest_difference(encoder, look_inside(encoder, SENTENCE)) <= 1e-5


def test_shares_of_attention_are_shares(encoder):
    """Each row of weights sums to one, and habits are between none and all."""
    inside = look_inside(encoder, SENTENCE)
    assert torch.allclose(inside.weights.sum(-1), torch.ones(()), atol=1e-5)
    habits = head_habits(inside)
    assert len(habits) == 6 * 12
    assert habits[["itself", "before", "after", "marks"]].stack().between(0, 1).all()


def test_a_head_that_looks_only_back_does_so_wholly():
    """The first piece has nothing before it, and does not count against the head."""
    back = torch.diag(torch.ones(4), -1)
    back[0, 0] = 1
    inside = Inside(tuple("abcde"), tuple(range(5)), torch.zeros(2, 5, 4), torch.stack([back, back.T])[None])
    habits = head_habits(inside)
    assert habits["before"].tolist() == [1, 0]
    assert habits["after"].tolist() == [0, 1]


def test_what_comes_from_the_marks_is_weight_times_value(encoder):
    """Each piece looks at the first mark and at one word, half and half: the lengths decide."""
    inside = look_inside(encoder, SENTENCE)
    halves = torch.zeros_like(inside.weights)
    halves[..., [0, 3]] = 0.5
    shares = output_from_marks(encoder, replace(inside, weights=halves))
    attention = encoder.model.encoder.layer[1].attention
    values = attention.self.value(inside.states[1, [0, 3]])
    values[:, 32:] = 0  # the first head of layer 2 alone: 32 of 384 numbers
    mark, word = (attention.output.dense(values) - attention.output.dense.bias).norm(dim=-1).tolist()
    assert shares.loc[2, 1] == pytest.approx(mark / (mark + word), rel=1e-5)


def test_one_word_has_two_meanings(encoder):
    """The two banks start alike and are told apart on the way."""
    course = likeness(look_inside(encoder, SENTENCE), "bank")
    assert course[0] > course[1:4].min()


def test_a_word_that_occurs_once_has_no_pair(encoder):
    """The error says what was expected."""
    with pytest.raises(DataError, match="2 occurrences"):
        likeness(look_inside(encoder, "one bank"), "bank")


@pytest.mark.parametrize("sentence", ["", "  ", "word " * 600], ids=["empty", "blank", "too long"])
def test_a_sentence_that_cannot_be_read_is_refused(encoder, sentence):
    """Nothing is cut without a word."""
    with pytest.raises(DataError, match="1 to 512 pieces"):
        look_inside(encoder, sentence)


def test_shorter_sentences_are_padded_and_masked(encoder):
    """The mask is 1 for words and 0 for padding."""
    table = padded_batch(encoder, ["a bank", "the bank of the river"])
    assert table.loc[(1, "attention_mask")].tolist() == [1, 1, 1, 1, 0, 0, 0]
