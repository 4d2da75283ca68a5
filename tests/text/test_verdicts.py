"""Sentences follow the figures."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.text import verdicts


def test_a_margin_is_told_as_won_level_or_lost():
    """Each baseline gets its verdict."""
    gaps = {"counts": (0.2, 0.1, 0.3), "TF-IDF": (0.0, -0.1, 0.1), "LSI": (-0.2, -0.3, -0.1)}
    said = verdicts.margin_words("ours", gaps)
    assert said == (
        "ours: it beats counts by a margin outside the spread of the seeds; "
        "it is not told apart from TF-IDF; it falls behind LSI outside that spread."
    )


@pytest.mark.parametrize(
    ("uneven", "even", "said"),
    [
        ((0.1, 0.05, 0.2), (0.1, 0.05, 0.2), "leads too against counts; on all articles it led"),
        ((-0.1, -0.2, -0.05), (0.1, 0.05, 0.2), "leads now against counts; on all articles it trailed"),
        ((0.1, 0.05, 0.2), (0.0, -0.1, 0.1), "is not told apart now"),
    ],
)
def test_the_effect_of_sizes_is_told(uneven, even, said):
    """Leads, trails, or neither; before and now."""
    assert said in verdicts.balance_words(uneven, even, "ours", "counts")


def test_the_choice_without_labels_is_priced():
    """Against the one that labels would make."""
    index = pd.MultiIndex.from_tuples([("a", "UMAP"), ("b", "vectors")])
    table = pd.DataFrame({"ARI": [0.5, 0.75]}, index=index)
    said = verdicts.choice_words(("a", "UMAP"), ("b", "vectors"), table)
    assert said.endswith("labels would have chosen b on its vectors, higher by 0.25.")
    assert "is the one" in verdicts.choice_words(("a", "UMAP"), ("a", "UMAP"), table)


def test_effects_are_told_in_order_with_their_sign():
    """The largest first, a true minus."""
    said = verdicts.effect_words(pd.Series({"seed": 0.01, "map": -0.2}))
    assert said == "map: \N{MINUS SIGN}0.20; seed: +0.01"


def test_people_are_the_measure():
    """Above, below or level with one person; surely or not."""
    table = pd.DataFrame({"Pearson": [0.7], "Pearson low": [0.65], "Pearson high": [0.75]}, index=["a"])
    assert "surely above b" in verdicts.people_words(table, (0.1, 0.05, 0.2), "a", "b", 0.6)
    assert "not surely, b; it is level with" in verdicts.people_words(table, (0.1, -0.1, 0.2), "a", "b", 0.7)
    assert "it is below" in verdicts.people_words(table, (0.1, -0.1, 0.2), "a", "b", 0.8)


def test_labels_needed_are_counted():
    """The first size that reaches what the baseline ends with."""
    curves = {
        "ours": pd.DataFrame({"mean": [0.5, 0.8, 0.9]}, index=[1, 5, 50]),
        "base": pd.DataFrame({"mean": [0.2, 0.5, 0.7]}, index=[1, 5, 50]),
    }
    assert "reaches with 5 labelled articles" in verdicts.few_words(curves, "ours", "base")
    assert "does not reach" in verdicts.few_words(curves, "base", "ours")


def test_the_rule_is_held_against_the_extremes():
    """Cheaper than the better of the two, or not."""
    table = pd.DataFrame({"minutes": [2.0, 0.5, 1.0]})
    assert verdicts.abstain_words(table, table.iloc[1]).startswith("The rule is cheaper than asking always")
    assert "not cheaper" in verdicts.abstain_words(table, table.iloc[0])


def test_the_tree_is_told_or_missing():
    """Points gained, lost, or no tree."""
    index = ["category only", "branch, summed up"]
    assert "raises" in verdicts.tree_words(pd.DataFrame({"category": [0.8, 0.9]}, index=index))
    assert "lowers" in verdicts.tree_words(pd.DataFrame({"category": [0.9, 0.8]}, index=index))
    assert "no tree" in verdicts.tree_words(None)


def test_winners_and_confusions_are_named():
    """One for all, or one for each; the largest number off the diagonal."""
    assert "best in all 2" in verdicts.everywhere_words({"clusters": "a", "people": "a"})
    assert "a for clusters, b for people" in verdicts.everywhere_words({"clusters": "a", "people": "b"})
    table = pd.DataFrame([[5, 3], [1, 5]], index=["x", "y"], columns=["x", "y"])
    assert verdicts.worst_pair_words(table) == "3 articles of 'x' in the cluster of 'y'"


def test_places_are_compared_where_all_were_tried():
    """A representation that was not mapped is left out."""
    index = pd.MultiIndex.from_tuples([("a", "vectors"), ("a", "UMAP"), ("b", "vectors")])
    index.names = ["representation", "place"]
    said = verdicts.place_words(pd.DataFrame({"ARI": [0.5, 0.75, 0.9]}, index=index))
    assert said == "Best places: a: UMAP. The place alone moves one representation by up to 0.25."
