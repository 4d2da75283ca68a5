"""The exercises of the chapters on generators of images, on invented codes, features and images."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises


def mixture_codes() -> Iterator[Case]:
    """Ask for codes of a mixture of normal distributions."""
    means = np.array([[0.0, 10.0], [5.0, 5.0]])
    factors = np.array([[[1.0, 0.0], [2.0, 3.0]], [[2.0, 0.0], [0.0, 1.0]]])
    noise = np.array([[1.0, 1.0], [1.0, -1.0], [0.5, 2.0]])
    expected = np.array([[7.0, 6.0], [1.0, 9.0], [0.5, 17.0]])
    yield Case("two parts", (np.array([1, 0, 0]), noise, means, factors), expected)
    one = np.array([[[2.0, 0, 0], [1, 1, 0], [0, 4, 1]]])
    given = (np.array([0, 0]), np.array([[1.0, 2, 3], [0, 0, 0]]), np.array([[1.0, 1, 1]]), one)
    yield Case("one part in three dimensions", given, np.array([[3.0, 4, 12], [1, 1, 1]]))


def same_label() -> Iterator[Case]:
    """Ask how often the nearest known row has the same label."""
    known, labels = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 9.0]]), np.array([1, 2, 3])
    new = np.array([[1.0, 0.0], [3.0, 1.0], [0.0, 5.0], [2.1, 0.0], [9.0, 0.5]])
    yield Case("five new rows", (known, labels, new, np.array([1, 2, 3, 1, 2])), 4 / 5)
    known, labels = np.array([[1.0], [2.0], [8.0], [9.0]]), np.array([0, 1, 1, 0])
    yield Case(
        "one number for each row",
        (known, labels, np.array([[0.0], [7.0], [20.0]]), np.array([0, 0, 1])),
        1 / 3,
    )


def median_fall() -> Iterator[Case]:
    """Ask for the median fall of the bound, for each label."""
    before = np.array([-80.0, -90.0, -95.0, -60.0, -85.0])
    after = np.array([-100.0, -91.0, -170.0, -65.0, -88.0])
    labels = np.array([3, 1, 3, 1, 3])
    yield Case("two labels", (before, after, labels), pd.Series({1: 3.0, 3: 20.0}))
    labels, zero = np.array([7, 7, 7, 0]), np.zeros(4)
    yield Case(
        "bounds that rise", (zero, np.array([1.0, 5.0, 2.0, -4.0]), labels), pd.Series({0: 4.0, 7: -2.0})
    )


def share_inside() -> Iterator[Case]:
    """Ask for the share of points inside a ball around one of the others."""
    others = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [9.0, 0.0]])
    points = np.array(
        [[0.5, 0.0], [4.5, 0.0], [5.5, 0.0], [0.0, -1.0], [-2.0, 0.0], [15.0, 0.0], [15.1, 0.0]]
    )
    yield Case("the nearest neighbour", (points, others, 1), 5 / 7)
    far = np.array([[-2.0, 0.0], [-3.1, 0.0], [17.0, 0.0], [18.0, 0.0], [9.0, 7.0]])
    yield Case("the second nearest", (far, others, 2), 3 / 5)
    yield Case("fewer dimensions", (np.array([[2.0], [8.0]]), np.array([[0.0], [3.0]]), 1), 1 / 2)


def discriminator_loss() -> Iterator[Case]:
    """Ask for the loss of a discriminator, from scores before the sigmoid."""
    nothing = np.zeros(3)
    yield Case("scores of nothing", (nothing, nothing[:2]), 2 * np.log(2))
    known = np.log([3.0, 1.0])
    yield Case("odds of three to one", (known, np.array([-np.log(3.0)])), 1.5 * np.log(4 / 3) + np.log(2) / 2)
    yield Case("scores far from zero", (np.array([1000.0, -1000.0]), np.array([2000.0])), 2500.0)


def pulls() -> Iterator[Case]:
    """Ask for the sizes of the derivatives of the saturating and of the non-saturating loss."""
    odds = np.log(np.array([1.0, 3.0, 0.25]))
    expected = (np.array([1 / 2, 3 / 4, 1 / 5]), np.array([1 / 2, 1 / 4, 4 / 5]))
    yield Case("three scores", (odds,), expected)
    yield Case("a sure discriminator", (np.log([1 / 99]),), (np.array([0.01]), np.array([0.99])))


def slants() -> Iterator[Case]:
    """Ask by how many columns each image leans for a row."""
    lines = np.zeros((4, 5, 5))
    for row in range(5):
        lines[0, row, row] = lines[1, row, 4 - row] = lines[2, row, 2] = 1.0
        lines[3, row, row // 2] = 0.5
    yield Case("four lines", (lines,), np.array([1.0, -1.0, 0.0, 0.5]))
    weighted = np.zeros((1, 3, 4))
    weighted[0, 0, 0], weighted[0, 1, 3], weighted[0, 2, 1] = 2.0, 1.0, 1.0
    yield Case("pixels of unequal weight", (weighted,), np.array([8 / 11]))


def frechet() -> Iterator[Case]:
    """Ask for the Fréchet distance of two sets of features."""
    square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])  # variances of four thirds
    yield Case("means apart", (square + np.array([1.0, 2.0]), square + np.array([4.0, 6.0])), 25.0)
    yield Case("a wider set", (0.1 * square, 0.3 * square + np.array([1.0, 0.0])), 1 + 8 / 3 * 0.2**2)
    turned = square * [1.0, 4.0] @ np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    yield Case("axes turned", (square * [2.0, 1.0], turned), _by_formula(square * [2.0, 1.0], turned))


def clean_from() -> Iterator[Case]:
    """Ask for the picture that a velocity implies."""
    picture, noise = np.array([[1.0, -1.0], [0.5, 0.0]]), np.array([[0.3, 2.0], [-1.0, 1.0]])
    for about, angle in {"early": 0.3, "late": 1.4, "no noise yet": 0.0}.items():
        shown = picture + angle
        noisy = np.cos(angle) * shown + np.sin(angle) * noise
        yield Case(about, (np.cos(angle) * noise - np.sin(angle) * shown, noisy, angle), shown)


ASKED = Exercises(
    *(mixture_codes, same_label, median_fall),
    *(share_inside, discriminator_loss, pulls),
    *(slants, frechet, clean_from),
)
check, cases = ASKED.check, ASKED.cases


def _by_formula(first: np.ndarray, second: np.ndarray) -> float:
    """Return the distance of two centred sets in two dimensions, where the root has a closed form."""
    one, other = np.cov(first.T), np.cov(second.T)
    product = one @ other
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    return float(np.trace(one) + np.trace(other) - 2 * root)
