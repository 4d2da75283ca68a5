"""Forecasts of demand with many zeros."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.forecasting.intermittent import croston, exponential_smoothing_level, teunter_syntetos_babai

SOLD = np.array([0.0, 4, 0, 0, 8, 0, 0])[:, None]


def test_croston_by_hand() -> None:
    """Size 4, then 6; interval 2, then 2.5; nothing before the first sale, nothing learnt without one."""
    assert croston(SOLD, 0.5).ravel().tolist() == [0, 2, 2, 2, 2.4, 2.4, 2.4]
    assert croston(SOLD, 0.5, bias_corrected=True)[-1, 0] == pytest.approx(1.8)


def test_croston_is_biased_and_the_correction_is_less_so() -> None:
    """Over many weeks of independent sales the ratio is too high on average."""
    rng = np.random.default_rng(0)
    sales = rng.poisson(3, (600, 400)) * (rng.random((600, 400)) < 0.25)
    plain, corrected = (croston(sales, 0.3, corrected)[200:].mean() for corrected in (False, True))
    assert plain > 0.75 * 1.08 and abs(corrected - 0.75) < abs(plain - 0.75) / 2


def test_tsb_fades_and_croston_does_not() -> None:
    """An article that is no longer sold goes to zero by TSB alone."""
    ended = np.vstack([np.full((20, 1), 5.0), np.zeros((60, 1))])
    faded, kept = teunter_syntetos_babai(ended, 0.2, 0.2), croston(ended, 0.2)
    assert faded[19, 0] == pytest.approx(5) and faded[-1, 0] < 1e-4 and kept[-1, 0] == kept[19, 0] == 5


def test_no_forecast_looks_ahead() -> None:
    """What is sold later does not move the forecast of a week."""
    rng = np.random.default_rng(1)
    sales = rng.poisson(0.6, (40, 5)).astype(float)
    later = sales.copy()
    later[25:] = 99
    for method in (croston, lambda s, a: teunter_syntetos_babai(s, a, a), exponential_smoothing_level):
        assert np.array_equal(method(sales, 0.2)[:25], method(later, 0.2)[:25])
        assert not np.array_equal(method(sales, 0.2)[25:], method(later, 0.2)[25:])
