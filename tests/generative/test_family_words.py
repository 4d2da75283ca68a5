"""Sentences about generators follow their numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.generative.adversaries import Doubt
from portfolio.generative.family_words import (
    bar_words,
    choice_words,
    copying_words,
    covered_words,
    doubt_words,
    floor_words,
    label_words,
    loss_words,
    passing_words,
    ranking_words,
    sampler_words,
    steps_words,
)
from portfolio.generative.quality import Floor, Quality

FAMILIES = pd.DataFrame(
    {
        "fid": [4.0, 8.0, 9.0],
        "fid_low": [3.5, 7.0, 8.5],
        "fid_high": [4.5, 8.8, 9.5],
        "precision": [0.9, 0.7, 0.95],
        "recall": [0.6, 0.8, 0.5],
        "training": [30.0, 25.0, 12.0],
        "sampling": [9.0, 0.2, 0.1],
        "parameters": [200, 100, 300],
    },
    index=["diffusion", "GAN", "VAE"],
)


def quality(**changes):
    return Quality(**dict.fromkeys(Quality.__dataclass_fields__, 0.5) | changes)


def test_missing_digits_are_named():
    """All, or which are not drawn."""
    assert covered_words(range(10)) == "all ten digits"
    assert covered_words([0, 1, 2, 3, 5, 6, 7, 8]) == "8 of the ten digits; missing: 4, 9"


@pytest.mark.parametrize(
    ("generator", "end"),
    [
        ([2.0, 1.0], "Only the loss of the generator fell, and the digits became better."),
        ([1.0, 2.0], "Neither loss fell, and the digits became better."),
    ],
)
def test_the_losses_are_told_beside_the_distance(generator, end):
    """The discriminator's loss rises in both."""
    told = loss_words(np.array([0.5, 1.2]), np.array(generator), np.array([20.0, 8.0]))
    assert told.startswith("Between epochs 1 and 2, the FID went from 20.00 to 8.00")
    assert told.endswith(end)


def test_a_course_without_a_distance_says_so():
    """Nothing was watched."""
    assert "not measured" in loss_words(np.ones(2), np.ones(2), np.full(2, np.nan))


def test_copying_is_a_warning_from_its_threshold_on():
    """Half is what new digits score."""
    assert "no sign" in copying_words(quality(copying=0.5))
    assert "a warning" in copying_words(quality(copying=0.9))


def test_a_distance_is_told_against_the_floor():
    """In multiples."""
    assert floor_words(8.0, Floor(0.5, 0.4, 0.6, 1, 500, 1000)).startswith("16 times the 0.50")


def test_families_are_ranked_and_overlaps_named():
    """GAN and VAE cannot be told apart, diffusion can."""
    told = ranking_words(FAMILIES.iloc[::-1])
    assert "diffusion (4.0), GAN (8.0), VAE (9.0)" in told
    assert told.endswith("The intervals of GAN and VAE overlap.")
    assert ranking_words(FAMILIES.iloc[:2]).endswith("No two intervals overlap.")


def test_the_bar_is_passed_or_not():
    """Either way with the training times."""
    assert bar_words(FAMILIES, "diffusion") == (
        "diffusion has the smallest distance, with the longest training."
    )
    assert "diffusion does better" in bar_words(FAMILIES, "GAN")


def test_leaders_are_named_by_what_they_lead_in():
    """One column each."""
    told = choice_words(FAMILIES)
    assert "cleanest single digits: VAE" in told
    assert "widest variety: GAN" in told


def test_the_worth_of_labels_is_told_against_the_others():
    """The same network, and who is better without labels."""
    table = pd.DataFrame({"fid": [4.0, 12.0, 9.0, 15.0]}, index=["told", "untold", "GAN", "VAE"])
    assert label_words(table, "told", "untold").endswith("without labels GAN does better.")
    table.loc["untold", "fid"] = 5.0
    assert label_words(table, "told", "untold").endswith("it leads even without labels.")


def test_the_fewest_steps_within_a_tenth_of_the_best_are_found():
    """Not the best, which may need twice as many."""
    table = pd.DataFrame({"ddim": [20.0, 8.5, 8.0]}, index=[2, 4, 8])
    assert steps_words(table, "ddim") == 4


@pytest.mark.parametrize(
    ("fresh", "end"), [(0.9, "not accept."), (0.7, "that of a draw."), (0.5, "a newcomer.")]
)
def test_a_fresh_discriminator_is_told_beside_that_of_the_game(fresh, end):
    """It sees more, as much, or less."""
    assert doubt_words(Doubt(1.0, 0.7), Doubt(1.0, fresh)).endswith(end)


def test_the_two_ways_back_are_compared_at_both_ends():
    """One may lead with few steps and the other with many."""
    table = pd.DataFrame({"ddim": [15.0, 11.0], "ddpm": [17.0, 9.0]}, index=[2, 16])
    assert sampler_words(table) == (
        "With 2 steps DDIM is closer (15.0 against 17.0), with 16 steps DDPM is closer (9.0 against 11.0)."
    )


def test_passing_is_told_for_each_rival():
    """With the epoch from which on every look is closer."""
    course = pd.DataFrame({"fid": [30.0, 9.0, 5.0]}, index=[2, 4, 5])
    words = passing_words(course, {"GAN": 4.0, "VAE": 20.0})
    assert "than the GAN at no look, and than the VAE from epoch 4 on; it trains for 5." in words
