"""A backlog of stories sized by three points, and when it will be done."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from portfolio.errors import DataError, UsageError
from portfolio.scoping.inputs import Pert

# Person-days, all assumed: smallest, likely and largest.
STORIES = pd.DataFrame(
    [
        ("data", "analyst", "read dated applications with their outcomes", 6, 10, 25),
        ("data", "auditor", "see where each column comes from", 3, 5, 10),
        ("data", "data protection officer", "see rows deleted on time", 3, 5, 12),
        ("model", "risk manager", "compare the new score with the scorecard", 6, 8, 15),
        ("model", "risk manager", "get probabilities that are calibrated", 3, 4, 8),
        ("model", "compliance officer", "see error rates by group", 4, 6, 14),
        ("decision", "underwriter", "see the score in my own screen", 8, 12, 30),
        ("decision", "underwriter", "overrule the score and say why", 3, 5, 10),
        ("decision", "applicant", "be told the main reasons", 5, 8, 18),
        ("operation", "operator", "roll back within minutes", 3, 5, 9),
        ("operation", "operator", "be warned when applicants change", 4, 6, 14),
        ("operation", "risk manager", "run the new score in the shadow of the old", 6, 9, 20),
        ("duties", "compliance officer", "hold the technical documentation", 8, 12, 25),
        ("duties", "data protection officer", "sign the impact assessment", 5, 8, 16),
    ],
    columns=["epic", "as a", "I want to", "low", "likely", "high"],
)


def simulate_effort(
    stories: pd.DataFrame, correlation: float, n: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return n simulated efforts of each story (person-days), shape (n, stories).

    A Gaussian copula with one common factor: what makes one story long tends to make all of them long.

    Raises
    ------
    UsageError
        The correlation is not from 0 up to, but not including, 1.
    """
    if not 0 <= correlation < 1:
        raise UsageError("correlation of the stories", expected="from 0 to below 1", got=correlation)
    common = rng.standard_normal((n, 1))
    own = rng.standard_normal((n, len(stories)))
    shares = stats.norm.cdf(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    points = stories[["low", "likely", "high"]].to_numpy(dtype=float)
    return np.column_stack([Pert(*row).ppf(shares[:, at]) for at, row in enumerate(points)])


def simulate_progress(
    team: int, focus: Pert, sprints: int, n: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return person-days done by the end of each sprint, shape (n, sprints + 1), starting with 0.

    A sprint has ten working days. Its share of time for stories is the mean of two draws: one that lasts for
    the whole project and one for this sprint alone.
    """
    lasting = focus.ppf(rng.random((n, 1)))
    passing = focus.ppf(rng.random((n, sprints)))
    done = np.cumsum(10 * team * (lasting + passing) / 2, axis=1)
    return np.column_stack([np.zeros(n), done])


def sprints_needed(effort: NDArray[np.float64], progress: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return in which sprint each simulated backlog is done.

    Raises
    ------
    DataError
        The simulated sprints do not suffice for one of the backlogs.
    """
    finished = progress >= effort[:, None]
    if not finished[:, -1].all():
        hint = "Simulate more sprints."
        raise DataError(
            "a backlog is not done in the simulated sprints", got=progress.shape[1] - 1, hint=hint
        )
    return np.asarray(finished.argmax(axis=1))
