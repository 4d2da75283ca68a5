"""Ranks equal a count by hand, rules find what was planted, and embeddings only see the training part."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError, UsageError
from portfolio.graphs.embeddings import Settings, fit_embedding
from portfolio.graphs.triples import (
    Triples,
    confidences,
    frequency_scorer,
    leaked,
    mean_reciprocal_rank,
    ranks,
    read_triples,
    rule_scorer,
)


def lines(**parts):
    rows = [(f"g {part}", text) for part, texts in parts.items() for text in texts]
    return pd.DataFrame(rows, columns=["collection", "text"])


@pytest.fixture(scope="module")
def inverse():
    """Return a graph in which relation 1 is relation 0 backwards, half of its pairs being asked."""
    rng = np.random.default_rng(0)
    pairs = rng.permutation([(one, other) for one in range(20) for other in range(20) if one != other])[:80]
    forward = np.insert(pairs, 1, 0, axis=1)
    backward = np.insert(pairs[:, ::-1], 1, 1, axis=1)
    parts = {
        "train": np.concatenate([forward, backward[:40]]),
        "valid": backward[40:60],
        "test": backward[60:],
    }
    return Triples(parts, 20, 2)


def test_ranks_are_those_of_a_count_by_hand():
    rng = np.random.default_rng(1)
    scores = rng.integers(4, size=(500, 12)).astype(float)
    answers, others = rng.integers(12, size=500), rng.random((500, 12)) < 0.3
    for row, answer, out, found in zip(scores, answers, others, ranks(answers, scores, others), strict=True):
        rivals = [row[one] for one in range(12) if one != answer and not out[one]]
        places = [1 + sum(one > row[answer] for one in rivals)]
        places.append(places[0] + sum(one == row[answer] for one in rivals))
        assert found == np.mean(places)


def test_a_scorer_that_says_nothing_gets_the_middle_and_not_the_top():
    graph = Triples(
        {part: np.array([[0, 0, one]]) for one, part in enumerate(("train", "valid", "test"))}, 9, 1
    )
    nothing = lambda head, _: np.zeros((len(head), 9))  # noqa: E731
    assert mean_reciprocal_rank(nothing, graph, "test") == pytest.approx((1 / 4 + 1 / 5) / 2)


def test_a_rule_finds_an_inverse_relation(inverse):
    assert confidences(inverse)[3, 0] == 1  # relation 1 backwards has pairs that all are of relation 0
    assert mean_reciprocal_rank(rule_scorer(inverse), inverse, "test") > 0.95
    assert mean_reciprocal_rank(frequency_scorer(inverse), inverse, "test") < 0.4
    assert leaked(inverse, "test", 0.5) == 1
    assert leaked(inverse, "test", 1.01) == 0


@pytest.mark.parametrize("model", ["ComplEx", "TransE"])
def test_embeddings_learn_from_the_training_part_alone(inverse, model):
    settings = Settings(width=16, rate=0.1 if model == "ComplEx" else 0.02, epochs=30, batch=64)
    other = Triples({**inverse.parts, "test": inverse.parts["valid"]}, 20, 2)
    head, relation = np.arange(20), np.zeros(20, dtype=np.int64)
    first, second = (fit_embedding(one, model, settings, 0)(head, relation) for one in (inverse, other))
    assert np.array_equal(first, second)
    fitted = fit_embedding(inverse, model, settings, 0)
    blind = mean_reciprocal_rank(frequency_scorer(inverse), inverse, "train")
    assert mean_reciprocal_rank(fitted, inverse, "train") > blind + 0.1


def test_lines_become_triples():
    graph = read_triples(lines(train=["a\tr\tb", "b\tq\ta"], valid=["a\tr\tc"], test=["c\tr\ta"]), "g")
    assert (graph.entities, graph.relations) == (3, 2)
    assert graph.parts["train"].tolist() == [[0, 1, 1], [1, 0, 0]]
    assert graph.questions("test").tolist() == [[2, 1, 0], [0, 3, 2]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"train": ["a\tr\tb"], "valid": ["a\tr\tc"]}, "none in test"),
        ({"train": ["a\tr"], "valid": ["a\tr\tc"], "test": ["b\tr\tc"]}, "got 2 pieces"),
        ({"train": ["a\tr\tb"], "valid": ["a\tr\tc"], "test": ["a\tr\tb"]}, "2 triples in 3 lines"),
    ],
)
def test_what_are_no_triples_is_refused(given, message):
    with pytest.raises(DataError, match=message):
        read_triples(lines(**given), "g")


def test_an_unknown_embedding_is_refused(inverse):
    with pytest.raises(UsageError, match="TransE or ComplEx; got RESCAL"):
        fit_embedding(inverse, "RESCAL", Settings(), 0)
