"""Shapley values of a game: exactly, and estimated from fewer of its values."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.trust.coalitions import Masks, Value, all_coalitions, codes

Floats = NDArray[np.float64]


def exact(values: Floats) -> Floats:
    """Return the Shapley values of a game whose value is known for every coalition (Shapley 1953).

    Parameters
    ----------
    values
        In the order of `all_coalitions`, shape (..., 2**d).

    Returns
    -------
    numpy.ndarray
        Shape (..., d); they sum to the value of all columns less that of none.

    Raises
    ------
    DataError
        The number of values is no power of two.
    """
    count = values.shape[-1]
    columns = count.bit_length() - 1
    if count != 2**columns or columns < 1:
        raise DataError("a game needs a value for each coalition", expected="2**d values", got=count)
    masks, found = all_coalitions(columns), np.empty((*values.shape[:-1], columns))
    weight = np.array([1 / (columns * comb(columns - 1, size)) for size in range(columns)])
    for column in range(columns):
        without = ~masks[:, column]
        gains = values[..., codes(masks[without]) + 2**column] - values[..., without]
        found[..., column] = gains @ weight[masks[without].sum(axis=1)]
    return found


def interactions(values: Floats) -> Floats:
    """Return what pairs of columns add together, and on the diagonal what is left to each column alone.

    Half of the Shapley interaction index of a pair (Grabisch, Marichal and Roubens 2000) is booked to each of
    the two, as Lundberg et al. 2020 do, so that a row sums to the Shapley value of its column.

    Parameters
    ----------
    values
        Of a game, in the order of `all_coalitions`, shape (..., 2**d), of two columns or more.

    Returns
    -------
    numpy.ndarray
        Symmetric, shape (..., d, d).

    Raises
    ------
    DataError
        The number of values is no power of two, or there is one column only.
    """
    single = exact(values)
    columns = single.shape[-1]
    if columns < 2:
        raise DataError("pairs need two columns", expected="at least 4 values", got=values.shape[-1])
    masks, found = all_coalitions(columns), np.zeros((*single.shape, columns))
    weight = np.array([1 / ((columns - 1) * comb(columns - 2, size)) for size in range(columns - 1)])
    for one, other in combinations(range(columns), 2):
        without = masks[~masks[:, one] & ~masks[:, other]]
        place, first, second = codes(without), 2**one, 2**other
        joint = values[..., place + first + second] - values[..., place + first]
        joint = joint - values[..., place + second] + values[..., place]
        found[..., one, other] = found[..., other, one] = joint @ weight[without.sum(axis=1)] / 2
    diagonal = np.arange(columns)
    found[..., diagonal, diagonal] = single - found.sum(axis=-1)
    return found


def marginals(value: Value, orders: NDArray[np.int64]) -> Floats:
    """Return what each column adds when it joins in the given orders, shape (n, d).

    Parameters
    ----------
    value
        The game.
    orders
        Permutations of the columns, shape (n, d). Each costs d - 1 calls beside the two ends, which all
        share.
    """
    count, columns = orders.shape
    masks = np.zeros((count, columns + 1, columns), dtype=bool)
    rank = np.argsort(orders, axis=1)
    masks[:] = rank[:, None] < np.arange(columns + 1)[:, None]
    gains = np.diff(value(masks), axis=1)  # by position
    return np.take_along_axis(gains, rank, axis=1)


def random_orders(columns: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return permutations drawn independently, shape (count, columns).

    Parameters
    ----------
    columns
        Of the game.
    count
        How many are drawn.
    rng
        Source of chance.
    """
    return rng.permuted(np.tile(np.arange(columns), (count, 1)), axis=1)


def antithetic_orders(columns: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return permutations, each followed by its reverse, shape (count, columns); count is made even.

    Parameters
    ----------
    columns
        Of the game.
    count
        How many are returned.
    rng
        Source of chance.
    """
    drawn = random_orders(columns, (count + 1) // 2, rng)
    return np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(-1, columns)


def rotated_orders(columns: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return permutations in blocks of all rotations of one, so that each column takes each place once.

    This stratifies the sample by the size of the coalition that a column joins.

    Parameters
    ----------
    columns
        Of the game.
    count
        How many are returned; made a multiple of the columns.
    rng
        Source of chance.
    """
    drawn = random_orders(columns, -(-count // columns), rng)
    shifts = (np.arange(columns)[:, None] + np.arange(columns)) % columns
    return drawn[:, shifts].reshape(-1, columns)


def kernel_coalitions(columns: int, pairs: int, rng: np.random.Generator) -> Masks:
    """Return coalitions drawn by the Shapley kernel, each followed by its complement, shape (2 pairs, d).

    Sizes have the probability that belongs to 1 / (k (d - k)), and coalitions of one size are equally
    likely (Lundberg and Lee 2017; the pairs are those of Covert and Lee 2021).

    Parameters
    ----------
    columns
        Of the game; two or more.
    pairs
        How many are drawn.
    rng
        Source of chance.
    """
    sizes = np.arange(1, columns)
    likely = 1 / (sizes * (columns - sizes))
    size = rng.choice(sizes, pairs, p=likely / likely.sum())
    rank = random_orders(columns, pairs, rng)
    drawn = rank < size[:, None]
    return np.stack([drawn, ~drawn], axis=1).reshape(-1, columns)


def least_squares(masks: Masks, gains: Floats, total: float) -> Floats:
    """Return the values that fit the gains of coalitions best and sum to the total: KernelSHAP.

    Parameters
    ----------
    masks
        Coalitions drawn by the Shapley kernel, shape (n, d).
    gains
        Their values less that of no column, shape (n,).
    total
        The value of all columns less that of none.
    """
    last = masks[:, -1].astype(float)
    free = masks[:, :-1] - last[:, None]  # the last value is what the others leave of the total
    found = np.linalg.lstsq(free, gains - total * last, rcond=None)[0]
    return np.append(found, total - found.sum())


def single_coalitions(columns: int) -> Masks:
    """Return each column alone, followed by all others without it, shape (2 columns, columns)."""
    alone = np.eye(columns, dtype=bool)
    return np.stack([alone, ~alone], axis=1).reshape(-1, columns)


def first_guess(gains: Floats, total: Floats | float) -> Floats:
    """Return the mean of what each column adds when it joins first and last, shifted to the total.

    Parameters
    ----------
    gains
        Of `single_coalitions`, less the value of no column, shape (2 d, ...).
    total
        The value of all columns less that of none, shape (...).
    """
    total = np.asarray(total, dtype=float)
    added: Floats = np.moveaxis(gains[::2] + total - gains[1::2], 0, -1) / 2
    added += (total - added.sum(axis=-1))[..., None] / added.shape[-1]
    return added


def projected_sgd(masks: Masks, gains: Floats, total: Floats | float, start: Floats) -> Floats:
    """Return the values after each step of a stochastic gradient that is projected onto the sum.

    After Grah and Thouvenot 2020, with three changes. Coalitions come from the Shapley kernel, under which
    the loss is equally curved in all directions of the plane, so that the length of a step follows from
    the number of columns and nothing is tuned. A step takes a coalition and its complement. The start is
    `first_guess`. As no draw depends on an iterate, the model is asked beforehand, in one call.

    Parameters
    ----------
    masks
        Pairs of coalitions as `kernel_coalitions` draws them, shape (2 n, ..., d).
    gains
        Their values less that of no column, shape (2 n, ...).
    total
        The value of all columns less that of none, shape (...).
    start
        Where to begin, shape (..., d).

    Returns
    -------
    numpy.ndarray
        The iterates, shape (n, ..., d).
    """
    columns = masks.shape[-1]
    total = np.asarray(total, dtype=float)[..., None]
    now, path = start, np.empty((len(masks) // 2, *start.shape))
    drawn = masks.reshape(-1, 2, *masks.shape[1:]).astype(float)
    wanted = gains.reshape(-1, 2, *gains.shape[1:])[..., None]
    for time, (pair, target) in enumerate(zip(drawn, wanted, strict=True)):
        missed = (pair * now).sum(axis=-1, keepdims=True) - target
        now = now - (pair * missed).mean(axis=0) / (curvature(columns) * (time + 2 * columns))
        now = now + (total - now.sum(axis=-1, keepdims=True)) / columns  # onto the plane of the sum
        path[time] = now
    return path


def curvature(columns: int) -> float:
    """Return the curvature of the loss in the plane of the sum, the same in every direction.

    It is the chance that a coalition of the Shapley kernel holds one column less the chance that it holds
    two.
    """
    return float(1 / (2 * (1 / np.arange(1, columns)).sum()))


def published_sizes(columns: int) -> tuple[Floats, Floats]:
    """Return probability and gradient weight of each size from 1 to d - 1 as Grah and Thouvenot publish.

    The probabilities follow a bound on how steep the loss of a coalition can be; the bound's scale cancels.
    """
    size = np.arange(1, columns)
    ways = np.array([comb(columns, k) for k in size], dtype=float)
    loss = (columns - 1) / (ways * size * (columns - size))
    steep = loss * np.sqrt(size) * (np.sqrt(size * columns) + 1)
    likely = steep / (ways * steep).sum()  # of one coalition
    return likely * ways, loss / likely


def published_sgd(masks: Masks, gains: Floats, total: Floats | float, step: float = 0.1) -> Floats:
    """Return the averages after each step of the published algorithm: one coalition, steps as 1 / sqrt(t).

    Parameters
    ----------
    masks
        Coalitions whose sizes follow `published_sizes`, shape (n, ..., d).
    gains
        Their values less that of no column, shape (n, ...).
    total
        The value of all columns less that of none, shape (...).
    step
        Length of the first step.
    """
    columns = masks.shape[-1]
    weight = published_sizes(columns)[1]
    total = np.asarray(total, dtype=float)[..., None]
    now = np.broadcast_to(total / columns, masks.shape[1:]).copy()
    path, drawn = np.empty(masks.shape), masks.astype(float)
    for time in range(len(masks)):
        missed = (drawn[time] * now).sum(axis=-1) - gains[time]
        scale = step / np.sqrt(time + 1) * weight[masks[time].sum(axis=-1) - 1]
        now = now - (scale * missed)[..., None] * drawn[time]
        now += (total - now.sum(axis=-1, keepdims=True)) / columns
        path[time] = now
    counts = np.arange(1, len(path) + 1).reshape(-1, *[1] * (path.ndim - 1))
    return path.cumsum(axis=0) / counts


def published_coalitions(columns: int, count: int, rng: np.random.Generator) -> Masks:
    """Return coalitions whose sizes follow `published_sizes`, shape (count, d).

    Parameters
    ----------
    columns
        Of the game; two or more.
    count
        How many are drawn.
    rng
        Source of chance.
    """
    size = rng.choice(np.arange(1, columns), count, p=published_sizes(columns)[0])
    return random_orders(columns, count, rng) < size[:, None]
