"""The representations of the benchmark, by name, one call for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.encoders.transformer_vectors import NO_WEIGHTS, PIECES, EncoderSource, encode, find_weights
from portfolio.errors import EnvironmentFaultError, UsageError, nearest
from portfolio.language.bag_of_words import count_vectors, lsi_vectors, tfidf_vectors
from portfolio.language.clustering import measured
from portfolio.language.word_embeddings import fasttext_vectors, word2vec_vectors

Array = NDArray[Any]
Maker = Callable[[Sequence[str], Sequence[str], int], Array]

MADE: dict[str, Maker] = {
    "counts": lambda texts, learnt_on, _: count_vectors(texts, learnt_on),
    "TF-IDF": lambda texts, learnt_on, _: tfidf_vectors(texts, learnt_on),
    "LSI": lsi_vectors,
    "Word2Vec": word2vec_vectors,
    "fastText": fasttext_vectors,
}
KNOWS = {
    "counts": "words, all alike",
    "TF-IDF": "words, rare ones weighing more",
    "LSI": "words that occur together",
    "Word2Vec": "words by their neighbours, here only",
    "fastText": "the same, and parts of words",
}


@dataclass(frozen=True)
class Represented:
    """Vectors of all representations that could be made, and the account of all that were asked for.

    Parameters
    ----------
    vectors
        Representation to (texts, width).
    account
        Indexed by representation: `width`, `seconds` of processor time, `MiB`, `knows` (what it can see), or
        why it is not there.
    """

    vectors: dict[str, Array]
    account: pd.DataFrame


def represent(
    texts: Sequence[str], *, learnt_on: Sequence[str] | None = None, seed: int = 0, names: Sequence[str] = ()
) -> Represented:
    """Return the representations that need no weights: those of `MADE`, or the ones named.

    Parameters
    ----------
    texts
        What is represented.
    learnt_on
        What weights, topics and words are learnt on; the texts themselves if absent. No category is seen.
    seed
        Of whatever is drawn.

    Raises
    ------
    UsageError
        An unknown name.
    """
    vectors, rows = {}, {}
    for name in names or MADE:
        if name not in MADE:
            raise UsageError(f"no representation {name!r}", hint=nearest(name, MADE))
        maker = MADE[name]
        found, seconds, size = measured(lambda maker=maker: maker(texts, learnt_on or texts, seed))  # type: ignore[misc]
        vectors[name] = found
        rows[name] = _row(found, seconds, size, KNOWS[name])
    return Represented(vectors, pd.DataFrame.from_dict(rows, orient="index"))


def learnt_apart(name: str, texts: Sequence[str], seed: int) -> Callable[[Sequence[int]], Array]:
    """Return a function that represents all texts by what it learns from the rows it is given, and no other.

    For cross-validation: vocabulary, weights and word vectors never see the articles that are tested.
    """
    return lambda rows: MADE[name](texts, [texts[row] for row in rows], seed)


def with_encoders(
    base: Represented,
    texts: Sequence[str],
    sources: Sequence[EncoderSource],
    absent: Sequence[str] = (),
    pieces: int = PIECES,
) -> Represented:
    """Return the representations with those of encoders; a model in `absent` gets a row that says so."""
    vectors, rows = dict(base.vectors), {}
    for source in sources:
        # taken one by one: a lambda in a loop would see the last source only
        found, seconds, size = measured(lambda source=source: np.asarray(encode(source, texts, pieces)))  # type: ignore[misc]
        vectors[source.name] = found
        kind = "sentences, learnt elsewhere" if source.is_sentence_model else "words in context, elsewhere"
        rows[source.name] = _row(found, seconds, size, kind)
    for name in absent:
        rows[name] = {"width": None, "seconds": None, "MiB": None, "knows": NO_WEIGHTS}
    added = pd.DataFrame.from_dict(rows, orient="index")
    return Represented(vectors, pd.concat([base.account.astype(object), added.astype(object)]))


def present_and_absent(names: Sequence[str]) -> tuple[list[EncoderSource], list[str]]:
    """Return the models whose weights are on this machine, and the names of the others."""
    sources, absent = [], []
    for name in names:
        try:
            sources.append(find_weights(name))
        except EnvironmentFaultError:
            absent.append(name)
    return sources, absent


def _row(found: Array, seconds: float, size: float, knows: str) -> dict[str, object]:
    return {"width": found.shape[1], "seconds": round(seconds, 2), "MiB": round(size, 2), "knows": knows}
