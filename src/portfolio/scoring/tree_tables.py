"""Boosted trees as tables: what a row answers at the forks of a tree is one number, which looks up the rest.

A tree of ten leaves has nine forks, so 512 patterns of answers; for each of them the value of its leaf and
the Shapley values of its columns are computed once. A row then costs one comparison with all thresholds and
two look-ups. Yang (2021), Fast TreeSHAP, keeps such tables for the same reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import ModelFileError

MAX_FORKS = 12  # of one tree: 4,096 patterns
_CHUNK = 1000  # rows at a time, so that their answers fit into the processor's cache

Floats = NDArray[np.float64]
Node = Sequence[float]


@dataclass(frozen=True)
class _Leaf:
    """A leaf: its value, and for each column on its path the forks, the answers and the share that passes."""

    value: float
    path: dict[int, tuple[list[tuple[int, bool]], float]]


class TreeTables:
    """Evaluate and explain a sum of trees.

    Parameters
    ----------
    trees
        Each as its nodes, root first: a leaf is [value, count]; a fork is [column, threshold, left, right,
        count, missing], where `missing` is 1 left, 0 right, 2 as zero.
    groups
        For each encoded column the feature, from 0, to which its Shapley values are added.

    Raises
    ------
    ModelFileError
        A tree has too many forks, or its nodes are not a tree.
    """

    def __init__(self, trees: Sequence[Sequence[Node]], groups: Sequence[int]) -> None:
        self.features = max(groups) + 1
        forks = [[node for node in tree if len(node) > 2] or [[0, math.inf, 0, 0, 1, 1]] for tree in trees]
        widest = max(map(len, forks))
        if widest > MAX_FORKS:
            raise ModelFileError("a tree has no table", expected=f"at most {MAX_FORKS} forks", got=widest)
        flat = [fork for tree in forks for fork in tree]
        self._column = np.array([int(fork[0]) for fork in flat])
        self._threshold = np.array([fork[1] for fork in flat], dtype=float)
        # a missing value that is read as zero is answered as zero would be
        self._absent = np.array([fork[5] == 1 or (fork[5] == 2 and fork[1] >= 0) for fork in flat])
        self._bit = np.array([1 << place for tree in forks for place in range(len(tree))])
        self._start = np.array([0, *accumulate(map(len, forks))][:-1])
        self._offset = np.array([0, *accumulate(1 << len(tree) for tree in forks)][:-1])
        tables = [_tables(tree, groups) for tree in trees]
        self._value = np.concatenate([value for value, _, _ in tables])
        shares, names = [shares for _, shares, _ in tables], [names for _, _, names in tables]
        self._shares, self._place = _padded(shares, names, self.features)
        self.base = float(sum(_expected(tree) for tree in trees))

    def evaluate(self, encoded: Floats) -> tuple[Floats, Floats]:
        """Return the sum of the trees of each row, shape (n,), and its Shapley values, (n, features)."""
        parts = [self._chunk(encoded[at : at + _CHUNK]) for at in range(0, len(encoded), _CHUNK)]
        if len(parts) == 1:
            return parts[0]
        raw, shares = zip(*parts, strict=True) if parts else ((np.empty(0),), (np.empty((0, self.features)),))
        return np.concatenate(raw), np.concatenate(shares)

    def _chunk(self, encoded: Floats) -> tuple[Floats, Floats]:
        seen = encoded[:, self._column]  # (n, forks)
        left = (seen <= self._threshold) | (np.isnan(seen) & self._absent)
        pattern = np.add.reduceat(left * self._bit, self._start, axis=1) + self._offset  # (n, trees)
        # added one after the other, as the library that fitted them does: the same last digit
        raw = np.add.accumulate(self._value[pattern], axis=1)[:, -1]
        width = self.features + 1  # the last is for trees with fewer columns than the widest
        cell = np.arange(len(encoded))[:, None, None] * width + self._place  # (n, trees, columns of a tree)
        flat = np.bincount(
            cell.ravel(), weights=self._shares[pattern].ravel(), minlength=len(encoded) * width
        )
        return raw, np.asarray(flat.reshape(-1, width)[:, : self.features], dtype=np.float64)


def _padded(
    shares: Sequence[Floats], names: Sequence[list[int]], features: int
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the Shapley values of all patterns in one table, and which feature each column of a tree is."""
    width = max(map(len, names))
    place = np.full((len(names), width), features)
    for row, found in enumerate(names):
        place[row, : len(found)] = found
    return np.concatenate([np.pad(one, ((0, 0), (0, width - one.shape[1]))) for one in shares]), place


def _tables(tree: Sequence[Node], groups: Sequence[int]) -> tuple[Floats, Floats, list[int]]:
    """Return value and Shapley values of each pattern of answers, and the features of the latter."""
    forks = {
        place: number for number, place in enumerate(at for at, node in enumerate(tree) if len(node) > 2)
    }
    patterns = np.arange(1 << max(1, len(forks)))
    leaves = _leaves(tree, forks)
    names = sorted({groups[column] for leaf in leaves for column in leaf.path}) or [0]
    value, shares = np.zeros(len(patterns)), np.zeros((len(patterns), len(names)))
    for leaf in leaves:
        passes = {column: _all(patterns, asked) for column, (asked, _) in leaf.path.items()}
        value[np.logical_and.reduce([np.ones(len(patterns), bool), *passes.values()])] = leaf.value
        for column in leaf.path:
            shares[:, names.index(groups[column])] += leaf.value * _share(leaf, passes, column)
    return value, shares, names


def _leaves(tree: Sequence[Node], forks: dict[int, int]) -> list[_Leaf]:
    found: list[_Leaf] = []

    def walk(at: int, path: dict[int, tuple[list[tuple[int, bool]], float]]) -> None:
        node = tree[at]
        if len(node) == 2:
            found.append(_Leaf(float(node[0]), path))
            return
        column = int(node[0])
        asked, share = path.get(column, ([], 1.0))
        for child, left in ((int(node[2]), True), (int(node[3]), False)):
            if child <= at:
                raise ModelFileError("a tree points backwards")
            part = _count(tree[child]) / _count(node)
            walk(child, {**path, column: ([*asked, (forks[at], left)], share * part)})

    walk(0, {})
    return found


def _share(leaf: _Leaf, passes: dict[int, NDArray[np.bool_]], column: int) -> Floats:
    """Return the Shapley value of a column for the indicator of a leaf, one for each pattern.

    A coalition knows some columns: the leaf then weighs one factor for each column of its path, 0 or 1 if it
    is known, else the share of rows that pass. Averaged over all orders in which columns become known.
    """
    others = [other for other in leaf.path if other != column]
    by_size = [np.ones(len(passes[column]))]  # sum of the products over coalitions of each size
    for other in others:
        known, unknown = passes[other].astype(float), leaf.path[other][1]
        grown = [one * unknown for one in by_size] + [np.zeros(len(known))]
        for size, one in enumerate(by_size):
            grown[size + 1] = grown[size + 1] + one * known
        by_size = grown
    total = len(leaf.path)
    weights = [1 / (total * math.comb(total - 1, size)) for size in range(total)]
    average = np.sum([weight * one for weight, one in zip(weights, by_size, strict=True)], axis=0)
    return np.asarray((passes[column].astype(float) - leaf.path[column][1]) * average)


def _all(patterns: NDArray[np.int64], asked: list[tuple[int, bool]]) -> NDArray[np.bool_]:
    """Return the patterns that answer these forks so."""
    answers = [(patterns >> fork & 1) == int(left) for fork, left in asked]
    return np.asarray(np.logical_and.reduce(answers))


def _expected(tree: Sequence[Node]) -> float:
    leaves = [node for node in tree if len(node) == 2]
    return sum(node[0] * _count(node) for node in leaves) / sum(map(_count, leaves))


def _count(node: Node) -> float:
    return float(node[1] if len(node) == 2 else node[4])
