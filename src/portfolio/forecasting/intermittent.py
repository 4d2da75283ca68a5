"""Forecasts of demand with many zeros."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def croston(sales: Floats, alpha: float, bias_corrected: bool = False) -> Floats:
    """Return after each week the forecast of pieces a week by Croston's method, 0 before the first sale.

    Sizes and intervals between sales are smoothed apart, in weeks with a sale alone (Croston 1972). The
    correction for bias is that of Syntetos and Boylan (2005), "SBA".

    Parameters
    ----------
    sales
        Weeks by articles.
    alpha
        Weight of the newest sale.
    bias_corrected
        Whether to multiply by `1 - alpha / 2`.
    """
    size, gap = np.full(sales.shape[1], np.nan), np.full(sales.shape[1], np.nan)
    since, made = np.ones(sales.shape[1]), np.zeros(sales.shape)
    for week, now in enumerate(sales):
        sold, first = now > 0, (now > 0) & np.isnan(size)
        size = np.where(first, now, np.where(sold, size + alpha * (now - size), size))
        gap = np.where(first, since, np.where(sold, gap + alpha * (since - gap), gap))
        since = np.where(sold, 1.0, since + 1)
        made[week] = np.nan_to_num(size / gap)
    return made * (1 - alpha / 2) if bias_corrected else made


def teunter_syntetos_babai(sales: Floats, alpha: float, beta: float) -> Floats:
    """Return after each week the forecast by the method of Teunter, Syntetos and Babai (2011), "TSB".

    The chance of a sale is smoothed in each week, so that the forecast of an article that is no longer sold
    goes to zero; its size in weeks with a sale.

    Parameters
    ----------
    sales
        Weeks by articles.
    alpha
        Weight of the newest size.
    beta
        Weight of the newest week in the chance of a sale.
    """
    size, chance = np.full(sales.shape[1], np.nan), np.zeros(sales.shape[1])
    made = np.zeros(sales.shape)
    for week, now in enumerate(sales):
        sold, first = now > 0, (now > 0) & np.isnan(size)
        size = np.where(first, now, np.where(sold, size + alpha * (now - size), size))
        chance = np.where(first & (chance == 0), 1 / (week + 1), chance + beta * (sold - chance))
        made[week] = np.nan_to_num(chance * size)
    return made


def exponential_smoothing_level(sales: Floats, alpha: float) -> Floats:
    """Return after each week the level of simple exponential smoothing, which starts at the first week.

    Parameters
    ----------
    sales
        Weeks by articles.
    alpha
        Weight of the newest week.
    """
    made = np.empty(sales.shape)
    level = sales[0]
    for week, now in enumerate(sales):
        level = level + alpha * (now - level)
        made[week] = level
    return made
