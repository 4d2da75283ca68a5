"""Communities: SCORE in plain lines, Zachary's club, and a graph that a reader brings."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from portfolio.errors import DataError, EnvironmentFaultError
from portfolio.graphs.communities import errors, largest_part, leading_vectors, read_gml, score, spectral


def planted(rng, nodes):
    """Return the largest part of a graph of two groups whose degrees have a long tail, and the groups."""
    degrees, truth = np.minimum((rng.pareto(1.2, nodes) + 1) * 0.12, 1.0), np.arange(nodes) % 2
    chance = np.outer(degrees, degrees) * np.where(truth[:, None] == truth, 1.0, 0.3)
    upper = np.triu(rng.random(chance.shape) < chance, 1)
    links = (upper | upper.T).astype(float)
    kept = sorted(largest_part(nx.from_numpy_array(links)))
    return links[np.ix_(kept, kept)], truth[kept]


def test_score_makes_one_error_in_the_club():
    club = nx.karate_club_graph()
    links = nx.to_numpy_array(club, nodelist=sorted(club), weight=None)
    side = np.array([int(club.nodes[one]["club"] == "Officer") for one in sorted(club)])
    assert errors(score(links, 0), side) == 1


def test_score_finds_groups_where_degrees_mislead_plain_spectral_clustering():
    links, truth = planted(np.random.default_rng(0), 400)
    assert errors(score(links, 0), truth) < 10
    assert errors(spectral(links, 0), truth) > 60


def test_leading_vectors_satisfy_their_equation_and_come_in_order():
    links, _ = planted(np.random.default_rng(1), 200)
    found = leading_vectors(links, 3)
    values = np.diag(found.T @ links @ found)
    assert np.allclose(links @ found, found * values)
    assert np.all(np.diff(np.abs(values)) <= 0)


def test_names_of_groups_are_free():
    assert errors(np.array([1, 1, 0, 0]), np.array([0, 0, 1, 0])) == 1


@pytest.mark.parametrize(
    ("links", "message"),
    [
        (np.ones((2, 3)), "square"),
        (np.array([[0.0, 1.0], [0.0, 0.0]]), "symmetric"),
        (-np.ones((2, 2)), "negative"),
        (np.zeros((2, 2)), "one part; got 2"),
    ],
)
def test_what_is_no_connected_undirected_graph_is_refused(links, message):
    with pytest.raises(DataError, match=message):
        score(links, 0)


GML = """graph [
  directed 1
  node [ id 1 value 0 ]
  node [ id 2 value 1 ]
  node [ id 3 value {third} ]
  node [ id 4 value 1 ]
  edge [ source 1 target 2 ]
  edge [ source 1 target 2 ]
  edge [ source 2 target 3 ]
  edge [ source 3 target 3 ]
]
"""


def test_a_readers_graph_counts_links_once_and_keeps_the_largest_part(tmp_path):
    file = tmp_path / "blogs.gml"
    file.write_text(GML.format(third=0))
    links, labels = read_gml(str(file))
    assert links.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert labels.tolist() == [0, 1, 0]


def test_a_readers_file_that_is_no_graph_or_has_other_labels_is_refused(tmp_path):
    file = tmp_path / "blogs.gml"
    file.write_text("no graph [")
    with pytest.raises(DataError, match="a GML file"):
        read_gml(str(file))
    file.write_text(GML.format(third=7))
    with pytest.raises(DataError, match="of 0 or 1; got 0, 1, 7"):
        read_gml(str(file))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GML.format(third=0).encode("utf-16"), "blogs.gml is not UTF-8: byte 0.*Save it as UTF-8"),
        (b"graph [\n]\n", "blogs.gml has no nodes; expected a GML file"),
        (b"graph [ " * 2000, "blogs.gml is no graph; expected a GML file"),
        (b"<html></html>", "blogs.gml is no graph; expected a GML file"),
    ],
)
def test_a_readers_file_of_another_kind_is_refused_in_one_sentence(tmp_path, content, message):
    file = tmp_path / "blogs.gml"
    file.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_gml(str(file))


def test_a_byte_order_mark_is_no_part_of_a_graph(tmp_path):
    file = tmp_path / "blogs.gml"
    file.write_bytes(GML.format(third=0).replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_gml(str(file))[1].tolist() == [0, 1, 0]
    with pytest.raises(EnvironmentFaultError, match="an existing GML file"):
        read_gml(str(tmp_path / "none.gml"))
