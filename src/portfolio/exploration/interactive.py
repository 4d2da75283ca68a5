"""Interactive figures of the exploration: a map of routes, and delays by hour and carrier."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portfolio.plotting.theme import PALETTE

BLUE, RED, GREY = PALETTE[0], PALETTE[1], PALETTE[6]
# upper edge of each class of median delays, minutes
BANDS = {"3 min early or more": -2.5, "1 or 2 min early": -0.5, "on time": 0.5, "late": np.inf}


def _signed(minutes: float) -> str:
    return f"{round(minutes):+d}".replace("-", "\N{MINUS SIGN}")


def route_map(routes: pd.DataFrame, airports: pd.DataFrame) -> go.Figure:
    """Draw routes as straight lines coloured by median delay, over all airports as faint dots.

    Longitude and latitude are the axes: the airports themselves draw the shape of the country. The view
    opens on the mainland; zooming out shows the islands and Alaska.

    Parameters
    ----------
    routes
        As `route_table` returns them.
    airports
        Place of each airport.
    """
    west = airports[airports["lon"].between(-170, -60)]
    figure = go.Figure(_dots(west["lon"], west["lat"], 2.5, "rgba(127,127,127,0.5)", "all airports"))
    band = np.digitize(routes["median_delay"], list(BANDS.values())[:-1])
    for number, (name, colour) in enumerate(zip(BANDS, (BLUE, PALETTE[5], GREY, RED), strict=True)):
        part = routes[band == number]
        if len(part):
            figure.add_trace(_route_lines(part, colour, name))
            figure.add_trace(_route_ends(part, colour, name))
    legend = {
        "title": {"text": "median departure", "side": "top"},
        "orientation": "h",
        "y": -0.22,
        "yanchor": "top",
    }
    figure.update_layout(legend=legend, height=440)
    figure.update_xaxes(title="longitude, degrees", range=[-127, -65], constrain="domain", showgrid=False)
    figure.update_yaxes(title="latitude, degrees", range=[23, 50], constrain="domain", showgrid=False)
    return figure.update_yaxes(scaleanchor="x", scaleratio=1.3)


def _dots(x: pd.Series, y: pd.Series, size: float, colour: str, name: str) -> go.Scatter:
    marker = {"size": size, "color": colour}
    return go.Scatter(x=x.round(2), y=y.round(2), mode="markers", marker=marker, name=name, hoverinfo="skip")


def _route_lines(routes: pd.DataFrame, colour: str, name: str) -> go.Scatter:
    gap = np.full(len(routes), np.nan)
    x = np.column_stack([routes["lon_from"].round(2), routes["lon_to"].round(2), gap]).ravel()
    y = np.column_stack([routes["lat_from"].round(2), routes["lat_to"].round(2), gap]).ravel()
    line = {"color": colour, "width": 1.1}
    return go.Scatter(
        x=x, y=y, mode="lines", line=line, opacity=0.6, name=name, legendgroup=name, hoverinfo="skip"
    )


def _route_ends(routes: pd.DataFrame, colour: str, group: str) -> go.Scatter:
    text = [
        f"{row['origin']} to {row['dest']}, {row['name']}<br>{row['flights']:,} flights, "
        f"median {_signed(row['median_delay'])} min, {row['late_share']:.0%} late"
        for row in routes.to_dict("records")
    ]
    marker = {"size": 7, "color": colour}
    x, y = routes["lon_to"].round(2), routes["lat_to"].round(2)
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        marker=marker,
        text=text,
        hoverinfo="text",
        showlegend=False,
        legendgroup=group,
    )


def delay_explorer(quantiles: pd.DataFrame) -> go.Figure:
    """Draw the median delay by hour with its middle half and 90th percentile, a button for each carrier.

    `quantiles` is indexed by carrier and hour, with columns `q25`, `q50`, `q75`, `q90` in minutes; the
    first carrier is shown at first.
    """
    carriers = list(dict.fromkeys(quantiles.index.get_level_values(0)))
    figure = go.Figure()
    for number, carrier in enumerate(carriers):
        for trace in _quantile_traces(quantiles.loc[carrier]):
            figure.add_trace(trace.update(visible=number == 0))
    traces = len(figure.data) // len(carriers)
    buttons = [
        {"label": carrier, "method": "update", "args": [{"visible": list(np.repeat(shown, traces).tolist())}]}
        for carrier, shown in zip(carriers, np.eye(len(carriers), dtype=bool), strict=True)
    ]
    menu = {"buttons": buttons, "x": 0, "y": 1.22, "xanchor": "left", "yanchor": "top", "showactive": True}
    figure.update_layout(
        updatemenus=[menu], height=420, legend={"orientation": "h", "y": -0.22, "yanchor": "top"}
    )
    figure.add_hline(y=0, line_dash="dash", line_color=GREY)
    top = float(quantiles["q90"].quantile(0.98))
    figure.update_xaxes(title="scheduled hour of departure", range=[4.5, 23.5], dtick=3)
    return figure.update_yaxes(title="departure delay, minutes", range=[-15, top])


def _quantile_traces(rows: pd.DataFrame) -> list[go.Scatter]:
    edge = {"x": rows.index, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    fill = {"fill": "tonexty", "fillcolor": "rgba(0,114,178,0.25)"}
    return [
        go.Scatter(y=rows["q25"], showlegend=False, **edge),
        go.Scatter(y=rows["q75"], name="middle half", **edge, **fill),
        go.Scatter(x=rows.index, y=rows["q50"], line={"color": BLUE}, mode="lines+markers", name="median"),
        go.Scatter(
            x=rows.index, y=rows["q90"], line={"color": RED, "dash": "dot"}, name="one in ten is later"
        ),
    ]
