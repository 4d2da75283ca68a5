"""What calibration and base rates leave of equal error rates."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.trust.group_rates import confusion_by_group, error_rates
from portfolio.trust.impossibility import (
    calibration_by_group,
    implied_false_positives,
    rates_by_cutoff,
    recalibrated,
)

RNG = np.random.default_rng(0)
GROUP = np.repeat(["a", "b"], 300)
SCORE = RNG.integers(1, 5, 600)
CAME = RNG.random(600) < SCORE / np.where(GROUP == "a", 5, 8)


@pytest.mark.parametrize("seed", range(5))
def test_the_identity_holds_for_any_predictions(seed: int) -> None:
    """To the last digit."""
    rng = np.random.default_rng(seed)
    came, flagged = rng.random(200) < 0.3, rng.random(200) < 0.6
    rates = error_rates(confusion_by_group(came, flagged, np.zeros(200))).set_index("rate")["value"]
    implied = implied_false_positives(rates["prevalence"], rates["precision"], rates["false negatives"])
    assert implied == pytest.approx(rates["false positives"])


def test_a_commoner_event_means_more_false_positives() -> None:
    """At equal precision and equal false negatives: the impossibility."""
    assert implied_false_positives(0.5, 0.6, 0.4) > implied_false_positives(0.4, 0.6, 0.4)


@pytest.mark.parametrize("shares", [(0.0, 0.5, 0.5), (1.0, 0.5, 0.5), (0.5, 0.0, 0.5), (0.5, 0.5, 1.1)])
def test_a_share_out_of_range_is_refused(shares: tuple[float, float, float]) -> None:
    """Named with the three that came."""
    with pytest.raises(DataError, match="shares between 0 and 1"):
        implied_false_positives(*shares)


def test_a_recalibrated_score_has_the_base_rate_of_its_group_as_mean() -> None:
    """And so those without the event cannot have equal means where base rates differ."""
    fair = recalibrated(CAME, SCORE, GROUP).to_numpy()
    means = [fair[one == GROUP].mean() for one in "ab"]
    assert means == pytest.approx([CAME[one == GROUP].mean() for one in "ab"])
    quiet = [fair[(one == GROUP) & ~CAME].mean() for one in "ab"]
    assert quiet[0] > quiet[1] + 0.05


def test_calibration_counts_each_person_once() -> None:
    """Over groups and scores."""
    table = calibration_by_group(CAME, SCORE, GROUP)
    assert table["people"].sum() == 600
    assert table["hits"].sum() == CAME.sum()
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


def test_a_higher_cutoff_trades_one_error_for_the_other() -> None:
    """In each group."""
    table = rates_by_cutoff(CAME, SCORE / 5, GROUP)
    for _, rows in table.groupby("group"):
        assert rows["false positives"].is_monotonic_decreasing
        assert rows["false negatives"].is_monotonic_increasing
