"""Detectors tried on streams whose population is known: how often they are wrong, and how long they take."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.monitoring.stream_detectors import PATHS, first_alarms, mmd_test
from portfolio.statistics.domain_classifier import domain_test

Floats = NDArray[np.float64]
QUIET = ("independent", "autocorrelated", "seasonal")
RATE, WAVE, REPEATED = 0.22, 0.08, 0.5


def error_streams(
    kind: str,
    streams: int,
    steps: int,
    rng: np.random.Generator,
    rise: float = 0.0,
    change: int | None = None,
) -> Floats:
    """Return streams of errors, each right or wrong, of a rate that is known.

    Parameters
    ----------
    kind
        `independent`; `autocorrelated`, where half of the steps repeat the one before; `seasonal`, where the
        rate swings over a year of 365 steps.
    streams, steps
        How many, how long.
    rng
        Source of chance.
    rise
        Of the error rate from the step `change` on.
    change
        None for quiet streams.
    """
    rate = np.full((streams, steps), RATE)
    if kind == "seasonal":
        phase = rng.uniform(0, 2 * np.pi, (streams, 1))
        rate = rate + WAVE * np.sin(2 * np.pi * np.arange(steps) / 365 + phase)
    if change is not None:
        rate[:, change:] += rise
    drawn = rng.random((streams, steps))
    if kind == "autocorrelated":
        repeats = rng.random((streams, steps)) < REPEATED
        repeats[:, 0] = False
        source = np.maximum.accumulate(np.where(repeats, 0, np.arange(steps)), axis=1)
        drawn = np.take_along_axis(drawn, source, 1)
    return (drawn < rate).astype(float)


def limits(errors: Floats, rate: float) -> dict[str, float]:
    """Return for each detector the limit that a share `rate` of quiet streams passes.

    Parameters
    ----------
    errors
        Quiet streams.
    rate
        Share of them with an alarm.
    """
    peaks = {name: path(errors).max(axis=1) for name, path in PATHS.items()}
    return {name: float(np.quantile(peak, 1 - rate, method="higher")) for name, peak in peaks.items()}


def alarms(errors: Floats, limit: Mapping[str, float]) -> pd.DataFrame:
    """Return the first alarm of each detector on each stream, with those of two that do not look.

    Parameters
    ----------
    errors
        One stream in each row.
    limit
        Of each detector.
    """
    steps = errors.shape[1]
    found = {name: first_alarms(path(errors), limit[name]) for name, path in PATHS.items()}
    blind = {"always": np.zeros(len(errors), int), "never": np.full(len(errors), steps)}
    return pd.DataFrame({**found, **blind})


def scores(errors: Floats, limit: Mapping[str, float], change: int) -> pd.DataFrame:
    """Return what detectors do on streams that change: false alarms, detections and delays.

    Parameters
    ----------
    errors
        Streams whose rate rises at `change`.
    limit
        Of each detector.
    change
        Step of the rise.

    Returns
    -------
    pandas.DataFrame
        By detector: `false`, streams with an alarm before the change; `alarm after`, with one after it,
        whatever was before; `delay`, its median; `right`, streams with a first alarm after the change.
    """
    steps = errors.shape[1]
    paths = {name: path(errors) > limit[name] for name, path in PATHS.items()}
    paths |= {"always": np.ones(errors.shape, bool), "never": np.zeros(errors.shape, bool)}
    rows = {}
    for name, above in paths.items():
        early, late = above[:, :change].any(axis=1), above[:, change:].any(axis=1)
        delay = np.where(late, above[:, change:].argmax(axis=1), steps - change)
        rows[name] = [early.mean(), late.mean(), np.median(delay), (late & ~early).mean()]
    columns = ["false", "alarm after", "delay", "right"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def quiet_columns(kind: str, days: int, rng: np.random.Generator, width: int = 3) -> Floats:
    """Return columns in which nothing changes: independent days, days that repeat each other, or a season.

    Parameters
    ----------
    kind
        One of `QUIET`.
    days
        How many.
    rng
        Source of chance.
    width
        Number of columns.
    """
    noise = rng.normal(size=(days, width))
    if kind == "autocorrelated":
        for day in range(1, days):
            noise[day] = 0.7 * noise[day - 1] + np.sqrt(1 - 0.7**2) * noise[day]
    if kind == "seasonal":
        noise += np.sin(2 * np.pi * np.arange(days) / 365 + rng.uniform(0, 2 * np.pi))[:, None]
    return noise


def window_alarms(
    kind: str, repeats: int, block: int, seed: int, past: int = 180, now: int = 90
) -> dict[str, int]:
    """Return how often tests at 5 % raise an alarm on two windows of columns in which nothing changes.

    Parameters
    ----------
    kind
        One of `QUIET`.
    repeats
        How many pairs of windows.
    block
        Days that are permuted together.
    seed
        Of all draws.
    past, now
        Days of the windows.
    """
    rng, found = np.random.default_rng(seed), {"MMD": 0, "domain classifier": 0, "always": 0, "never": 0}
    for number in range(repeats):
        rows = quiet_columns(kind, past + now, rng)
        frame = pd.DataFrame(rows, columns=list("abc")).assign(date=np.arange(past + now) // block)
        found["MMD"] += mmd_test(rows[:past], rows[past:], block, seed=number) <= 0.05
        test = domain_test(frame[:past], frame[past:], list("abc"), permutations=199, seed=number)
        found["domain classifier"] += test.alarm
    return found | {"always": repeats, "never": 0}
