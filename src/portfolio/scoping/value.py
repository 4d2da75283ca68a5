"""What a better credit score is worth: from draws of its inputs to a net present value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import UsageError
from portfolio.scoping.inputs import Input, Normal, Pert, Tailed

ASSUMED = "assumption"
# Five projects in six then cost 8 % less than planned: with the sixth at three times its budget, the mean
# is the published one.
OVERRUN = Tailed(Pert(0.70, 0.92, 1.18), tail=3.0, probability=1 / 6)


def credit_score_inputs(gain: Sequence[float], margin: float, volume: int, running: float) -> list[Input]:
    """Return the uncertain inputs of a credit score.

    Parameters
    ----------
    gain
        Ends of the 95 % interval of what the new score saves on one application, counted in the lost margins
        of refused good payers.
    margin, volume, running
        Likely values: margin of a good loan (EUR), applications a year, running cost (EUR a year).
    """
    return [
        Input("gain", Normal(*gain), "margins / application", "measured in the chapter on scoring"),
        Input("carry-over", Pert(0.2, 0.7, 1.0), "share of the gain", ASSUMED),
        Input("margin", Pert(0.5 * margin, margin, 2 * margin), "EUR / good loan", ASSUMED),
        Input("volume", Pert(0.7 * volume, volume, 1.2 * volume), "applications / year", ASSUMED),
        Input("adoption", Pert(0.4, 0.8, 0.95), "share of decisions", ASSUMED),
        Input("running", Pert(0.7 * running, running, 1.8 * running), "EUR / year", ASSUMED),
        Input("overrun", OVERRUN, "cost / budget", "Flyvbjerg and Budzier 2011"),
    ]


def discounted_years(years: int, rate: float) -> float:
    """Return what one euro at the end of each year is worth today.

    Raises
    ------
    UsageError
        There is no year, or the rate is not above -1.

    Examples
    --------
    >>> round(discounted_years(2, 0.1), 4)
    1.7355
    """
    if years < 1 or rate <= -1:
        raise UsageError("discounting", expected="a year or more, and a rate above -1", got=(years, rate))
    return float(sum((1 + rate) ** -year for year in range(1, years + 1)))


def net_present_value(draws: pd.DataFrame, budget: float, annuity: float) -> NDArray[np.float64]:
    """Return the net present value of each draw (EUR): benefits less running costs, less what is built."""
    saved = draws["gain"] * draws["carry-over"] * draws["margin"] * draws["volume"] * draws["adoption"]
    return np.asarray(annuity * (saved - draws["running"]) - budget * draws["overrun"])
