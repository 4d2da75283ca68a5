"""Networks compared at equal time of training, and by the number of peptides they learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portfolio.networks.sequences import probabilities, train_sequences

Ints = NDArray[np.int64]


def passes_in(budget: float, seconds_of_a_pass: float) -> int:
    """Return how many whole passes fit best into a time, at least one.

    Parameters
    ----------
    budget
        Seconds of the processor.
    seconds_of_a_pass
        As measured.
    """
    return max(1, round(budget / seconds_of_a_pass))


def nested_samples(fold: Ints, number: int, sizes: Sequence[int], seed: int) -> list[Ints]:
    """Return rows to learn from, each sample within the next larger one, none of them in the test.

    Parameters
    ----------
    fold
        Of each peptide.
    number
        Of the fold that is the test.
    sizes
        How many to learn from; all if there are fewer.
    seed
        Of the draw.
    """
    order = np.random.default_rng(seed).permutation(np.flatnonzero(fold != number))
    return [np.sort(order[:size]) for size in sizes]


def accuracy_from(
    name: str, coded: Ints, labels: NDArray[np.bool_], learnt: Ints, tested: Ints, *, epochs: int, seed: int
) -> float:
    """Return the accuracy, in per cent, of a network on peptides that it did not learn from.

    Parameters
    ----------
    name
        Of the network.
    coded
        (n, length).
    labels
        (n,).
    learnt, tested
        Rows.
    epochs
        Passes over the rows learnt from.
    seed
        Of the weights and the order.
    """
    fitted = train_sequences(name, coded[learnt], labels[learnt], epochs=epochs, seed=seed)
    said = probabilities(fitted.network, coded[tested]) > 0.5
    return 100 * float((said == labels[tested]).mean())
