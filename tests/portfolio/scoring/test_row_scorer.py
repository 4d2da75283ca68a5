"""Rows scored from plain numbers: the same as the score says of a frame."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from fitted_scores import applicants, fitted, handed_on
from portfolio.errors import ModelFileError
from portfolio.scoring import explanation, plain_score
from portfolio.scoring.row_scorer import RowScorer
from portfolio.scoring.tree_tables import TreeTables

FAMILIES = ("lightgbm", "scorecard", "logistic")


def scorer(family="lightgbm"):
    """Return the scorer of a fitted score."""
    return RowScorer(handed_on(family).data("plain.json"))


def test_boosted_trees_give_the_same_bits_for_every_applicant():
    """Not only nearly: all rows of the data, in one call and one by one."""
    score, frame, tried = fitted(), applicants().features, scorer()
    rows, expected = plain_score.rows_of(score, frame), score.probability(frame)
    assert np.array_equal(tried.decide(rows).probability, expected)
    assert [tried.decide([row]).probability[0] for row in rows[::7]] == expected[::7].tolist()


@pytest.mark.parametrize("family", FAMILIES)
def test_all_families_agree_with_the_score(family):
    """Sums in another order differ in their last digits at most."""
    score, frame = fitted(family), applicants().features
    said = scorer(family).decide(plain_score.rows_of(score, frame))
    assert np.abs(said.probability - score.probability(frame)).max() < 1e-14
    assert np.array_equal(said.refused, score.refused(frame))


@pytest.mark.parametrize("family", FAMILIES)
def test_contributions_are_those_of_the_chapter(family):
    """TreeSHAP from tables is TreeSHAP, and parts against the mean applicant add up to the log-odds."""
    score, frame, tried = fitted(family), applicants().features, scorer(family)
    said = tried.decide(plain_score.rows_of(score, frame))
    parts = explanation.contributions(score, frame)
    centred = explanation.centred(parts, parts)
    assert np.abs(said.contributions - centred.values[list(tried.features)].to_numpy()).max() < 1e-9
    assert np.abs(said.base + said.contributions.sum(axis=1) - score.log_odds(frame)).max() < 1e-9


def test_a_category_never_seen_counts_as_a_rare_one():
    """As the score itself does."""
    score, frame = fitted(), applicants().features.head(3).copy()
    frame["Home"] = "houseboat"
    rows = plain_score.rows_of(score, frame)
    assert np.array_equal(scorer().decide(rows).probability, score.probability(frame))


def test_missing_values_and_a_denominator_of_zero_score_as_in_a_frame():
    """A ratio without its denominator is missing."""
    score, frame = fitted(), applicants().features.head(3).copy()
    frame.loc[0, ["Income", "Home"]] = [math.nan, None]
    frame.loc[1, "Time"] = 0.0
    rows = plain_score.rows_of(score, frame)
    assert np.array_equal(scorer().decide(rows).probability, score.probability(frame))


def test_the_cut_off_follows_the_cost_ratio():
    """The tuned one at the ratio of the score, the theoretical one elsewhere."""
    tried = scorer()
    assert tried.cutoff_at() == tried.cutoff_at(5.0) == fitted().cutoff
    assert tried.cutoff_at(9.0) == 0.1


def test_reasons_speak_against_the_applicant_the_strongest_first():
    """At most four, each with a positive contribution."""
    tried = scorer()
    said = tried.decide(plain_score.rows_of(fitted(), applicants().features.head(50)))
    for parts, reasons in zip(said.contributions, tried.reasons(said.contributions), strict=True):
        against = sorted((part for part in parts.tolist() if part > 0), reverse=True)
        assert [reason.contribution for reason in reasons] == against[:4]


def test_no_applicants_are_no_answers():
    """An empty call is not an error."""
    assert scorer().decide([]).probability.shape == (0,)


def test_a_broken_form_is_refused():
    """What is not a plain form is an error with a name."""
    with pytest.raises(ModelFileError, match="cannot be read; got KeyError"):
        RowScorer({"columns": []})


def test_shapley_values_of_a_small_tree_by_hand():
    """One fork on each of two columns, half of the rows on either side: v({1}) and v({1, 2}) are known."""
    tree = [[0, 0.5, 1, 2, 4, 1], [0.0, 2], [1, 0.5, 3, 4, 2, 1], [0.0, 1], [4.0, 1]]
    raw, shares = TreeTables([tree], [0, 1]).evaluate(np.array([[1.0, 1.0]]))
    # v() = 1, v({first}) = 2, v({second}) = 2, v(both) = 4
    assert raw.tolist() == [4.0]
    assert shares.tolist() == [[1.5, 1.5]]


def test_scoring_imports_neither_pandas_nor_scikit_learn():
    """A worker starts in a second and stays small."""
    code = "import sys; import portfolio.scoring.row_scorer; print({'pandas', 'sklearn'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
