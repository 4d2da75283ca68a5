"""The segments as they are handed on: scale, centres and names, for customers one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.results import Field, Signature
from portfolio.segmentation.features import RFM, UNITS
from portfolio.segmentation.models import Fitted, nearest_centre
from portfolio.segmentation.monitoring import Contract
from portfolio.segmentation.profiles import ACTIONS, Naming
from portfolio.segmentation.scaling import SHAPES, Scale

FORM = "nearest centre"
EXAMPLES = ((5, 12, 30.0), (40, 3, 22.5), (200, 1, 80.0), (250, 1, 12.0))
LARGEST = 1e9  # of any of the three


def plain_segments(
    model: Fitted, naming: Naming, features: pd.DataFrame, fitted_on: pd.Timestamp, contract: Contract
) -> dict[str, Any]:
    """Return a segmentation as plain data.

    Parameters
    ----------
    model, naming
        Segments by their nearest centre, and their names.
    features
        Of the customers that it was fitted on; only the smallest and the largest values are handed on.
    fitted_on, contract
        The day of observation, and what says after how many days a new fit is due.

    Raises
    ------
    DataError
        The model has no centres, or reads more than recency, frequency and mean amount.
    """
    scale, centres = model.scale, model.centres
    if scale is None or centres is None or scale.columns != RFM:
        raise DataError(
            "a segmentation to hand on", expected=f"centres of {', '.join(RFM)}", got=model.method
        )
    return {
        "form": FORM,
        "columns": list(scale.columns),
        "shapes": list(scale.shapes),
        "mean": scale.mean.tolist(),
        "spread": scale.spread.tolist(),
        "centres": centres[list(naming.order)].tolist(),
        "names": list(naming.names),
        "actions": [ACTIONS[kind] for kind in naming.kinds],
        "seen": {name: [float(features[name].min()), float(features[name].max())] for name in RFM},
        "fitted_on": f"{fitted_on:%Y-%m-%d}",
        "refresh_after_days": int(contract.refresh_after_days),
    }


class Segmenter:
    """Assign customers from plain data.

    Parameters
    ----------
    plain
        As `plain_segments` returns it.

    Raises
    ------
    DataError
        It is another kind of model.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        if plain.get("form") != FORM or tuple(plain["columns"]) != RFM:
            raise DataError("a segmentation", expected=FORM, got=repr(plain.get("form")))
        if unknown := set(plain["shapes"]) - set(SHAPES):
            raise DataError("the shape of a feature", expected=" or ".join(SHAPES), got=", ".join(unknown))
        mean, spread = np.array(plain["mean"], float), np.array(plain["spread"], float)
        self._scale = Scale(RFM, tuple(plain["shapes"]), mean, spread)
        self._centres = np.array(plain["centres"], float)
        self.names, self.actions = list(plain["names"]), list(plain["actions"])
        if not len(self._centres) == len(self.names) == len(self.actions):
            raise DataError("a segmentation", expected="a name and an action for each centre")
        self.seen: dict[str, list[float]] = dict(plain["seen"])
        self.fitted_on = str(plain["fitted_on"])
        self.refresh_after_days = int(plain["refresh_after_days"])

    def places(self, customers: Sequence[Sequence[float]]) -> NDArray[np.int64]:
        """Return the place in `names` of each customer: recency, frequency, mean amount."""
        rows = pd.DataFrame(np.array(customers, float).reshape(-1, len(RFM)), columns=list(RFM))
        return nearest_centre(self._scale.apply(rows), self._centres)

    def outside(self, customer: Sequence[float]) -> list[str]:
        """Return the features that are smaller or larger than any that the segments were fitted on."""
        pairs = zip(RFM, customer, strict=True)
        return [name for name, value in pairs if not self.seen[name][0] <= value <= self.seen[name][1]]


def rfm_signature(currency: str) -> Signature:
    """Return what the segments are assigned by; the amount has a currency."""
    units = {"recency": "days", "monetary": currency}
    least = {"recency": 0.0, "frequency": 1.0, "monetary": 0.0}
    return Signature(
        tuple(
            Field(
                name,
                "number",
                meaning=UNITS[name],
                unit=units.get(name, ""),
                minimum=least[name],
                maximum=LARGEST,
                whole=whole,
            )
            for name, whole in zip(RFM, (True, True, False), strict=True)
        )
    )


def example_of(model: Segmenter) -> tuple[pd.DataFrame, list[float]]:
    """Return a few customers and the place of the segment of each."""
    return pd.DataFrame(EXAMPLES, columns=list(RFM)), [float(one) for one in model.places(EXAMPLES)]
