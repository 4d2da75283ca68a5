"""Forecasts of many series at once, one to four weeks ahead, from rolling origins."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
LEADS = (1, 2, 3, 4)
YEAR = 52
NEW = FIRST_ORIGIN = 13  # weeks; with less of a past nothing is learnt
SPANS = (4, 13, 26)
FLOOR = 0.1  # pieces a week, so that nothing is divided by zero
COLUMNS = (
    *("last week", "week before last", "third last week", *(f"mean of {span} weeks" for span in SPANS)),
    *("share of weeks with a sale", "weeks since a sale", "a year before", "season a year before"),
    *("season of the whole", "lead", "week of the year", "level", "series summed"),
)


def by_target(after: Floats, first: int, last: int) -> Floats:
    """Return forecasts by target, (targets, leads, series), of a forecast that is the same for all leads.

    Parameters
    ----------
    after
        The forecast after each week, weeks by series.
    first, last
        Weeks that are forecast; `last` is left out.
    """
    return np.stack([np.stack([after[week - lead] for lead in LEADS]) for week in range(first, last)])


def seasonal_naive(sales: Floats, first: int, last: int) -> Floats:
    """Return the value a year before, by target, for each lead.

    Parameters
    ----------
    sales
        Weeks by series.
    first, last
        Weeks that are forecast; `last` is left out.
    """
    year = sales[first - YEAR : last - YEAR]
    return np.repeat(year[:, None], len(LEADS), axis=1)


def scale_at(sales: Floats, origin: int) -> Floats:
    """Return the unit of each series at an origin: its mean since the first sale, or over half a year.

    The larger of the two, and at least `FLOOR`; an article that is new counts as thirteen weeks old.

    Parameters
    ----------
    sales
        Weeks by series.
    origin
        The last week that is known.
    """
    past = sales[: origin + 1]
    weeks = (np.cumsum(past, axis=0) > 0).sum(axis=0)
    life = past.sum(axis=0) / np.maximum(weeks, NEW)
    return np.asarray(np.maximum(np.maximum(life, past[-26:].mean(axis=0)), FLOOR))


def known_at(sales: Floats, origin: int, lead: int, calendar: Floats, members: Floats) -> Floats:
    """Return what is known of each series at an origin for one lead, (series, columns), see `COLUMNS`.

    Parameters
    ----------
    sales
        Weeks by series, the first of them the whole; of weeks after `origin` nothing is looked at.
    origin
        The last week that is known.
    lead
        Weeks ahead.
    calendar
        Week of the year of each week; those to come are known.
    members
        How many series each one sums.
    """
    past, scale = sales[: origin + 1], scale_at(sales, origin)
    sold = past > 0
    since = np.where(sold.any(axis=0), np.argmax(sold[::-1], axis=0), len(past))
    before = origin + lead - YEAR
    year, season = np.full(past.shape[1], np.nan), np.full(past.shape[1], np.nan)
    if before >= 1:
        year = past[before - 1 : before + 2].mean(axis=0)  # the weeks around it
        usual = past[max(0, origin - YEAR - 12) : origin - YEAR + 1] if origin >= YEAR + 3 else past[:0]
        season = year / np.maximum(usual.mean(axis=0), FLOOR) if len(usual) else season
    rows = [past[-1] / scale, past[-2] / scale, past[-3] / scale]
    rows += [past[-span:].mean(axis=0) / scale for span in SPANS]
    rows += [sold[-26:].mean(axis=0), since, year / scale, season, np.full_like(scale, season[0])]
    rows += [np.full_like(scale, lead), np.full_like(scale, calendar[origin + lead]), np.log(scale), members]
    return np.column_stack(rows)


def rolling_panel(
    sales: Floats,
    calendar: Floats,
    members: Floats,
    first: int,
    last: int,
    every: int = 17,
    settings: dict[str, object] | None = None,
    learn: Floats | None = None,
) -> Floats:
    """Return forecasts of one boosted model of all series and leads, by target, (targets, leads, series).

    At every `every`-th origin the model is fitted to the weeks known there, in units of each series' own
    mean at the origin of each row.

    Parameters
    ----------
    sales
        Weeks by series, the first of them the whole.
    calendar
        Week of the year of each week.
    members
        How many series each one sums.
    first, last
        Weeks that are forecast; `last` is left out.
    every
        Origins from one fit to the next.
    settings
        Of LightGBM, beside those of `boosting_of_panel`.
    learn
        Weeks by further series that are learnt from and not forecast.

    Raises
    ------
    DataError
        The first week that is forecast has too little past.
    """
    start = first - max(LEADS)
    if start <= FIRST_ORIGIN + max(LEADS):
        need = FIRST_ORIGIN + 2 * max(LEADS) + 1
        raise DataError("weeks before the first forecast", expected=f"at least {need}", got=first)
    more = np.empty((len(sales), 0)) if learn is None else learn
    taught, sums = np.hstack([sales, more]), np.concatenate([members, np.ones(more.shape[1])])
    made = np.full((last - first, len(LEADS), sales.shape[1]), np.nan)
    for fitted in range(start, last - 1, every):
        model = _fit(taught, calendar, sums, fitted, settings or {})
        for origin in range(fitted, min(fitted + every, last - 1)):
            for number, lead in enumerate(LEADS):
                if first <= origin + lead < last:
                    table = known_at(sales, origin, lead, calendar, members)
                    ratio = np.asarray(model.predict(table))
                    made[origin + lead - first, number] = np.maximum(ratio, 0) * scale_at(sales, origin)
    return made


def _fit(
    sales: Floats, calendar: Floats, members: Floats, origin: int, settings: dict[str, object]
) -> lgb.LGBMRegressor:
    """Fit to every target up to `origin`."""
    pairs = [(at, lead) for at in range(FIRST_ORIGIN, origin) for lead in LEADS if at + lead <= origin]
    tables = [known_at(sales[: origin + 1], at, lead, calendar, members) for at, lead in pairs]
    outcome = [sales[at + lead] / scale_at(sales, at) for at, lead in pairs]
    return boosting_of_panel(**settings).fit(np.vstack(tables), np.concatenate(outcome))


def boosting_of_panel(**more: object) -> lgb.LGBMRegressor:
    """Return boosted trees for the mean of sales with zeros, without chance; `more` are further settings."""
    settings: dict[str, object] = {
        "objective": "tweedie", "tweedie_variance_power": 1.5, "n_estimators": 200, "num_leaves": 15,
        "learning_rate": 0.06, "min_child_samples": 50, "max_bin": 63, "n_jobs": 1, "deterministic": True,
        "force_row_wise": True, "verbose": -1,
    }  # fmt: skip
    return lgb.LGBMRegressor(**(settings | more))  # type: ignore[arg-type]


def conformal_shift(
    sales: Floats, quantiles: Floats, first: int, level: float, rows: slice, memory: int = 13
) -> Floats:
    """Return quantiles moved so that the share `level` of recent outcomes lay below them, by target.

    For each target and lead, the outcomes of the last `memory` weeks known at the origin are held against
    their own quantiles, in units of each series' mean, over all series of one level together.

    Parameters
    ----------
    sales
        Weeks by series.
    quantiles
        By target, (targets, leads, series).
    first
        The week of the first target.
    level
        Between 0 and 1.
    rows
        The series whose scores are pooled.
    memory
        Weeks.
    """
    moved = np.full_like(quantiles, np.nan)
    for target in range(len(quantiles)):
        for number, lead in enumerate(LEADS):
            known = range(max(0, target - lead - memory + 1), target - lead + 1)
            if len(known) < memory:
                continue
            scales = [scale_at(sales, first + one - lead)[rows] for one in known]
            off = [sales[first + one, rows] - quantiles[one, number, rows] for one in known]
            shift = np.quantile(np.concatenate(off) / np.concatenate(scales), level)
            now = scale_at(sales, first + target - lead)
            moved[target, number] = np.maximum(quantiles[target, number] + shift * now, 0)
    return moved


def naive_scales(sales: Floats, power: int = 1) -> Floats:
    """Return for each series the mean error of "as the week before" since its first sale.

    Parameters
    ----------
    sales
        Weeks by series, before those that are scored.
    power
        1 for MASE, 2 for RMSSE.

    Raises
    ------
    DataError
        A series never changes.
    """
    begun = np.cumsum(sales, axis=0)[:-1] > 0
    moves = np.where(begun, np.abs(np.diff(sales, axis=0)) ** power, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.nansum(moves, axis=0) / begun.sum(axis=0)
    if not (scale > 0).all():
        got = int((~(scale > 0)).sum())
        raise DataError("series without an error to scale by", expected="none", got=got)
    return np.asarray(scale ** (1 / power))


def panel_losses(sales: Floats, made: Floats, scale: Floats, power: int, rows: slice) -> Floats:
    """Return the mean scaled loss of each target week, over leads and the series of a level.

    Parameters
    ----------
    sales
        Target weeks by series.
    made
        By target, (targets, leads, series).
    scale
        Of each series.
    power
        1 for absolute errors, 2 for squared ones.
    rows
        The series of a level.
    """
    error = np.abs(made - sales[:, None]) / scale
    return np.asarray((error[:, :, rows] ** power).mean(axis=(1, 2)))


def panel_scores(sales: Floats, made: Floats, past: Floats, rows: slice) -> dict[str, float]:
    """Return RMSSE and MASE, the mean over the series of a level.

    Parameters
    ----------
    sales
        Target weeks by series.
    made
        By target, (targets, leads, series).
    past
        The weeks before, for the scales.
    rows
        The series of a level.
    """
    error = np.abs(made - sales[:, None])
    root = np.sqrt((error**2).mean(axis=(0, 1))) / naive_scales(past, power=2)
    mean = error.mean(axis=(0, 1)) / naive_scales(past)
    return {"RMSSE": float(root[rows].mean()), "MASE": float(mean[rows].mean())}
