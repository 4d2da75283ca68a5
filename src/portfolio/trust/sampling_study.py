"""Estimators of Shapley values at the same number of model calls, held against the exact values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.trust import shapley
from portfolio.trust.coalitions import Predict, codes, interventional

Floats = NDArray[np.float64]
Orders = Callable[[int, int, np.random.Generator], NDArray[np.int64]]

ORDERS: dict[str, Orders] = {
    "permutations": shapley.random_orders,
    "antithetic": shapley.antithetic_orders,
    "stratified": shapley.rotated_orders,
}
KERNEL, SGD, PUBLISHED = "KernelSHAP", "projected SGD", "projected SGD, published"
METHODS = (*ORDERS, KERNEL, SGD, PUBLISHED)


def relative_errors(
    games: Floats, budgets: Sequence[int], repeats: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the relative error of each method by game, repeat and number of calls.

    The values of all coalitions are known here, so that a call is a look-up and the exact values are the
    truth. The two ends, all columns and none, are not counted: every method uses them.

    Parameters
    ----------
    games
        Values in the order of `all_coalitions`, shape (games, 2**d).
    budgets
        Numbers of calls; multiples of d (d - 1) and of 2, so that no method has to round.
    repeats
        Independent estimates of each game.
    rng
        Source of chance.

    Returns
    -------
    pandas.DataFrame
        Columns `method`, `calls`, `game`, `repeat` and `error`: the Euclidean distance from the exact
        values, divided by their Euclidean norm.
    """
    truth = shapley.exact(games)
    found = {name: _by_orders(games, budgets, repeats, draw, rng) for name, draw in ORDERS.items()}
    found[KERNEL] = _by_kernel(games, budgets, repeats, rng)
    found[SGD] = _by_sgd(games, budgets, repeats, rng)
    found[PUBLISHED] = _as_published(games, budgets, repeats, rng)
    frames = []
    for name, estimates in found.items():  # shape (budgets, games, repeats, d)
        errors = np.linalg.norm(estimates - truth[:, None], axis=-1)
        errors = errors / np.linalg.norm(truth, axis=-1)[:, None]
        places = pd.MultiIndex.from_product(
            [budgets, range(len(games)), range(repeats)], names=["calls", "game", "repeat"]
        )
        frames.append(pd.DataFrame({"error": errors.ravel()}, index=places).assign(method=name))
    return pd.concat(frames).reset_index()


def from_pairs(
    predict: Predict, row: Floats, background: Floats, pairs: int, rng: np.random.Generator
) -> Floats:
    """Return the contributions of one row from pairs of an order and its reverse, asking the model itself.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    row
        What is explained, shape (d,).
    background
        Whom it is compared with, shape (m, d).
    pairs
        How many are drawn.
    rng
        Source of chance.
    """
    orders = shapley.antithetic_orders(len(row), 2 * pairs, rng)

    def value(masks: NDArray[np.bool_]) -> Floats:
        asked = interventional(predict, row, background, masks.reshape(-1, len(row)))
        return asked.reshape(masks.shape[:-1])

    found: Floats = shapley.marginals(value, orders).mean(axis=0)
    return found


def _by_orders(
    games: Floats, budgets: Sequence[int], repeats: int, draw: Orders, rng: np.random.Generator
) -> Floats:
    columns = games.shape[1].bit_length() - 1
    found = np.empty((len(budgets), len(games), repeats, columns))
    for game, values in enumerate(games):
        for repeat in range(repeats):
            orders = draw(columns, max(budgets) // (columns - 1), rng)
            gains = shapley.marginals(lambda masks, v=values: v[codes(masks)], orders)  # type: ignore[misc]
            for place, calls in enumerate(budgets):
                found[place, game, repeat] = gains[: calls // (columns - 1)].mean(axis=0)
    return found


def _by_kernel(games: Floats, budgets: Sequence[int], repeats: int, rng: np.random.Generator) -> Floats:
    columns = games.shape[1].bit_length() - 1
    found = np.empty((len(budgets), len(games), repeats, columns))
    for game, values in enumerate(games):
        for repeat in range(repeats):
            masks = shapley.kernel_coalitions(columns, max(budgets) // 2, rng)
            gains, total = values[codes(masks)] - values[0], values[-1] - values[0]
            for place, calls in enumerate(budgets):
                part = shapley.least_squares(masks[:calls], gains[:calls], total)
                found[place, game, repeat] = part
    return found


def _drawn(
    games: Floats, repeats: int, draw: Callable[[], NDArray[np.bool_]]
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Return coalitions, gains and totals of all games and repeats, with the draws on the first axis."""
    masks = np.array([[draw() for _ in range(repeats)] for _ in games])
    gains = np.array([v[codes(one)] - v[0] for v, one in zip(games, masks, strict=True)])
    total = np.repeat((games[:, -1] - games[:, 0])[:, None], repeats, axis=1)
    return np.moveaxis(masks, 2, 0), np.moveaxis(gains, 2, 0), total


def _by_sgd(games: Floats, budgets: Sequence[int], repeats: int, rng: np.random.Generator) -> Floats:
    columns = games.shape[1].bit_length() - 1
    pairs = max(budgets) // 2 - columns  # the first guess takes a pair for each column
    masks, gains, total = _drawn(games, repeats, lambda: shapley.kernel_coalitions(columns, pairs, rng))
    first = games[:, codes(shapley.single_coalitions(columns))] - games[:, :1]
    start = shapley.first_guess(np.repeat(first.T[..., None], repeats, axis=-1), total)
    path = shapley.projected_sgd(masks, gains, total, start)
    return path[[calls // 2 - columns - 1 for calls in budgets]]


def _as_published(games: Floats, budgets: Sequence[int], repeats: int, rng: np.random.Generator) -> Floats:
    columns = games.shape[1].bit_length() - 1
    draw = lambda: shapley.published_coalitions(columns, max(budgets), rng)  # noqa: E731
    path = shapley.published_sgd(*_drawn(games, repeats, draw))
    return path[[calls - 1 for calls in budgets]]
