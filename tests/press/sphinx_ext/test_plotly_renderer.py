"""From the notebook's figure to the page: what is kept, what is dropped, what is refused."""

from __future__ import annotations

import json
import math
import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import PublishError
from press.figure_cells import MAP_TRACES, PLOTLY, text_alternative
from press.sphinx_ext.plotly_renderer import (
    DEFAULT_HEIGHT,
    PlotlyRenderer,
    figure_html,
    slim_figure,
)

BAR = {"type": "bar", "x": ["a"], "y": [1.5]}
TYPED = {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAAQA=="}


def figure(*traces: dict[str, Any], **layout: Any) -> dict[str, Any]:
    """Return a plotly figure."""
    return {"data": list(traces) or [BAR], "layout": layout}


def embedded(html: str) -> Any:
    """Read the JSON back from the HTML, as a browser does: up to the first closing tag."""
    pattern = r'<script type="application/json" data-file="[^"]+">(.*?)</script>'
    found = re.search(pattern, html, re.DOTALL | re.IGNORECASE)
    assert found is not None
    return json.loads(found[1])


def handled(content: Any, mime_type: str = PLOTLY, **metadata: Any) -> tuple[Any, list[str], list[bool]]:
    """Run the renderer; return its nodes, its warnings and whether the page is to be read again."""
    warnings: list[str] = []
    reread: list[bool] = []
    env = SimpleNamespace(note_reread=lambda: reread.append(True))
    renderer: Any = SimpleNamespace(
        renderer=SimpleNamespace(sphinx_env=env),
        logger=SimpleNamespace(warning=lambda text, **_: warnings.append(text)),
    )
    data: Any = SimpleNamespace(
        mime_type=mime_type, content=content, cell_metadata={"mystnb": metadata}, cell_index=4, line=1
    )
    return PlotlyRenderer.handle_mime(renderer, data, inline=False), warnings, reread


def test_other_outputs_are_left_to_others() -> None:
    """The renderer answers for plotly only."""
    assert handled("x", "text/plain")[0] is None


def test_a_figure_becomes_raw_html_with_its_alternative() -> None:
    """The text alternative comes from the cell's metadata."""
    nodes, warnings, _ = handled(figure(), image={"alt": "One bar."})
    assert not warnings
    assert "One bar." in nodes[0].astext()


def test_a_figure_that_cannot_be_shown_is_replaced_and_reported() -> None:
    """The cell is named, and the page is read again by the next build."""
    nodes, warnings, reread = handled(figure({"type": "scattermap"}), image={"alt": "A map."})
    assert nodes[0].astext() == "A map."
    assert warnings[0].startswith("cell 5: the plotly figure needs a foreign host: trace scattermap")
    assert reread


@pytest.mark.parametrize(
    "metadata", [{}, {"mystnb": {}}, {"mystnb": {"image": None}}, {"mystnb": {"image": {"alt": None}}}]
)
def test_an_absent_alternative_is_empty(metadata: dict[str, Any]) -> None:
    """No key, or a key without a value."""
    assert text_alternative(metadata) == ""


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        *((figure({"type": name}), f"trace {name}") for name in sorted(MAP_TRACES)),
        (figure(geo={}), "layout.geo"),
        (figure(map2={}), "layout.map2"),
        (figure(images=[{"source": "https://example.org/a.png"}]), "a picture by URL"),
        (figure({"type": "image", "source": "//example.org/a.png"}), "a picture by URL"),
        ({"data": [BAR], "layout": {}, "frames": [{"data": [{"type": "choropleth"}]}]}, "trace choropleth"),
    ],
)
def test_a_figure_that_needs_another_host_is_refused(bad: dict[str, Any], named: str) -> None:
    """Maps and pictures by URL would ask for data when the page is read."""
    with pytest.raises(PublishError, match=f"needs a foreign host: {named}"):
        slim_figure(bad)


@pytest.mark.parametrize("kind", ["heatmap", "treemap", "scatter", "image"])
def test_charts_with_map_in_their_name_pass(kind: str) -> None:
    """A heat map is no map."""
    assert (
        slim_figure(figure({"type": kind, "source": "data:image/png;base64,AA=="}))["data"][0]["type"] == kind
    )


def test_what_the_page_supplies_is_dropped() -> None:
    """Template, buttons, fixed width, configuration and plotly express's empty margin; the rest stays."""
    slim = slim_figure(
        {
            **figure(
                template={"x": 1},
                modebar={"add": ["sendDataToCloud"]},
                width=900,
                height=300,
                margin={"t": 60},
            ),
            "config": {},
        }
    )
    assert slim == {"data": [BAR], "layout": {"height": 300}}


def test_a_margin_under_a_title_stays() -> None:
    """It was made for the title."""
    assert slim_figure(figure(margin={"t": 60}, title={"text": "T"}))["layout"]["margin"] == {"t": 60}


def test_frames_stay() -> None:
    """An animation keeps its steps."""
    assert slim_figure({**figure(), "frames": [{"name": "1", "data": [BAR]}]})["frames"][0]["name"] == "1"


def test_a_figure_may_come_as_text() -> None:
    """Some writers store the JSON as a string."""
    assert slim_figure(json.dumps(figure())) == slim_figure(figure())


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1.23456789, 1.23457),
        (0.000123456789, 0.000123457),
        (123456.789, 123456.79),
        (1.5e12, 1_500_000_000_000),
        (2.0, 2),
        (float("nan"), None),
        (float("-inf"), None),
        (True, True),
        (TYPED, [1, 2]),
        ({"dtype": "i1", "bdata": "AQID/w==", "shape": "2, 2"}, [[1, 2], [3, -1]]),
        ({"dtype": "x9", "bdata": "AQID"}, {"dtype": "x9", "bdata": "AQID"}),
    ],
)
def test_floats_are_cut_to_six_digits(value: object, kept: object) -> None:
    """Nothing that a reader could see is lost: whole numbers and two decimals, in typed arrays too."""
    assert slim_figure(figure({"type": "bar", "y": [value]}))["data"][0]["y"] == [kept]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_keeps_six_digits(value: float) -> None:
    """The relative error is below half a unit of the sixth digit."""
    (kept,) = slim_figure(figure({"y": [value]}))["data"][0]["y"]
    assert math.isclose(kept, value, rel_tol=6e-6, abs_tol=1e-320)


def test_the_figure_given_is_not_changed() -> None:
    """The notebook's output stays as it was."""
    given_figure = figure({"y": [1.23456789]}, width=3, margin={"t": 60})
    before = json.dumps(given_figure)
    slim_figure(given_figure)
    assert json.dumps(given_figure) == before


@given(st.text(), st.text())
def test_no_text_breaks_out_of_the_page(label: str, alt: str) -> None:
    """Whatever a label or an alternative says comes back as it was, and closes no element."""
    html = figure_html(slim_figure(figure({"x": [label, "</SCRIPT><!--<script>"]})), alt)
    assert embedded(html)["data"][0]["x"][0] == label
    assert html.count("<") == html.count(">") == 6
    paragraph = re.search(r'<p class="plotly-alternative">(.*?)</p>', html, re.DOTALL)
    assert paragraph is not None
    assert unescape(paragraph[1]) == alt


@pytest.mark.parametrize(
    ("height", "kept"),
    [(300, 300), (300.4, 300), (None, DEFAULT_HEIGHT), (0, DEFAULT_HEIGHT), ("x", DEFAULT_HEIGHT)],
)
def test_the_height_is_reserved(height: object, kept: int) -> None:
    """The box has its height before anything is drawn in it."""
    assert f'style="--height:{kept}px"' in figure_html(figure(height=height), "")


def test_no_noscript_is_needed() -> None:
    """The alternative is plain text in the box: without scripts it is simply read."""
    html = figure_html(figure(), "One bar.")
    assert html.index("One bar.") < html.index("<script")
