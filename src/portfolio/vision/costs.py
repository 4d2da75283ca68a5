"""What a threshold costs, and whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cost_per_photo(defective: NDArray[np.bool_], rejected: NDArray[np.bool_], missed: float) -> Floats:
    """Return the cost of each decision: 1 for a good cell that is rejected, `missed` for a missed defect.

    Parameters
    ----------
    defective
        What each cell is.
    rejected
        What was decided.
    missed
        Cost of a missed defect, in false alarms.
    """
    return np.where(defective & ~rejected, missed, 0.0) + np.where(~defective & rejected, 1.0, 0.0)


def cheapest_threshold(defective: NDArray[np.bool_], probability: Floats, missed: float) -> float:
    """Return the probability from which rejecting costs least on photos that were not trained on.

    Parameters
    ----------
    defective, probability
        Of the photos on which the threshold is chosen.
    missed
        Cost of a missed defect, in false alarms.
    """
    tried = np.linspace(0.02, 0.98, 97)
    costs = [cost_per_photo(defective, probability >= one, missed).mean() for one in tried]
    return float(tried[int(np.argmin(costs))])


def calibration_error(defective: NDArray[np.bool_], probability: Floats, bins: int = 10) -> float:
    """Return the mean gap between probability and share of defects, over bins of equally many photos.

    Parameters
    ----------
    defective, probability
        What was the case, and what had been said.
    bins
        Groups of photos with similar probabilities.
    """
    parts = np.array_split(np.argsort(probability, kind="stable"), bins)
    gaps = [abs(defective[part].mean() - probability[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(probability))
