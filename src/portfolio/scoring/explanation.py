"""Why this score: contributions that add up exactly, reasons in words, and what would have to change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from portfolio.errors import DataError
from portfolio.scoring.applicants import Applicants, is_number
from portfolio.scoring.labels import Labels
from portfolio.scoring.score import Score

ADDITIVE = 1e-8  # largest gap between the log-odds and the sum of its parts
TREE_SHAP, LINEAR = "TreeSHAP", "slope times value"  # how contributions are computed
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
        How they were computed: `TREE_SHAP` or `LINEAR`.
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

    For boosted trees, Shapley values by TreeSHAP along the paths of the trees (Lundberg et al. 2020, From
    local
    explanations to global understanding with explainable AI). For the linear models, slope times distance
    from the mean, which is the Shapley value of a linear model whose columns move on their own.

    Parameters
    ----------
    score
        The fitted score.
    frame
        Applicants, one row each, in any order of columns.
    """
    features = score.model.named_steps["ratios"].transform(score.align(frame))
    encoder, model = score.model.named_steps["encode"], score.model.named_steps["model"]
    encoded = encoder.transform(features)
    if hasattr(model, "booster_"):
        parts = np.asarray(model.booster_.predict(encoded, pred_contrib=True, num_threads=1))
        base, parts, method = float(parts[0, -1]), parts[:, :-1], TREE_SHAP
    else:
        parts = encoded * model.coef_[0]
        base, method = float(model.intercept_[0]), LINEAR
    sources = getattr(encoder, "sources_", None) or list(encoder.get_feature_names_out())
    grouped = pd.DataFrame(parts, columns=sources).T.groupby(level=0, sort=False).sum().T
    values = (score.mend.slope * grouped).set_index(frame.index)
    return Contributions(score.mend.intercept + score.mend.slope * base, values, method)


def centred(parts: Contributions, reference: Contributions) -> Contributions:
    """Return contributions against the mean applicant of a reference population.

    Parameters
    ----------
    parts
        Contributions of the applicants.
    reference
        Contributions of the population that they are held against.
    """
    mean = reference.values.mean()
    return Contributions(parts.base + float(mean.sum()), parts.values - mean, parts.method)


def cases(probability: np.ndarray, cutoff: float) -> dict[str, int]:
    """Return the positions of three applicants: typical accepted, typical refused, nearest to the cut-off.

    Parameters
    ----------
    probability
        Predicted probability of bad, shape (n,).
    cutoff
        Probability above which an applicant is refused.
    """
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
    row: pd.Series, applicant: pd.Series, typical: pd.Series, labels: Labels, count: int = 4
) -> list[str]:
    """Return the reasons that speak most against an applicant, in words, the strongest first.

    A value that most good payers have too is not a reason, even where it adds to the risk: nobody could act
    on it, and "0, typical of good payers 0" explains nothing.

    Parameters
    ----------
    row
        Contributions to the log-odds of a bad outcome, by feature.
    applicant
        The applicant's values, ratios included.
    typical
        Median or most frequent value of good payers, by feature.
    labels
        Words for features and values.
    count
        Reasons at most.
    """
    found = []
    for name in map(str, row[row > 0.0].sort_values(ascending=False).index):
        own, usual = (labels.value(name, values[name]) for values in (applicant, typical))
        if own != usual:
            found.append(f"{labels.column(name)}: {own}, typical of good payers {usual}")
    return found[:count]


def typical_values(features: pd.DataFrame, rows: np.ndarray) -> pd.Series:
    """Return median or most frequent value of each column over some rows.

    Parameters
    ----------
    features
        Applicants, one row each.
    rows
        Whose values count, a mask.
    """
    part = features[rows]
    values = {
        str(name): part[name].median() if is_number(part[name]) else part[name].mode().iloc[0]
        for name in part
    }
    return pd.Series(values, dtype=object)


def counterfactual(
    score: Score,
    applicant: pd.DataFrame,
    population: pd.DataFrame,
    actions: list[str],
    labels: Labels = Labels(),  # noqa: B008 (frozen)
) -> pd.DataFrame:
    """Return changes of one or two columns that would get an applicant accepted, the smallest first.

    Each column moves over the values of the population. The size of a change is the share of the population
    between the old value and the new, added over the columns. A pair is told only where it takes less than
    either of its columns alone. Columns: `change`, `size`, `probability`.

    Parameters
    ----------
    score
        Which decides.
    applicant
        One row.
    population
        Applicants whose values are realistic.
    actions
        Columns that an applicant can change; a leading `-` or `+` says in which direction only.
    labels
        Words for columns and values.
    """
    choices = {}
    for action in actions:
        name = action.lstrip("+-")
        choices[name] = _choices(float(applicant[name].iloc[0]), population[name], action[:1])
    tried: list[dict[str, float]] = [{name: value} for name in choices for value in choices[name]]
    for one, two in combinations(choices, 2):
        tried += [{one: a, two: b} for a in choices[one][::2] for b in choices[two][::2]]
    if not tried:
        return pd.DataFrame(columns=["change", "size", "probability"])
    sizes = [sum(_between(population[n], applicant[n].iloc[0], v) for n, v in one.items()) for one in tried]
    words = [", ".join(_change(applicant, *item, labels) for item in one.items()) for one in tried]
    table = pd.DataFrame({"change": words, "size": sizes, "columns": [tuple(one) for one in tried]})
    table["probability"] = score.probability(_moved(applicant, tried))
    enough = table[table["probability"] <= score.cutoff].sort_values("size", kind="stable")
    return _least(enough).drop(columns="columns").reset_index(drop=True)


def _moved(applicant: pd.DataFrame, changes: list[dict[str, float]]) -> pd.DataFrame:
    """Return one copy of the applicant for each change, changed."""
    frame = pd.concat([applicant] * len(changes), ignore_index=True)
    moved = pd.DataFrame(changes)
    for name in moved:
        frame[name] = moved[name].fillna(frame[name].astype(float))
    return frame


def _least(enough: pd.DataFrame) -> pd.DataFrame:
    """Return the smallest change for each column, and pairs that take less than either column alone."""
    first = enough.drop_duplicates("columns")
    alone = {
        names[0]: size for names, size in zip(first["columns"], first["size"], strict=True) if len(names) == 1
    }
    useful = [
        len(names) == 1 or all(size < alone.get(name, np.inf) for name in names)
        for names, size in zip(first["columns"], first["size"], strict=True)
    ]
    return first[np.array(useful, dtype=bool)]


def movable(applicants: Applicants) -> list[str]:
    """Return the numbers that are not protected: which of them a person can change is for a person to say."""
    table, features = applicants.table, applicants.features
    return [
        str(name)
        for name in features
        if is_number(features[name]) and name not in (*table.protected, table.age)
    ][:6]


def _choices(value: float, column: pd.Series, direction: str) -> list[float]:
    # values that occur: nobody asks for 5.3 months
    levels = np.unique(np.quantile(column.dropna(), np.linspace(0.02, 0.98, _STEPS), method="nearest"))
    if direction in ("+", "-"):
        levels = levels[levels > value] if direction == "+" else levels[levels < value]
    return [float(level) for level in levels if level != value]


def _between(column: pd.Series, old: float, new: float) -> float:
    low, high = min(old, new), max(old, new)
    return float(((column > low) & (column <= high)).mean())


def _change(applicant: pd.DataFrame, name: str, value: float, labels: Labels) -> str:
    old, new = (labels.value(name, one) for one in (applicant[name].iloc[0], value))
    return f"{labels.column(name)} from {old} to {new}"
