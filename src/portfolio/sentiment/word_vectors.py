"""Word vectors for a vocabulary: trained on the messages themselves, or read from GloVe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import UsageError
from portfolio.sentiment.vocabulary import Vocabulary, tokens_of

Singles = NDArray[np.float32]
WIDTH = 50


def train_vectors(texts: Sequence[str], kind: str, seed: int = 0, epochs: int = 5) -> Any:
    """Return word vectors trained by gensim on the messages to learn from.

    Parameters
    ----------
    texts
        Masked messages, of the training part only.
    kind
        `word2vec` or `fasttext`.
    seed, epochs
        Of the training.

    Raises
    ------
    UsageError
        The kind is neither.
    """
    from gensim.models import FastText, Word2Vec

    kinds = {"word2vec": Word2Vec, "fasttext": FastText}
    if kind not in kinds:
        raise UsageError(f"word vectors {kind!r}", expected=" or ".join(kinds))
    more = {"bucket": 20_000} if kind == "fasttext" else {}  # few words: few pieces of words
    how = {"vector_size": WIDTH, "window": 5, "min_count": 2, "sg": 1, "workers": 1, "seed": seed}
    return kinds[kind]([tokens_of(text) for text in texts], epochs=epochs, **how, **more).wv


def vector_matrix(vocabulary: Vocabulary, known: Any, seed: int = 0) -> Singles:
    """Return a row for each token: its vector if it is known, else small random numbers; padding is zero.

    Parameters
    ----------
    vocabulary
        Of the network.
    known
        Something that says whether it holds a token and gives its vector; None for random vectors alone.
    seed
        Of the random vectors.
    """
    made = np.random.default_rng(seed).normal(0, 0.1, (len(vocabulary.tokens), WIDTH)).astype(np.float32)
    for row, token in enumerate(vocabulary.tokens[2:], start=2):
        if known is not None and token in known:
            made[row] = known[token]
    made *= 0.4 / max(float(made[2:].std()), 1e-6)  # all begin at one scale, so that it is no difference
    made[0] = 0
    return made


def by_word(table: pd.DataFrame) -> dict[str, Singles]:
    """Return the vectors of the dataset `glove` by word; marks of masking get those of a word."""
    numbers = table.drop(columns="word").to_numpy(dtype=np.float32)
    vectors = dict(zip(table["word"], numbers, strict=True))
    stand_ins = {"@airline": "airline", "@user": "someone", "0": "number"}
    return vectors | {token: vectors[word] for token, word in stand_ins.items() if word in vectors}


def coverage(vocabulary: Vocabulary, known: Any) -> float:
    """Return the share of the tokens of a vocabulary that have a vector.

    Parameters
    ----------
    vocabulary
        Of the network.
    known
        Something that says whether it holds a token.
    """
    tokens = vocabulary.tokens[2:]
    return sum(token in known for token in tokens) / max(len(tokens), 1)
