"""Mending error rates before, in and after training, and what each costs and gains on people held back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.statistics.means import within_standard_errors
from portfolio.statistics.multiplicity import holm
from portfolio.trust.fairness_people import People, without_proxies
from portfolio.trust.group_rates import gap_of

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
ITERATIONS, BOUND, GRID = 10, 0.01, 200  # of the reduction, of its constraint, of the thresholds tried
PLAIN = "one threshold"


@dataclass(frozen=True)
class Split:
    """Rows to learn from, rows on which thresholds are set, and rows that are looked at once."""

    train: Rows
    validation: Rows
    test: Rows


def split(count: int, seed: int) -> Split:
    """Return half of the rows to learn from, a quarter for thresholds, a quarter as the test.

    Parameters
    ----------
    count
        Rows.
    seed
        Of the order.
    """
    order = np.random.default_rng(seed).permutation(count)
    return Split(*np.split(order, [count // 2, 3 * count // 4]))


def folds(count: int, seed: int, parts: int = 5) -> list[Split]:
    """Return splits whose tests hold each row once; of the other rows a quarter sets thresholds.

    Parameters
    ----------
    count
        Rows.
    seed
        Of the order.
    parts
        How many tests.
    """
    pieces = np.array_split(np.random.default_rng(seed).permutation(count), parts)
    found = []
    for number, test in enumerate(pieces):
        others = np.concatenate([piece for place, piece in enumerate(pieces) if place != number])
        cut = 3 * len(others) // 4
        found.append(Split(others[:cut], others[cut:], test))
    return found


def score_model() -> Pipeline:
    """Return a logistic regression on standardised columns."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))


def fitted(features: pd.DataFrame, outcome: ArrayLike, weights: ArrayLike | None = None) -> Pipeline:
    """Return the score fitted to people, each of whom counts as much as the weight says.

    Parameters
    ----------
    features, outcome
        Of the people.
    weights
        All alike if None.
    """
    sample = {} if weights is None else {"logisticregression__sample_weight": np.asarray(weights)}
    return score_model().fit(features, np.asarray(outcome), **sample)


def reweighing(outcome: ArrayLike, group: ArrayLike) -> Floats:
    """Return weights under which outcome and group are independent (Kamiran and Calders 2012).

    Parameters
    ----------
    outcome, group
        Flags, shape (n,).
    """
    came, member = np.asarray(outcome, bool), np.asarray(group, bool)
    weights = np.ones(len(came))
    for kind in (False, True):
        for one in (False, True):
            cell = (came == kind) & (member == one)
            if not cell.any():
                raise DataError("reweighing", expected="people of both groups with both outcomes")
            weights[cell] = (came == kind).mean() * (member == one).mean() / cell.mean()
    return weights


def equal_opportunity_cutoffs(outcome: ArrayLike, probability: ArrayLike, group: ArrayLike) -> Floats:
    """Return two cut-offs, of the others and of the group, that find the same share of those who qualify.

    Of all pairs with that property, the one with the most right decisions (Hardt, Price and Srebro 2016).

    Parameters
    ----------
    outcome, group
        Flags, shape (n,).
    probability
        The score, shape (n,).
    """
    p, came, member = np.asarray(probability, float), np.asarray(outcome, bool), np.asarray(group, bool)
    best, cutoffs = -1.0, np.array([0.5, 0.5])
    for share in np.linspace(0.01, 0.99, GRID):
        pair = np.array([np.quantile(p[came & (member == one)], 1 - share) for one in (False, True)])
        right = float(((p > pair[member.astype(int)]) == came).mean())
        if right > best:
            best, cutoffs = right, pair
    return cutoffs


def decisions(people: People, rows: Split, proxies: bool = False) -> pd.DataFrame:
    """Return for each way of deciding the probability of a favourable decision on the test rows.

    A decision that is drawn by lot has a probability between 0 and 1, any other 0 or 1.

    Parameters
    ----------
    people
        The people.
    rows
        Which of them are learnt from, set thresholds, and are decided on.
    proxies
        Whether there is a version without the columns of household and marriage.
    """
    x, y, group = people.features, people.outcome, people.advantaged.astype(int)
    learn, held, test = rows.train, rows.validation, rows.test
    base = fitted(x.iloc[learn], y[learn])
    p_held, p_test = (base.predict_proba(x.iloc[part])[:, 1] for part in (held, test))
    made = {PLAIN: p_test > 0.5}
    aware = x.assign(group=group)
    made["with the group"] = _yes(fitted(aware.iloc[learn], y[learn]), aware.iloc[test])
    if proxies:
        less = without_proxies(people).features
        made["without proxies"] = _yes(fitted(less.iloc[learn], y[learn]), less.iloc[test])
    weights = reweighing(y[learn], group[learn])
    made["reweighing"] = _yes(fitted(x.iloc[learn], y[learn], weights), x.iloc[test])
    made["exponentiated gradient"] = _reduction(x, y, group, rows)
    cutoffs = equal_opportunity_cutoffs(y[held], p_held, group[held])
    made["threshold by group"] = p_test > cutoffs[group[test]]
    made["threshold optimizer"] = _optimised(base, x, y, group, rows)
    return pd.DataFrame(made, dtype=float)


def _yes(model: Pipeline, features: pd.DataFrame) -> NDArray[np.bool_]:
    decided: NDArray[np.bool_] = model.predict_proba(features)[:, 1] > 0.5
    return decided


def _reduction(x: pd.DataFrame, y: NDArray[np.bool_], group: NDArray[np.int_], rows: Split) -> Floats:
    """Return the share of the fitted models, by their weights, that decide in favour."""
    from fairlearn.reductions import EqualizedOdds, ExponentiatedGradient

    scaler = StandardScaler().fit(x.iloc[rows.train])
    model = ExponentiatedGradient(
        LogisticRegression(max_iter=500), EqualizedOdds(difference_bound=BOUND), max_iter=ITERATIONS
    )
    learn = rows.train
    with warnings.catch_warnings():
        # fairlearn 0.15 builds series in a way that pandas 4 will refuse
        warnings.simplefilter("ignore", DeprecationWarning)
        model.fit(scaler.transform(x.iloc[learn]), y[learn].astype(int), sensitive_features=group[learn])
    shares: Floats = model._pmf_predict(scaler.transform(x.iloc[rows.test]))[:, 1]
    return shares


def _optimised(
    base: Pipeline, x: pd.DataFrame, y: NDArray[np.bool_], group: NDArray[np.int_], rows: Split
) -> Floats:
    """Return the probability of a favourable decision under thresholds with lots, set on validation rows."""
    from fairlearn.postprocessing import ThresholdOptimizer

    model = ThresholdOptimizer(
        estimator=base,
        constraints="equalized_odds",
        prefit=True,
        predict_method="predict_proba",
        grid_size=GRID,
    )
    held, test = rows.validation, rows.test
    model.fit(x.iloc[held], y[held].astype(int), sensitive_features=group[held])
    shares: Floats = model._pmf_predict(x.iloc[test], sensitive_features=group[test])[:, 1]
    return shares


def summary(made: pd.DataFrame, outcome: ArrayLike, group: ArrayLike) -> pd.DataFrame:
    """Return for each way of deciding how often it is right, and its gaps, in per cent.

    Columns: `right`, `false positives` and `true positives` (the advantaged less the others), `largest gap`
    with `low` and `high`.

    Parameters
    ----------
    made
        As `decisions` returns it.
    outcome, group
        Flags of the same people.
    """
    came, member = np.asarray(outcome, bool), np.asarray(group, bool)
    rows = {}
    for name in made:
        said = made[name].to_numpy()
        value, (low, high) = gap_of(came, said, member)
        gaps = [_difference(said, came == kind, member)[0] for kind in (False, True)]
        rows[name] = [_right(said, came).mean(), *gaps, value, low, high]
    columns = ["right", "false positives", "true positives", "largest gap", "low", "high"]
    return 100 * pd.DataFrame.from_dict(rows, orient="index", columns=columns)


@dataclass(frozen=True)
class Change:
    """What one way of deciding changes against one threshold, with its interval and its raw p-value."""

    value: float
    interval: Interval
    p: float


def changes(made: pd.DataFrame, outcome: ArrayLike, group: ArrayLike) -> dict[tuple[str, str], Change]:
    """Return the change of each measure by each way of deciding against one threshold, in points.

    The same people are decided on, so that a change is a mean over people, or the difference of two such
    means, and its standard error is that of their differences. The models are taken as given.

    Parameters
    ----------
    made
        As `decisions` returns it.
    outcome, group
        Flags of the same people.
    """
    came, member = np.asarray(outcome, bool), np.asarray(group, bool)
    plain = made[PLAIN].to_numpy()
    found = {}
    for name in made.columns.drop(PLAIN):
        said = made[name].to_numpy()
        gain = _right(said, came) - _right(plain, came)
        measured = {"right": (float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(len(gain))))}
        for kind, label in ((False, "false positives"), (True, "true positives")):
            measured[label] = _difference(said - plain, came == kind, member)
        for measure, (value, error) in measured.items():
            found[str(name), measure] = _change(100 * value, 100 * error)
    return found


def _change(value: float, error: float) -> Change:
    p = float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else 1.0
    return Change(value, within_standard_errors(value, error), p)


def _right(said: Floats, came: NDArray[np.bool_]) -> Floats:
    return np.where(came, said, 1 - said)


def _difference(values: Floats, counted: NDArray[np.bool_], member: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the mean of the advantaged less that of the others, among the counted, and its error."""
    ours, theirs = values[counted & member], values[counted & ~member]
    error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
    return float(ours.mean() - theirs.mean()), float(error)


def corrected(found: Mapping[str, Mapping[tuple[str, str], Change]]) -> dict[tuple[str, str, str], float]:
    """Return the p-values of all changes on all tables, corrected together (Holm 1979)."""
    named = {
        "|".join((table, *key)): change.p
        for table, changed in found.items()
        for key, change in changed.items()
    }
    return {(one[0], one[1], one[2]): p for name, p in holm(named).items() for one in [name.split("|")]}


def pooled(people: People, seed: int) -> pd.DataFrame:
    """Return decisions on everybody, each by models that did not see them; five tests of `folds`.

    Parameters
    ----------
    people
        The people.
    seed
        Of the folds.
    """
    parts = [decisions(people, rows).set_axis(rows.test) for rows in folds(len(people.outcome), seed)]
    return pd.concat(parts).sort_index()


def listed(found: Mapping[tuple[str, str], Change], p: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """Return the changes in points as text, a row for each way of deciding; a star marks p below 0.05.

    Parameters
    ----------
    found
        Changes on one table.
    p
        Their corrected p-values.
    """
    short = {"right": "right", "false positives": "FP gap", "true positives": "TP gap"}
    rows: dict[str, dict[str, str]] = {}
    for key, change in found.items():
        text = f"{change.value:+.1f}".replace("-", "\N{MINUS SIGN}") + "*" * (p[key] < 0.05)
        rows.setdefault(key[0], {})[short[key[1]]] = text
    return pd.DataFrame.from_dict(rows, orient="index")


def over_splits(people: People, seeds: list[int]) -> pd.DataFrame:
    """Return the summary of each of several splits, with a column `seed`.

    Parameters
    ----------
    people
        The people.
    seeds
        One for each split.
    """
    tables = []
    for seed in seeds:
        rows = split(len(people.outcome), seed)
        table = summary(decisions(people, rows), people.outcome[rows.test], people.advantaged[rows.test])
        tables.append(table.assign(seed=seed))
    return pd.concat(tables).rename_axis("decision").reset_index()
