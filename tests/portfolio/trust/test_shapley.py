"""Shapley values, exact and estimated, against theory and the packages of the field."""

from __future__ import annotations

import importlib
import warnings
from itertools import combinations, permutations
from time import process_time
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMRegressor

from portfolio.errors import DataError
from portfolio.trust import coalitions, hiding, sampling_study, shapley


def imported(name: str) -> ModuleType:
    """A judge, whose import warns of what later versions of its own judges will do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(name)


shap, SGDshapley = imported("shap"), imported("shapkit.sgd_shapley").SGDshapley
D = 6
GAME = np.exp(coalitions.all_coalitions(D) @ np.random.default_rng(3).normal(0.1, 0.4, D))
VALUE = coalitions.lookup(GAME)
TOTAL = GAME[-1] - GAME[0]


def test_exact_values_are_the_mean_over_all_orders() -> None:
    """The other form of the definition; the values sum to the total."""
    orders = np.array(list(permutations(range(D))))
    assert np.allclose(shapley.exact(GAME), shapley.marginals(VALUE, orders).mean(axis=0), atol=1e-12)
    assert shapley.exact(GAME).sum() == pytest.approx(TOTAL, abs=1e-12)
    assert np.allclose(
        shapley.exact(np.stack([GAME, 2 * GAME])), [shapley.exact(GAME), 2 * shapley.exact(GAME)]
    )


def test_a_game_with_a_value_missing_is_refused() -> None:
    """The values would be of no game at all."""
    with pytest.raises(DataError, match=r"2\*\*d values; got 63"):
        shapley.exact(GAME[:-1])


def test_interactions_are_those_of_the_dividends() -> None:
    """A game is a sum of dividends of its coalitions; a pair gets those that hold it, by size less one."""
    rng, masks = np.random.default_rng(2), coalitions.all_coalitions(D)
    dividends = rng.normal(size=len(masks))
    game = np.array([dividends[~(masks & ~one).any(axis=1)].sum() for one in masks])
    found = shapley.interactions(np.stack([game, GAME]))
    for one, other in combinations(range(D), 2):
        holding = masks[:, one] & masks[:, other]
        index = (dividends[holding] / (masks[holding].sum(axis=1) - 1)).sum()
        assert 2 * found[0, one, other] == pytest.approx(index, abs=1e-9)
    assert np.allclose(found, np.swapaxes(found, 1, 2))
    assert np.allclose(found.sum(axis=2), [shapley.exact(game), shapley.exact(GAME)])


def test_interactions_are_those_of_shap() -> None:
    """In a full design, where the shares of rows in a tree's branches are those of the background."""
    design = coalitions.all_coalitions(4).astype(float)
    rows = np.repeat(design, 30, axis=0)
    model = LGBMRegressor(n_estimators=20, num_leaves=6, **hiding.STEADY)
    model.fit(rows, 3 * rows[:, 0] * rows[:, 1] + rows[:, 2] - rows[:, 1] * rows[:, 2] * rows[:, 3])
    row = np.array([1.0, 1.0, 0.0, 1.0])
    game = coalitions.interventional(hiding.log_odds(model), row, design, design.astype(bool))
    theirs = shap.TreeExplainer(model).shap_interaction_values(row[None])[0]
    ours = shapley.interactions(game)
    assert np.abs(ours).max() > 0.3
    assert np.abs(theirs - ours).max() < 1e-6


def test_an_additive_game_has_no_interactions() -> None:
    """Each column keeps all that it adds."""
    weights = np.arange(1.0, D + 1)
    assert np.allclose(shapley.interactions(coalitions.all_coalitions(D) @ weights), np.diag(weights))
    with pytest.raises(DataError, match="at least 4 values; got 2"):
        shapley.interactions(np.array([0.0, 1.0]))


def test_exact_values_are_those_of_shap() -> None:
    """By its kernel over all coalitions to nine decimals, and by its interventional trees to six."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(400, 5))
    model = LGBMRegressor(n_estimators=20, num_leaves=6, **hiding.STEADY)
    model.fit(rows, rows[:, 0] * rows[:, 1] + rows[:, 2])
    predict, background = hiding.log_odds(model), rows[:20]
    masks = coalitions.all_coalitions(5)
    ours = shapley.exact(coalitions.interventional(predict, rows[30], background, masks))
    judge = shap.KernelExplainer(predict, background)  # with all coalitions it is exact
    theirs = judge.shap_values(rows[30], nsamples=2**5, l1_reg=False, silent=True)
    assert np.abs(theirs - ours).max() < 1e-9
    trees = shap.TreeExplainer(model, background, feature_perturbation="interventional")
    assert np.abs(trees.shap_values(rows[30:31])[0] - ours).max() < 1e-6


@pytest.mark.parametrize("draw", [shapley.random_orders, shapley.antithetic_orders, shapley.rotated_orders])
def test_orders_are_permutations_and_estimates_unbiased(draw: sampling_study.Orders) -> None:
    """Each estimate sums to the total, whatever was drawn."""
    orders = draw(D, 12_000, np.random.default_rng(1))
    assert (np.sort(orders, axis=1) == np.arange(D)).all() and len(orders) == 12_000
    gains = shapley.marginals(VALUE, orders)
    assert np.allclose(gains.sum(axis=1), TOTAL)
    blocks = gains.reshape(-1, D, D).mean(axis=1)  # of six orders: independent in every scheme
    off = (blocks.mean(axis=0) - shapley.exact(GAME)) / (blocks.std(axis=0) / np.sqrt(len(blocks)))
    assert np.abs(off).max() < 4


def test_an_antithetic_pair_is_exact_where_only_pairs_of_columns_interact() -> None:
    """So is a pair for KernelSHAP once there are enough of them; single orders are not."""
    rng, masks = np.random.default_rng(2), coalitions.all_coalitions(D).astype(float)
    game = masks @ rng.normal(size=D) + ((masks @ rng.normal(size=(D, D))) * masks).sum(axis=1)
    orders = shapley.antithetic_orders(D, 2, rng)
    gains = shapley.marginals(coalitions.lookup(game), orders)
    assert np.allclose(gains.mean(axis=0), shapley.exact(game))
    assert not np.allclose(gains[0], shapley.exact(game))
    drawn = shapley.kernel_coalitions(D, 40, rng)
    fitted = shapley.least_squares(drawn, game[coalitions.codes(drawn)] - game[0], game[-1] - game[0])
    assert np.allclose(fitted, shapley.exact(game))


def test_one_row_is_explained_from_pairs_without_all_coalitions() -> None:
    """As from the same orders of the game that is known everywhere; exact where two columns interact."""
    rng = np.random.default_rng(6)
    person, background = rng.normal(size=4), rng.normal(size=(9, 4))
    predict = lambda rows: rows[:, 0] * rows[:, 1] + 2 * rows[:, 3]  # noqa: E731
    game = coalitions.interventional(predict, person, background, coalitions.all_coalitions(4))
    found = sampling_study.from_pairs(predict, person, background, 3, np.random.default_rng(7))
    assert np.allclose(found, shapley.exact(game))
    cubed = lambda rows: predict(rows) ** 3  # noqa: E731
    game = coalitions.interventional(cubed, person, background, coalitions.all_coalitions(4))
    found = sampling_study.from_pairs(cubed, person, background, 3, np.random.default_rng(7))
    orders = shapley.antithetic_orders(4, 6, np.random.default_rng(7))
    assert np.allclose(found, shapley.marginals(coalitions.lookup(game), orders).mean(axis=0))
    assert not np.allclose(found, shapley.exact(game))


def test_rotations_give_each_column_each_place_once() -> None:
    """In every block."""
    orders = shapley.rotated_orders(5, 10, np.random.default_rng(0)).reshape(2, 5, 5)
    assert (np.sort(orders, axis=1) == np.arange(5)[:, None]).all()


def test_coalitions_of_the_kernel_have_its_sizes_and_their_complements() -> None:
    """Neither the empty set nor all columns is drawn."""
    drawn = shapley.kernel_coalitions(D, 30_000, np.random.default_rng(0))
    assert (drawn[::2] == ~drawn[1::2]).all()
    sizes = np.arange(1, D)
    likely = 1 / (sizes * (D - sizes))
    seen = np.bincount(drawn.sum(axis=1), minlength=D + 1)
    assert seen[0] == seen[D] == 0
    assert np.allclose(seen[1:D] / len(drawn), likely / likely.sum(), atol=0.01)
    assert np.allclose(drawn.mean(axis=0), 0.5, atol=0.01)


def test_the_loss_is_equally_curved_in_the_plane() -> None:
    """By all coalitions with their weights."""
    masks = coalitions.all_coalitions(D)[1:-1].astype(float)
    size = masks.sum(axis=1)
    ways = np.array([1, 6, 15, 20, 15, 6, 1])[size.astype(int)]
    weight = 1 / (ways * size * (D - size))
    plane = np.eye(D) - 1 / D
    hessian = (masks * (weight / weight.sum())[:, None]).T @ masks
    assert np.allclose(plane @ hessian @ plane, shapley.curvature(D) * plane)


def test_the_projected_gradient_goes_to_the_exact_values_on_the_plane() -> None:
    """From a start that is off, and for several games at once as for each alone."""
    rng = np.random.default_rng(5)
    drawn = shapley.kernel_coalitions(D, 6_000, rng)
    gains = VALUE(drawn) - GAME[0]
    path = shapley.projected_sgd(drawn, gains, TOTAL, np.full(D, TOTAL / D))
    assert np.allclose(path.sum(axis=1), TOTAL)
    far = np.linalg.norm(path - shapley.exact(GAME), axis=1) / np.linalg.norm(shapley.exact(GAME))
    assert far[-1] < 0.01 < far[10]
    both = shapley.projected_sgd(
        np.stack([drawn, drawn], axis=1),
        np.stack([gains, 3 * gains], axis=1),
        np.array([TOTAL, 3 * TOTAL]),
        np.full((2, D), TOTAL / D) * [[1], [3]],
    )
    assert np.allclose(both[-1], [path[-1], 3 * path[-1]])


def test_the_first_guess_is_right_for_a_sum() -> None:
    """And sums to the total for any game, several at once too."""
    weights = np.arange(1.0, D + 1)
    added = shapley.single_coalitions(D) @ weights
    assert np.allclose(shapley.first_guess(added, weights.sum()), weights)
    gains = VALUE(shapley.single_coalitions(D)) - GAME[0]
    both = shapley.first_guess(np.stack([gains, 2 * gains], axis=1), np.array([TOTAL, 2 * TOTAL]))
    assert np.allclose(both.sum(axis=1), [TOTAL, 2 * TOTAL])
    assert np.allclose(both[1], 2 * both[0])


def same_draws(steps: int, seed: int) -> np.ndarray:
    """The coalitions that shapkit draws from a seed."""
    np.random.seed(seed)
    size = np.random.choice(range(1, D), size=steps, p=SGDshapley(D, 1.0).q)
    masks = np.zeros((steps, D), dtype=bool)
    for row, count in enumerate(size):
        masks[row, np.random.permutation(D)[:count]] = True
    return masks


def by_shapkit(steps: int, seed: int) -> np.ndarray:
    """What shapkit makes of the game, which is asked one coalition at a time."""
    np.random.seed(seed)
    ask = lambda row: GAME[coalitions.codes(np.asarray(row, dtype=bool))]  # noqa: E731
    person, nobody = pd.Series(np.ones(D)), pd.Series(np.zeros(D))
    return SGDshapley(D, 1.0).sgd(person, ask, nobody, n_iter=steps).to_numpy()


def test_the_published_gradient_is_that_of_shapkit() -> None:
    """From the same coalitions, to nine decimals; probabilities of sizes too."""
    assert np.allclose(shapley.published_sizes(D)[0], SGDshapley(D, 7.0).q, atol=1e-12)
    masks = same_draws(300, 4)
    ours = shapley.published_sgd(masks, VALUE(masks) - GAME[0], TOTAL)[-1]
    assert np.abs(ours - by_shapkit(300, 4)).max() < 1e-9


def test_drawn_sizes_follow_the_published_probabilities() -> None:
    """Of our own draws, as of shapkit's."""
    sizes = shapley.published_coalitions(D, 20_000, np.random.default_rng(0)).sum(axis=1)
    assert np.allclose(
        np.bincount(sizes, minlength=D)[1:] / 20_000, shapley.published_sizes(D)[0], atol=0.015
    )


def test_ours_is_no_worse_at_equal_calls_and_fifty_times_faster_at_equal_error() -> None:
    """On boosted trees: shapkit asks for 600 rows one by one, ours for the same rows in one call."""
    rng, columns = np.random.default_rng(0), 10
    rows = rng.normal(size=(500, columns))
    model = LGBMRegressor(n_estimators=40, num_leaves=8, **hiding.STEADY)
    predict = hiding.log_odds(model.fit(rows, rows[:, 0] * rows[:, 1] + np.abs(rows[:, 2]) + rows[:, 3]))
    person, reference, calls = rows[0], np.median(rows, axis=0), 600
    game = coalitions.interventional(predict, person, reference[None], coalitions.all_coalitions(columns))
    truth = shapley.exact(game)

    np.random.seed(0)
    begun = process_time()
    judge = SGDshapley(columns, 1.0).sgd(
        pd.Series(person), lambda row: predict(row[None])[0], pd.Series(reference), n_iter=calls
    )
    theirs = process_time() - begun

    def ours(calls: int) -> np.ndarray:
        ends = predict(np.stack([reference, person]))
        drawn = shapley.kernel_coalitions(columns, calls // 2 - columns, rng)
        masks = np.concatenate([shapley.single_coalitions(columns), drawn])
        gains = coalitions.interventional(predict, person, reference[None], masks) - ends[0]
        start = shapley.first_guess(gains[: 2 * columns], ends[1] - ends[0])
        return shapley.projected_sgd(drawn, gains[2 * columns :], ends[1] - ends[0], start)[-1]

    off = lambda found: float(np.linalg.norm(found - truth))  # noqa: E731
    assert np.mean([off(ours(calls)) for _ in range(5)]) <= off(judge.to_numpy())
    few = 60  # a tenth of the calls, and still no larger an error
    assert np.mean([off(ours(few)) for _ in range(20)]) <= off(judge.to_numpy())
    times = []
    for _ in range(7):
        begun = process_time()
        ours(few)
        times.append(process_time() - begun)
    assert np.median(times) * 50 <= theirs


def test_errors_fall_with_calls_in_every_method() -> None:
    """And KernelSHAP beats single permutations."""
    games = np.stack([GAME, GAME[::-1]])
    found = sampling_study.relative_errors(games, [60, 600], 8, np.random.default_rng(0))
    means = found.groupby(["method", "calls"])["error"].mean().unstack()
    assert set(means.index) == set(sampling_study.METHODS) and len(found) == 2 * 2 * 8 * len(means)
    assert (means[600] < means[60]).all()
    assert means.loc["KernelSHAP", 600] < means.loc["permutations", 600]
