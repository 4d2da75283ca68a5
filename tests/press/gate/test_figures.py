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


UNSHOWN = {
    "a widget": {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=3)"},
    "a progress bar of widgets": {
        "application/vnd.jupyter.widget-view+json": {},
        "text/html": "<b>0%</b>",
        "text/plain": "  0%",
    },
    "a chart of another library": {"application/vnd.vegalite.v5+json": {}, "text/plain": "alt.Chart(...)"},
    "a canvas of widgets": {"application/vnd.jupyter.widget-view+json": {}, "image/png": "x"},
    "a script": {"application/javascript": "x", "text/plain": "<IPython.core.display.Javascript object>"},
    "a type that nobody knows": {"application/x-unknown": "x", "text/html": "<p>See the notebook.</p>"},
    "a picture that is not read": {"image/tiff": "x", "text/html": "<p>A picture.</p>"},
}


@pytest.mark.parametrize("name", UNSHOWN)
def test_an_output_that_no_page_can_show_is_found_whatever_stands_beside_it(name: str) -> None:
    """The text beside it is a name, or an apology."""
    found = figure_problems([cell(UNSHOWN[name], **GOOD)], "n")
    assert len(found) == 1
    assert found[0].startswith("n, cell 1: no page can show an output of type ")


@pytest.mark.parametrize(
    "bundle",
    [
        {"application/vnd.dataresource+json": {}, "text/html": "<table></table>", "text/plain": "x"},
        {"application/papermill.record/application/json": {}, "text/plain": "x"},
        {"text/html": "<p>x</p>", "text/plain": "x"},
        {"text/latex": "$x$", "text/plain": "x"},
    ],
)
def test_an_output_with_a_form_that_is_worth_the_same_is_good(bundle: dict[str, Any]) -> None:
    """A table beside its data is shown whole."""
    assert figure_problems([cell(bundle)], "n") == []


def test_a_picture_is_shown_in_place_of_its_other_forms() -> None:
    """A figure may also be kept as a document."""
    assert figure_problems([cell({**PICTURE, "application/pdf": "x"}, **GOOD)], "n") == []


@pytest.mark.parametrize(
    "layout", [{"title": {"text": "The loss $L_2$"}}, {"xaxis": {"ticktext": ["a", r"$\alpha$"]}}]
)
def test_a_formula_in_a_label_of_plotly_is_found(layout: dict[str, Any]) -> None:
    """No page has the script that would draw it."""
    (problem,) = figure_problems([cell({PLOTLY: {"data": [], "layout": layout}}, **GOOD)], "n")
    assert "plotly would print the formula" in problem


def test_prices_in_a_label_of_plotly_are_good() -> None:
    """Two dollars do not make a formula."""
    chart = {PLOTLY: {"data": [{"name": "from $5 to $10"}], "layout": {"title": {"text": "Cost in $"}}}}
    assert figure_problems([cell(chart, **GOOD)], "n") == []
