"""Figures of the autoencoders show what they are given, with their axes labelled."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from portfolio.generative import autoencoder_figures as plots

RNG = np.random.default_rng(0)
DIGITS = RNG.random((3, 4, 28, 28))


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Leave no figure behind."""
    yield
    plt.close("all")


def labelled(ax: Axes) -> bool:
    """Return whether both axes say what they show."""
    return bool(ax.get_xlabel()) and bool(ax.get_ylabel())


def test_a_sheet_keeps_every_image_in_its_place() -> None:
    """Rows and columns of images, one grey pixel between them."""
    picture = plots.sheet(DIGITS)
    assert picture.shape == (3 * 29 - 1, 4 * 29 - 1)
    np.testing.assert_array_equal(picture[29:57, 58:86], DIGITS[1, 2])
    assert set(picture[28]) == {0.35}


def test_rows_bear_their_names() -> None:
    """Ink is drawn black: 1 becomes 0 of the grey map."""
    ax = plots.plot_rows({"real": DIGITS[0], "drawn": DIGITS[1]})
    assert [text.get_text() for text in ax.get_yticklabels()] == ["real", "drawn"]
    np.testing.assert_allclose(np.asarray(ax.images[0].get_array())[:28, :28], 1 - DIGITS[0, 0])


def test_traversals_and_planes_tell_their_codes() -> None:
    """Coordinates and values stand at the axes."""
    ax = plots.plot_traversals(DIGITS, ["7", "2", "5"], [-2, -1, 1, 2])
    assert [text.get_text() for text in ax.get_xticklabels()] == ["-2", "-1", "1", "2"]
    assert labelled(ax)
    assert labelled(plots.plot_plane(DIGITS[:, :3], 3.0))


def test_a_cloud_writes_each_label_at_its_code() -> None:
    """The text at a point is its digit, and the circles of the prior are there."""
    ax = plots.plot_cloud(np.array([[0.0, 1.0], [2.0, -1.0]]), np.array([4, 9]))
    assert [(text.get_text(), text.get_position()) for text in ax.texts] == [("4", (0, 1)), ("9", (2, -1))]
    assert len(ax.patches) == 2
    assert labelled(ax)


def test_curves_start_at_the_first_epoch() -> None:
    """The first value stands at epoch 1, and each curve is in the legend."""
    ax = plots.plot_training({"training": np.array([3.0, 2.0]), "held out": np.array([4.0, 3.0])}, "nats")
    assert ax.lines[0].get_xdata().tolist() == [1, 2]  # type: ignore[union-attr]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["training", "held out"]


def test_numbers_become_marks() -> None:
    """Bounds, gradients, trade-off, units, areas and likelihoods have labelled axes and a mark each."""
    assert labelled(plots.plot_bounds([1, 2, 4], np.array([3.0, 2.0, 1.0]), np.full(3, 0.1)))
    estimates = {"through the draw": RNG.normal(size=(50, 2)), "score function": RNG.normal(size=(50, 2))}
    assert plots.plot_gradients(estimates).get_xscale() == "log"
    columns = {"latent": [2, 2, 16, 16], "beta": [0.5, 1, 0.5, 1]}
    trade = pd.DataFrame({**columns, "kl": [7, 5, 30, 20], "missed": [150, 160, 80, 90]})
    ax = plots.plot_trade(trade)
    assert [text.get_text() for text in ax.texts] == ["β=0.5", "β=1", "β=0.5", "β=1"]
    ax = plots.plot_units({"cured": np.array([1.0, 3.0, 2.0])})
    assert ax.lines[0].get_ydata().tolist() == [3, 2, 1]  # type: ignore[union-attr]
    aucs = pd.DataFrame({"ours": [0.9, 0.4], "theirs": [0.8, 0.6]}, index=[0, 1])
    assert labelled(plots.plot_aucs(aucs, ["ours", "theirs"]))
    ax = plots.plot_likelihoods({"held-out digits": np.array([-90.0, -80.0]), "blank": np.array([-5.0])})
    assert [text.get_text() for text in ax.get_yticklabels()] == ["held-out digits", "blank"]


def test_detection_has_two_panels() -> None:
    """ROC above with the diagonal of guessing, precision below with the share of anomalies."""
    line = np.array([0.0, 0.5, 1.0])
    figure = plots.plot_detection({"ours": (line, line, line, 1 - line)}, 0.1)
    above, below = figure.axes
    assert labelled(above)
    assert labelled(below)
    assert len(above.lines) == 2
    assert below.lines[1].get_ydata() == [0.1, 0.1]
