"""A fan of forecasts that one can move along the days."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from portfolio.forecasting.conformal import Band
from portfolio.plotting.theme import PALETTE

Floats = NDArray[np.float64]
BLUE, RED, GREY = PALETTE[0], PALETTE[1], PALETTE[6]
WINDOW = 7  # days shown at once


def fan_chart(
    actual: Floats, forecast: Floats, bands: Mapping[str, Band], dates: pd.DatetimeIndex, unit: str
) -> go.Figure:
    """Draw outcomes, forecasts and their intervals, with a slider that moves along the days.

    Parameters
    ----------
    actual, forecast
        Days by steps.
    bands
        By coverage in words, the wider one first.
    dates
        Of the days.
    unit
        Of the axis.
    """
    steps = actual.shape[1]
    hours = pd.to_timedelta(np.arange(steps) * 24 / steps, unit="h")
    at = np.concatenate([date + hours for date in dates])
    figure = go.Figure()
    for number, (name, band) in enumerate(bands.items()):
        edge = {"x": at, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        fill = {"fill": "tonexty", "fillcolor": f"rgba(0,114,178,{0.15 + 0.15 * number})"}
        figure.add_trace(go.Scatter(y=band.low.ravel().round(2), showlegend=False, **edge))
        figure.add_trace(go.Scatter(y=band.high.ravel().round(2), name=name, **edge, **fill))
    line = {"x": at, "mode": "lines"}
    figure.add_trace(go.Scatter(y=forecast.ravel().round(2), name="forecast", line={"color": BLUE}, **line))
    outcome = {"color": RED, "width": 1.5, "dash": "dot"}
    figure.add_trace(go.Scatter(y=actual.ravel().round(2), name="outcome", line=outcome, **line))
    shown = [str(dates[0]), str(dates[min(WINDOW, len(dates) - 1)])]
    slider = {"visible": True, "thickness": 0.12}
    figure.update_layout(height=440, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    figure.update_xaxes(title="day", range=shown, rangeslider=slider)
    return figure.update_yaxes(title=unit)
