"""What is put into a graph is there and nothing else; scores find their shape; the stream loses nothing."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from portfolio.errors import DataError, UsageError
from portfolio.graphs.anomalies import (
    best_column,
    egonets,
    inject,
    oddball,
    precision_at,
    read_pair,
    reconstruction_errors,
)
from portfolio.graphs.stream import alarms_a_day, parse, precision_of, run_stream


@pytest.fixture(scope="module")
def graph():
    return sparse.csr_array(nx.to_scipy_sparse_array(nx.barabasi_albert_graph(300, 3, seed=0), dtype=float))


def test_cliques_and_stars_are_put_in_and_no_link_is_lost(graph):
    made = inject(graph, np.random.default_rng(0), groups=2, members=8, leaves=20)
    links = made.adjacency.toarray()
    assert np.array_equal(links, links.T)
    assert not np.diag(links).any()
    assert (links >= graph.toarray()).all()
    added = (links - graph.toarray()).sum() / 2
    assert 2 * (8 * 7 / 2 + 20) - 30 < added <= 2 * (8 * 7 / 2 + 20)
    assert {name: int(one.sum()) for name, one in made.guilty.items()} == {"clique": 16, "star": 2}
    assert not (made.guilty["clique"] & made.guilty["star"]).any()
    with pytest.raises(UsageError, match="at most 300 nodes; got 420"):
        inject(graph, np.random.default_rng(0), groups=4, members=50, leaves=54)


def test_egonets_are_those_of_networkx(graph):
    found, theirs = egonets(graph), nx.from_scipy_sparse_array(graph)
    for node in range(0, 300, 7):
        ego = nx.ego_graph(theirs, node)
        assert found.loc[node, ["neighbours", "links"]].tolist() == [len(ego) - 1, ego.number_of_edges()]
    assert found["their degree"].to_dict() == pytest.approx(nx.average_neighbor_degree(theirs))


def test_a_star_is_far_from_the_power_law():
    neighbours = np.tile(np.arange(2.0, 30.0), 10)
    links = neighbours**1.6
    links[17] = neighbours[17]
    assert oddball(neighbours, links).argmax() == 17
    with pytest.raises(DataError, match="different degrees"):
        oddball(np.ones(4), np.ones(4))


def test_an_autoencoder_restores_what_is_common_and_not_what_is_odd():
    rng = np.random.default_rng(0)
    size = rng.uniform(1, 50, 300)
    table = pd.DataFrame({"a": size, "b": 3 * size, "c": size**2})
    table.loc[5, "c"] = 1.0
    table.loc[5, "a"] = table.loc[5, "b"] = 40.0
    assert reconstruction_errors(table, 0).argmax() == 5
    assert np.array_equal(reconstruction_errors(table, 1), reconstruction_errors(table, 1))


def test_precision_counts_ties_by_their_share():
    guilty = np.array([True, False, True, False])
    assert precision_at(guilty, np.array([4.0, 3.0, 2.0, 1.0])) == 0.5
    assert precision_at(guilty, np.zeros(4)) == 0.5
    assert precision_at(guilty, np.array([3.0, 1.0, 1.0, 1.0])) == pytest.approx((1 + 1 / 3) / 2)
    with pytest.raises(DataError, match="0 guilty"):
        precision_at(np.zeros(4, dtype=bool), np.zeros(4))


ARFF = ["@relation r", "@attribute a real", "@attribute b {x, y}", "@attribute Class {positive, negative}"]


def test_connections_are_read_and_the_best_column_may_be_low():
    text = [*ARFF, "@data", "1, x, positive", "5,y,negative", "7,x,negative", ""]
    frame, rare = read_pair(pd.DataFrame({"collection": "p", "text": text}), "p")
    assert frame["column 2"].tolist() == ["x", "y", "x"]
    assert rare.tolist() == [True, False, False]
    assert best_column(frame, rare) == ("column 1", 1.0)
    with pytest.raises(DataError, match="rows of 3 values"):
        read_pair(pd.DataFrame({"collection": "p", "text": [*ARFF, "1,x"]}), "p")


def test_every_message_is_scored_refused_or_dropped_in_its_order():
    messages = [f"{number},1" for number in range(1000)]
    messages[7] = "1,2,3"
    messages[8] = "nan,1"
    report = run_stream(
        messages, lambda rows: rows[:, 0], width=2, rate=100, room=500, wait=0.1, clock=_still
    )
    assert (report.refused, report.dropped) == (2, 0)
    assert report.scores == report.numbers == [one for one in range(1000) if one not in (7, 8)]
    assert report.longest <= 11
    assert -1e-9 < min(report.delays) <= max(report.delays) <= 0.1 + 1e-9


def test_a_slow_scorer_drops_messages_and_keeps_its_memory():
    seconds = iter(np.arange(0.0, 1e6, 3.0))
    report = run_stream(["1"] * 1000, lambda rows: rows[:, 0], width=1, rate=100, room=50, wait=0.1,
                        clock=lambda: next(seconds))  # fmt: skip
    assert report.longest == 50
    assert report.dropped > 500
    assert len(report.scores) + report.dropped == 1000
    assert max(report.delays) < 3 * 3.2


def test_messages_and_streams_that_are_none_are_refused():
    assert parse("1,x", 2) is None
    assert parse("1,2", 3) is None
    assert parse("1,inf", 2) is None
    assert parse("1,2.5", 2).tolist() == [1, 2.5]
    with pytest.raises(UsageError, match="positive"):
        run_stream([], lambda rows: rows[:, 0], width=1, rate=0)
    with pytest.raises(DataError, match="between 0 and 1"):
        alarms_a_day(2, 600)


def test_a_rate_that_sounds_small_is_many_alarms():
    assert alarms_a_day(0.001, 600) == pytest.approx(51_840)
    assert precision_of(1.0, 0.001, 0.001) == pytest.approx(0.5002501)
    assert precision_of(0.0, 0.0, 0.1) == 0


def _still():
    return 0.0
