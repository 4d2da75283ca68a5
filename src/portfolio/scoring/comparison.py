"""Models side by side, with intervals that know that folds share their training data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from portfolio.results.methods import CENTRED_BOOTSTRAP
from portfolio.scoring import calibration, costs, ranking
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.models import REFERENCE
from portfolio.scoring.protocol import Race, Splits
from portfolio.statistics.folds import Estimate, corrected_t

# outcomes, raw predictions, recalibrated ones, cut-offs, weights, cost ratio
Measure = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, float], float]


@dataclass(frozen=True)
class Resampled(Estimate):
    """A value whose interval comes from resampled applicants, shifted by the mean rise of the draws."""

    method: ClassVar[str] = CENTRED_BOOTSTRAP


def corrected(values: np.ndarray, splits: Splits, confidence: float = 0.95) -> Estimate:
    """Return the mean over the folds of `splits` with the corrected interval; see `statistics.folds`.

    Parameters
    ----------
    values
        One score for each fold, shape (folds,).
    splits
        The outer folds.
    confidence
        Coverage that is claimed.
    """
    test = float(np.mean([len(part) for part in splits.test]))
    return corrected_t(values, splits.size - test, test, confidence)


MEASURES: dict[str, Measure] = {
    "auc": lambda bad, raw, _p, _c, _w, _r: ranking.auc(bad, raw),
    "gini": lambda bad, raw, _p, _c, _w, _r: ranking.gini(bad, raw),
    "ks": lambda bad, raw, _p, _c, _w, _r: ranking.ks(bad, raw),
    "average_precision": lambda bad, raw, _p, _c, _w, _r: ranking.average_precision(bad, raw),
    "cost": lambda bad, _raw, p, c, _w, r: costs.expected_cost(bad, p > c, r),
    "cost_at_half": lambda bad, _raw, p, _c, _w, r: costs.expected_cost(bad, p > 0.5, r),
    "cost_at_theory": lambda bad, _raw, p, _c, _w, r: costs.expected_cost(
        bad, p > costs.theoretical_cutoff(r), r
    ),
    "cost_by_amount": lambda bad, _raw, p, c, w, r: costs.expected_cost(bad, p > c, r, w),
    "brier": lambda bad, _raw, p, _c, _w, _r: calibration.brier(bad, p),
    "brier_raw": lambda bad, raw, _p, _c, _w, _r: calibration.brier(bad, raw),
    "log_loss": lambda bad, _raw, p, _c, _w, _r: calibration.log_loss(bad, p),
    "log_loss_raw": lambda bad, raw, _p, _c, _w, _r: calibration.log_loss(bad, raw),
}


def fold_scores(race: Race, applicants: Applicants, cost_ratio: float) -> pd.DataFrame:
    """Return each measure of `MEASURES` for each model and fold; indexed by both.

    Parameters
    ----------
    race
        What every model predicted of applicants it had not seen.
    applicants
        The checked table.
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    """
    rows = []
    for name in race.models:
        for fold, held in enumerate(race.splits.test):
            place = race.splits.repeat[fold], held
            arrays = (race.raw[name][place], race.probability[name][place], race.cutoff[name][place])
            values = {
                measure: compute(applicants.bad[held], *arrays, applicants.weights[held], cost_ratio)
                for measure, compute in MEASURES.items()
            }
            rows.append({"model": name, "fold": fold, **values})
    return pd.DataFrame(rows).set_index(["model", "fold"])


def estimate(scores: pd.DataFrame, splits: Splits, model: str, measure: str) -> Estimate:
    """Return a measure of one model, with its corrected interval.

    Parameters
    ----------
    scores
        As `fold_scores` returns them.
    splits
        The outer folds.
    model
        Name of a model.
    measure
        One of `MEASURES`.
    """
    return corrected(_values(scores, model, measure), splits)


def difference(scores: pd.DataFrame, splits: Splits, model: str, other: str, measure: str) -> Estimate:
    """Return by how much a model exceeds another on the same folds, with corrected interval and p-value.

    Parameters
    ----------
    scores
        As `fold_scores` returns them.
    splits
        The outer folds.
    model
        Name of a model.
    other
        The model that it is compared with.
    measure
        One of `MEASURES`.
    """
    gap = _values(scores, model, measure) - _values(scores, other, measure)
    return corrected(gap, splits)


def saving(scores: pd.DataFrame, splits: Splits, model: str, measure: str = "cost_at_half") -> Estimate:
    """Return the share of the cost at another cut-off that the tuned one saves, in percent, over folds.

    Parameters
    ----------
    scores
        As `fold_scores` returns them.
    splits
        The outer folds.
    model
        Name of a model.
    measure
        The cost that is saved from.
    """
    own = _values(scores, model, "cost")
    other = _values(scores, model, measure)
    return corrected(100 * (other - own) / other, splits)


def compare(scores: pd.DataFrame, race: Race, measure: str, reference: str = REFERENCE) -> pd.DataFrame:
    """Return one row per model: mean and interval, and the difference to the reference.

    Parameters
    ----------
    scores, race
        Measures of each model and fold, and the predictions they come from.
    measure
        One of `MEASURES`.
    reference
        The model that the others are compared with. The p-values of all these comparisons are corrected
        together: `p` is that of Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    rows = {}
    for name in race.models:
        own = estimate(scores, race.splits, name, measure)
        gap = difference(scores, race.splits, name, reference, measure)
        rows[name] = {"value": own.value, "low": own.low, "high": own.high, "gap": gap.value}
        rows[name] |= {"gap_low": gap.low, "gap_high": gap.high, "p": gap.p}
    table = pd.DataFrame(rows).T
    others = table.index != reference
    table.loc[others, "p"] = multipletests(table.loc[others, "p"], method="holm")[1]
    times = race.folds.groupby("model")[["search_seconds", "fit_seconds", "predict_seconds"]].median()
    return table.join(times)


def calibration_estimate(
    bad: np.ndarray, probability: np.ndarray, draws: int = 200, seed: int = 0
) -> Estimate:
    """Return the calibration error of held-out predictions, with a bootstrap interval over applicants.

    Parameters
    ----------
    bad
        Outcomes, shape (n,).
    probability
        Held-out probabilities, shape (repeats, n). The error is computed for each repeat and averaged; an
        applicant is drawn with all repeats.
    draws, seed
        Of the bootstrap. Resampling adds noise, which raises the error: the interval is shifted back by the
        mean of that rise.
    """
    rng = np.random.default_rng(seed)
    value = _mean_error(bad, probability)
    rows = (rng.integers(0, len(bad), len(bad)) for _ in range(draws))
    drawn = np.array([_mean_error(bad[one], probability[:, one]) for one in rows])
    low, high = np.percentile(drawn - (drawn.mean() - value), [2.5, 97.5])
    return Resampled(value, max(0.0, float(low)), float(high))


def _values(scores: pd.DataFrame, model: str, measure: str) -> np.ndarray:
    """Return a measure of one model, shape (folds,)."""
    return np.asarray(scores[measure].loc[model], dtype=float)


def _mean_error(bad: np.ndarray, probability: np.ndarray) -> float:
    return float(np.mean([calibration.calibration_error(bad, one) for one in probability]))
