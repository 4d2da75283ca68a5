"""The score in use: a fitted pipeline with its recalibration and cut-off, that reads columns by name."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from portfolio.errors import DataError, nearest
from portfolio.scoring.applicants import Applicants, check_finite, is_number
from portfolio.scoring.calibration import Recalibration, expit, fit_recalibration, logit
from portfolio.scoring.encoding import unseen_levels
from portfolio.scoring.models import DEPLOYABLE, FAMILIES, Settings, pipeline
from portfolio.scoring.protocol import tuned_cutoff
from portfolio.scoring.search import Search, search
from portfolio.scoring.threads import one_thread


@dataclass(frozen=True)
class Score:
    """A score that can be used.

    Parameters
    ----------
    family, settings
        Which model, and its hyperparameters.
    model
        The fitted pipeline.
    mend
        Its recalibration.
    cutoff
        Probability of a bad outcome above which an application is refused.
    cost_ratio
        For which the cut-off was tuned.
    kinds
        Its columns, each `number` or `text`.
    levels
        Values of each text column when fitted.
    """

    family: str
    settings: Settings
    model: Pipeline
    mend: Recalibration
    cutoff: float
    cost_ratio: float
    kinds: dict[str, str]
    levels: dict[str, list[str]] = field(default_factory=dict)

    def align(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the columns of the score from a frame, found by name whatever their order.

        Raises
        ------
        DataError
            Columns are missing, unknown, doubled or of another kind, or a value is infinite; all are named.
        """
        problems = _column_problems(frame, self.kinds)
        if problems:
            raise DataError("these are not the columns of the score", got="; ".join(problems))
        frame = frame[list(self.kinds)]
        check_finite(frame)
        types = {name: float if kind == "number" else object for name, kind in self.kinds.items()}
        return frame.astype(types)

    def probability(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the probability of a bad outcome of each applicant, shape (n,)."""
        return expit(self.log_odds(frame))

    def log_odds(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the recalibrated log-odds of a bad outcome, shape (n,); empty for no applicants."""
        aligned = self.align(frame)
        if aligned.empty:
            return np.empty(0)
        raw = logit(self.model.predict_proba(aligned)[:, 1])
        return np.asarray(self.mend.intercept + self.mend.slope * raw)

    def refused(self, frame: pd.DataFrame) -> np.ndarray:
        """Return whether each application is refused."""
        return self.probability(frame) > self.cutoff

    def unseen(self, frame: pd.DataFrame) -> pd.Series:
        """Return how many rows of each text column hold a value never seen; they score as rare ones."""
        return unseen_levels(self.align(frame), self.levels)


@one_thread
def fit_score(applicants: Applicants, how: Search, names: tuple[str, ...] = DEPLOYABLE) -> Score:
    """Return the score that the inner folds choose among families, fitted on all applicants.

    The race on outer folds tests this very procedure.

    Parameters
    ----------
    applicants
        The checked table.
    how
        Cost ratio, number of settings, seed.
    names
        The families to choose from.
    """
    X, bad, ratios = applicants.features, applicants.bad, applicants.table.ratios
    found = {name: search(FAMILIES[name], X, bad, ratios, how) for name in names}
    best = min(found, key=lambda name: found[name].score)
    chosen = found[best]
    model = pipeline(FAMILIES[best], chosen.settings, ratios, how.seed).fit(X, bad)
    mend = fit_recalibration(bad, chosen.probability)
    cutoff = tuned_cutoff(bad, mend(chosen.probability), how.cost_ratio)
    kinds = {str(name): "number" if is_number(X[name]) else "text" for name in X}
    levels = {name: sorted(map(str, X[name].dropna().unique())) for name in applicants.texts}
    return Score(best, dict(chosen.settings), model, mend, cutoff, how.cost_ratio, kinds, levels)


def _column_problems(frame: pd.DataFrame, kinds: dict[str, str]) -> list[str]:
    names = [str(name) for name in frame.columns]
    unknown = [name for name in names if name not in kinds]
    problems = []
    for name, kind in kinds.items():
        if names.count(name) == 0:
            hint = nearest(name, unknown) if unknown else ""
            problems.append(f"no {name!r}" + (f" ({hint.split(' Known')[0]})" if "Did you" in hint else ""))
        elif names.count(name) > 1:
            problems.append(f"{name!r} appears {names.count(name)} times")
        elif frame.shape[0] and is_number(frame[name]) != (kind == "number"):
            problems.append(f"{name!r} is not a {kind}" if frame[name].notna().any() else "")
    problems += [f"unknown {name!r}" for name in unknown]
    return [problem for problem in problems if problem]
