"""What replacing costs, against closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from portfolio.errors import DataError
from portfolio.maintenance.cells import Fleet
from portfolio.maintenance.replacement import (
    age_cost_rates,
    age_draws,
    best_age,
    best_margin,
    cost_rate,
    followed,
    held_out,
    margin_draws,
    only,
    outcomes,
    replaced_at,
    without,
)
from portfolio.maintenance.survival import kaplan_meier

LIVES = pd.DataFrame({"duration": [10, 20, 30, 40], "failed": [True, True, False, True]}, index=list("abcd"))


def test_the_best_age_of_weibull_lives_is_found() -> None:
    """Against the minimum of the integral."""
    rng = np.random.default_rng(0)
    lives = 100 * rng.weibull(3, 20_000)
    curve = kaplan_meier(np.ceil(lives), np.ones(len(lives)))

    def alive(t: float) -> float:
        return float(np.exp(-((t / 100) ** 3)))

    truth = minimize_scalar(
        lambda t: (alive(t) + 5 * (1 - alive(t))) / quad(alive, 0, t)[0], bounds=(5, 200), method="bounded"
    )
    rates = age_cost_rates(curve, range(5, 200), 5)
    assert rates.min() == pytest.approx(truth.fun, rel=0.02)
    assert abs(rates.idxmin() - truth.x) < 5


def test_lives_without_wear_are_run_to_failure() -> None:
    """An exponential life gains nothing by a replacement before its end."""
    lives = np.ceil(100 * np.random.default_rng(0).exponential(size=20_000))
    frame = pd.DataFrame({"duration": lives, "failed": True})
    rates = age_cost_rates(kaplan_meier(lives, np.ones(len(lives))), [5, 50, 500], 5)
    assert rates.is_monotonic_decreasing
    assert best_age(frame, 5, 200) > 150


def test_a_failure_that_costs_no_more_is_waited_for() -> None:
    """With a ratio of one, running to failure is best."""
    assert best_age(LIVES, 1.0, 40) == 40
    with pytest.raises(DataError, match="at least that of a planned"):
        age_cost_rates(pd.Series({0.0: 1.0}), [5], 0.5)


def test_units_without_a_failure_are_left_alone() -> None:
    """There is no curve to replace by."""
    assert best_age(LIVES.assign(failed=False), 5, 40) == 40


def test_outcomes_of_a_policy() -> None:
    """A failure if it comes first; a record that ends before the replacement counts as one."""
    made = outcomes(LIVES, 25.0, 5)
    assert made["cost"].tolist() == [5, 5, 1, 1]
    assert made["cycles"].tolist() == [10, 20, 25, 25]
    assert outcomes(LIVES, np.inf, 5)["cycles"].tolist() == [10, 20, 31, 40]
    assert cost_rate(made) == pytest.approx(1000 * 12 / 80)


def fading() -> Fleet:
    """Return three cells that fade along lines and fail at 1.4."""
    parts, lives = [], {}
    for name, life in {"a": 20, "b": 40, "c": 60}.items():
        cycle = np.arange(1, life + 1)
        parts.append(pd.DataFrame({"battery_id": name, "cycle": cycle, "capacity": 1.8 - 0.4 * cycle / life}))
        lives[name] = {"duration": life, "failed": True}
    frame = pd.DataFrame(lives).T.astype({"duration": int, "failed": bool})
    return Fleet(pd.concat(parts, ignore_index=True), frame, {})


def test_a_replacement_arrives_after_its_lead() -> None:
    """It is ordered when the median of three nears the limit; inf where it never does."""
    fleet = fading()
    at = replaced_at(fleet, 1.4, 0.1, 3)
    assert (at > 3).all()
    later = replaced_at(fleet, 1.4, 0.1, 5)
    assert (later - at == 2).all()
    assert np.isinf(replaced_at(fleet, 0.5, 0.1, 3)).all()


def test_the_best_margin_avoids_failures() -> None:
    """Where a failure is dear, the rule leaves time for the replacement to arrive."""
    fleet, margins = fading(), np.round(np.arange(0, 0.3, 0.01), 2)
    margin = best_margin(fleet, 1.4, 3, 10, margins)
    assert (outcomes(fleet.lives, replaced_at(fleet, 1.4, margin, 3), 10)["cost"] == 1).all()
    assert margin > 0


def test_a_cell_does_not_choose_its_own_setting() -> None:
    """Each is judged under the choice of the others."""
    seen = []

    def choose(some: Fleet) -> float:
        seen.append(sorted(some.lives.index))
        return 15.0

    made = held_out(fading(), choose, lambda some, at: outcomes(some.lives, at, 5))
    assert seen == [["b", "c"], ["a", "c"], ["a", "b"]]
    assert made["setting"].eq(15).all()


def test_parts_of_a_fleet() -> None:
    """With their discharges."""
    fleet = fading()
    assert only(fleet, ["a"]).discharges["battery_id"].unique().tolist() == ["a"]
    assert without(fleet, ["a"]).lives.index.tolist() == ["b", "c"]
    lives = LIVES.assign(temperature=30.0)
    assert followed(Fleet(fleet.discharges, lives, {})).lives.index.tolist() == ["a", "b", "d"]


def test_draws_of_whole_units() -> None:
    """A resample of each unit once gives the estimate itself."""
    once = np.ones((2, 4))
    assert age_draws(LIVES, 5, 40, once).tolist() == [best_age(LIVES, 5, 40)] * 2
    costs, cycles = np.array([[5.0, 1.0], [1.0, 1.0]]), np.array([[10.0, 10.0], [9.0, 9.0]])
    drawn = margin_draws(costs, cycles, np.array([0.0, 0.1]), np.array([[1.0, 1.0], [0.0, 2.0]]))
    assert drawn.tolist() == [0.1, 0.0]
