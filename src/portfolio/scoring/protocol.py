"""One protocol for all models: repeated stratified folds, the same for each, everything fitted inside."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from portfolio.errors import DataError, UsageError
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.calibration import fit_recalibration
from portfolio.scoring.costs import cheapest_cutoff
from portfolio.scoring.features import add_ratios
from portfolio.scoring.models import DEPLOYABLE, FAMILIES, Family, Settings, pipeline
from portfolio.scoring.search import Found, Search, search
from portfolio.scoring.threads import one_thread

CHOSEN = "chosen in the fold"
_SMOOTH = 40  # steps of the cost curve on each side that are averaged before its foot is looked for


@dataclass(frozen=True)
class Splits:
    """Outer folds: `test[i]` holds the positions of fold i; folds of one repeat share no applicant."""

    test: tuple[np.ndarray, ...]
    repeat: tuple[int, ...]
    size: int

    def train(self, fold: int) -> np.ndarray:
        """Return the positions of the training part of a fold."""
        return np.setdiff1d(np.arange(self.size), self.test[fold], assume_unique=True)

    def only(self, fold: int) -> Splits:
        """Return one of the folds alone."""
        return Splits((self.test[fold],), (0,), self.size)


@dataclass(frozen=True)
class Race:
    """What every model said of every applicant it had not seen.

    Parameters
    ----------
    splits
        The outer folds.
    raw, probability, cutoff
        By model: arrays of shape (repeats, n): prediction as it came, recalibrated, and the cut-off of its
        fold.
    folds
        One row per model and fold: settings, also as text, inner score, seconds to search, to fit and to
        predict a thousand.
    """

    splits: Splits
    raw: dict[str, np.ndarray]
    probability: dict[str, np.ndarray]
    cutoff: dict[str, np.ndarray]
    folds: pd.DataFrame

    @property
    def models(self) -> list[str]:
        """Return the names of the models, in the order of the race."""
        return list(self.probability)

    @property
    def repeats(self) -> int:
        """Return how often each applicant was held out."""
        return max(self.splits.repeat) + 1

    def folds_cutoffs(self, model: str) -> np.ndarray:
        """Return the cut-off that each fold chose, shape (folds,)."""
        places = zip(self.splits.repeat, self.splits.test, strict=True)
        return np.array([self.cutoff[model][repeat, held[0]] for repeat, held in places])

    @property
    def most_chosen(self) -> str:
        """Return the family that the inner folds chose most often."""
        chosen = self.folds.loc[self.folds["model"] == CHOSEN, "settings"]
        return str(chosen.value_counts().index[0])


def split(bad: np.ndarray, folds: int = 5, repeats: int = 2, seed: int = 0) -> Splits:
    """Return repeated stratified folds.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    folds
        Folds of a repeat.
    repeats
        How often the folds are drawn anew.
    seed
        Of all that is drawn.

    Raises
    ------
    UsageError
        Fewer than two folds or one repeat.
    """
    if folds < 2 or repeats < 1:
        raise UsageError("folds and repeats", expected="at least 2 and 1", got=f"{folds} and {repeats}")
    test, numbers = [], []
    for repeat in range(repeats):
        parts = StratifiedKFold(folds, shuffle=True, random_state=seed * 1000 + repeat)
        for _, held in parts.split(np.zeros(len(bad)), bad):
            test.append(held)
            numbers.append(repeat)
    return Splits(tuple(test), tuple(numbers), len(bad))


def split_in_time(dates: np.ndarray, share: float = 0.2) -> Splits:
    """Return one outer fold: the latest applications are tested by what was learnt from the earlier ones.

    Applications of one day stay together, so the tested part may be a little smaller.

    Parameters
    ----------
    dates
        Day of each application, shape (n,).
    share
        Of the applications, to be tested.

    Raises
    ------
    DataError
        All applications bear the same date, or one has none.
    """
    if pd.isna(dates).any():
        raise DataError("an application bears no date", got=f"{int(pd.isna(dates).sum())} without")
    first = np.sort(dates)[int((1 - share) * len(dates)) - 1]
    test = np.flatnonzero(dates > first)
    if not len(test):
        raise DataError("the dates do not order the applications", expected="later ones than most")
    return Splits((test,), (0,), len(dates))


@one_thread
def run(applicants: Applicants, splits: Splits, how: Search, names: Sequence[str] = tuple(FAMILIES)) -> Race:
    """Return what each family predicts under one nested cross-validation.

    In each fold and for each family: search settings on inner folds of the training part, fit
    recalibration and cut-off on its inner out-of-fold predictions, fit the model on the whole training part,
    predict the test part. `CHOSEN` is the deployable family that was cheapest on the inner folds: choosing it
    is part of what is tested. Ratios are made once, before: each reads its own row and nothing else.

    Parameters
    ----------
    applicants
        The checked table.
    splits
        The outer folds.
    how
        Cost ratio, number of settings, seed.
    names
        The families that take part.
    """
    race = _run(applicants, splits, how, {name: [()] * len(splits.test) for name in names})
    deployable = [name for name in DEPLOYABLE if name in names]
    return _with_choice(race, deployable) if deployable else race


@one_thread
def run_with_settings(
    applicants: Applicants, race: Race, how: Search, name: str, family: Family | None = None
) -> Race:
    """Return the predictions of one family for other columns of the same applicants, or of a variant of it.

    Folds are those of `race`, and so are the settings of each fold: what differs is due to the columns or to
    the variant.

    Parameters
    ----------
    applicants
        Those of the race, with the columns to try.
    race
        Gives folds and settings.
    how
        Cost ratio and seed.
    name
        The family whose settings are taken.
    family
        The variant that is fitted; by default the family itself.
    """
    own = race.folds[race.folds["model"] == name].set_index("fold")["parameters"]
    tried: dict[str, list[tuple[Settings, ...]]] = {name: [(own[fold],) for fold in range(len(own))]}
    return _run(applicants, race.splits, how, tried, {name: family or FAMILIES[name]})


def _run(
    applicants: Applicants,
    splits: Splits,
    how: Search,
    tried: Mapping[str, list[tuple[Settings, ...]]],
    families: Mapping[str, Family] = FAMILIES,
) -> Race:
    """Return the race of the families in `tried`; each with the settings of each fold, none to search."""
    shape = (max(splits.repeat) + 1, splits.size)
    arrays = {kind: {name: np.full(shape, np.nan) for name in tried} for kind in ("raw", "prob", "cut")}
    wide, rows = add_ratios(applicants.features, applicants.table.ratios), []
    for fold, held in enumerate(splits.test):
        for name, settings in tried.items():
            train = splits.train(fold)
            row, *values = _one(wide, applicants.bad, train, held, families[name], how, settings[fold])
            rows.append({"model": name, "fold": fold, **row})
            for kind, value in zip(arrays, values, strict=True):
                arrays[kind][name][splits.repeat[fold], held] = value
    return Race(splits, arrays["raw"], arrays["prob"], arrays["cut"], pd.DataFrame(rows))


def _one(
    X: pd.DataFrame,
    bad: np.ndarray,
    train: np.ndarray,
    held: np.ndarray,
    family: Family,
    how: Search,
    tried: Sequence[Settings],
) -> tuple[dict[str, object], np.ndarray, np.ndarray, float]:
    """Return the row of the fold, raw and recalibrated predictions, and the cut-off."""
    start = time.perf_counter()
    found = search(family, X.iloc[train], bad[train], (), how, tried)
    searched = time.perf_counter()
    model = pipeline(family, found.settings, (), how.seed).fit(X.iloc[train], bad[train])
    fitted = time.perf_counter()
    raw = model.predict_proba(X.iloc[held])[:, 1]
    predicted = time.perf_counter()
    mend = fit_recalibration(bad[train], found.probability)
    cutoff = tuned_cutoff(bad[train], mend(found.probability), how.cost_ratio)
    row = {
        "settings": written(found),
        "parameters": found.settings,
        "score": found.score,
        "search_seconds": searched - start,
        "fit_seconds": fitted - searched,
        "predict_seconds": 1000 * (predicted - fitted) / len(held),
    }
    return row, raw, mend(raw), cutoff


def tuned_cutoff(bad: np.ndarray, probability: np.ndarray, cost_ratio: float) -> float:
    """Return the cut-off tuned on out-of-fold predictions of a training part.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    """
    return cheapest_cutoff(bad, probability, cost_ratio, smooth=_SMOOTH)


def written(found: Found) -> str:
    """Return settings as a short text."""
    return ", ".join(f"{name} {value:.3g}" for name, value in found.settings.items()) or "none"


def _with_choice(race: Race, candidates: list[str]) -> Race:
    """Return the race with the model that the inner folds would have chosen in each fold."""
    scores = race.folds[race.folds["model"].isin(candidates)]
    best = scores.loc[scores.groupby("fold")["score"].idxmin()].set_index("fold")["model"]
    added = {}
    for kind in ("raw", "probability", "cutoff"):
        arrays = getattr(race, kind)
        chosen = np.full_like(arrays[candidates[0]], np.nan)
        for fold, held in enumerate(race.splits.test):
            place = race.splits.repeat[fold], held
            chosen[place] = arrays[best[fold]][place]
        added[kind] = {**arrays, CHOSEN: chosen}
    own = race.folds.merge(best.rename("model").reset_index(), on=["fold", "model"])
    folds = pd.concat([race.folds, own.assign(settings=own["model"], model=CHOSEN)], ignore_index=True)
    return Race(race.splits, added["raw"], added["probability"], added["cutoff"], folds)
