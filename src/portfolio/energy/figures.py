"""Figures of the chapter on the energy of a house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.energy.building_model import OTHER, BuildingModel
from portfolio.energy.change_points import ChangePointFit
from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_profile(energy: pd.Series, unit: str, ax: Axes | None = None) -> Axes:
    """Draw the energy by time of day: mean, median, and the band between the tenths at either end.

    Parameters
    ----------
    energy
        By time.
    unit
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    clock = pd.DatetimeIndex(energy.index)
    by_time = energy.groupby(clock.hour + clock.minute / 60)
    low, high = by_time.quantile(0.1), by_time.quantile(0.9)
    ax.fill_between(low.index, low, high, color=SKY, alpha=0.4, linewidth=0, label="8 of 10 days")
    ax.plot(by_time.mean(), color=BLUE, label="mean")
    ax.plot(by_time.median(), color=RED, linestyle="--", label="median")
    ax.set(
        xlabel="time of day, hours", ylabel=f"energy of the appliances, {unit}", xlim=(0, 24), ylim=(0, None)
    )
    ax.set_xticks(range(0, 25, 4))
    ax.legend(loc="upper left")
    return ax


def plot_block_scores(scores: pd.DataFrame, published: float, ax: Axes | None = None) -> Axes:
    """Draw R² by the length of the blocks that are drawn at random, with the range over seeds.

    Parameters
    ----------
    scores
        Indexed by hours in a block: `mean`, `low`, `high`.
    published
        A score that is drawn as a line.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    reach = error_bars(scores["mean"], scores["low"], scores["high"])
    ax.errorbar(scores.index, scores["mean"], yerr=reach, fmt="o-", color=BLUE, capsize=3)
    ax.axhline(published, color=RED, linestyle="--", label="published")
    ax.axhline(0, color=GREY, linewidth=1)
    log_scale(ax, "x")
    ticks = {1 / 6: "10 min", 1: "1 h", 6: "6 h", 24: "1 day", 168: "1 week"}
    shown = {at: text for at, text in ticks.items() if at >= scores.index.min() * 0.99}
    ax.set_xticks(list(shown), list(shown.values()))
    ax.set_xticks([], minor=True)
    ax.set(xlabel="length of the blocks that are split at random", ylabel="R² on the testing rows")
    ax.legend()
    return ax


def plot_controls(scores: pd.DataFrame, published: float, ax: Axes | None = None) -> Axes:
    """Draw two scores for each set of columns: split at random and in time order.

    Parameters
    ----------
    scores
        A row for each set of columns: `random split`, `time order`; what lies below -1 is drawn at -1.
    published
        A score that is drawn as a line.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.0)
    styles = {"random split": (BLUE, "o"), "time order": (RED, "s")}
    for name, (colour, marker) in styles.items():
        ax.plot(scores[name].clip(lower=-1), scores.index, marker, color=colour, label=name, markersize=8)
    ax.axvline(published, color=BLUE, linestyle="--", linewidth=1, label="published, random split")
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set(xlabel="R² on the testing rows (at or below −1: left edge)", ylabel="", xlim=(-1.05, 0.8))
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.3, 1.32), ncols=2)
    return ax


def _panels(count: int, ax: Sequence[Axes] | None, sharex: bool = False) -> list[Axes]:
    if ax is not None:
        return list(ax)
    drawn = plt.subplots(count, 1, figsize=(6, 2.7 * count), sharex=sharex, squeeze=False)[1]
    return list(drawn[:, 0])


def plot_attributions(shares: Mapping[str, pd.Series], ax: Sequence[Axes] | None = None) -> list[Axes]:
    """Draw the share of each column in the mean absolute SHAP value, a panel for each model.

    Parameters
    ----------
    shares
        By the title of a model, each by column.
    ax
        Where to draw, one for each model; a new figure if None.
    """
    panels = _panels(len(shares), ax)
    for panel, (title, share), colour in zip(panels, shares.items(), (RED, BLUE), strict=False):
        top = share.nlargest(8)
        panel.barh(top.index.astype(str), 100 * top, color=colour)
        panel.set(title=title, xlabel="share of the mean absolute SHAP value, %", ylabel="")
        panel.invert_yaxis()
        panel.grid(visible=False, axis="y")
    return panels


def plot_forecast_scores(tables: Mapping[str, pd.DataFrame], ax: Sequence[Axes] | None = None) -> list[Axes]:
    """Draw R² with intervals for each method, a panel for each horizon; the left edge is -0.7.

    Parameters
    ----------
    tables
        By horizon: a row for each method with `value`, `low` and `high`.
    ax
        Where to draw, one for each horizon; a new figure if None.
    """
    panels = _panels(len(tables), ax, sharex=True)
    for panel, (horizon, table) in zip(panels, tables.items(), strict=True):
        shown = table.clip(lower=-0.7)
        reach = error_bars(shown["value"], shown["low"], shown["high"])
        panel.errorbar(shown["value"], table.index, xerr=reach, fmt="o", color=BLUE, capsize=3)
        panel.axvline(0, color=GREY, linewidth=1)
        panel.set(title=f"{horizon} ahead", ylabel="", xlim=(-0.75, 0.75))
        panel.invert_yaxis()
    panels[-1].set_xlabel("R² of the forecast (0: no better than the mean)")
    return panels


def plot_fan(frame: pd.DataFrame, unit: str, ax: Axes | None = None) -> Axes:
    """Draw outcomes with the forecast of the mean and the band between two quantiles.

    Parameters
    ----------
    frame
        By time: `outcome`, `boosting`, `q10`, `q90`.
    unit
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.fill_between(
        frame.index,
        frame["q10"],
        frame["q90"],
        color=SKY,
        alpha=0.45,
        linewidth=0,
        label="between first and last decile",
    )
    ax.plot(frame["outcome"], color=GREY, linewidth=1.2, label="measured")
    ax.plot(frame["boosting"], color=BLUE, label="forecast of the mean")
    noon = pd.date_range(frame.index[0].normalize(), frame.index[-1], freq="12h")
    ax.set_xticks(noon, noon.strftime("%a %H:00"))
    ax.set(xlabel="day and time", ylabel=f"energy, {unit}", ylim=(0, None))
    ax.legend(loc="upper left")
    return ax


def plot_coverage(rates: Mapping[str, pd.DataFrame], nominal: float, ax: Axes | None = None) -> Axes:
    """Draw by month the share of outcomes inside their interval, a line for each horizon.

    Parameters
    ----------
    rates
        By horizon: a row for each month with `value`, `low` and `high`, as shares.
    nominal
        The share that was promised.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for number, (horizon, table) in enumerate(rates.items()):
        reach = 100 * error_bars(table["value"], table["low"], table["high"])
        at = np.arange(len(table)) + 0.12 * (number - 1)
        ax.errorbar(
            at,
            100 * table["value"],
            yerr=reach,
            fmt="o-",
            color=PALETTE[number],
            capsize=3,
            label=f"{horizon} ahead",
        )
    ax.axhline(100 * nominal, color=GREY, linestyle="--", label="promised")
    ax.set_xticks(range(len(table)), list(table.index))
    ax.set(xlabel="month", ylabel="inside the interval, % of the outcomes")
    ax.legend()
    return ax


def plot_change_points(days: pd.DataFrame, fits: Sequence[ChangePointFit], ax: Axes | None = None) -> Axes:
    """Draw daily energy against outdoor temperature with the fitted lines.

    Parameters
    ----------
    days
        `temperature` and `energy` of each day.
    fits
        Fitted models.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.plot(days["temperature"], days["energy"], "o", color=GREY, alpha=0.6, markersize=5, label="a day")
    line = np.linspace(days["temperature"].min(), days["temperature"].max(), 200)
    for fit, colour, dash in zip(fits, (BLUE, RED, GREEN, ORANGE), ("-", "--", "-.", ":"), strict=False):
        ax.plot(line, fit.predict(line), color=colour, linestyle=dash, label=fit.form, linewidth=2)
    ax.set(xlabel="outdoor temperature, mean of the day, °C", ylabel="appliances, kWh a day", ylim=(0, None))
    ax.legend(ncols=2)
    return ax


def plot_uses(model: BuildingModel, ax: Axes | None = None) -> Axes:
    """Draw the mean energy of each use, with the margin of the small model around it.

    Parameters
    ----------
    model
        The small model.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 6))[1] if ax is None else ax
    log_mean = pd.Series(dict(model.usual)).drop(OTHER).sort_values()
    margin = pd.Series(dict(model.margins)).reindex(log_mean.index).fillna(model.margins[OTHER])
    middle, low, high = (np.exp(log_mean + sign * margin) for sign in (0, -1, 1))
    ax.errorbar(middle, log_mean.index, xerr=error_bars(middle, low, high), fmt="o", color=BLUE, capsize=3)
    ax.set(xscale="log", xlabel="site energy, kWh/m² a year", ylabel="")
    ax.set_xticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1,000"])
    return ax
