"""Error rates by group, and intervals for them, their differences and the largest of these."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.results.methods import LARGEST_GAP, NEWCOMBE
from portfolio.statistics.means import wilson

Floats = NDArray[np.float64]
_GRID = np.linspace(0.0, 1.0, 1001)  # gaps that are tried
_LOWER, _UPPER = 0.96, 2.17  # what is not rare; the quantile of the normal distribution at 98.5 %


def confusion_by_group(outcome: ArrayLike, flagged: ArrayLike, group: ArrayLike) -> pd.DataFrame:
    """Return a row for each group: `tn`, `fp`, `fn`, `tp`, how many people of each kind.

    Parameters
    ----------
    outcome, flagged
        What came, and what was predicted, shape (n,).
    group
        Of each person, shape (n,).

    Raises
    ------
    DataError
        The three are not of one length.
    """
    came, said, member = np.asarray(outcome, bool), np.asarray(flagged, bool), np.asarray(group)
    if not len(came) == len(said) == len(member):
        lengths = f"{len(came)}, {len(said)}, {len(member)}"
        raise DataError("error rates by group", expected="one value for each person", got=lengths)
    kinds = {"tn": ~came & ~said, "fp": ~came & said, "fn": came & ~said, "tp": came & said}
    frame = pd.DataFrame(kinds).astype(int)
    return frame.groupby(pd.Series(member, name="group")).sum()


RATES: dict[str, tuple[str, tuple[str, str]]] = {
    "false positives": ("fp", ("fp", "tn")),
    "false negatives": ("fn", ("fn", "tp")),
    "precision": ("tp", ("tp", "fp")),
    "prevalence": ("tp+fn", ("tp+fn", "tn+fp")),
}


def error_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each group and rate: `group`, `rate`, `hits`, `people`, `value`, `low`, `high`.

    A rate of nobody is missing, and so is its interval.
    """
    rows = []
    for group, row in counts.to_dict("index").items():
        for rate, (hit, all_of) in RATES.items():
            hits, people = _sum(row, hit), _sum(row, "+".join(all_of))
            low, high = wilson(hits, people) if people else (np.nan, np.nan)
            value = hits / people if people else np.nan
            rows.append((group, rate, hits, people, value, low, high))
    return pd.DataFrame(rows, columns=["group", "rate", "hits", "people", "value", "low", "high"])


def _sum(counts: dict[Hashable, int], names: str) -> int:
    return int(sum([counts[name] for name in names.split("+")]))


def newcombe(hits: tuple[int, int], people: tuple[int, int]) -> Interval:
    """Return the 95 % interval of the difference of two shares, the first less the second.

    Newcombe (1998), Interval estimation for the difference between independent proportions, method 10: the
    bounds of the two score intervals are joined like the sides of a right angle.

    Parameters
    ----------
    hits
        How many succeeded in each group.
    people
        Of how many.
    """
    first, second = (hit / count for hit, count in zip(hits, people, strict=True))
    (low, high), (low_2, high_2) = (wilson(hit, n) for hit, n in zip(hits, people, strict=True))
    down = np.hypot(first - low, high_2 - second)
    up = np.hypot(high - first, second - low_2)
    return Interval(first - second - down, first - second + up, NEWCOMBE)


def largest_gap(hits: ArrayLike, people: ArrayLike) -> tuple[float, Interval]:
    """Return the larger of two differences between two groups, as observed, and its 95 % interval.

    With false and true positives it is the equalised odds difference. The larger of two noisy distances from
    zero is too large on average, and drawing rows again adds the same once more. Here the interval begins
    at the smallest gap under which one at least as large as the observed one is not rare, the other
    difference being as observed; it ends where the upper end of the higher difference lies. That end is
    hardly ever missed unless one difference stands alone, so the tails are cut at 4 and at 1.5 %.

    Parameters
    ----------
    hits
        How many succeeded, shape (2 rates, 2 groups).
    people
        Of how many, the same shape.

    Raises
    ------
    DataError
        The shape is another, or a rate is of nobody.
    """
    hit, count = np.asarray(hits, float), np.asarray(people, float)
    if hit.shape != (2, 2) or count.shape != (2, 2) or (count <= 0).any():
        raise DataError(
            "gap of two groups", expected="two rates of two groups with people", got=count.tolist()
        )
    observed = float(np.abs(hit / count @ [1, -1]).max())
    # half a success and half a failure more, so that a rate of nobody still has an error
    share = (hit + 0.5) / (count + 1)
    error = np.sqrt((share * (1 - share) / (count + 1)).sum(axis=1))
    off = np.abs(share @ [1, -1])
    top = int(off.argmax())
    below = _folded(off[top], _GRID, error[top])
    below = below * _folded(off[top], np.minimum(off[1 - top], _GRID), error[1 - top])
    low = float(_GRID[below <= _LOWER].min())
    high = min(1.0, float((off + _UPPER * error).max()))
    return observed, Interval(min(low, observed), max(high, observed), LARGEST_GAP)


def _folded(reach: float, mean: Floats, error: float) -> Floats:
    """Return the probability that a normal variable lies within `reach` of zero."""
    inside: Floats = ndtr((reach - mean) / error) - ndtr((-reach - mean) / error)
    return inside


def gap_of(outcome: ArrayLike, flagged: ArrayLike, group: ArrayLike) -> tuple[float, Interval]:
    """Return the equalised odds difference of two groups and its interval.

    Parameters
    ----------
    outcome
        What came, shape (n,).
    flagged
        What was predicted, or the probability of it where the decision is drawn by lot, shape (n,).
    group
        Which of two groups a person is of, shape (n,).
    """
    came, said, member = np.asarray(outcome, bool), np.asarray(flagged, float), np.asarray(group, bool)
    cells = [[(came == kind) & (member == one) for one in (False, True)] for kind in (False, True)]
    hits = [[float(said[cell].sum()) for cell in row] for row in cells]
    return largest_gap(hits, [[int(cell.sum()) for cell in row] for row in cells])


def bootstrap_gap(hits: ArrayLike, people: ArrayLike, draws: int, rng: np.random.Generator) -> Floats:
    """Return the naive draws of the larger difference, each group's rows drawn again.

    Parameters
    ----------
    hits, people
        As in `largest_gap`.
    draws
        How many.
    rng
        Source of chance.
    """
    count = np.asarray(people)
    again = rng.binomial(count, np.asarray(hits) / count, size=(draws, 2, 2)) / count
    gaps: Floats = np.abs(again @ [1, -1]).max(axis=1)
    return gaps


def largest_spread_by_chance(
    outcome: ArrayLike, group: ArrayLike, draws: int, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Return the spread of a share over many groups, its mean if groups are dealt out, and the p-value.

    Parameters
    ----------
    outcome
        Flags, shape (n,).
    group
        Of each person, shape (n,).
    draws
        Permutations.
    rng
        Source of chance.
    """
    flags = np.asarray(outcome, float)
    codes, _ = pd.factorize(np.asarray(group))
    size = np.bincount(codes)

    def spread(dealt: Floats) -> float:
        return float(np.ptp(np.bincount(codes, dealt) / size))

    seen = spread(flags)
    chance = np.array([spread(rng.permutation(flags)) for _ in range(draws)])
    return seen, float(chance.mean()), float((1 + (chance >= seen - 1e-12).sum()) / (draws + 1))
