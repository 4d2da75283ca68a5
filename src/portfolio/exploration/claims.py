"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from portfolio.exploration.association import spearman_draws
from portfolio.exploration.skill import auc_draws
from portfolio.exploration.standardisation import excess_over_others
from portfolio.results.methods import CLUSTER_BOOTSTRAP, CLUSTER_T_TEST
from portfolio.statistics.bootstrap import draw_weights, interval
from portfolio.statistics.claims import Claim

WEEKS, A_WEEK, RESAMPLES, ROWS = 53, 4, 200, 600
CORRELATION, APART = 0.5, 1.0


def rank_correlation(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of Spearman's correlation, and the true one of a bivariate normal distribution."""
    weeks = np.repeat(np.arange(WEEKS), A_WEEK)
    spread = [[0.5, CORRELATION / 2], [CORRELATION / 2, 0.5]]
    between, within = (rng.multivariate_normal([0, 0], spread, n) for n in (WEEKS, len(weeks)))
    x, y = (pd.Series(column) for column in (between[weeks] + within).T)
    weights = draw_weights(WEEKS, RESAMPLES, rng)
    low, high = interval(spearman_draws(x, y, pd.Series(weeks), weights))
    return low, high, float(6 / np.pi * np.arcsin(CORRELATION / 2))


def area_under_roc(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the area under the ROC curve, and the true one of two normal distributions."""
    weeks = np.repeat(np.arange(WEEKS), 2 * A_WEEK)
    hit = rng.random(len(weeks)) < 0.3
    score = APART * hit + np.sqrt(0.5) * (rng.normal(size=WEEKS)[weeks] + rng.normal(size=len(weeks)))
    weights = draw_weights(WEEKS, RESAMPLES, rng)
    low, high = interval(auc_draws(pd.Series(hit), pd.Series(score), pd.Series(weeks), weights))
    return low, high, float(stats.norm.cdf(APART / np.sqrt(2)))


def group_against_others(rng: np.random.Generator) -> float:
    """Return the p-value of one group's difference from the others at equal hours, where there is none."""
    week, group = rng.integers(0, WEEKS, ROWS), rng.choice(3, ROWS, p=[0.5, 0.3, 0.2])
    hour = np.where(group == 0, rng.integers(2, 6, ROWS), rng.integers(0, 6, ROWS))
    shared, own = rng.normal(0, 1, WEEKS), rng.normal(0, 0.5, (WEEKS, 3))
    late = 0.5 * hour + shared[week] + own[week, group] + rng.normal(0, 1, ROWS)
    frame = pd.DataFrame({"week": week, "group": group, "hour": hour, "late": late})
    weights = draw_weights(frame["week"].nunique(), RESAMPLES // 2, rng)
    return float(excess_over_others(frame, "group", ["hour"], "late", "week", weights)["p"].iloc[0])


CLAIMS = (
    Claim(
        "rank correlation of clustered rows",
        CLUSTER_BOOTSTRAP,
        f"{WEEKS} weeks of {A_WEEK} rows, normal; half of the variance lies between weeks",
        rank_correlation,
        many=1000,
    ),
    Claim(
        "ROC AUC of clustered rows",
        CLUSTER_BOOTSTRAP,
        f"{WEEKS} weeks of {2 * A_WEEK} rows, 30 % positive; half of the spread lies between weeks",
        area_under_roc,
        many=1000,
    ),
    Claim(
        "one group against the others of its hours",
        CLUSTER_T_TEST,
        f"{ROWS} rows in {WEEKS} weeks, three groups at other hours; weeks differ for all and for each",
        group_against_others,
        margin=0.01,
        repeats=400,
        many=4000,
    ),
)
