"""How errors fall on groups of people, and what it would cost to share them out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from portfolio.scoring.applicants import Applicants, is_number, rank_auc
from portfolio.scoring.costs import expected_cost
from portfolio.scoring.labels import Labels

AGE_EDGES = (
    25,
    35,
    45,
    55,
)  # years; below the first are those who start, above the last those near retirement
PROXY = 0.9  # AUC above which other features give a protected one away
SMALL = 30  # a group with fewer members is left out: its rates say nothing
_STANDARD_PARTS = 4
_MOST_GROUPS = 12  # more cannot be read in a figure


@dataclass(frozen=True)
class Grouping:
    """Applicants by group.

    Parameters
    ----------
    name
        What the groups are.
    groups
        Group of each applicant, missing where unknown, shape (n,).
    protected
        Whether the law shields it; else it stands in because the table has no such column.
    """

    name: str
    groups: pd.Series
    protected: bool


def groupings(applicants: Applicants, labels: Labels = Labels()) -> list[Grouping]:  # noqa: B008 (frozen)
    """Return the groups to look at: age bands, every protected column, else quarters of a number.

    Parameters
    ----------
    applicants
        With the columns that are kept for this check.
    labels
        Words for columns and values, so that groups are named yes and no and not 1 and 0.
    """
    table, found = applicants.table, []
    if table.age and table.age in applicants.groups:
        years = applicants.groups[table.age] * table.age_factor
        found.append(Grouping("age", age_bands(years), True))
    for name in applicants.groups:
        if name != table.age and applicants.groups[name].nunique() <= _MOST_GROUPS:
            words = partial(labels.value, str(name))
            groups = applicants.groups[name].map(words, na_action="ignore")
            found.append(Grouping(labels.column(str(name)), groups, True))
    if not found:
        numbers = [name for name in applicants.features if is_number(applicants.features[name])]
        if not numbers:
            return [_levels(applicants.features)]
        name = table.part if table.part in numbers else str(numbers[0])
        values = applicants.features[name]
        parts = (
            pd.qcut(values, _STANDARD_PARTS, duplicates="drop")
            .astype(object)
            .map(_interval, na_action="ignore")
        )
        found.append(Grouping(name, parts, False))
    return found


def _levels(features: pd.DataFrame) -> Grouping:
    """Return the groups of the text with the fewest levels, the rare ones as one."""
    name = min(map(str, features), key=lambda one: features[one].nunique())
    common = features[name].value_counts().index[:_MOST_GROUPS]
    groups = features[name].where(features[name].isin(common) | features[name].isna(), "others")
    return Grouping(name, groups, False)


def age_bands(years: pd.Series) -> pd.Series:
    """Return the age band of each person, as text."""
    labels = [f"under {AGE_EDGES[0]}"]
    labels += [f"{low} to {high - 1}" for low, high in pairwise(AGE_EDGES)]
    labels += [f"{AGE_EDGES[-1]} and over"]
    edges = [-np.inf, *AGE_EDGES, np.inf]
    return pd.Series(pd.cut(years, edges, right=False, labels=labels), index=years.index).astype(object)


def group_rates(
    grouping: Grouping,
    bad: np.ndarray,
    refused: np.ndarray,
    probability: np.ndarray,
    draws: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """Return for each group what the score does to it, with bootstrap intervals over applicants.

    Columns: `count`, `bad` (share), then with `_low` and `_high`: `refused` (share), `refused_good` (of
    those who
    would have paid), `missed_bad` (of the bad who were accepted), `gap` (mean probability less share of bad).

    Parameters
    ----------
    grouping
        The groups.
    bad
        Outcomes, shape (n,).
    refused, probability
        Decisions and probabilities by models that did not see the applicant, shape (repeats, n). An
        applicant is drawn with all repeats, which are not independent observations.
    draws, seed
        Of the bootstrap.
    """
    rng = np.random.default_rng(seed)
    rows = {}
    sizes = grouping.groups.value_counts()
    for group in _ordered(sizes[sizes >= SMALL].index):
        member = np.flatnonzero((grouping.groups == group).to_numpy())
        values = _per_applicant(bad[member], refused[:, member], probability[:, member])
        samples = np.array([_rates(values, rng.integers(0, len(member), len(member))) for _ in range(draws)])
        low, high = np.nanpercentile(samples, [2.5, 97.5], axis=0)
        row = {"count": len(member), "bad": bad[member].mean()}
        for place, (name, value) in enumerate(zip(_RATES, _rates(values), strict=True)):
            row |= {name: value, f"{name}_low": low[place], f"{name}_high": high[place]}
        rows[group] = row
    return pd.DataFrame(rows).T.rename_axis(grouping.name)


_RATES = ("refused", "refused_good", "missed_bad", "gap")


def _per_applicant(bad: np.ndarray, refused: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Return outcome, share of repeats that refused, mean probability: shape (3, n)."""
    return np.array([bad, refused.mean(axis=0), probability.mean(axis=0)])


def _rates(values: np.ndarray, rows: np.ndarray | slice = slice(None)) -> list[float]:
    bad, refused, probability = values[:, rows]
    ones, zeros = bad.sum(), (1 - bad).sum()
    good_refused = float((refused * (1 - bad)).sum() / zeros) if zeros else np.nan
    bad_missed = float(((1 - refused) * bad).sum() / ones) if ones else np.nan
    return [float(refused.mean()), good_refused, bad_missed, float(probability.mean() - bad.mean())]


def equalised(
    grouping: Grouping, bad: np.ndarray, probability: np.ndarray, cutoff: np.ndarray, cost_ratio: float
) -> pd.DataFrame:
    """Return what equal refusal of good payers, or equal selection, would cost.

    Each group gets a cut-off of its own, so that its share equals that of all under the one cut-off. Another
    common share could be cheaper. The cut-offs are set on the very applicants on whom the costs are measured.
    Columns: `cost`, `spread` (largest less smallest share of refused good payers over groups),
    `spread_selection`.

    Parameters
    ----------
    grouping
        The groups; members of small ones or of none keep the one cut-off.
    bad
        Outcomes, shape (n,).
    probability, cutoff
        Held-out predictions and cut-offs, shape (n,).
    cost_ratio
        Of the cost.
    """
    one = probability > cutoff
    rules = {
        "one cut-off": one,
        "equal refusal of good payers": _matched(grouping, probability, one, bad == 0),
        "equal share refused": _matched(grouping, probability, one, np.ones(len(bad), dtype=bool)),
    }
    rows = {}
    for name, refused in rules.items():
        by_group = [(refused[member], bad[member] == 0) for member in _members(grouping)]
        good = [float(part[payers].mean()) for part, payers in by_group]
        share = [float(part.mean()) for part, _ in by_group]
        rows[name] = [expected_cost(bad, refused, cost_ratio), np.ptp(good), np.ptp(share)]
    return pd.DataFrame(rows, index=["cost", "spread", "spread_selection"]).T


def spread_by_chance(
    grouping: Grouping, bad: np.ndarray, refused: np.ndarray, draws: int = 1000, seed: int = 0
) -> float:
    """Return how often chance alone spreads the refusals of good payers over groups as far as seen.

    Good payers are dealt to the groups at random: a permutation test of the largest less the smallest share,
    so that picking the two extreme groups is part of what is repeated.

    Parameters
    ----------
    grouping
        The groups; small ones are left out.
    bad
        Outcomes, shape (n,).
    refused
        Decisions, shape (repeats, n).
    draws, seed
        Of the permutations.

    Returns
    -------
    float
        The p-value.
    """
    rng = np.random.default_rng(seed)
    groups = [member[bad[member] == 0] for member in _members(grouping)]
    shares = refused.mean(axis=0)[np.concatenate(groups)]
    ends = np.cumsum([len(group) for group in groups])[:-1]
    spreads = [
        np.ptp([part.mean() for part in np.split(dealt, ends) if len(part)])
        for dealt in (shares, *(rng.permutation(shares) for _ in range(draws)))
    ]
    return float(np.mean(np.array(spreads) >= spreads[0] - 1e-12))


def _matched(grouping: Grouping, probability: np.ndarray, one: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return decisions in which each group has the overall share of refused among the counted."""
    refused = one.copy()
    share = float(one[counted].mean())
    for member in _members(grouping):
        own = probability[member][counted[member]]
        refused[member] = probability[member] > np.quantile(own, 1 - share)
    return refused


def _members(grouping: Grouping) -> list[np.ndarray]:
    sizes = grouping.groups.value_counts()
    return [
        np.flatnonzero((grouping.groups == group).to_numpy())
        for group in _ordered(sizes[sizes >= SMALL].index)
    ]


def proxy_strength(applicants: Applicants, grouping: Grouping, seed: int = 0) -> float:
    """Return how well other features tell the largest group from the rest: AUC out of fold, linear model.

    Above `PROXY`, leaving the protected column out leaves its trace in.

    Parameters
    ----------
    applicants
        The checked table.
    grouping
        The groups.
    seed
        Of all that is drawn.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    from portfolio.scoring.encoding import TableEncoder

    others = applicants.features.drop(columns=list(applicants.table.protected), errors="ignore")
    largest = grouping.groups.value_counts().index[0]
    is_member = (grouping.groups == largest).to_numpy(dtype=int)
    model = make_pipeline(TableEncoder(), LogisticRegression(C=0.1, max_iter=300))
    folds = StratifiedKFold(3, shuffle=True, random_state=seed)
    told = cross_val_predict(model, others, is_member, cv=folds, method="predict_proba")[:, 1]
    return rank_auc(is_member, told)


def _ordered(groups: pd.Index) -> list[str]:
    """Return groups in reading order: `under` first, then by name."""
    return sorted(map(str, groups), key=lambda group: (not group.startswith(("under", "up to")), group))


def _interval(part: pd.Interval) -> str:
    return f"{round(part.left):,} to {round(part.right):,}"  # round: the lowest edge is just below 0
