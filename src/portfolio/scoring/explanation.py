"""Why this score: contributions that add up exactly, reasons in words, and what would have to change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError
from portfolio.scoring.applicants import Applicants, is_number
from portfolio.scoring.calibration import expit, logit
from portfolio.scoring.score import Score

ADDITIVE = 1e-8  # largest gap between the log-odds and the sum of its parts
_STEPS = 24  # values tried for each column in a counterfactual


@dataclass(frozen=True)
class Contributions:
    """Parts of the recalibrated log-odds.

    Parameters
    ----------
    base
        Log-odds before anything is known of the applicant.
    values
        One row per applicant, one column per feature; base plus the row's sum is the applicant's log-odds.
    method
        How they were computed, in words.
    """

    base: float
    values: pd.DataFrame
    method: str

    def check(self, log_odds: np.ndarray) -> float:
        """Return the largest gap between the sums and these log-odds.

        Raises
        ------
        DataError
            The gap is larger than rounding explains.
        """
        gap = float(np.abs(self.base + self.values.sum(axis=1).to_numpy() - log_odds).max(initial=0.0))
        if gap > ADDITIVE:
            raise DataError("contributions do not add up", expected=f"a gap up to {ADDITIVE:g}", got=gap)
        return gap


def contributions(score: Score, frame: pd.DataFrame) -> Contributions:
    """Return the contribution of each feature to each applicant's log-odds.

    For boosted trees, Shapley values by TreeSHAP along the paths of the trees (Lundberg et al. 2020, From local
    explanations to global understanding with explainable AI). For the linear models, slope times distance
    from the mean, which is the Shapley value of a linear model whose columns move on their own.
    """
    features = score.model.named_steps["ratios"].transform(score.align(frame))
    encoder, model = score.model.named_steps["encode"], score.model.named_steps["model"]
    encoded = encoder.transform(features)
    if hasattr(model, "booster_"):
        parts = np.asarray(model.booster_.predict(encoded, pred_contrib=True, num_threads=1))
        base, parts, method = float(parts[0, -1]), parts[:, :-1], "TreeSHAP along the paths of the trees"
    else:
        parts = encoded * model.coef_[0]
        base, method = float(model.intercept_[0]), "slope times value"
    sources = getattr(encoder, "sources_", None) or list(encoder.get_feature_names_out())
    grouped = pd.DataFrame(parts, columns=sources).T.groupby(level=0, sort=False).sum().T
    values = (score.mend.slope * grouped).set_index(frame.index)
    return Contributions(score.mend.intercept + score.mend.slope * base, values, method)


def centred(parts: Contributions, reference: Contributions) -> Contributions:
    """Return contributions against the mean applicant of a reference population."""
    mean = reference.values.mean()
    return Contributions(parts.base + float(mean.sum()), parts.values - mean, parts.method)


def cases(probability: np.ndarray, cutoff: float) -> dict[str, int]:
    """Return the positions of three applicants: typical accepted, typical refused, nearest to the cut-off."""
    accepted, refused = np.flatnonzero(probability <= cutoff), np.flatnonzero(probability > cutoff)
    chosen = {}
    if len(accepted):
        chosen["accepted"] = int(accepted[np.argsort(probability[accepted])[len(accepted) // 2]])
    if len(refused):
        chosen["refused"] = int(refused[np.argsort(probability[refused])[len(refused) // 2]])
    order = np.argsort(np.abs(probability - cutoff), kind="stable")
    chosen["borderline"] = int(next(place for place in order if place not in chosen.values()))
    return chosen


def reasons(
    row: pd.Series, applicant: pd.Series, typical: pd.Series, meanings: dict[str, str], count: int = 4
) -> list[str]:
    """Return the reasons that speak most against an applicant, in words, the strongest first.

    Parameters
    ----------
    row
        Contributions to the log-odds of a bad outcome, by feature.
    applicant
        The applicant's values, ratios included.
    typical
        Median or most frequent value of good payers, by feature.
    meanings
        What a feature means, where its name does not say it.
    """
    against = row[row > 0.0].nlargest(count)
    told = []
    for name in map(str, against.index):
        meaning = f" ({meanings[name]})" if meanings.get(name) else ""
        told.append(
            f"{name}{meaning}: {_shown(applicant[name])}, typical of good payers {_shown(typical[name])}"
        )
    return told


def typical_values(features: pd.DataFrame, rows: np.ndarray) -> pd.Series:
    """Return median or most frequent value of each column over some rows."""
    part = features[rows]
    values = {
        str(name): part[name].median() if is_number(part[name]) else part[name].mode().iloc[0]
        for name in part
    }
    return pd.Series(values, dtype=object)


def counterfactual(
    score: Score, applicant: pd.DataFrame, population: pd.DataFrame, columns: list[str]
) -> pd.DataFrame:
    """Return the changes of one or two columns that would get a refused applicant accepted, the smallest first.

    Each column moves over the values of the population. The size of a change is the share of the population
    between the old value and the new, added over the columns. Columns: `change`, `size`, `probability`.

    Parameters
    ----------
    applicant
        One row.
    population
        Applicants whose values are realistic.
    columns
        Columns that an applicant can change.
    """
    choices = {name: _choices(applicant[name].iloc[0], population[name]) for name in columns}
    tried: list[dict[str, float]] = [{name: value} for name in columns for value in choices[name]]
    for place, one in enumerate(columns):
        for two in columns[place + 1 :]:
            tried += [{one: a, two: b} for a in choices[one][::2] for b in choices[two][::2]]
    if not tried:
        return pd.DataFrame(columns=["change", "size", "probability"])
    frame = pd.concat([applicant] * len(tried), ignore_index=True)
    moved = pd.DataFrame(tried)
    for name in moved:
        frame[name] = moved[name].fillna(frame[name].astype(float))
    table = pd.DataFrame(
        {
            "change": [
                ", ".join(_change(applicant, name, value) for name, value in one.items()) for one in tried
            ],
            "size": [
                sum(_between(population[n], applicant[n].iloc[0], v) for n, v in one.items()) for one in tried
            ],
            "columns": [" and ".join(one) for one in tried],
            "probability": score.probability(frame),
        }
    )
    enough = table[table["probability"] <= score.cutoff].sort_values("size", kind="stable")
    return enough.drop_duplicates("columns").drop(columns="columns").reset_index(drop=True)


def movable(applicants: Applicants) -> list[str]:
    """Return the numbers that are not protected: which of them a person can change is for a person to say."""
    table, features = applicants.table, applicants.features
    return [
        str(name) for name in features if is_number(features[name]) and name not in (*table.protected, table.age)
    ][:6]


def as_probability(base: float, row: pd.Series) -> pd.DataFrame:
    """Return the waterfall of one applicant: part, log-odds after it, probability after it."""
    ordered = row.reindex(row.abs().sort_values(ascending=False).index)
    after = base + ordered.cumsum()
    return pd.DataFrame({"part": ordered, "after": after, "probability": expit(after.to_numpy())})


def average_log_odds(probability: np.ndarray) -> float:
    """Return the mean log-odds of a population."""
    return float(logit(probability).mean())


def _choices(value: float, column: pd.Series) -> list[float]:
    levels = np.unique(np.quantile(column.dropna(), np.linspace(0.02, 0.98, _STEPS)))
    return [float(level) for level in levels if level != value]


def _between(column: pd.Series, old: float, new: float) -> float:
    low, high = min(old, new), max(old, new)
    return float(((column > low) & (column <= high)).mean())


def _change(applicant: pd.DataFrame, name: str, value: float) -> str:
    return f"{name} from {_shown(applicant[name].iloc[0])} to {_shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, float | int | np.number):
        return (
            "missing" if np.isnan(value) else f"{float(value):,.4g}" if abs(value) < 10 else f"{value:,.0f}"
        )
    return str(value)
