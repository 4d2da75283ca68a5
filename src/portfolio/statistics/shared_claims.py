"""What the shared methods claim, each tried on a population of known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.results import methods
from portfolio.statistics import bootstrap, folds, means, stability_index, window_drift
from portfolio.statistics.claims import Claim

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float]

WEEKS, A_WEEK, A_SMALL_WEEK, RESAMPLES = 53, 20, 6, 500  # as many weeks as a year touches
FOLDS, ROWS = 10, 200  # five folds, drawn twice
SEEDS = 3
LISTED, LIST_DRAWS = 1000, 200
ARTICLES, RIGHT = 464, 0.8
IMAGES = 1000
REFERENCE, BATCH, COLUMNS, DRAWS = 400, 200, 4, 199


def in_weeks(rng: np.random.Generator, rows: int = A_WEEK) -> tuple[Floats, pd.Series]:
    """Return values with a mean of 1, a long tail, half of their variance between weeks, and the weeks.

    Parameters
    ----------
    rng
        Source of chance.
    rows
        In a week.
    """
    weeks = np.repeat(np.arange(WEEKS), rows)
    # a gamma variable of shape 1/2 for each: mean 1/2, variance 1/2
    between, within = rng.gamma(0.5, 1.0, WEEKS), rng.gamma(0.5, 1.0, len(weeks))
    return between[weeks] + within, pd.Series(weeks)


def mean_of_weeks(rng: np.random.Generator) -> Bounds:
    """Return the interval of the mean, and the true mean."""
    values, weeks = in_weeks(rng)
    weights = bootstrap.draw_weights(WEEKS, RESAMPLES, rng)
    low, high = bootstrap.interval(bootstrap.cluster_means(pd.Series(values), weeks, weights))
    return low, high, 1.0


def median_of_weeks(rng: np.random.Generator) -> Bounds:
    """Return the interval of the median, and the true one: the sum of both parts is exponential."""
    values, weeks = in_weeks(rng, A_SMALL_WEEK)
    weights = bootstrap.draw_weights(WEEKS, RESAMPLES, rng)
    low, high = bootstrap.interval(bootstrap.cluster_quantiles(pd.Series(values), weeks, weights))
    return low, high, float(np.log(2))


def rate_of_weeks(rng: np.random.Generator) -> Bounds:
    """Return the interval of one group's share, and the true share; weeks differ in their share."""
    weeks = np.repeat(np.arange(WEEKS), A_WEEK)
    hit = rng.random(len(weeks)) < rng.beta(2, 6, WEEKS)[weeks]
    frame = pd.DataFrame({"week": weeks, "hit": hit.astype(float), "hour": rng.integers(0, 2, len(weeks))})
    weights = bootstrap.draw_weights(WEEKS, RESAMPLES, rng)
    table = bootstrap.rates_by(frame, "hour", "hit", "week", weights)
    low, high = table.loc[0, ["low", "high"]].to_numpy(dtype=float)
    return float(low), float(high), 0.25


def gaps_at_once(rng: np.random.Generator) -> Bounds:
    """Return, in halves of its interval, how far the worst covered of four true differences lies off.

    Five lists are compared with the first on the same customers; amounts have a long tail.
    """
    shared = rng.gamma(0.5, 1.0, LISTED)
    caught = np.array([shared + rng.gamma(0.5, 1.0 + 0.2 * k, LISTED) for k in range(5)])
    times = rng.multinomial(LISTED, np.full(LISTED, 1 / LISTED), size=LIST_DRAWS)
    gaps = pd.DataFrame((caught[1:] - caught[0]).T, columns=list("abcd"))
    draws = pd.DataFrame(times @ gaps.to_numpy() / LISTED, columns=gaps.columns)
    found = bootstrap.simultaneous(gaps.mean(), draws)
    truth = {name: 0.1 * k for k, name in enumerate(gaps, 1)}
    off = [abs(truth[name] - (low + high) / 2) / ((high - low) / 2) for name, (low, high) in found.items()]
    return -1.0, 1.0, max(off)


def held_out_losses(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the mean squared error of two models in each fold of a cross-validation drawn twice.

    Each fits a line through the origin to one of two columns, which matter alike: neither is better.
    """
    x = rng.normal(size=(ROWS, 2))
    y = x.sum(axis=1) + rng.standard_t(5, ROWS)
    orders = [np.array_split(rng.permutation(ROWS), FOLDS // 2) for _ in range(2)]
    losses = np.empty((FOLDS, 2))
    for fold, test in enumerate([part for order in orders for part in order]):
        learn = np.ones(ROWS, dtype=bool)
        learn[test] = False
        slope = (x[learn] * y[learn, None]).sum(axis=0) / (x[learn] ** 2).sum(axis=0)
        losses[fold] = np.mean((y[test, None] - slope * x[test]) ** 2, axis=0)
    return losses[:, 0], losses[:, 1]


def gap_over_folds(rng: np.random.Generator) -> Bounds:
    """Return the interval of the difference of two models that are equally good, and 0."""
    one, other = held_out_losses(rng)
    low, high = folds.corrected_t(one - other, 0.8 * ROWS, 0.2 * ROWS).bounds
    return low, high, 0.0


def p_over_folds(rng: np.random.Generator) -> float:
    """Return the p-value of a difference between two models that are equally good."""
    one, other = held_out_losses(rng)
    return folds.corrected_t(one - other, 0.8 * ROWS, 0.2 * ROWS).p


def mean_of_seeds(rng: np.random.Generator) -> Bounds:
    """Return the interval of a mean over three seeds, and the true mean."""
    _, (low, high) = means.student_t(pd.Series(rng.normal(0.1, 0.05, SEEDS)))
    return low, high, 0.1


def share_of_articles(rng: np.random.Generator) -> Bounds:
    """Return the interval of an accuracy, and the true one."""
    low, high = means.wilson(int(rng.binomial(ARTICLES, RIGHT)), ARTICLES)
    return low, high, RIGHT


def mean_of_images(rng: np.random.Generator) -> Bounds:
    """Return the interval of a mean over images with a long tail, and the true mean."""
    values = rng.gamma(4.0, 25.0, IMAGES)
    low, high = means.within_standard_errors(float(values.mean()), float(values.std() / np.sqrt(IMAGES)))
    return low, high, 100.0


def p_of_fresh_batch(rng: np.random.Generator) -> float:
    """Return the p-value of the largest stability index of a batch from the population of its reference."""
    shared = rng.normal(size=(REFERENCE + BATCH, 1))
    rows = pd.DataFrame(shared + rng.normal(size=(REFERENCE + BATCH, COLUMNS)))
    past, batch = rows.iloc[:REFERENCE], rows.iloc[REFERENCE:]
    bins = [stability_index.reference_bins(past[column]) for column in past]
    codes = [one.code(past[column]) for one, column in zip(bins, past, strict=True)]
    counts = [one.count(batch[column]) for one, column in zip(bins, batch, strict=True)]
    seen = max(stability_index.psi(one.counts, count) for one, count in zip(bins, counts, strict=True))
    chance = stability_index.largest_by_chance(codes, BATCH, DRAWS, rng)
    return float((1 + (chance >= seen).sum()) / (DRAWS + 1))


def p_of_like_window(rng: np.random.Generator) -> float:
    """Return the smallest p-value after Holm of a window from the population of its reference."""
    rows = window_rows(REFERENCE + BATCH, rng)
    past, now = rows.iloc[:REFERENCE], rows.iloc[REFERENCE:]
    bins = {name: stability_index.reference_bins(past[name]) for name in FEATURES}
    before, after = (
        {name: one.count(side[name]).tolist() for name, one in bins.items()} for side in (past, now)
    )
    seed = int(rng.integers(2**31))
    tests = (
        window_drift.column_test(before, after, draws=499, seed=seed),
        window_drift.classifier_test(past[FEATURES], now[FEATURES], permutations=99, seed=seed),
        window_drift.prediction_test(past["probability"], now["probability"], draws=499, seed=seed),
        window_drift.calibration_test(now["outcome"], now["probability"]),
    )
    return min(one.adjusted for one in window_drift.together(tests))


FEATURES = ["a", "b", "c", "home"]


def window_rows(size: int, rng: np.random.Generator, shift: float = 0.0) -> pd.DataFrame:
    """Return rows of three dependent numbers, gaps in one, and a text, with probabilities and outcomes.

    Parameters
    ----------
    size
        Rows.
    rng
        Source of chance.
    shift
        Of the first number, in units of half of its variance.
    """
    numbers = rng.normal(size=(size, 1)) + rng.normal(size=(size, 3))
    numbers[:, 0] += shift
    rows = pd.DataFrame(numbers, columns=FEATURES[:3])
    rows["home"] = rng.choice(["owner", "rent", "parents"], size, p=[0.5, 0.3, 0.2])
    rows["probability"] = 1 / (1 + np.exp(1.0 - numbers[:, 0] - (rows["home"] == "rent")))
    rows["outcome"] = rng.random(size) < rows["probability"]
    rows.loc[rng.random(size) < 0.1, "b"] = np.nan
    return rows


_TAIL = "half of the variance lies between weeks; long tail"
_FOLDS = f"{ROWS} rows, five folds drawn twice, two models that are equally good; errors by Student's t, 5 df"

CLAIMS = (
    Claim(
        "mean of clustered rows",
        methods.CLUSTER_BOOTSTRAP,
        f"{WEEKS} weeks of {A_WEEK} rows; {_TAIL}",
        mean_of_weeks,
        many=1000,
    ),
    Claim(
        "median of clustered rows",
        methods.CLUSTER_BOOTSTRAP,
        f"{WEEKS} weeks of {A_SMALL_WEEK} rows; {_TAIL}",
        median_of_weeks,
        many=1000,
    ),
    Claim(
        "share in a group of clustered rows",
        methods.CLUSTER_BOOTSTRAP,
        f"{WEEKS} weeks of {A_WEEK} rows in two groups; each week has a share of its own",
        rate_of_weeks,
        many=1000,
    ),
    Claim(
        "four differences at once",
        methods.SIMULTANEOUS,
        f"{LISTED:,} customers, four lists against a fifth, amounts with a long tail; covered means all four",
        gaps_at_once,
        many=1000,
    ),
    Claim("difference of two models over folds", methods.CORRECTED_T, _FOLDS, gap_over_folds, 0.98, 0.01),
    Claim("test of two equal models", methods.CORRECTED_T_TEST, _FOLDS, p_over_folds, 0.02, 0.005, 600),
    Claim(
        "mean over seeds",
        methods.STUDENT_T,
        "three seeds, normal",
        mean_of_seeds,
        margin=0.005,
        repeats=1000,
    ),
    Claim(
        "accuracy",
        methods.WILSON,
        f"{ARTICLES} articles, {RIGHT:.0%} right",
        share_of_articles,
    ),
    Claim(
        "mean over images",
        methods.STANDARD_ERROR,
        f"{IMAGES:,} images, skewed (gamma, shape 4)",
        mean_of_images,
    ),
    Claim(
        "largest stability index of a fresh batch",
        methods.DRIFT_ALARM,
        f"{REFERENCE} rows of {COLUMNS} dependent normal columns, a batch of {BATCH} from the same source",
        p_of_fresh_batch,
        margin=0.005,
        repeats=400,
        many=4000,
    ),
    Claim(
        "alarm on a window of served rows",
        methods.WINDOW_ALARM,
        f"{REFERENCE} rows of three dependent numbers, one with gaps, and a text; {BATCH} of the same source",
        p_of_like_window,
        margin=0.005,
        repeats=400,
        many=20_000,  # the correction keeps below the level, so that the finer twin is harder to tell
    ),
)
