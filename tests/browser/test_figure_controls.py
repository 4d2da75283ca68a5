"""Menus, legends, axes and flows of interactive figures, as a reader without a mouse meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from figure_pages import build, chart, figure_cell
from opened_pages import Visit

pytestmark = pytest.mark.browser

LINES = [
    {"type": "scatter", "name": name, "x": [1, 2], "y": [1, 80 + number], "line": {"color": colour}}
    for number, (name, colour) in enumerate({"first": "#0072B2", "second": "#D55E00"}.items())
]
MENU = {
    "buttons": [
        {"label": "both", "method": "update", "args": [{"visible": [True, True]}]},
        {"label": "the first", "method": "update", "args": [{"visible": [True, False]}]},
    ]
}
FLOW = {
    "type": "sankey",
    "node": {"label": ["old", "", "new"], "color": ["red", "blue", "blue"]},
    "link": {"source": [0, 1], "target": [1, 2], "value": [3, 3]},
}
DRAWN = "document.querySelectorAll('.plotly-figure.drawn .main-svg[role=img]').length === 2"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a page with a chart that has a menu and a legend, and a flow."""
    folder = tmp_path_factory.mktemp("controls")
    lines = chart(
        *LINES, updatemenus=[MENU], xaxis={"range": [0.5, 2.5]}, yaxis={"type": "log"}, margin={"t": 40}
    )
    done = build(folder, figure_cell(lines, alt="Two lines."), figure_cell(chart(FLOW), alt="A flow."))
    assert done.returncode == 0, done.stderr
    return folder / "html" / "index.html"


@pytest.fixture
def page(site: Path, visit: Callable[..., Visit]) -> Any:
    """Return the page with both figures drawn."""
    opened = visit(site, viewport={"width": 800, "height": 1800})
    opened.page.wait_for_function(DRAWN)
    opened.page.wait_for_selector(".plotly-controls select")
    return opened.page


def test_a_menu_is_chosen_by_keyboard_and_covers_nothing(page: Any) -> None:
    """It is a list of the browser's own; plotly draws none."""
    select = page.get_by_label("Shown in the figure")
    select.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelectorAll('.scatterlayer .trace').length === 1")
    assert page.locator(".updatemenu-header").count() == 0
    page.wait_for_function("document.querySelectorAll('.plotly-controls button').length === 0")


def test_a_legend_is_worked_by_keyboard(page: Any) -> None:
    """A press hides a line and another shows it; the button says which."""
    button = page.get_by_role("button", name="second")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.scatterlayer .trace').length === 1")
    assert button.get_attribute("aria-pressed") == "false"
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.scatterlayer .trace').length === 2")
    assert page.locator(".legend .legendtoggle").count() == 0


def test_the_drawing_begins_below_its_menu(page: Any) -> None:
    """However many lines menu and legend take."""
    page.wait_for_function(
        "document.querySelector('.plotly-controls').getBoundingClientRect().bottom"
        " <= document.querySelector('.nsewdrag').getBoundingClientRect().top"
    )


def test_a_logarithmic_axis_is_labelled_with_whole_numbers(page: Any) -> None:
    """Never with a lone digit for a multiple of ten."""
    page.wait_for_function("document.querySelectorAll('.ytick text').length > 5")
    labels = page.locator(".ytick text").all_text_contents()
    assert labels[:6] == ["1", "2", "5", "10", "20", "50"]


def test_a_flow_says_where_it_leads(page: Any) -> None:
    """Though the place in the middle bears no label."""
    (link, _) = page.evaluate(
        "[...document.querySelectorAll('.plotly-drawing')].map((one) => one.data[0]).find((one) => one.link)"
        ".link.customdata"
    )
    assert link == "old \u2192 new"


def test_each_tap_on_a_point_raises_its_label(site: Path, visit: Callable[..., Visit]) -> None:
    """A tap is a touch and a click: taken for two clicks, every other one changed the axes instead."""
    settings = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}
    page = visit(site, **settings).page
    page.locator(".plotly-figure").first.scroll_into_view_if_needed()
    page.wait_for_selector(".plotly-controls select")
    page.wait_for_function("document.querySelectorAll('.scatterlayer .point').length === 4")
    axis = "document.querySelector('.js-plotly-plot')._fullLayout.xaxis.range.join()"
    before = page.evaluate(axis)
    for point, label in ((0, "(1, "), (3, "(2, "), (1, "(2, ")):
        page.locator(".scatterlayer .point").nth(point).tap(force=True)
        page.wait_for_function(
            "label => document.querySelector('.hovertext')?.textContent.includes(label)", arg=label
        )
        page.wait_for_timeout(700)  # plotly waits for a second click
        assert page.evaluate(axis) == before
