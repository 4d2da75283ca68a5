"""Seattle's buildings: two years made alike, defects counted, and what a model may know of a building."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
YEARS = (2015, 2016)
TARGETS = {"energy": "SiteEnergyUse(kBtu)", "carbon": "TotalGHGEmissions"}
# read off the meters of the same year, or computed from them; of both years
METER_COLUMNS = (
    "SiteEUI(kBtu/sf)", "SiteEUIWN(kBtu/sf)", "SourceEUI(kBtu/sf)", "SourceEUIWN(kBtu/sf)",
    "SiteEnergyUseWN(kBtu)", "SteamUse(kBtu)", "Electricity(kWh)", "Electricity(kBtu)",
    "NaturalGas(therms)", "NaturalGas(kBtu)", "GHGEmissionsIntensity",
)  # fmt: skip
SCORE = "ENERGYSTARScore"
AREA = "PropertyGFABuilding(s)"
TALLEST = 76  # floors of the city's tallest tower
RARE = 10  # buildings: a use or neighbourhood with fewer has no column of its own
_COLUMNS_2015 = {
    "GHGEmissions(MetricTonsCO2e)": "TotalGHGEmissions",
    "GHGEmissionsIntensity(kgCO2e/ft2)": "GHGEmissionsIntensity",
}
_USES = {
    "Non-Refrigerated Warehouse": "Warehouse",
    "College/University": "University",
    "Residence Hall/Dormitory": "Residence Hall",
    "Supermarket/Grocery Store": "Supermarket / Grocery Store",
    "SPS-District K-12": "K-12 School",
}


@dataclass(frozen=True, eq=False)
class Buildings:
    """Non-residential buildings of two years, one row a building and year.

    Parameters
    ----------
    rows
        Columns by the names of 2016, with `building` and `year`.
    treated
        What was left out or set, counted over both years.
    """

    rows: pd.DataFrame
    treated: Mapping[str, int]

    def of(self, year: int) -> pd.DataFrame:
        """Return the buildings of a year, by identifier."""
        return self.rows[self.rows["year"] == year].set_index("building")


def check_buildings(tables: Mapping[str, pd.DataFrame]) -> Buildings:
    """Return the non-residential buildings of both years with the same columns, defects treated.

    Parameters
    ----------
    tables
        `year_2015` and `year_2016`, as `load("seattle_energy")` returns them.

    Raises
    ------
    DataError
        A year is missing, or a column that is needed, or nothing is left.
    """
    years = [_alike(tables, year) for year in YEARS]
    rows = pd.concat(years, ignore_index=True)
    spellings = _mend_spellings(rows)
    drops = {
        "homes": rows["BuildingType"].str.startswith("Multifamily") | rows["use"].str.contains("Multifamily"),
        "report not accepted": rows["ComplianceStatus"].ne("Compliant"),
        "flagged by the city as outlier": rows["Outlier"].notna(),
        "consumption missing": rows[list(TARGETS.values())].isna().any(axis=1),
        "consumption zero or negative": (rows[list(TARGETS.values())] <= 0).any(axis=1),
        "negative electricity": rows["Electricity(kBtu)"] < 0,
        "floor area zero or negative": rows[AREA] <= 0,
        "same parcel, area and consumption": rows.duplicated(
            ["year", "TaxParcelIdentificationNumber", AREA, TARGETS["energy"]]
        ),
    }
    kept = pd.Series(True, index=rows.index)
    treated = {}
    for reason, out in drops.items():
        treated[f"left out: {reason}"] = int((kept & out).sum())
        kept &= ~out
    rows = rows[kept].reset_index(drop=True)
    if rows["year"].nunique() < len(YEARS):
        raise DataError("seattle_energy: buildings", expected="some of each year", got=f"{len(rows)} rows")
    impossible = {
        "NumberofFloors": rows["NumberofFloors"] > TALLEST,
        "NumberofBuildings": rows["NumberofBuildings"] < 1,
    }
    for column, wrong in impossible.items():
        treated[f"set to missing: {column}"] = int(wrong.sum())
        rows.loc[wrong, column] = np.nan
    return Buildings(rows, treated | spellings)


def _alike(tables: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    name = f"year_{year}"
    if name not in tables:
        raise DataError("seattle_energy: tables", expected=name, got=", ".join(tables) or "none")
    rows = tables[name].rename(columns=_COLUMNS_2015)
    if "Location" in rows:
        place = rows["Location"].map(_coordinates)
        rows = rows.assign(Latitude=place.str[0], Longitude=place.str[1])
    needed = [*TARGETS.values(), *METER_COLUMNS, SCORE, AREA, "PrimaryPropertyType", "Neighborhood"]
    absent = [column for column in needed if column not in rows]
    if absent:
        raise DataError(f"seattle_energy, {year}: columns", expected=absent[0], got="no such column")
    return rows.assign(year=year, building=rows["OSEBuildingID"], use=rows["PrimaryPropertyType"])


def _coordinates(text: str) -> tuple[float, float]:
    place = ast.literal_eval(text)
    return float(place["latitude"]), float(place["longitude"])


def _mend_spellings(rows: pd.DataFrame) -> dict[str, int]:
    """Bring names of uses and neighbourhoods to one spelling, in place, and count the rows that change."""
    use = rows["use"].str.strip().replace(_USES)
    place = rows["Neighborhood"].str.upper().str.removesuffix(" NEIGHBORHOODS")
    counts = {"respelt: use": int((use != rows["use"]).sum())}
    counts["respelt: neighbourhood"] = int((place != rows["Neighborhood"]).sum())
    rows["use"], rows["Neighborhood"] = use, place
    return counts


def building_features(
    rows: pd.DataFrame, score: pd.Series | None = None, meters: bool = False
) -> pd.DataFrame:
    """Return what is known of a building without its meters: floor areas, age, place and uses.

    Parameters
    ----------
    rows
        Of `Buildings`.
    score
        ENERGY STAR score of each row, if the model may know it.
    meters
        Whether the columns of the meters are added, which is the leak.
    """
    area = rows[AREA].astype(float)
    second, third = (rows[f"{n}LargestPropertyUseTypeGFA"].fillna(0) for n in ("Second", "Third"))
    columns = {
        "floor area": np.log(area),
        "parking": rows["PropertyGFAParking"] / rows["PropertyGFATotal"],
        "largest use": (rows["LargestPropertyUseTypeGFA"] / area).clip(0, 2),
        "second use": (second / area).clip(0, 2),
        "third use": (third / area).clip(0, 2),
        "number of uses": rows["ListOfAllPropertyUseTypes"].str.count(",") + 1,
        "floors": rows["NumberofFloors"],
        "buildings": rows["NumberofBuildings"],
        "year built": rows["YearBuilt"],
        "latitude": rows["Latitude"],
        "longitude": rows["Longitude"],
    }
    for column, name in {"use": "use", "LargestPropertyUseType": "largest", "Neighborhood": "in"}.items():
        counts = rows[column].value_counts()
        for value in sorted(counts[counts >= RARE].index):
            columns[f"{name}: {value}"] = (rows[column] == value).astype(float)
    if score is not None:
        columns["ENERGY STAR score"] = score
    if meters:
        columns |= {column: rows[column] for column in METER_COLUMNS}
    return pd.DataFrame(columns).astype(float)


def intensity_model(seed: int = 0) -> lgb.LGBMRegressor:
    """Return boosted trees for the logarithm of the consumption by floor area, on one thread."""
    return lgb.LGBMRegressor(
        n_estimators=300, num_leaves=12, learning_rate=0.04, min_child_samples=15, subsample=0.7,
        subsample_freq=1, colsample_bytree=0.4, reg_lambda=2.0, random_state=seed, n_jobs=1,
        deterministic=True, force_row_wise=True, verbose=-1,
    )  # fmt: skip


def folds_of(buildings: pd.Series, folds: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the fold of each row; the rows of one building share it.

    Parameters
    ----------
    buildings
        Identifier of each row.
    folds
        How many.
    rng
        Source of chance.
    """
    codes, names = pd.factorize(buildings, sort=True)
    drawn: NDArray[np.intp] = rng.permutation(len(names))[codes] % folds
    return drawn


def next_year(
    rows: pd.DataFrame,
    features: pd.DataFrame,
    target: str,
    fold: NDArray[np.intp] | None = None,
    seed: int = 0,
) -> pd.Series:
    """Return the logarithm of the consumption of 2016 by a model of 2015.

    Parameters
    ----------
    rows
        Of `Buildings`.
    features
        A row for each of `rows`.
    target
        Column that is predicted.
    fold
        With it, the model of each fold has not seen that fold's buildings in any year.
    seed
        Of the model.
    """
    past, area = rows["year"] == YEARS[0], np.log(rows[AREA].astype(float))
    wanted = np.log(rows[target].astype(float)) - area
    fold = np.zeros(len(rows), dtype=np.intp) if fold is None else fold
    made = pd.Series(np.nan, index=rows.index)
    for one in np.unique(fold):
        asked = ~past & (fold == one)
        taught = past & ((fold != one) if fold.any() else True)
        model = intensity_model(seed).fit(features[taught].to_numpy(), wanted[taught])
        made[asked] = model.predict(features[asked].to_numpy()) + area[asked]
    return made[~past]


def mean_by_use(rows: pd.DataFrame, target: str, fold: NDArray[np.intp]) -> pd.Series:
    """Return the logarithm of the consumption of 2016 from the floor area and the mean of the same use.

    Parameters
    ----------
    rows
        Of `Buildings`.
    target
        Column that is predicted.
    fold
        The mean of each fold is that of other buildings in 2015.
    """
    past, area = rows["year"] == YEARS[0], np.log(rows[AREA].astype(float))
    intensity = np.log(rows[target].astype(float)) - area
    made = pd.Series(np.nan, index=rows.index)
    for one in np.unique(fold):
        asked, taught = ~past & (fold == one), past & (fold != one)
        means = intensity[taught].groupby(rows.loc[taught, "use"]).mean()
        known = rows.loc[asked, "use"].map(means).fillna(intensity[taught].mean())
        made[asked] = known + area[asked]
    return made[~past]


def r2_of_buildings(truth: pd.Series, predicted: pd.Series, weights: Floats) -> tuple[float, Floats]:
    """Return R² and its value in each resample of buildings.

    Parameters
    ----------
    truth, predicted
        Logarithms, a row for each building.
    weights
        How often each building is drawn, shape (resamples, buildings).
    """
    y, missed = truth.to_numpy(), (truth - predicted).to_numpy() ** 2
    size = weights.sum(axis=1)
    spread = weights @ y**2 - (weights @ y) ** 2 / size
    draws: Floats = 1 - (weights @ missed) / spread
    return float(1 - missed.sum() / ((y - y.mean()) ** 2).sum()), draws
