"""The tool of the page that takes a building and answers with its energy and CO2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from portfolio.energy.building_model import (
    LEAST_PER_FLOOR,
    OTHER,
    PROMISED,
    TALLEST_ON_EARTH,
    BuildingModel,
)
from portfolio.plotting.widget import widget_bundle

TOOL = "energy/building_tool"
LARGEST = 1_000_000  # m²
FRENCH_USES = {
    "Distribution Center": "Centre de distribution", "Hospital": "Hôpital", "Hotel": "Hôtel",
    "K-12 School": "École, collège ou lycée", "Large Office": "Grand immeuble de bureaux",
    "Medical Office": "Cabinets médicaux", "Mixed Use Property": "Immeuble à usages mixtes",
    "Other": "Autre, selon la ville", "Refrigerated Warehouse": "Entrepôt frigorifique",
    "Residence Hall": "Résidence universitaire", "Restaurant": "Restaurant", "Retail Store": "Magasin",
    "Self-Storage Facility": "Garde-meuble", "Senior Care Community": "Maison de retraite",
    "Small- and Mid-Sized Office": "Bureaux, petits et moyens", "University": "Université",
    "Supermarket / Grocery Store": "Supermarché ou épicerie", "Warehouse": "Entrepôt",
    "Worship Facility": "Lieu de culte", OTHER: "Un autre usage",
}  # fmt: skip
EXAMPLES = (("Large Office", 20_000, 15, 1985), ("Hotel", 8_000, 8, 1990), ("Warehouse", 4_000, 1, 1960))


def intensity(
    model: BuildingModel, use: str, area: float, floors: float, year: float
) -> tuple[float, float, float]:
    """Return kWh a square metre and year of a building, and the ends of its interval.

    Parameters
    ----------
    model
        The small model.
    use
        One of its uses, or `OTHER`.
    area
        In m², without parking.
    floors, year
        Number of floors, and year of construction.
    """
    said = float(model.predict(np.array([model.row(use, area, floors, year)]))[0])
    margin = model.margins.get(use, model.margins[OTHER])
    return math.exp(said), math.exp(said - margin), math.exp(said + margin)


@dataclass(frozen=True)
class BuildingTool:
    """The tool of the page; a notebook shows it as the last value of a cell.

    Parameters
    ----------
    model
        The small model.
    grid_factor
        CO2 of a kilowatt-hour, in g, that the tool starts with.
    """

    model: BuildingModel
    grid_factor: float

    @property
    def data(self) -> dict[str, Any]:
        """What the script of the page reads."""
        low, high = self.model.ranges["year built"]
        return {
            "model": dict(vars(self.model)),
            "other": OTHER,
            "french": FRENCH_USES,
            "promised": PROMISED,
            "factor": self.grid_factor,
            "start": dict(zip(("use", "area", "floors", "year"), EXAMPLES[0], strict=True)),
            "seen": {"area": self.model.ranges["floor area"], "floors": self.model.ranges["floors"],
                     "year": (low, high)},
            "possible": {"area": [LEAST_PER_FLOOR, LARGEST], "floors": [1, TALLEST_ON_EARTH],
                         "factor": [0, 1500]},
            "leastPerFloor": LEAST_PER_FLOOR,
        }  # fmt: skip

    def table_html(self) -> str:
        """Return what the page shows without script: three buildings and their answers."""
        head = ("use", "floor area, m²", "floors", "built", "kWh/m² a year", f"{PROMISED:.0%} interval")
        rows = []
        for one in EXAMPLES:
            value, low, high = intensity(self.model, *one)
            shown = (one[0], f"{one[1]:,}", one[2], one[3], f"{value:.0f}", f"{low:.0f} to {high:.0f}")
            rows.append("".join(f"<td>{escape(str(text))}</td>" for text in shown))
        names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return (
            "<table><caption>Three invented buildings and what the model says of them</caption>"
            f"<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, Any]:  # noqa: ARG002
        words = f"A building's energy: {len(self.model.uses)} uses, {len(self.model.trees)} trees"
        return widget_bundle(TOOL, "A building's energy", self.data, fallback=self.table_html(), text=words)
