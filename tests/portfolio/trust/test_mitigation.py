"""Mending before, in and after training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.trust import mitigation as mi
from portfolio.trust.fairness_people import People
from portfolio.trust.proxies import proxy_auc


def people(count: int = 4000) -> People:
    """Invented people: the advantaged have more of what is rewarded, and a column that gives them away."""
    rng = np.random.default_rng(0)
    group = rng.random(count) < 0.6
    x = rng.normal(size=count) + 1.5 * group
    came = rng.random(count) < 1 / (1 + np.exp(1 - 1.5 * x - 0.5 * group))
    features = pd.DataFrame({"x": x, "relationship_a": group + rng.normal(0, 0.3, count)})
    return People(features, came, group, pd.DataFrame({"sex": group}))


MADE_OF = people()
ROWS = mi.split(len(MADE_OF.outcome), 0)
CAME, GROUP = MADE_OF.outcome[ROWS.test], MADE_OF.advantaged[ROWS.test]


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    """Return the decisions of every way of mending on the test rows."""
    return mi.decisions(MADE_OF, ROWS, proxies=True)


def test_a_split_and_folds_hold_each_row_once() -> None:
    """No row is learnt from and tested."""
    assert sorted(np.concatenate([ROWS.train, ROWS.validation, ROWS.test])) == list(range(4000))
    parts = mi.folds(103, 1)
    assert sorted(np.concatenate([part.test for part in parts])) == list(range(103))
    for part in parts:
        assert sorted(np.concatenate([part.train, part.validation, part.test])) == list(range(103))


def test_everybody_is_decided_on_once() -> None:
    """In the order of the rows."""
    some = People(
        MADE_OF.features[:600], MADE_OF.outcome[:600], MADE_OF.advantaged[:600], MADE_OF.groups[:600]
    )
    made = mi.pooled(some, 0)
    assert made.index.tolist() == list(range(600))
    test = mi.folds(600, 0)[2].test
    rows = mi.decisions(some, mi.folds(600, 0)[2]).set_axis(test).sort_index()
    pd.testing.assert_frame_equal(made.loc[np.sort(test)], rows)


def test_reweighing_makes_outcome_and_group_independent() -> None:
    """Weighted shares are equal, and the weights keep the number of people."""
    weights = mi.reweighing(CAME, GROUP)
    shares = [np.average(CAME[one == GROUP], weights=weights[one == GROUP]) for one in (False, True)]
    assert shares == pytest.approx([CAME.mean(), CAME.mean()])
    assert weights.sum() == pytest.approx(len(CAME))


def test_reweighing_needs_all_four_kinds_of_people() -> None:
    """Nobody of a group with an outcome cannot be weighted."""
    with pytest.raises(DataError, match="both groups with both outcomes"):
        mi.reweighing([True, False, True], [True, True, False])


def test_thresholds_by_group_find_equal_shares() -> None:
    """On the rows on which they are set."""
    rng = np.random.default_rng(3)
    p = rng.random(2000)
    group = rng.random(2000) < 0.5
    came = rng.random(2000) < p * np.where(group, 1.0, 0.7)
    cutoffs = mi.equal_opportunity_cutoffs(came, p, group)
    found = [(p > cutoffs[int(one)])[came & (group == one)].mean() for one in (False, True)]
    assert found[0] == pytest.approx(found[1], abs=0.01)


def test_the_test_rows_teach_nothing(made: pd.DataFrame) -> None:
    """Other outcomes on the test rows leave every decision as it is."""
    outcome = MADE_OF.outcome.copy()
    outcome[ROWS.test] = ~outcome[ROWS.test]
    pd.testing.assert_frame_equal(mi.decisions(replace(MADE_OF, outcome=outcome), ROWS, proxies=True), made)


def test_validation_rows_move_only_what_is_done_after_training(made: pd.DataFrame) -> None:
    """Thresholds are set on them, models are not."""
    outcome = MADE_OF.outcome.copy()
    outcome[ROWS.validation] = ~outcome[ROWS.validation]
    other = mi.decisions(replace(MADE_OF, outcome=outcome), ROWS, proxies=True)
    moved = {str(name) for name in made if not np.allclose(made[name], other[name])}
    assert moved == {"threshold by group", "threshold optimizer"}


def test_mending_in_training_narrows_the_gap(made: pd.DataFrame) -> None:
    """On people with a wide one."""
    table = mi.summary(made, CAME, GROUP)
    assert table.loc["exponentiated gradient", "largest gap"] < table.loc[mi.PLAIN, "largest gap"] - 10
    assert made.to_numpy().min() >= 0
    assert made.to_numpy().max() <= 1


def test_changes_are_differences_of_the_summary(made: pd.DataFrame) -> None:
    """Of each measure, and the interval holds them."""
    table, found = mi.summary(made, CAME, GROUP), mi.changes(made, CAME, GROUP)
    for (name, measure), change in found.items():
        assert change.value == pytest.approx(table.loc[name, measure] - table.loc[mi.PLAIN, measure])
        low, high = change.interval
        assert low <= change.value <= high


def test_the_error_of_a_change_is_that_of_the_bootstrap(made: pd.DataFrame) -> None:
    """Of people drawn again, within each of the groups that are compared."""
    found = mi.changes(made, CAME, GROUP)["exponentiated gradient", "true positives"]
    gain = (made["exponentiated gradient"] - made[mi.PLAIN]).to_numpy()
    rng = np.random.default_rng(0)
    ours, theirs = gain[CAME & GROUP], gain[CAME & ~GROUP]
    draws = [rng.choice(ours, len(ours)).mean() - rng.choice(theirs, len(theirs)).mean() for _ in range(2000)]
    assert np.ptp(found.interval) / 3.92 == pytest.approx(100 * np.std(draws), rel=0.1)


def test_no_change_has_a_p_value_of_one(made: pd.DataFrame) -> None:
    """The same decisions twice."""
    same = made[[mi.PLAIN]].assign(again=made[mi.PLAIN])
    assert all(change.p == 1 and change.value == 0 for change in mi.changes(same, CAME, GROUP).values())


def test_all_comparisons_are_corrected_together(made: pd.DataFrame) -> None:
    """The smallest p-value is multiplied by their number over both tables."""
    found = {"one": mi.changes(made, CAME, GROUP), "two": mi.changes(made, CAME, GROUP)}
    raw = min(change.p for change in found["one"].values())
    corrected = mi.corrected(found)
    assert len(corrected) == 36
    assert min(corrected.values()) == pytest.approx(36 * raw)
    table = mi.listed(found["one"], {key[1:]: p for key, p in corrected.items() if key[0] == "one"})
    assert table.shape == (6, 3)


def test_a_proxy_is_found_and_a_coin_is_none() -> None:
    """Out of fold."""
    rng = np.random.default_rng(1)
    assert proxy_auc(MADE_OF.features, MADE_OF.advantaged, 0) > 0.9
    assert abs(proxy_auc(MADE_OF.features, rng.random(4000) < 0.5, 0) - 0.5) < 0.06
