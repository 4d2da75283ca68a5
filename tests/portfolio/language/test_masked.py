"""Masked language models: what is hidden, what is learnt, what is compared."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import torch

from portfolio.datasets import load
from portfolio.errors import DataError
from portfolio.language.failure_modes import LooksAtPadding, break_table, provoke, reach
from portfolio.language.mlm_baselines import naive_loss, neighbour_loss
from portfolio.language.mlm_comparison import compare_places, course_table, final_table, new_model
from portfolio.language.mlm_corpus import IGNORED, MASK, PAD, Blocks, Corpus, blocks_of, corpus_of, hide
from portfolio.language.mlm_model import PLACES, MaskedModel, Shape
from portfolio.language.mlm_training import Plan, train

WORDS = 12
SHORT = Plan(steps=8, batch=8, every=4, rate=1e-2)


@pytest.fixture
def corpus() -> Corpus:
    """Return texts in which each word is followed by the next: 3 4 5 6 ..."""
    rows = [[3 + (start + step) % (WORDS - 3) for step in range(10)] for start in range(9)] * 4
    seen = blocks_of(rows, 10)
    unseen = hide(blocks_of(rows[:9], 10), WORDS, torch.Generator().manual_seed(1))
    return Corpus(type("Known", (), {"pieces": range(WORDS)})(), seen, unseen)


def test_texts_of_one_group_stay_together():
    """A group is either learnt from or measured on, and the vocabulary comes from the first alone."""
    texts = pd.Series(["we buy bread and cheese and milk at the shop"] * 16)
    groups = pd.Series(list("abcdefgh") * 2)
    found = corpus_of(texts, groups, load("minilm") / "tokenizer.json", length=12)
    assert len(found.seen.tokens) == 14
    assert len(found.unseen.tokens) == 2
    assert found.words == len(found.vocabulary.pieces)


def test_one_group_is_no_corpus():
    """Nothing would be left to measure on."""
    with pytest.raises(DataError, match="2 groups or more"):
        corpus_of(pd.Series(["bread"] * 9), pd.Series(["a"] * 9), load("minilm") / "tokenizer.json")


def test_short_rests_are_left_out():
    """A block of two words teaches nothing."""
    assert blocks_of([list(range(3, 15))], 10).tokens.shape == (1, 10)
    with pytest.raises(DataError, match="8 tokens or more"):
        blocks_of([[3, 4]], 10)


def test_padding_is_never_hidden_and_every_choice_is_a_target():
    """Only words are to be guessed, about 15 in 100, and most of them are masked."""
    blocks = Blocks(torch.full((400, 40), 7).index_fill(1, torch.arange(30, 40), PAD))
    hidden = hide(blocks, WORDS, torch.Generator().manual_seed(0))
    chosen = hidden.targets != IGNORED
    assert not chosen[:, 30:].any()
    assert 0.13 < chosen[:, :30].float().mean() < 0.17
    assert 0.75 < (hidden.tokens[chosen] == MASK).float().mean() < 0.85
    assert (hidden.tokens[~chosen] == blocks.tokens[~chosen]).all()


@pytest.mark.parametrize("places", PLACES)
def test_every_way_learns_and_repeats(corpus, places):
    """The loss falls, and the same seed gives the same course."""
    first, again = (
        train(new_model(corpus, places, 0), corpus.seen, corpus.unseen, WORDS, SHORT) for _ in range(2)
    )
    assert first.unseen[-1] < first.unseen[0]
    assert (first.losses, first.unseen) == (again.losses, again.unseen)


def test_only_models_with_places_can_count(corpus):
    """On 3 4 5 6 ... the word follows from its neighbours' places: distances learn it, none cannot."""
    plan = Plan(steps=100, batch=16, every=100, rate=1e-2)
    ends = {
        places: train(new_model(corpus, places, 0), corpus.seen, corpus.unseen, WORDS, plan).final
        for places in ("none", "distances")
    }
    assert ends["distances"] < 0.5 < ends["none"]


def test_an_unknown_way_is_named():
    """The nearest one is offered."""
    with pytest.raises(DataError, match="distances"):
        MaskedModel(Shape(WORDS), "distance")


def test_a_batch_larger_than_the_texts_is_refused(corpus):
    """Before anything is trained."""
    plan = Plan(batch=1000)
    with pytest.raises(DataError, match="at most the 36 texts"):
        train(new_model(corpus, "none", 0), corpus.seen, corpus.unseen, WORDS, plan)


def test_baselines_know_what_counts_tell(corpus):
    """By frequency nine words are equally likely; the word before tells the next."""
    naive = naive_loss(corpus.seen, corpus.unseen, WORDS)
    assert naive == pytest.approx(math.log(9), abs=0.1)
    assert neighbour_loss(corpus.seen, corpus.unseen, WORDS) < naive


def test_a_comparison_pairs_the_seeds(corpus):
    """The reference gains nothing on itself, and every way has a row and a course."""
    arms = compare_places(corpus, ["none", "distances"], [0, 1], SHORT)
    table = final_table(arms, "none")
    assert list(table.index) == ["none", "distances"]
    assert table.loc["none", ["gain", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
    assert len(course_table(arms)) == 2 * 2 * 3


def test_one_seed_is_no_comparison(corpus):
    """Without a spread nothing can be told."""
    with pytest.raises(DataError, match="2 or more"):
        compare_places(corpus, ["none"], [0], SHORT)


def test_mistakes_are_told_apart(corpus):
    """Scoring words in plain sight flatters the training loss; a wrong mask is blind."""
    plan = Plan(steps=40, batch=16, every=40, rate=1e-2)
    mended = train(new_model(corpus, "none", 0), corpus.seen, corpus.unseen, WORDS, plan)
    found = break_table(provoke(corpus, "none", plan, mended), 2.2)
    assert found.loc["plain sight", "loss in training"] < found.loc["plain sight", "loss on unseen texts"]
    assert found.loc["too fast", "longest gradient"] > found.loc["healthy", "longest gradient"]


def test_a_blind_model_is_found_before_training(corpus):
    """Its guess does not change with the words of a padded text."""
    tokens, mask = corpus.seen.tokens[:2], torch.arange(10)[None].repeat(2, 1) < 7
    assert reach(LooksAtPadding(Shape(WORDS, 10), "none").eval(), tokens, mask, 3) == 0
    assert reach(new_model(corpus, "none", 0), tokens, mask, 3) > 0
