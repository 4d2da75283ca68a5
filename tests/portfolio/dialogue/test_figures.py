"""What the figures of the chapter show."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from portfolio.dialogue.figures import plot_acceptance, plot_watch


def test_the_scores_lie_within_the_axes() -> None:
    """Scores are no probabilities: each curve and each threshold is in view."""
    ax = plot_acceptance({"known": (np.array([6.0, 9.0]), np.nan), "new": (np.array([2.0, 4.0]), 3.5)})
    low, high = ax.get_xlim()
    assert low < 2 and high > 9
    assert [line.get_label() for line in ax.lines] == ["known", "new", "threshold, new"]
    plt.close(ax.figure)


def test_weeks_count_from_one() -> None:
    """As the text does."""
    ax = plot_watch(pd.DataFrame({"lost": [5.0, 6.0, 9.0]}), pd.Series([False, False, True]), changed=2)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "3"]
    plt.close(ax.figure)
