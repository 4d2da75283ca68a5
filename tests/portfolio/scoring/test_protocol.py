"""One protocol for all: the same folds, everybody held out once a repeat, the same result for a seed."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import UsageError
from portfolio.scoring import (
    CHOSEN,
    FAMILIES,
    Race,
    Search,
    Splits,
    candidates,
    fold_scores,
    run,
    run_with_settings,
    split,
    without,
)
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.comparison import (
    Estimate,
    calibration_estimate,
    compare,
    corrected,
    difference,
    saving,
)

MODELS = ("dummy", "scorecard", "logistic")


@pytest.fixture(scope="module")
def splits(applicants: Applicants) -> Splits:
    """Return three folds, drawn twice."""
    return split(applicants.bad, 3, 2, seed=1)


@pytest.fixture(scope="module")
def race(applicants: Applicants, splits: Splits) -> Race:
    """Return a small race."""
    return run(applicants, splits, Search(5.0, 2, 0), MODELS)


def test_each_repeat_holds_everybody_out_once(splits: Splits, applicants: Applicants) -> None:
    """And training and test parts share nobody."""
    for repeat in (0, 1):
        held = np.concatenate([t for t, r in zip(splits.test, splits.repeat, strict=True) if r == repeat])
        assert sorted(held) == list(range(len(applicants)))
    assert not set(splits.train(0)) & set(splits.test[0])


@pytest.mark.parametrize(("folds", "repeats"), [(1, 1), (5, 0)])
def test_too_few_folds_are_refused(folds: int, repeats: int) -> None:
    """One fold tests nothing."""
    with pytest.raises(UsageError, match="folds and repeats; expected at least 2 and 1"):
        split(np.tile([0, 1], 50), folds, repeats)


def test_everybody_is_predicted_by_everyone(race: Race, applicants: Applicants) -> None:
    """No prediction is missing, all are probabilities."""
    assert race.models == [*MODELS, CHOSEN]
    for name in race.models:
        assert race.probability[name].shape == (2, len(applicants))
        assert ((race.probability[name] >= 0) & (race.probability[name] <= 1)).all()


def test_the_choice_is_one_of_the_models_of_its_fold(race: Race) -> None:
    """It is the one that was cheapest on the inner folds, not on the test."""
    for fold in range(len(race.splits.test)):
        rows = race.folds[race.folds["fold"] == fold].set_index("model")
        cheapest = rows.loc[["scorecard", "logistic"], "score"].idxmin()
        place = race.splits.repeat[fold], race.splits.test[fold]
        assert (race.raw[CHOSEN][place] == race.raw[cheapest][place]).all()


def test_the_same_seed_gives_the_same_race(race: Race, applicants: Applicants, splits: Splits) -> None:
    """Bit by bit."""
    again = run(applicants, splits, Search(5.0, 2, 0), MODELS)
    assert all((race.probability[name] == again.probability[name]).all() for name in race.models)


def test_models_beat_the_dummy_on_a_pattern(race: Race, applicants: Applicants) -> None:
    """The comparison table says so, with an interval that leaves 0 out."""
    scores = fold_scores(race, applicants, 5.0)
    gap = difference(scores, race.splits, "logistic", "dummy", "auc")
    assert gap.low > 0
    assert compare(scores, race, "auc").loc["dummy", "value"] == pytest.approx(0.5)
    assert saving(scores, race.splits, "logistic").value > 0


def test_the_interval_knows_that_folds_share_training_data(splits: Splits) -> None:
    """Six folds, a third held out: the standard error is that of 1/6 + 1/2 instead of 1/6."""
    values = np.array([0.1, 0.3, 0.2, 0.15, 0.25, 0.2])
    one = corrected(values, splits)
    error = np.sqrt((1 / 6 + 200 / 400) * values.var(ddof=1))
    assert one.high - one.value == pytest.approx(2.5706 * error, rel=1e-4)


def test_one_fold_has_no_interval() -> None:
    """A spread needs two values."""
    with pytest.raises(UsageError, match="at least 2 folds"):
        corrected(np.array([0.5]), Splits((np.arange(2),), (0,), 10))


def test_the_calibration_error_has_an_interval_around_it() -> None:
    """For perfect probabilities it is small and includes the value."""
    rng = np.random.default_rng(0)
    risk = rng.uniform(0.1, 0.5, 2000)
    bad = (rng.random(2000) < risk).astype(int)
    one = calibration_estimate(bad, np.array([risk, risk]), draws=50)
    assert one.low <= one.value <= one.high < 0.06


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [(-1, 1, "around"), (0, 1, "around"), (-1, 0, "around"), (0.1, 1, "above"), (-1, -0.1, "below")],
)
def test_the_side_follows_the_interval(low: float, high: float, side: str) -> None:
    """An interval that holds or touches zero is around it."""
    assert Estimate(0, low, high).side == side


def test_the_same_columns_and_settings_give_the_same_race(race: Race, applicants: Applicants) -> None:
    """Only other columns move it: settings, folds and seed are those of the race."""
    again = run_with_settings(applicants, race, Search(5.0, 2, 0), "scorecard")
    np.testing.assert_array_equal(again.probability["scorecard"], race.probability["scorecard"])
    other = run_with_settings(without(applicants, ["debt"]), race, Search(5.0, 2, 0), "scorecard")
    assert np.abs(other.probability["scorecard"] - race.probability["scorecard"]).max() > 0.01


def test_settings_are_drawn_between_their_bounds() -> None:
    """The starting ones come first; whole numbers are whole; the same seed draws the same."""
    family = FAMILIES["lightgbm"]
    drawn = candidates(family, Search(trials=40))
    assert drawn[0] == family.start
    assert drawn == candidates(family, Search(trials=40))
    for name, one in family.space.items():
        values = [settings[name] for settings in drawn[1:]]
        assert one.low <= min(values) < max(values) <= one.high
        assert not one.whole or all(value == int(value) for value in values)


def test_p_values_of_a_comparison_are_corrected(race: Race, applicants: Applicants) -> None:
    """Holm's are never smaller than those of single comparisons, and the smallest is multiplied by all."""
    scores = fold_scores(race, applicants, 5.0)
    corrected_p = compare(scores, race, "auc")["p"].drop("scorecard")
    single = {name: difference(scores, race.splits, name, "scorecard", "auc").p for name in corrected_p.index}
    assert all(corrected_p[name] >= p for name, p in single.items())
    smallest = min(single, key=lambda name: single[name])
    assert corrected_p[smallest] == pytest.approx(min(1.0, len(single) * single[smallest]))
