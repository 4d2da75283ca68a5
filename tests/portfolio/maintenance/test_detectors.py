"""Alarms: what rings, when, and how often where nothing is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.maintenance.detectors import (
    SILENT,
    Autoencoder,
    alarm_days,
    all_detectors,
    block_paths,
    clipped,
    cusum,
    delays,
    false_alarms,
    isolation_scores,
    reconstruction_errors,
    threshold_for,
    train_autoencoder,
)

QUIET = np.random.default_rng(0).normal(size=(365, 200))


def test_a_cusum_sums_what_exceeds_the_allowance() -> None:
    """On either side."""
    assert cusum(np.array([1.5, 1.5, -9.0]))[:2].tolist() == [1.0, 2.0]
    assert cusum(np.array([-1.5, -1.5])).tolist() == [1.0, 2.0]
    assert cusum(np.zeros(5)).tolist() == [0] * 5


def test_after_an_alarm_a_detector_is_silent_and_starts_anew() -> None:
    """Two weeks; a CUSUM forgets its sum."""
    always = np.full((40, 1), 9.0)
    days = np.flatnonzero(alarm_days(always, 5.0)[:, 0])
    assert days.tolist() == [0, SILENT + 1, 2 * (SILENT + 1)]
    summed = np.flatnonzero(alarm_days(np.full((60, 1), 1.5), 2.5, memory=0.5)[:, 0])
    assert summed[0] == 2
    assert np.diff(summed).min() > SILENT


def test_the_cusum_of_an_alarm_is_that_of_the_sums() -> None:
    """Up to the first alarm."""
    path = np.random.default_rng(1).normal(0.9, 1, (100, 1))
    first = int((cusum(path[:, 0]) > 4).argmax())
    assert np.flatnonzero(alarm_days(path, 4.0, memory=0.5)[:, 0])[0] == first


@pytest.mark.parametrize("memory", [None, 0.5])
def test_a_threshold_keeps_its_rate_on_fresh_paths(memory: float | None) -> None:
    """Set on some quiet paths, tried on others of the same population."""
    fresh = np.random.default_rng(9).normal(size=(365, 400))
    score = QUIET if memory else np.abs(QUIET)
    fresh = fresh if memory else np.abs(fresh)
    threshold = threshold_for(score, 0.3, memory)
    assert false_alarms(fresh, threshold, memory) == pytest.approx(0.3, rel=0.15)
    assert false_alarms(fresh, 0.7 * threshold, memory) > 0.45


def test_a_rate_that_cannot_be_is_refused() -> None:
    """An alarm silences the days after it."""
    with pytest.raises(DataError, match="between 0 and"):
        threshold_for(QUIET, 5.0)


def test_a_fault_is_found_later_the_smaller_it_is() -> None:
    """And never before it begins."""
    threshold, found = threshold_for(QUIET, 0.2, 0.5), []
    for size in (1.0, 2.0):
        broken = QUIET[:120].copy()
        broken[30:] += size
        late = delays(broken, threshold, 30, 0.5)
        assert late.min() >= 0
        found.append(np.median(late))
    assert found[0] > found[1]
    assert np.isinf(delays(np.zeros((50, 2)), 1.0, 10)).all()


def test_blocks_are_neighbours() -> None:
    """Within a block days follow each other, around the end."""
    rows = block_paths(50, 70, 7, 3, np.random.default_rng(0))
    assert rows.shape == (70, 3)
    steps = np.diff(rows, axis=0) % 50
    inside = np.arange(69) % 7 != 6
    assert (steps[inside] == 1).all()
    assert rows.min() >= 0
    assert rows.max() < 50


def test_clipping_leaves_ordinary_days() -> None:
    """One day counts six deviations at most."""
    assert clipped(np.array([-99.0, 1.0, 99.0])).tolist() == [-6, 1, 6]


def test_an_autoencoder_gives_back_what_it_has_learnt() -> None:
    """Days on a line come back, days off it do not; the same seed gives the same network."""
    rng = np.random.default_rng(0)
    days = np.outer(rng.normal(size=300), np.ones(6)) + rng.normal(0, 0.1, (300, 6))
    model = train_autoencoder(days, 0)
    assert isinstance(model, Autoencoder)
    usual = reconstruction_errors(model, days).mean()
    odd = reconstruction_errors(model, days * np.array([1, -1, 1, -1, 1, -1])).mean()
    assert odd > 10 * usual
    np.testing.assert_array_equal(
        reconstruction_errors(train_autoencoder(days, 0), days), reconstruction_errors(model, days)
    )


def test_a_forest_finds_days_far_away_odd() -> None:
    """In the shape in which they come."""
    rng = np.random.default_rng(0)
    score = isolation_scores(rng.normal(size=(300, 6)), 0)
    near, far = score(np.zeros((4, 5, 6))), score(np.full((4, 5, 6), 5.0))
    assert near.shape == (4, 5)
    assert far.min() > near.max()


def test_every_detector_scores_days_and_paths() -> None:
    """By name; the sums keep a score for each of their signals."""
    z = np.random.default_rng(0).normal(size=(300, 6))
    made = all_detectors(z, 0)
    assert list(made) == ["control chart", "CUSUM", "isolation forest", "autoencoder", "autoencoder, summed"]
    for name, detector in made.items():
        score = detector.score(z.reshape(100, 3, 6))
        assert score.shape == ((100, 3, 2) if name == "CUSUM" else (100, 3))
        assert alarm_days(score, 1.0, detector.memory).shape == (100, 3)
