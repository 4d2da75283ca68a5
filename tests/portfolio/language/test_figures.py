"""Figures of the language chapter."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.language import figures as plots


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def scores() -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([("counts", "vectors"), ("MiniLM", "vectors"), ("MiniLM", "UMAP")])
    return pd.DataFrame(
        {"ARI": [0.2, 0.5, 0.7], "lowest": [0.1, 0.4, 0.6], "highest": [0.3, 0.6, 0.8]}, index
    )


def test_scores_have_a_row_for_each_representation():
    """A place that was not tried leaves a gap, not an error."""
    ax = plots.plot_scores(scores())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["MiniLM", "counts"]
    assert "adjusted Rand index" in ax.get_xlabel()


def test_a_confusion_shows_its_counts():
    """Zeros stay empty."""
    ax = plots.plot_confusion(pd.DataFrame([[5, 0], [2, 3]], ["a", "b"], ["a", "b"]))
    assert sorted(text.get_text() for text in ax.texts) == ["2", "3", "5"]


def test_every_static_figure_names_its_axes():
    """Units or meaning on both where there are two."""
    people = pd.DataFrame(
        {f"{one}{part}": [0.4, 0.6] for one in ("Pearson", "Spearman") for part in ("", " low", " high")},
        index=["a", "b"],
    )
    curve = pd.DataFrame({"mean": [0.4, 0.6], "low": [0.3, 0.5], "high": [0.5, 0.7]}, index=[1, 5])
    table = pd.DataFrame({"mean": [0.4], "lowest": [0.3], "highest": [0.5]}, index=["a, b"])
    sure = pd.DataFrame({"sure": [0.5, 0.9], "right": [0.5, 1.0], "articles": [9.0, 9.0]})
    cost = pd.DataFrame({"minutes": [2.0, 1.0]}, index=[0.0, 1.0])
    drawn = [
        plots.plot_categories(pd.Series({"a": 3, "b": 2})),
        plots.plot_people(people, 0.6),
        plots.plot_learning({"a": curve}, 0.1),
        plots.plot_protocols(table),
        plots.plot_calibration(sure),
        plots.plot_abstain(cost, 0.9),
    ]
    assert all(ax.get_xlabel() for ax in drawn)


def test_the_map_has_a_filter_for_each_category():
    """All, then one at a time; the grey ground stays."""
    points = np.arange(8.0).reshape(4, 2)
    figure = plots.corpus_map(points, ["a", "b", "a", "b"], ["a", "b"], ["1", "2", "3", "4"])
    buttons = figure.layout.updatemenus[0].buttons
    assert [button.label for button in buttons] == ["show every category", "only: a", "only: b"]
    assert list(buttons[1].args[1]) == [True, True, False]
    assert list(figure.data[2].text) == ["2", "4"]


def test_what_strangers_wrote_is_escaped_on_the_map():
    """Plotly reads tags in labels: theirs must not act."""
    text = plots.hover_lines("<b onclick=x>lid</b>", "<script>alert(1)</script> & more " * 20)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert text.count("<br>") <= 5
    figure = plots.corpus_map(np.zeros((1, 2)), ["<i>x</i>"], ["<i>x</i>"], ["h"])
    assert "<i>" not in figure.data[1].name
    assert "<i>" not in figure.layout.updatemenus[0].buttons[1].label


def test_categories_that_are_cut_to_the_same_letters_keep_a_bar_each():
    """Bars are placed by number, not by name."""
    sizes = pd.Series({f"{'kitchen and household ' * 2}{n}": 10 + n for n in range(3)})
    ax = plots.plot_categories(sizes)
    assert len({round(bar.get_y(), 3) for bar in ax.patches}) == 3
