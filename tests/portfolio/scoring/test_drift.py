"""Drift: an alarm with a known rate of false alarms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.scoring.applicants import Applicants
from portfolio.scoring.drift import Alarm, domain_auc, fit_alarm, psi_table, simulated_alarms
from portfolio.statistics.stability_index import psi

ROWS, SIZE, RATE = 800, 400, 0.05


def drawn(rows: int, rng: np.random.Generator, *, dependent: bool) -> pd.DataFrame:
    """Return applicants of a known population: eight numbers, or five and three texts with missing values."""
    values = rng.normal(size=(rows, 8))
    if dependent:
        values = 0.8 * rng.normal(size=(rows, 1)) + 0.6 * values
    people = pd.DataFrame(values, columns=list("abcdefgh"))
    if dependent:
        levels = np.array(["low", "some", "half", "more", "top"], dtype=object)
        for name in "abc":
            people[name] = levels[np.clip(np.round(people[name] + 2), 0, 4).astype(int)]
        people["a"] = people["a"].mask(rng.random(rows) < 0.1)
        people["d"] = people["d"].mask(rng.random(rows) < 0.2).round(1)
    return people


def alarm_share(alarm: Alarm, fresh: pd.DataFrame) -> float:
    """Return the share of alarms over the batches that the rows make, one after the other."""
    largest = np.zeros(len(fresh) // SIZE)
    for name, bins in alarm.bins.items():
        batches = bins.code(fresh[name]).reshape(-1, SIZE)
        counts = (np.bincount(batch, minlength=len(bins.counts)) for batch in batches)
        largest = np.maximum(largest, [psi(bins.counts, count) for count in counts])
    return float(np.mean(largest > alarm.threshold))


def alarm_with_the_reference_held_fixed(reference: pd.DataFrame, seed: int) -> Alarm:
    """Return the rule whose quiet batches are drawn from the reference itself: the counter-example."""
    bins = fit_alarm(reference, SIZE, draws=2).bins
    rng, largest = np.random.default_rng(seed), np.zeros(200)
    rows = rng.integers(0, len(reference), (200, SIZE))
    for name, one in bins.items():
        codes = one.code(reference[name])[rows]
        found = [psi(one.counts, np.bincount(batch, minlength=len(one.counts))) for batch in codes]
        largest = np.maximum(largest, found)
    return Alarm(float(np.quantile(largest, 1 - RATE)), SIZE, bins)


@pytest.mark.parametrize("dependent", [False, True])
def test_fresh_batches_raise_an_alarm_as_often_as_promised(dependent: bool) -> None:
    """Five in a hundred over many references of a known population, within two points."""
    rng, shares = np.random.default_rng(0), []
    for seed in range(40):
        alarm = fit_alarm(drawn(ROWS, rng, dependent=dependent), SIZE, RATE, draws=400, seed=seed)
        shares.append(alarm_share(alarm, drawn(30 * SIZE, rng, dependent=dependent)))
    assert np.mean(shares) == pytest.approx(RATE, abs=0.02)


def test_a_reference_held_fixed_raises_several_times_too_many() -> None:
    """The same simulation rejects the rule that ignores the sampling error of the reference."""
    rng, shares = np.random.default_rng(0), []
    for seed in range(10):
        alarm = alarm_with_the_reference_held_fixed(drawn(ROWS, rng, dependent=True), seed)
        shares.append(alarm_share(alarm, drawn(20 * SIZE, rng, dependent=True)))
    assert np.mean(shares) > 0.2


def test_a_known_shift_is_seen() -> None:
    """Half a standard deviation in one of eight columns is nearly always seen, and a tenth hardly ever."""
    rng = np.random.default_rng(0)
    people = drawn(5000, rng, dependent=False)
    moved = {f"{by:g}": people.assign(h=people["h"] + by) for by in (0.0, 0.1, 0.5)}
    table = simulated_alarms(people, moved, SIZE, rows=ROWS, references=10, repeats=30)
    assert table.loc["0", "rate"] < 0.15
    assert table.loc["0.1", "rate"] < 0.3
    assert table.loc["0.5", "rate"] > 0.95


def test_a_simulation_gives_the_rate_over_references() -> None:
    """Its false alarms are as many as those of fresh rows, and lie between its bounds."""
    people = drawn(5000, np.random.default_rng(1), dependent=True)
    row = simulated_alarms(people, {"no change": people}, SIZE, rows=ROWS, references=30).loc["no change"]
    assert row["rate"] == pytest.approx(RATE, abs=0.025)
    assert row["low"] < row["rate"] < row["high"]


def test_the_changed_column_comes_first(applicants: Applicants) -> None:
    """Doubling one column is seen in that column."""
    home = applicants.features
    assert psi_table(home, home.assign(debt=home["debt"] * 2)).index[0] == "debt"
    assert psi_table(home, home).max() == 0


def test_a_batch_from_elsewhere_raises_an_alarm(applicants: Applicants) -> None:
    """A town that the reference does not know, in every application."""
    home = applicants.features
    assert fit_alarm(home, 100).rings(home.assign(town="Rome").head(100))


def test_the_classifier_tells_changed_populations_apart(applicants: Applicants) -> None:
    """Chance for two halves of one population, near certainty after a large shift."""
    home = applicants.features
    assert domain_auc(home.iloc[::2], home.iloc[1::2]) == pytest.approx(0.5, abs=0.08)
    assert domain_auc(home.iloc[::2], home.iloc[1::2].assign(debt=home["debt"] + 40)) > 0.95
