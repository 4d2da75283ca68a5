"""What treating imbalance does to ranking, cost and calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline as SamplingPipeline
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import StratifiedKFold

from portfolio.scoring.applicants import Applicants
from portfolio.scoring.calibration import calibration_error, fit_recalibration
from portfolio.scoring.comparison import fold_scores
from portfolio.scoring.encoding import TableEncoder
from portfolio.scoring.features import as_step
from portfolio.scoring.models import FAMILIES
from portfolio.scoring.protocol import Race, Splits, tuned_cutoff
from portfolio.scoring.search import Search
from portfolio.scoring.threads import one_thread

TREATMENTS = ("none", "class weights", "SMOTE")


def treated(name: str, treatment: str, applicants: Applicants, seed: int) -> BaseEstimator:
    """Return an unfitted pipeline of a family at its starting settings, with one treatment of imbalance.

    SMOTE (Chawla et al. 2002) invents bad applicants between neighbours. It stands inside the pipeline, so it
    sees training folds only, and it needs numbers without holes, so the encoder fills and scales.

    Parameters
    ----------
    name
        Name of the family.
    treatment
        Name of the treatment.
    applicants
        The checked table.
    seed
        Of all that is drawn.
    """
    encoder, model = FAMILIES[name].build(FAMILIES[name].start, seed)
    steps = [("ratios", as_step(applicants.table.ratios))]
    if treatment == "class weights":
        model.set_params(class_weight="balanced")
    if treatment == "SMOTE":
        sampler = SMOTE(random_state=seed)
        return SamplingPipeline([*steps, ("encode", TableEncoder()), ("sample", sampler), ("model", model)])
    return SamplingPipeline([*steps, ("encode", encoder), ("model", model)])


@one_thread
def compare_treatments(
    applicants: Applicants, splits: Splits, names: Sequence[str], how: Search
) -> pd.DataFrame:
    """Return AUC, costs and calibration of each treatment of each family on the same folds.

    Columns: `auc`, `cost_at_half`, `cost` at the cut-off tuned inside the training fold, `ece_raw` and `ece`
    before and after recalibration. Recalibration and cut-off are fitted on three inner folds.

    Parameters
    ----------
    applicants
        The checked table.
    splits
        The outer folds.
    names
        Names of the families.
    how
        Cost ratio, number of settings, seed.
    """
    rows = {}
    for name in names:
        for treatment in TREATMENTS:
            race = _race(applicants, splits, treated(name, treatment, applicants, how.seed), how)
            scores = fold_scores(race, applicants, how.cost_ratio).mean()
            raw, mended = race.raw["model"], race.probability["model"]
            rows[name, treatment] = {
                "auc": scores["auc"],
                "cost_raw_at_half": float(np.mean(_cost_at_half(applicants, race, how.cost_ratio))),
                "cost": scores["cost"],
                "ece_raw": float(np.mean([calibration_error(applicants.bad, one) for one in raw])),
                "ece": float(np.mean([calibration_error(applicants.bad, one) for one in mended])),
            }
    return pd.DataFrame(rows).T.rename_axis(["model", "treatment"])


def _cost_at_half(applicants: Applicants, race: Race, cost_ratio: float) -> list[float]:
    from portfolio.scoring.costs import expected_cost

    return [expected_cost(applicants.bad, one > 0.5, cost_ratio) for one in race.raw["model"]]


def _race(applicants: Applicants, splits: Splits, model: BaseEstimator, how: Search) -> Race:
    shape = (max(splits.repeat) + 1, splits.size)
    raw, mended, cut = (np.full(shape, np.nan) for _ in range(3))
    X, bad = applicants.features, applicants.bad
    for fold, held in enumerate(splits.test):
        train, place = splits.train(fold), (splits.repeat[fold], held)
        inner = out_of_fold(model, X.iloc[train], bad[train], how.seed)
        mend = fit_recalibration(bad[train], inner)
        raw[place] = clone(model).fit(X.iloc[train], bad[train]).predict_proba(X.iloc[held])[:, 1]
        mended[place] = mend(raw[place])
        cut[place] = tuned_cutoff(bad[train], mend(inner), how.cost_ratio)
    return Race(splits, {"model": raw}, {"model": mended}, {"model": cut}, pd.DataFrame())


def out_of_fold(
    model: BaseEstimator, X: pd.DataFrame, bad: np.ndarray, seed: int, folds: int = 3
) -> np.ndarray:
    """Return the prediction for each applicant by a model fitted on the other folds, shape (n,).

    Parameters
    ----------
    model
        The unfitted pipeline.
    X
        Applicants, ratios included.
    bad
        Outcomes, 1 for bad, shape (n,).
    seed
        Of all that is drawn.
    folds
        Number of folds.
    """
    out = np.zeros(len(bad))
    for learnt, held in StratifiedKFold(folds, shuffle=True, random_state=seed).split(X, bad):
        out[held] = clone(model).fit(X.iloc[learnt], bad[learnt]).predict_proba(X.iloc[held])[:, 1]
    return out
