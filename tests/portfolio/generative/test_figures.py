"""Figures of generators that draw pictures."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.generative import figures as plots

mpl.use("agg")
DIGITS = np.random.default_rng(0).uniform(size=(12, 28, 28))


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_a_sheet_shows_every_picture_in_its_place():
    """Row by row, the last row may be short."""
    page = plots.sheet(DIGITS, columns=5)
    assert page.shape == (3 * 31, 5 * 31)
    assert np.array_equal(page[31:59, 62:90], DIGITS[7])
    assert page[62:, 62:].max() == 0  # nothing after the twelfth


def test_sheets_are_named():
    """One row of axes each."""
    axes = plots.plot_sheets({"first": DIGITS, "second": DIGITS[:3]})
    assert [ax.get_title(loc="left") for ax in axes] == ["first", "second"]


def test_the_course_shows_the_distance_where_it_was_measured():
    """Epochs without a measure leave no mark; both references are drawn."""
    losses = {"discriminator": np.ones(4), "generator": np.ones(4)}
    top, below = plots.plot_course(losses, np.log(4), np.array([np.nan, 9.0, np.nan, 5.0]), 1.0)
    assert below.lines[0].get_xdata().tolist() == [2, 4]
    assert below.get_xlabel() == "epoch"
    assert len(top.lines) == 3


def test_a_digit_below_the_line_is_marked():
    """By colour, beside the line itself."""
    shares = pd.DataFrame([[0.1, 0.0], [0.1, 0.1]], index=["bad", "good"])
    first, second = plots.plot_digits_drawn(shares, 0.02)
    assert first.patches[0].get_facecolor() != first.patches[1].get_facecolor()
    assert second.patches[0].get_facecolor() == second.patches[1].get_facecolor()


def test_every_axis_has_a_label():
    """Curves over something, in something."""
    x = np.linspace(0, 1, 5)
    simulated = pd.DataFrame({"time": x, "signal": x, "noise": x})
    table = pd.DataFrame({"a": x, "b": x}, index=[1, 2, 4, 8, 16])
    families = pd.DataFrame({"fid": [4.0, 8.0], "fid_low": [3.0, 7], "fid_high": [5.0, 9]}, index=["a", "b"])
    drawn = [
        plots.plot_game(x, x + 1, x + 1, x),
        plots.plot_slopes(x, {"saturating": x, "non-saturating": 1 - x}),
        plots.plot_weights(x, x, x, simulated),
        plots.plot_by(table, {"a": "first", "b": "second"}, 1.0, "steps", log=True),
        plots.plot_trade(table, "guidance"),
        *plots.plot_strength({"pair": (x, x + 1)}),
    ]
    assert all(ax.get_ylabel() for ax in drawn)
    assert all(ax.get_xlabel() for ax in drawn[:5])
    assert plots.plot_families(families, 1.0).get_xlabel()


def test_the_family_at_the_top_is_the_first():
    """Rows are read downwards."""
    families = pd.DataFrame({"fid": [4.0, 8.0], "fid_low": [3.0, 7], "fid_high": [5.0, 9]}, index=["a", "b"])
    low, high = plots.plot_families(families, 1.0).get_ylim()
    assert low > high


def test_a_passing_figure_has_the_level_of_each_rival():
    """One for every rival, and one for real digits."""
    looks = {"fid": [30.0, 5.0], "fid_low": [28.0, 4.5], "fid_high": [33.0, 5.5]}
    rivals = pd.DataFrame(looks, index=["VAE", "GAN"])
    ax = plots.plot_passing(pd.DataFrame(looks, index=[2, 4]), rivals, 1.0, "diffusion")
    levels = [line.get_ydata()[0] for line in ax.get_lines() if list(line.get_xdata()) == [0, 1]]
    assert levels == [30.0, 5.0, 1.0]
    assert ax.get_legend_handles_labels()[1] == ["VAE, finished", "GAN, finished", "real digits", "diffusion"]
