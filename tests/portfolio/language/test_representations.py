"""Counting and learnt representations."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from portfolio.encoders.transformer_vectors import NO_WEIGHTS
from portfolio.errors import UsageError
from portfolio.language import bag_of_words, word_embeddings
from portfolio.language.representations import (
    MADE,
    learnt_apart,
    present_and_absent,
    represent,
    with_encoders,
)


@pytest.fixture(scope="module")
def represented(articles):
    return represent(articles.texts, seed=1)


def test_every_representation_has_a_vector_for_every_text(represented, articles):
    """Finite, one row per text, with its account."""
    assert list(represented.vectors) == list(MADE) == list(represented.account.index)
    for found in represented.vectors.values():
        assert found.shape[0] == len(articles.texts)
        assert np.isfinite(found).all()


def test_new_texts_are_placed_by_what_was_learnt(articles):
    """Empty, foreign and emoji texts too."""
    strange = ["", "🙂🙂", "قميص", "steel lid"]
    for name, found in represent(strange, learnt_on=articles.texts).vectors.items():
        assert found.shape[0] == 4, name
        assert np.isfinite(found).all(), name


def test_the_same_seed_gives_the_same_vectors(represented, articles):
    """One worker and a stable hash: no randomness is left."""
    again = represent(articles.texts, seed=1, names=["Word2Vec", "LSI"])
    for name, found in again.vectors.items():
        assert np.array_equal(found, represented.vectors[name])


def test_vectors_do_not_depend_on_the_hash_seed():
    """Python's hash of a text changes from process to process; ours does not."""
    code = (
        "from portfolio.language.word_embeddings import train_word2vec as t;"
        "print(t(['steel lid pan lid steel pan'] * 5, 0)['lid'][:3].tolist())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_fasttext_knows_misspelt_words_and_word2vec_does_not(articles):
    """Parts of words against whole words."""
    asked = ["steel", "stell"]
    word2vec = word_embeddings.neighbour_table(word_embeddings.train_word2vec(articles.texts, 0), asked)
    fasttext = word_embeddings.neighbour_table(word_embeddings.train_fasttext(articles.texts, 0), asked)
    assert word2vec["nearest"].tolist()[1] == "-"
    assert fasttext["nearest"].tolist()[1] != "-"
    assert fasttext["in the corpus"].tolist() == [True, False]


def test_tfidf_weighs_rare_words_more():
    """A word of every text says less than a word of one."""
    texts = ["lid steel", "lid cotton", "lid leather"]
    found = bag_of_words.tfidf_vectors(texts, texts)
    assert found[0].max() > np.sort(found[0])[-2] > 0


def test_an_unknown_representation_names_the_nearest(articles):
    """A typing error is answered."""
    with pytest.raises(UsageError, match="Did you mean 'TF-IDF'"):
        represent(articles.texts, names=["TFIDF"])


def test_prepared_vectors_know_stems_and_forget_single_ones():
    """`curtains` is `curtain`; a word of one text alone is nothing; every text has length one."""
    texts = ["red curtain", "red curtains", "blue kettle", "kettles, blue unheard"]
    found = bag_of_words.prepared_vectors(texts, texts, 0)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert found[0] @ found[1] == pytest.approx(1)
    assert found[2] @ found[3] == pytest.approx(1)
    assert found[0] @ found[2] == pytest.approx(0, abs=1e-9)


def test_vectors_learnt_apart_do_not_know_the_words_of_other_articles():
    """The third text shares no word with those that were learnt from."""
    found = learnt_apart("TF-IDF", ["steel lid", "steel pan", "cotton sock"], 0)([0, 1])
    assert found.shape == (3, 3)
    assert not found[2].any()


def test_the_vector_of_a_text_does_not_depend_on_the_other_texts(articles):
    """The direction that texts share is that of the texts learnt on, not of those represented."""
    learnt, texts = articles.texts[:24], articles.texts[24:]
    alone = word_embeddings.word2vec_vectors(texts[:1], learnt, 0)
    assert np.allclose(alone[0], word_embeddings.word2vec_vectors(texts, learnt, 0)[0])


def test_an_absent_model_gets_a_row_that_says_so(articles):
    """It is not invented."""
    sources, absent = present_and_absent(["bert-base-uncased"])
    base = represent(articles.texts, names=["counts"])
    found = with_encoders(base, articles.texts, sources, absent)
    assert found.account.loc["bert-base-uncased", "knows"] == NO_WEIGHTS
    assert "bert-base-uncased" not in found.vectors
