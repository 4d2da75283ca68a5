"""Interactive figures of the exploration."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.exploration.interactive import delay_explorer, route_map

AIRPORTS = pd.DataFrame({"lon": [-73.8, -71.0, 174.1], "lat": [40.6, 42.4, 52.7]})


def routes(*medians: float) -> pd.DataFrame:
    row = {"origin": "JFK", "dest": "BOS", "name": "Logan", "flights": 1200, "late_share": 0.25}
    ends = {"lon_from": -73.8, "lat_from": 40.6, "lon_to": -71.0, "lat_to": 42.4}
    return pd.DataFrame([row | ends | {"median_delay": median} for median in medians])


@pytest.fixture
def quantiles() -> pd.DataFrame:
    index = pd.MultiIndex.from_product([["All carriers", "Delta", "JetBlue"], [6, 7]])
    return pd.DataFrame({"q25": -5.0, "q50": 0.0, "q75": 9.0, "q90": 40.0}, index=index)


def test_the_map_needs_no_tiles() -> None:
    """Plain axes only: nothing is fetched from anywhere."""
    assert {trace.type for trace in route_map(routes(0.0), AIRPORTS).data} == {"scatter"}


def test_routes_are_classed_by_their_median() -> None:
    """Half a minute either way is on time."""
    names = [
        trace.name
        for trace in route_map(routes(-4.0, -1.0, 0.0, 3.0), AIRPORTS).data
        if trace.mode == "lines"
    ]
    assert names == ["3 min early or more", "1 or 2 min early", "on time", "late"]


def test_an_empty_class_has_no_entry_in_the_legend() -> None:
    """Only what is on the map is named."""
    figure = route_map(routes(3.0), AIRPORTS)
    assert [trace.name for trace in figure.data if trace.mode == "lines"] == ["late"]


def test_pointing_at_a_route_tells_its_figures() -> None:
    """Whole minutes with a true minus sign, and never a minus zero."""
    texts = [trace.text[0] for trace in route_map(routes(-4.0, -0.2), AIRPORTS).data if trace.text]
    assert "1,200 flights, median −4 min, 25% late" in texts[0]
    assert "median +0 min" in texts[1]


def test_airports_beyond_the_date_line_are_left_out() -> None:
    """They would stretch the map around the globe."""
    assert max(route_map(routes(0.0), AIRPORTS).data[0].x) < 0


def test_each_button_shows_one_carrier(quantiles: pd.DataFrame) -> None:
    """The first is shown at first; each button shows as many traces as any other."""
    figure = delay_explorer(quantiles)
    buttons = figure.layout.updatemenus[0].buttons
    assert [button.label for button in buttons] == ["All carriers", "Delta", "JetBlue"]
    shown = [list(button.args[0]["visible"]) for button in buttons]
    assert [sum(row) for row in shown] == [4, 4, 4]
    assert [trace.visible for trace in figure.data] == shown[0]


def test_axes_name_their_units(quantiles: pd.DataFrame) -> None:
    """Minutes and degrees."""
    assert "minutes" in delay_explorer(quantiles).layout.yaxis.title.text
    assert "degrees" in route_map(routes(0.0), AIRPORTS).layout.xaxis.title.text
