"""Clusters against categories."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from portfolio.errors import DataError, UsageError
from portfolio.language import choice, clustering, projections, protocols
from portfolio.language.bag_of_words import tfidf_vectors

SEEDS = range(3)


def test_every_place_keeps_the_number_of_texts(vectors):
    """Vectors, components, and two maps."""
    width = {name: projections.place(name, vectors, 0).shape for name in ("vectors", "PCA", "t-SNE")}
    assert width == {"vectors": (36, 8), "PCA": (36, 8), "t-SNE": (36, 2)}
    with pytest.raises(UsageError, match="Did you mean 'UMAP'"):
        projections.place("UMAPS", vectors, 0)


UMAP_OF_A_ROW_OF_ZEROS = """
import numpy as np
from portfolio.language import projections

vectors = np.vstack([np.random.default_rng(0).normal(size=(36, 8)), np.zeros(8)])
found = projections.in_umap(vectors, 0, dimensions=2)
print(found.shape, np.isfinite(found).all())
"""


def test_umap_places_texts_without_words_too():
    """A row of zeros must not break the map. UMAP is not compiled here: that would take longest."""
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", UMAP_OF_A_ROW_OF_ZEROS]
    done = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[0] == "(37, 2) True", done.stderr


def test_near_rows_begin_with_the_row_itself(vectors):
    """Also where another row is equal to it; distances are cosines, and rise."""
    twice = np.vstack([vectors, vectors])
    rows, distances = projections.nearest_by_cosine(twice, 6)
    assert rows[:, 0].tolist() == list(range(72))
    assert (np.diff(distances, axis=1) >= 0).all()
    near = twice[0] @ twice[rows[0, 5]]  # vectors of length one
    assert distances[0, 5] == pytest.approx(1 - near, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=40))
def test_the_index_is_that_of_the_library(rows):
    """Of two groupings of the same rows."""
    one, other = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    assert clustering.rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_copies_of_an_article_form_no_pair():
    """The expected numbers count pairs of different rows, each as often as it was drawn."""
    one, other, times = np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), np.array([2, 1, 1, 0])
    # rows 0 and 1, weight 2*1, are together in both; 0 and 2, 2*1, and 1 and 2, 1*1, in `other` only
    both, first, second, total = 2, 2, 5, 5
    chance = first * second / total
    expected = (both - chance) / ((first + second) / 2 - chance)
    assert clustering.rand_index(one, other, times) == pytest.approx(expected)


def test_redrawn_articles_agree_as_much_as_the_articles_do():
    """Copies that formed pairs would lift every draw: the mean of the draws is the index itself."""
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(10), 8)
    found = np.where(rng.random(80) < 0.5, truth, rng.integers(0, 10, 80))
    drawn = [
        clustering.rand_index(truth, found, np.bincount(rng.integers(0, 80, 80), minlength=80))
        for _ in range(400)
    ]
    assert np.mean(drawn) == pytest.approx(clustering.rand_index(truth, found), abs=0.01)


def test_a_difference_has_an_interval_over_articles_and_seeds(articles):
    """A right grouping is told from chance; one that never changes does not differ from itself."""
    rng = np.random.default_rng(0)
    good = clustering.Trial("good", "vectors", np.tile(articles.labels, (4, 1)), 0.0)
    bad = clustering.Trial("bad", "vectors", rng.integers(0, 3, (4, 36)), 0.0)
    gap, low, high = clustering.ari_gap(articles.labels, good, bad, rng)
    assert 0 < low < gap < high
    assert clustering.ari_gap(articles.labels, good, good, rng) == (0.0, 0.0, 0.0)
    level, low, high = clustering.ari_interval(articles.labels, bad, rng)
    assert low < level < high


def test_separate_categories_are_found(vectors, articles):
    """ARI, AMI and V are 1 for the same grouping, whatever the numbers of the clusters."""
    trial = clustering.try_place("made", "vectors", vectors, 3, SEEDS)
    table = clustering.score_table(articles.labels, [trial])
    assert table.loc[("made", "vectors"), ["ARI", "AMI", "V", "same again"]].tolist() == pytest.approx(
        [1] * 4
    )


def test_the_same_seed_gives_the_same_clusters(vectors):
    """Nothing else is random."""
    one, other = (clustering.try_place("made", "PCA", vectors, 3, SEEDS).labels for _ in range(2))
    assert np.array_equal(one, other)


def test_more_clusters_than_texts_are_refused(vectors):
    """A message, not a traceback of the library."""
    with pytest.raises(DataError, match="5 clusters of 3 texts"):
        clustering.try_place("made", "vectors", vectors[:3], 5, SEEDS)


def test_chance_has_an_index_near_zero(articles):
    """The adjusted index of random labels."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, (200, 36))
    trial = clustering.Trial("made", "vectors", labels, 0.0)
    assert abs(clustering.agreement(articles.labels, trial)["ARI"].mean()) < 0.02


def test_clusters_are_matched_to_categories():
    """The numbers of clusters do not matter."""
    truth = np.array([0, 0, 1, 1, 2, 2])
    table = clustering.confusion(truth, np.array([2, 2, 0, 0, 1, 0]), ["a", "b", "c"])
    assert np.trace(table.to_numpy()) == 5


@pytest.mark.parametrize(
    ("gap", "found"),
    [((0.2, 0.1, 0.3), "beats"), ((0.1, -0.1, 0.3), "level"), ((-0.2, -0.3, -0.1), "loses")],
)
def test_a_difference_counts_if_its_whole_interval_lies_on_one_side(gap, found):
    """An interval that holds zero shows nothing."""
    assert clustering.standing(gap) == found


def test_the_largest_confusion_is_the_largest_number_off_the_diagonal():
    """Its category is that of the row."""
    matched = pd.DataFrame([[9, 3], [1, 9]], index=["x", "y"], columns=["x", "y"])
    assert clustering.largest_confusion(matched) == ("x", 3)


def test_the_typical_seed_is_the_median(articles):
    """Neither the best nor the worst is shown."""
    rng = np.random.default_rng(0)
    right, wrong = articles.labels, rng.integers(0, 3, 36)
    half = np.where(np.arange(36) < 24, right, wrong)
    trial = clustering.Trial("made", "vectors", np.array([right, wrong, half]), 0.0)
    assert clustering.typical_seed(articles.labels, trial) == 2


def test_several_gaps_cover_at_once(articles):
    """Each gap is that of the pair alone, and a trial is level with itself."""
    rng = np.random.default_rng(0)
    good = clustering.Trial("good", "v", np.array([articles.labels] * 3), 0.0)
    bad = clustering.Trial("bad", "v", np.array([np.roll(articles.labels, 5 + i) for i in range(3)]), 0.0)
    found = clustering.ari_gaps(articles.labels, good, {"bad": bad, "same": good}, rng)
    gap, low, high = found["bad"]
    assert low < gap < high
    assert gap == clustering.ari_gap(articles.labels, good, bad, rng)[0]
    assert found["same"] == (0.0, 0.0, 0.0)


def made_scores() -> pd.DataFrame:
    index = pd.MultiIndex.from_product([["a", "b", "c"], ["vectors", "UMAP"]])
    index.names = ["representation", "place"]
    again = [1.0, 0.9, 1.0, 0.8, 1.0, 0.95]
    return pd.DataFrame({"ARI": [0.9, 0.5, 0.2, 0.7, 0.1, 0.1], "same again": again}, index=index)


def test_the_choice_without_labels_sees_one_place_and_the_named_ones():
    """Vectors agree with themselves for no merit; c is not among those asked about."""
    table = made_scores()
    assert choice.choose_by_agreement(table, ["a", "b"]) == ("a", "UMAP")
    assert choice.oracle(table) == ("a", "vectors")


def test_the_first_keeps_its_place_within_the_margin():
    """A few hundredths are luck; here 0.9 stands against 0.95."""
    table = made_scores()
    assert choice.choose_by_agreement(table, ["a", "c"]) == ("a", "UMAP")
    assert choice.choose_by_agreement(table, ["a", "c"], margin=0.04) == ("c", "UMAP")
    assert choice.choose_by_agreement(table, ["b", "c"]) == ("c", "UMAP")


def test_the_choice_does_not_depend_on_the_labels():
    """Other scores, the same choice."""
    table = made_scores()
    other = table.assign(ARI=table["ARI"].to_numpy()[::-1])
    assert choice.choose_by_agreement(table, ["a", "b"]) == choice.choose_by_agreement(other, ["a", "b"])


def test_places_are_compared_where_all_were_tried():
    """A representation that was not mapped is left out."""
    index = pd.MultiIndex.from_tuples(
        [("a", "vectors"), ("a", "UMAP"), ("b", "vectors")], names=["representation", "place"]
    )
    found = choice.place_range(pd.DataFrame({"ARI": [0.5, 0.75, 0.9]}, index=index))
    assert found.to_dict() == {"a": 0.25}


def test_a_pipeline_is_named_by_representation_and_place():
    """Vectors are its own, a map has a name."""
    assert choice.pipeline_name(("counts", "UMAP")) == "counts on UMAP"
    assert choice.pipeline_name(("counts", "vectors")) == "counts on its vectors"


def test_averages_are_of_length_one(vectors):
    """Opposite vectors cancel and stay zero."""
    assert np.allclose(np.linalg.norm(choice.averaged(vectors, vectors[::-1]), axis=1), 1)
    assert not choice.averaged(vectors, -vectors).any()


def test_protocols_differ_by_one_choice_at_a_time(articles):
    """Two preparations, two places; the effects are differences of means."""
    found = tfidf_vectors(articles.texts, articles.texts)
    both = {"TF-IDF": found, "TF-IDF, prepared": found}
    trials = protocols.protocol_trials(clustering.try_all(both, 3, range(2), ["vectors", "t-SNE"]))
    table = protocols.protocol_table(articles.labels, trials)
    effects = protocols.protocol_effects(table)
    assert len(table) == 4
    assert effects["text prepared"] == pytest.approx(0)
    assert (table["lowest"] <= table["mean"]).all()


def test_a_map_that_is_the_space_keeps_all_neighbours(vectors):
    """And noise keeps few."""
    assert projections.kept_neighbours(vectors, vectors, 5) == 1
    assert projections.kept_neighbours(vectors, np.random.default_rng(0).normal(size=(36, 2)), 5) < 0.5
