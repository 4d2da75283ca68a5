"""What a building uses, from what its owner can say of it: a small model that is kept as a file.

The kept run of the chapter fits the model and holds it against the file; `python -c "from
portfolio.energy.building_model import main; main()"` writes the file anew, from the city's tables that a
reader brings. The file holds trees, means and ranges, and no row of the tables.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.energy.buildings import AREA, RARE, TARGETS, YEARS, check_buildings, folds_of
from portfolio.errors import DataError, EnvironmentFaultError, UsageError, nearest

Floats = NDArray[np.float64]
Tree = list[list[float]]  # nodes, the root first: a leaf is [value], a fork [column, threshold, left, right]
FILE = Path(__file__).with_name("building_model.json")
DIGEST = "95ec47fd273f4288973e7bd82a89f813f1acce03b44586c53ea24aad380b621a"
KWH_PER_KBTU, SQUARE_METRES_PER_SQUARE_FOOT = 0.29307107, 0.09290304
PROMISED, FOLDS = 0.8, 5
OTHER = "another use"
TALLEST_ON_EARTH, LEAST_PER_FLOOR = 170, 10.0  # floors; m² of a floor


@dataclass(frozen=True, eq=False)
class BuildingModel:
    """Trees of the logarithm of the energy by floor area, in kWh a square metre and year.

    Parameters
    ----------
    uses
        Names of uses with a column of their own.
    trees
        Their leaves are added up.
    margins
        Of the logarithm, by use and under `OTHER` for all: how far the promised share of unseen buildings
        lies off at most.
    usual
        Mean logarithm by use, and under `OTHER` that of all.
    ranges
        Least and largest floor area in m², number of floors and year of construction that were seen.
    """

    uses: tuple[str, ...]
    trees: tuple[Tree, ...]
    margins: Mapping[str, float]
    usual: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]

    def as_json(self) -> str:
        """Return the model as compact JSON."""
        return json.dumps(vars(self), separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n"

    def row(self, use: str, area: float, floors: float, year: float) -> list[float]:
        """Return the columns of one building.

        Parameters
        ----------
        use
            One of `uses`, or `OTHER`.
        area
            In m², without parking.
        floors, year
            Number of floors, and year of construction.

        Raises
        ------
        UsageError
            No building is like this, or no use has this name.
        """
        if use not in (*self.uses, OTHER):
            raise UsageError(f"no use {use!r}", hint=nearest(use, (*self.uses, OTHER)))
        _check_possible(area, floors, year)
        return [float(area), float(floors), float(year), *(float(one == use) for one in self.uses)]

    def predict(self, rows: Floats) -> Floats:
        """Return the logarithm of kWh a square metre and year.

        Parameters
        ----------
        rows
            As `row` or `owner_columns` return them.
        """
        return np.array([sum(leaf_of(tree, row) for tree in self.trees) for row in rows])


def leaf_of(tree: Tree, row: Floats) -> float:
    """Return the value of the leaf that a row falls into; what is missing goes to the right.

    Parameters
    ----------
    tree
        Nodes, the root first.
    row
        Columns of a building.
    """
    node = tree[0]
    while len(node) > 1:
        column, threshold, left, right = node
        node = tree[int(left if row[int(column)] <= threshold else right)]
    return node[0]


def _check_possible(area: float, floors: float, year: float) -> None:
    this_year = pd.Timestamp.now().year
    bounds = {"floor area, m²": (area, LEAST_PER_FLOOR, 1e6), "floors": (floors, 1, TALLEST_ON_EARTH),
              "year of construction": (year, 1000, this_year)}  # fmt: skip
    for name, (value, low, high) in bounds.items():
        if not low <= value <= high:
            raise UsageError(f"a building's {name}", expected=f"{low:,.0f} to {high:,.0f}", got=value)
    if area / floors < LEAST_PER_FLOOR:
        expected = f"at least {LEAST_PER_FLOOR:.0f} m² for each floor"
        raise UsageError("a building's floors", expected=expected, got=f"{floors:.0f} in {area:.0f} m²")


def owner_columns(rows: pd.DataFrame, uses: tuple[str, ...]) -> pd.DataFrame:
    """Return what an owner can say of each building: floor area in m², floors, year of construction, use.

    Parameters
    ----------
    rows
        Of `Buildings`.
    uses
        That have a column.
    """
    columns = {"floor area": rows[AREA] * SQUARE_METRES_PER_SQUARE_FOOT, "floors": rows["NumberofFloors"]}
    columns |= {"year built": rows["YearBuilt"]} | {f"use: {use}": rows["use"] == use for use in uses}
    return pd.DataFrame(columns).astype(float)


def log_intensity(rows: pd.DataFrame) -> pd.Series:
    """Return the logarithm of the energy used, in kWh a square metre and year."""
    area = rows[AREA].astype(float) * SQUARE_METRES_PER_SQUARE_FOOT
    intensity: pd.Series = np.log(rows[TARGETS["energy"]] * KWH_PER_KBTU / area)
    return intensity


def to_log_kbtu(rows: pd.DataFrame, intensity: pd.Series) -> pd.Series:
    """Return the logarithm of the energy in the city's unit from that of kWh a square metre.

    Parameters
    ----------
    rows
        Of `Buildings`.
    intensity
        Logarithm, a row for each of `rows`.
    """
    area = rows[AREA].astype(float) * SQUARE_METRES_PER_SQUARE_FOOT
    return intensity + np.log(area / KWH_PER_KBTU)


def _small_boosting(seed: int) -> lgb.LGBMRegressor:
    """Return few small trees, cautious and not searched, which keep the file small."""
    return lgb.LGBMRegressor(
        n_estimators=150, num_leaves=8, learning_rate=0.05, min_child_samples=20, subsample=0.7,
        subsample_freq=1, reg_lambda=2.0, random_state=seed, n_jobs=1, deterministic=True,
        force_row_wise=True, verbose=-1,
    )  # fmt: skip


def common_uses(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the uses of at least ten buildings, by name."""
    counts = rows["use"].value_counts()
    return tuple(sorted(counts[counts >= RARE].index))


def unseen_building(rows: pd.DataFrame, fold: NDArray[np.intp], seed: int = 0) -> tuple[pd.Series, pd.Series]:
    """Return what the small model says of each building, from other buildings of the first year; and margins.

    Both are logarithms. A fold's margins are those of the errors of the other folds in the first year, by
    use, each by a model that has seen neither of the two.

    Parameters
    ----------
    rows
        Of `Buildings`.
    fold
        Of each row; those of one building share it.
    seed
        Of the models.
    """
    past, wanted = rows["year"] == YEARS[0], log_intensity(rows)
    margin = pd.Series(np.nan, index=rows.index)
    for one in np.unique(fold):
        others = rows[past & (fold != one)]
        said = _said_by_others(others, fold[past & (fold != one)], seed)
        margins = margins_by_use((said - wanted[others.index]).abs(), others["use"])
        margin[fold == one] = rows.loc[fold == one, "use"].map(margins).fillna(margins[OTHER])
    return _said_by_others(rows, fold, seed), margin


def _said_by_others(rows: pd.DataFrame, fold: NDArray[np.intp], seed: int) -> pd.Series:
    """Return the logarithm that models of the first year say of each row, none taught by the row's fold."""
    past, wanted = rows["year"] == YEARS[0], log_intensity(rows)
    features = owner_columns(rows, common_uses(rows[past])).to_numpy()
    said = pd.Series(np.nan, index=rows.index)
    for one in np.unique(fold):
        taught = past & (fold != one)
        fitted = _small_boosting(seed).fit(features[taught], wanted[taught])
        said[fold == one] = np.asarray(fitted.predict(features[fold == one]), dtype=float)
    return said


def margins_by_use(missed: pd.Series, use: pd.Series) -> dict[str, float]:
    """Return the conformal margin of each use with at least ten buildings, and under `OTHER` that of all.

    Parameters
    ----------
    missed
        Absolute errors of buildings that were held out.
    use
        Of the same buildings.
    """
    sizes = use.value_counts()
    common = sorted(sizes[sizes >= RARE].index)
    margins = {name: conformal_margin(missed[use == name].to_numpy()) for name in common}
    return margins | {OTHER: conformal_margin(missed.to_numpy())}


def conformal_margin(errors: Floats, level: float = PROMISED) -> float:
    """Return the smallest error that at least a share of them and of a new one does not pass.

    Vovk, Gammerman and Shafer (2005), Algorithmic learning in a random world, chapter 2.

    Parameters
    ----------
    errors
        Absolute errors of buildings that were held out.
    level
        The share.

    Raises
    ------
    DataError
        Too few buildings for the level.
    """
    rank = math.ceil((len(errors) + 1) * level)
    if rank > len(errors):
        raise DataError("buildings held out", expected=f"enough for a level of {level}", got=len(errors))
    return float(np.sort(errors)[rank - 1])


def fit_building_model(rows: pd.DataFrame, fold: NDArray[np.intp], seed: int = 0) -> BuildingModel:
    """Return the small model, taught by all buildings of the first year.

    Parameters
    ----------
    rows
        Of `Buildings`.
    fold
        Of each row, for the margin; rows of one building share it.
    seed
        Of the models.
    """
    past = rows["year"] == YEARS[0]
    said = _said_by_others(rows, fold, seed)
    old, wanted = rows[past], log_intensity(rows)[past]
    uses = common_uses(old)
    features = owner_columns(old, uses)
    fitted = _small_boosting(seed).fit(features.to_numpy(), wanted)
    real = features.assign(floors=features["floors"].where(features["floors"] >= 1))
    ranges = {name: _ends(real[name]) for name in ("floor area", "floors", "year built")}
    usual = {use: float(wanted[old["use"] == use].mean()) for use in uses} | {OTHER: float(wanted.mean())}
    trees = tuple(_nodes(tree["tree_structure"]) for tree in fitted.booster_.dump_model()["tree_info"])
    margins = margins_by_use((said[past] - wanted).abs(), old["use"])
    return BuildingModel(uses, trees, margins, usual, ranges)


def _ends(column: pd.Series) -> tuple[float, float]:
    return float(column.min()), float(column.max())


def _nodes(root: Mapping[str, Any]) -> Tree:
    nodes: Tree = []

    def add(node: Mapping[str, Any]) -> int:
        place = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[place] = [node["leaf_value"]]
        else:
            left, right = add(node["left_child"]), add(node["right_child"])
            nodes[place] = [node["split_feature"], node["threshold"], left, right]
        return place

    add(root)
    return nodes


def load_building_model() -> BuildingModel:
    """Return the model of the file.

    Raises
    ------
    EnvironmentFaultError
        The file is another than the chapter was written with.
    """
    if file_digest() != DIGEST:
        hint = "Take it from the repository again; whoever renews it renews DIGEST beside it."
        raise EnvironmentFaultError(FILE.name, expected=f"sha256 {DIGEST}", got=file_digest(), hint=hint)
    return read_model(FILE.read_text(encoding="utf-8"))


def read_model(text: str) -> BuildingModel:
    """Return the model that `as_json` wrote."""
    data = json.loads(text)
    ranges = {name: (low, high) for name, (low, high) in data["ranges"].items()}
    return BuildingModel(tuple(data["uses"]), tuple(data["trees"]), data["margins"], data["usual"], ranges)


def file_digest() -> str:
    """Return the sha256 of the file."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def main() -> None:
    """Write the file from the city's tables, which a reader brings, and print its digest."""
    from portfolio.datasets import load

    city = check_buildings(load("seattle_energy"))  # type: ignore[arg-type]
    fold = folds_of(city.rows["building"], FOLDS, np.random.default_rng(0))
    FILE.write_text(fit_building_model(city.rows, fold).as_json(), encoding="utf-8")
    print(file_digest())  # noqa: T201
