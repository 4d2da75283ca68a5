"""Word vectors learnt on the corpus itself: Word2Vec, fastText."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.language.tokens import stop_words, words_of

Floats = NDArray[np.float64]

SIZE = 100  # numbers of a vector
WINDOW = 5
VISITS = 600_000  # words seen in training, repetitions counted: a short corpus is read more often
EPOCHS = (3, 40)  # bounds


def stable_hash(text: str) -> int:
    """Return a hash that is the same in every process; Python's own changes with PYTHONHASHSEED.

    Gensim starts each vector from a hash of its word.

    Examples
    --------
    >>> stable_hash("lid")
    1080860409
    """
    return zlib.crc32(text.encode())


def _settings(sentences: Sequence[Sequence[str]], seed: int) -> dict[str, Any]:
    low, high = EPOCHS
    epochs = min(high, max(low, VISITS // max(1, sum(map(len, sentences)))))
    # one worker: with two, the order of the updates is the scheduler's
    return {
        "vector_size": SIZE,
        "window": WINDOW,
        "min_count": 2,
        "workers": 1,
        "seed": seed + 1,
        "epochs": epochs,
    }


def train_word2vec(texts: Sequence[str], seed: int) -> Any:
    """Return Word2Vec (skip-gram) word vectors learnt on the texts, as gensim's `KeyedVectors`."""
    return _word2vec(tuple(texts), seed)


def train_fasttext(texts: Sequence[str], seed: int) -> Any:
    """Return fastText word vectors learnt on the texts; they know parts of words, so no word is unknown."""
    return _fasttext(tuple(texts), seed)


@lru_cache(maxsize=1)  # vectors of texts and neighbours of words come from one training
def _word2vec(texts: tuple[str, ...], seed: int) -> Any:
    from gensim.models import Word2Vec

    sentences = [words_of(text) for text in texts]
    return Word2Vec(sentences, sg=1, hashfxn=stable_hash, **_settings(sentences, seed)).wv


@lru_cache(maxsize=1)
def _fasttext(texts: tuple[str, ...], seed: int) -> Any:
    from gensim.models import FastText

    sentences = [words_of(text) for text in texts]
    # fewer buckets than gensim's default: a small corpus has few parts of words
    return FastText(sentences, sg=1, bucket=50_000, hashfxn=stable_hash, **_settings(sentences, seed)).wv


def word2vec_vectors(texts: Sequence[str], learnt_on: Sequence[str], seed: int) -> Floats:
    """Return the mean of each text's Word2Vec vectors, rare words weighing more: (texts, 100)."""
    return _averaged(texts, learnt_on, train_word2vec(learnt_on, seed))


def fasttext_vectors(texts: Sequence[str], learnt_on: Sequence[str], seed: int) -> Floats:
    """Return the mean of each text's fastText vectors, rare words weighing more: (texts, 100)."""
    return _averaged(texts, learnt_on, train_fasttext(learnt_on, seed))


def _averaged(texts: Sequence[str], learnt_on: Sequence[str], words: Any) -> Floats:
    """Return weighted means of word vectors, without the direction that the texts learnt on share.

    Source: Arora, Liang and Ma (2017), A simple but tough-to-beat baseline for sentence embeddings.
    """
    counts = Counter(word for text in learnt_on for word in words_of(text))
    total = counts.total()
    weights = {word: 1e-3 / (1e-3 + count / total) for word, count in counts.items()}
    common = np.linalg.svd(_means(learnt_on, words, weights), full_matrices=False)[2][0]
    means = _means(texts, words, weights)
    return _of_length_one(means - np.outer(means @ common, common))


def _means(texts: Sequence[str], words: Any, weights: Mapping[str, float]) -> Floats:
    """Return the weighted mean of the vectors of each text's words; zeros for a text without a known word."""
    means = np.zeros((len(texts), words.vector_size))
    for row, text in enumerate(texts):
        known = [word for word in words_of(text) if word in words and word not in stop_words()]
        if known:
            weight = [weights.get(word, 1.0) for word in known]  # a word never seen is as rare as can be
            means[row] = np.average(words[known], axis=0, weights=weight)
    return means


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1.0, lengths)


def neighbour_table(words: Any, asked: Sequence[str], shown: int = 4) -> pd.DataFrame:
    """Return the nearest words of each word asked for; a word that has no vector says so.

    Parameters
    ----------
    words
        What `train_word2vec` or `train_fasttext` returned.
    """
    rows = {}
    for word in asked:
        known = word in words.key_to_index
        answer = ", ".join(name for name, _ in words.most_similar(word, topn=shown)) if word in words else "-"
        rows[word] = {"in the corpus": known, "nearest": answer}
    return pd.DataFrame(rows).T
