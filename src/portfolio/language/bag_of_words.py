"""Representations that count: bags of words, TF-IDF, log-entropy LSI."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portfolio.language.tokens import Unit, n_grams, units_of

Floats = NDArray[np.float64]

RAREST = 2  # texts that must hold a word for it to be counted
LSI_TOPICS = 200
PREPARED_TOPICS = 100


class Analyzer:
    """Turns a text into its units and their n-grams; a class, so that a fitted model can be stored."""

    def __init__(self, unit: Unit = "words", longest: int = 1) -> None:
        self.unit: Unit = unit
        self.longest = longest

    def __call__(self, text: str) -> list[str]:
        """Return the n-grams of a text; a text without words gets one unit of its own."""
        return list(n_grams(units_of(text, self.unit), self.longest)) or ["(no words)"]


def count_vectors(texts: Sequence[str], learnt_on: Sequence[str]) -> Floats:
    """Return how often each word of `learnt_on` occurs in each text, of length one: (texts, words)."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    counter = CountVectorizer(analyzer=Analyzer()).fit(learnt_on)
    found: Floats = normalize(counter.transform(texts).astype(float)).toarray()
    return found


def tfidf_vectors(
    texts: Sequence[str], learnt_on: Sequence[str], unit: Unit = "words", longest: int = 1
) -> Floats:
    """Return counts weighted by the rarity of the unit, of length one: (texts, units)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigher = TfidfVectorizer(analyzer=Analyzer(unit, longest)).fit(learnt_on)
    found: Floats = weigher.transform(texts).toarray()
    return found


def prepared_vectors(texts: Sequence[str], learnt_on: Sequence[str], seed: int) -> Floats:
    """Return TF-IDF as handbooks prepare it before a map: (texts, at most 100), of length one.

    Stems instead of words, stems of a single text dropped, the logarithm of counts, and the 100 strongest
    directions. The recipe is fixed here; nothing in it is fitted to a category.

    Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, chapters 2, 6, 18.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    weigher = TfidfVectorizer(analyzer=Analyzer("stems"), min_df=RAREST, sublinear_tf=True)
    weights = weigher.fit_transform(learnt_on)
    turner = TruncatedSVD(max(2, min(PREPARED_TOPICS, min(weights.shape) - 1)), random_state=seed)
    turner.fit(weights)
    found: Floats = normalize(turner.transform(weigher.transform(texts)))
    return found


def lsi_vectors(
    texts: Sequence[str], learnt_on: Sequence[str], seed: int, topics: int = LSI_TOPICS
) -> Floats:
    """Return latent semantic indexing of log-entropy weights: (texts, topics), of length one.

    Source: Lee, Pincombe and Welsh (2005) for the weighting on this kind of text.
    """
    from gensim.corpora import Dictionary
    from gensim.matutils import corpus2dense
    from gensim.models import LogEntropyModel, LsiModel
    from sklearn.preprocessing import normalize

    analyze = Analyzer("stems")
    learnt = [analyze(text) for text in learnt_on]
    dictionary = Dictionary(learnt)
    bags = [dictionary.doc2bow(units) for units in learnt]
    weigh = LogEntropyModel(bags)
    topics = max(2, min(topics, len(learnt_on) - 1, len(dictionary) - 1))
    model = LsiModel(weigh[bags], id2word=dictionary, num_topics=topics, random_seed=seed)
    placed = model[weigh[[dictionary.doc2bow(analyze(text)) for text in texts]]]
    dense = corpus2dense(placed, num_terms=topics, num_docs=len(texts)).T.astype(float)
    found: Floats = normalize(dense)
    return found
