"""Texts and ticks without mathematics."""

from __future__ import annotations

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from portfolio.plotting.axes import log_scale
from portfolio.plotting.theme import MATPLOTLIB
from tests_support import ROOT


@pytest.mark.parametrize("text", ["$0-$50k", "Ba$$in_%", r"$\frac{1}$", "x^2_a", "$$"])
def test_dollars_are_drawn_as_they_stand(text):
    """No text of the theme is mathematics."""
    with mpl.rc_context(MATPLOTLIB):
        figure, ax = plt.subplots()
        ax.set_title(text)
        ax.barh([text], [1])
        figure.canvas.draw()
        assert ax.title.get_parse_math() is False
        assert ax.get_yticklabels()[0].get_text() == text
        assert ax.get_yticklabels()[0].get_parse_math() is False
    plt.close("all")


def test_a_logarithmic_axis_has_plain_numbers():
    """The default of matplotlib would be written between dollars."""
    with mpl.rc_context(MATPLOTLIB):
        figure, ax = plt.subplots()
        ax.plot([1, 10, 1000], [1, 2, 3])
        log_scale(ax, "x")
        figure.canvas.draw()
        labels = [label.get_text() for label in ax.get_xticklabels()]
    plt.close("all")
    assert "100" in labels
    assert not any("$" in label for label in labels)


def test_every_logarithmic_axis_of_the_book_says_what_its_ticks_show():
    """A new figure with matplotlib's own ticks would print them with dollars and backslashes."""
    own = re.compile(r"""semilog|loglog|set_[xy]scale\(["']log|[xy]scale=["']log""")
    told = re.compile(r"set_[xy]ticks|set_major_formatter|[xy]ticklabels=")
    for path in (ROOT / "src/portfolio").rglob("*figures.py"):
        functions = path.read_text(encoding="utf-8").split("\ndef ")
        assert not [one[:40] for one in functions if own.search(one) and not told.search(one)], path.name
