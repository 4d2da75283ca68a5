"""Detectors on streams, and what is measured of them."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.monitoring import online
from portfolio.monitoring import stream_detectors as sd
from portfolio.monitoring import stream_study as study
from portfolio.statistics.claims import band


def test_detectors_are_their_recursions() -> None:
    """Step by step, on one stream."""
    errors = study.error_streams("independent", 1, 200, np.random.default_rng(1))[0]
    total = lowest = 0.0
    least, p_low, s_low = np.inf, 0.0, 0.0
    hinkley, deviations = [], []
    for step in range(1, 201):
        p = errors[:step].mean()
        total += errors[step - 1] - p - 0.005
        lowest = min(lowest, total)
        s = np.sqrt(p * (1 - p) / step)
        if step > 30 and p + s <= least:
            least, p_low, s_low = p + s, p, s
        hinkley.append(total - lowest)
        deviations.append((p + s - p_low) / s_low if s_low else 0.0)
    np.testing.assert_allclose(sd.page_hinkley(errors[None])[0, 30:], hinkley[30:])
    np.testing.assert_allclose(sd.ddm(errors[None])[0, 30:], deviations[30:])


def test_adwin_alarms_where_its_bound_is_passed() -> None:
    """The bound of the paper at the usual confidence, cut by cut."""
    rng = np.random.default_rng(2)
    errors = study.error_streams("independent", 20, 640, rng, rise=0.3, change=320)
    path, delta = sd.adwin(errors), 0.002
    for stream, level in zip(errors, path, strict=True):
        for end in (320, 480, 640):
            log = np.log(2 * np.log(end) / delta)
            variance, passed = stream[:end].var(), []
            for cut in range(5, end - 4):
                m = 1 / (1 / cut + 1 / (end - cut))
                gap = abs(stream[:cut].mean() - stream[cut:end].mean())
                passed.append(gap > np.sqrt(2 / m * variance * log) + 2 / (3 * m) * log)
            assert any(passed) == (level[end - 1] > np.log(2 / delta))
    assert (path[:, -1] > sd.USUAL["ADWIN"]).mean() > 0.5


def test_limits_hold_on_fresh_streams_and_not_on_dependent_ones() -> None:
    """Within what three hundred streams can tell."""
    rng = np.random.default_rng(3)
    limit = study.limits(study.error_streams("independent", 1000, 500, rng), 0.1)
    fresh = study.alarms(study.error_streams("independent", 300, 500, rng), limit) < 500
    low, high = band(0.1, 300, 0.03)
    assert fresh[list(sd.PATHS)].mean().between(low, high).all()
    assert fresh["always"].all() and not fresh["never"].any()
    dependent = study.alarms(study.error_streams("autocorrelated", 300, 500, rng), limit) < 500
    assert dependent[list(sd.PATHS)].mean().min() > high


@pytest.mark.parametrize("kind", study.QUIET)
def test_streams_have_the_rate_that_is_said(kind: str) -> None:
    """Before a rise and after it."""
    errors = study.error_streams(kind, 400, 730, np.random.default_rng(4), rise=0.1, change=365)
    assert errors[:, :365].mean() == pytest.approx(study.RATE, abs=0.01)
    assert errors[:, 365:].mean() == pytest.approx(study.RATE + 0.1, abs=0.01)
    repeats = np.corrcoef(errors[:, :364].ravel(), errors[:, 1:365].ravel())[0, 1]
    assert (repeats > 0.4) == (kind == "autocorrelated")


def test_a_blind_detector_is_first_by_delay_and_last_by_right_alarms() -> None:
    """The score decides who wins."""
    rng = np.random.default_rng(5)
    limit = study.limits(study.error_streams("independent", 400, 600, rng), 0.1)
    found = study.scores(study.error_streams("independent", 200, 600, rng, rise=0.2, change=300), limit, 300)
    assert found["delay"].idxmin() == "always"
    assert found.loc[["always", "never"], "right"].tolist() == [0, 0] and found["right"].max() > 0.5


def test_mmd_sees_a_shift_and_not_its_absence() -> None:
    """Rows of two windows; blocks must divide them."""
    rng = np.random.default_rng(6)
    past, now = rng.normal(size=(60, 2)), rng.normal(size=(30, 2))
    assert sd.mmd_test(past, now, 10) > 0.05 and sd.mmd_test(past, now + 2, 5) < 0.02
    with pytest.raises(DataError, match="a multiple of 7 rows"):
        sd.mmd_test(past, now, 7)


def test_rows_permuted_alone_are_wrong_where_days_repeat_each_other() -> None:
    """Blocks mend most of it; the counts of the two blind rows are what they must be."""
    alone, whole = (study.window_alarms("autocorrelated", 20, block, 0) for block in (1, 30))
    assert alone["MMD"] > 10 > whole["MMD"] and alone["always"] == 20 and alone["never"] == 0


def test_online_logistic_regression_predicts_before_it_learns() -> None:
    """A later label changes no earlier prediction, and the stream is learnt."""
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(600, 3))
    labels = (rows[:, 0] > 0).astype(float)
    found = online.progressive(rows, labels, rate=0.1)
    labels[300:] = 1 - labels[300:]
    again = online.progressive(rows, labels, rate=0.1)
    np.testing.assert_array_equal(found[:301], again[:301])
    assert found[0] == 0.5 and ((found[300:] > 0.5) == (rows[300:, 0] > 0)).mean() > 0.9
