"""The check of a notebook's figures: what it finds, and what it leaves in peace."""

from __future__ import annotations

from typing import Any

import pytest

from press.figure_cells import MAP_TRACES, PLOTLY
from press.gate.figures import figure_problems

GOOD = {
    "figure": {"caption": "Delay by hour.", "name": "fig-delay"},
    "image": {"alt": "Line chart: the mean delay rises from morning to night."},
}
PICTURE = {"image/png": "aGVsbG8=", "text/plain": ["<Figure size 640x480 with 1 Axes>"]}
CHART = {PLOTLY: {"data": [{"type": "bar"}], "layout": {}}}


def cell(*bundles: dict[str, Any], tags: tuple[str, ...] = (), **options: Any) -> dict[str, Any]:
    """Make a code cell with output bundles and `mystnb` metadata."""
    outputs = [{"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in bundles]
    metadata = {"mystnb": options, "tags": list(tags)}
    return {"cell_type": "code", "source": "plot()", "metadata": metadata, "outputs": outputs}


@pytest.mark.parametrize("bundle", [PICTURE, CHART, {"image/svg+xml": "<svg/>"}])
def test_a_figure_with_caption_and_alternative_is_good(bundle: dict[str, Any]) -> None:
    """Nothing is said about a complete figure of any kind."""
    assert figure_problems([cell(bundle, **GOOD)], "flights") == []


@pytest.mark.parametrize("bundle", [PICTURE, CHART])
def test_a_bare_figure_lacks_both_texts(bundle: dict[str, Any]) -> None:
    """Notebook, cell and both missing texts are named."""
    found = figure_problems(
        [{"cell_type": "markdown", "source": "", "metadata": {}}, cell(bundle)], "flights"
    )
    assert [line.split(";")[0] for line in found] == [
        "flights, cell 2: the figure has no caption",
        "flights, cell 2: the figure has no text alternative",
    ]


@pytest.mark.parametrize(
    ("alternative", "problem"),
    [
        ("0a1b2c3d4e5f6a7b8c9d0e1f.png", "is a file name"),
        ("image", "is too short"),
        ("  ", "no text alternative"),
        (None, "no text alternative"),
    ],
)
def test_a_text_alternative_that_says_nothing_is_found(alternative: str | None, problem: str) -> None:
    """A file name, a word and blanks state no message."""
    found = figure_problems([cell(PICTURE, figure=GOOD["figure"], image={"alt": alternative})], "n")
    assert len(found) == 1
    assert problem in found[0]


def test_metadata_keys_without_value_count_as_missing() -> None:
    """`image:` written without anything below it is no text alternative."""
    assert len(figure_problems([cell(PICTURE, figure=None, image=None)], "n")) == 2


def test_two_figures_in_a_cell_are_found() -> None:
    """They would share one caption and one label."""
    assert "2 figures share one caption" in figure_problems([cell(PICTURE, CHART, **GOOD)], "n")[0]


@pytest.mark.parametrize("trace", sorted(MAP_TRACES))
def test_a_map_that_asks_a_foreign_host_is_found(trace: str) -> None:
    """Plotly's own maps load coastlines or tiles from elsewhere."""
    chart = {PLOTLY: {"data": [{"type": trace}], "layout": {}}}
    assert f"trace {trace} needs a foreign host" in figure_problems([cell(chart, **GOOD)], "n")[0]


@pytest.mark.parametrize(
    "text",
    [
        "<Figure size 640x480 with 1 Axes>",
        "<IPython.core.display.HTML object>",
        ["<Axes: xlabel='hour'>"],
        "[<matplotlib.lines.Line2D at 0x7f00>]",
    ],
)
def test_an_object_left_as_text_is_found(text: str | list[str]) -> None:
    """An object's description is not what the cell was meant to show."""
    assert "printed instead of shown" in figure_problems([cell({"text/plain": text})], "n")[0]


@pytest.mark.parametrize(
    "bundle",
    [
        {"text/plain": "42"},
        {"text/plain": "<0.001 (p)>"},
        {"text/html": "<table></table>", "text/plain": "a"},
        {"application/papermill.record/image/png": "aGk="},
    ],
)
def test_what_is_no_figure_needs_no_caption(bundle: dict[str, Any]) -> None:
    """Text, tables and glued values are not figures."""
    assert figure_problems([cell(bundle)], "n") == []


@pytest.mark.parametrize("tag", ["remove-output", "remove-cell"])
def test_a_figure_that_is_not_published_is_left_in_peace(tag: str) -> None:
    """A cell whose output the book drops needs no caption."""
    assert figure_problems([cell(PICTURE, tags=(tag,))], "n") == []


def test_the_cells_are_not_changed() -> None:
    """A check only reads."""
    cells = [cell(PICTURE)]
    before = repr(cells)
    figure_problems(cells, "n")
    assert repr(cells) == before
