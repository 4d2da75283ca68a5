"""Interactive figures of the segmentation: migration between segments, and an explorer of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portfolio.plotting.theme import PALETTE

GREY = PALETTE[6]
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "star", "x")


def migration_flow(flows: Sequence[pd.DataFrame], stages: Sequence[str], names: Sequence[str]) -> go.Figure:
    """Draw how customers move between segments from stage to stage.

    Parameters
    ----------
    flows
        For each step, counts from (rows) to (columns).
    stages
        Names of the stages, one more than the steps.
    names
        The segments in their order; others (new customers) are drawn in grey.
    """
    every = [
        *names,
        *sorted({str(one) for flow in flows for one in (*flow.index, *flow.columns)} - set(names)),
    ]
    colour = {name: PALETTE[n] if n < len(names) else GREY for n, name in enumerate(every)}
    source, target, value, tint = [], [], [], []
    for step, flow in enumerate(flows):
        for start in flow.index:
            for end in flow.columns:
                if flow.loc[start, end]:
                    source.append(step * len(every) + every.index(start))
                    target.append((step + 1) * len(every) + every.index(end))
                    value.append(int(flow.loc[start, end]))
                    tint.append(_faded(colour[start]))
    labels = [name for _ in stages for name in every]
    # the colours carry over: names in the middle would run into those at the end
    shown = [name if place // len(every) in (0, len(stages) - 1) else "" for place, name in enumerate(labels)]
    node = {"label": shown, "color": [colour[name] for name in labels], "pad": 16, "thickness": 16}
    link = {"source": source, "target": target, "value": value, "color": tint}
    figure = go.Figure(go.Sankey(node=node, link=link, arrangement="snap", textfont={"size": 12}))
    for number, stage in enumerate(stages):
        place = number / (len(stages) - 1)
        anchor = ("left", "center", "right")[0 if number == 0 else 2 if place == 1 else 1]
        figure.add_annotation(
            x=place, y=1.1, text=stage, showarrow=False, xref="paper", yref="paper", xanchor=anchor
        )
    return figure.update_layout(height=440, margin={"l": 8, "r": 8, "t": 48, "b": 16})


def segment_explorer(
    features: pd.DataFrame, labels: pd.Series, axes: Mapping[str, str], *, logs: Sequence[str] = ()
) -> go.Figure:
    """Draw customers by two features of choice, coloured by segment; two menus choose the axes.

    Parameters
    ----------
    features
        One row per customer; the index is not shown.
    labels
        Categorical segments.
    axes
        Feature to its name with unit; the first two are shown at first.
    logs
        Features whose axis is logarithmic.
    """
    figure = go.Figure()
    first, second = list(axes)[:2]
    groups = [features[(labels == name).to_numpy()].round(1) for name in labels.cat.categories]
    for number, (name, rows) in enumerate(zip(labels.cat.categories, groups, strict=True)):
        marker = {"color": PALETTE[number], "symbol": SYMBOLS[number], "size": 6, "opacity": 0.6}
        hover = f"{name}<br>%{{xaxis.title.text}}: %{{x}}<br>%{{yaxis.title.text}}: %{{y}}<extra></extra>"
        figure.add_trace(
            go.Scatter(
                x=rows[first], y=rows[second], mode="markers", marker=marker, name=name, hovertemplate=hover
            )
        )
    menus = [_menu(groups, axes, logs, axis, place) for axis, place in (("x", 0.0), ("y", 0.55))]
    menus[1]["active"] = 1
    legend = {"orientation": "h", "y": -0.22, "yanchor": "top"}
    figure.update_layout(updatemenus=menus, legend=legend, height=520, margin={"t": 80})
    figure.update_xaxes(title=axes[first], type=_kind(first, logs), nticks=7)
    return figure.update_yaxes(title=axes[second], type=_kind(second, logs), nticks=7)


def _menu(
    groups: Sequence[pd.DataFrame], axes: Mapping[str, str], logs: Sequence[str], axis: str, place: float
) -> dict[str, object]:
    buttons = [
        {
            "label": f"{'across' if axis == 'x' else 'up'}: {feature}",
            "method": "update",
            "args": [
                {axis: [rows[feature].tolist() for rows in groups]},
                {
                    f"{axis}axis.title.text": name,
                    f"{axis}axis.type": _kind(feature, logs),
                    f"{axis}axis.autorange": True,
                },
            ],
        }
        for feature, name in axes.items()
    ]
    return {"buttons": buttons, "x": place, "y": 1.2, "xanchor": "left", "yanchor": "top", "showactive": True}


def _kind(feature: str, logs: Sequence[str]) -> str:
    return "log" if feature in logs else "linear"


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def sampled(size: int, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return at most `rows` of `size` row numbers, drawn at random and sorted: a page must stay light.

    Parameters
    ----------
    size
        How many there are.
    rows
        How many to draw.
    rng
        Source of chance.
    """
    return np.sort(rng.permutation(size)[:rows])
