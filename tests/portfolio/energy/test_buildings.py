"""Invented buildings of two years: defects counted, nothing of the meters, and folds of buildings."""

import numpy as np
import pandas as pd
import pytest

from portfolio import energy as en
from portfolio.errors import DataError


def year(number, count=60):
    """Return a table of buildings as the city writes it in a year."""
    rng = np.random.default_rng(0)
    use = np.where(np.arange(count) % 2, "Office", "Hotel")
    area = np.round(np.exp(rng.normal(11, 0.5, count)))
    energy = area * np.where(use == "Hotel", 80.0, 40.0) * np.exp(0.2 * rng.normal(size=count))
    meters = dict.fromkeys(en.METER_COLUMNS, energy)
    rows = pd.DataFrame({**meters, "SiteEnergyUse(kBtu)": energy, "TotalGHGEmissions": energy / 1e4})
    rows = rows.assign(
        OSEBuildingID=np.arange(count), BuildingType="NonResidential", PrimaryPropertyType=use,
        LargestPropertyUseType=use, ListOfAllPropertyUseTypes=use, LargestPropertyUseTypeGFA=area,
        SecondLargestPropertyUseTypeGFA=np.nan, ThirdLargestPropertyUseTypeGFA=np.nan,
        TaxParcelIdentificationNumber=[str(one) for one in range(count)], Neighborhood="NORTH",
        NumberofFloors=3.0, NumberofBuildings=1.0, YearBuilt=1950, PropertyGFAParking=0.0,
        PropertyGFATotal=area, Outlier=None, ComplianceStatus="Compliant", ENERGYSTARScore=50.0,
        Latitude=47.6, Longitude=-122.3,
    ).assign(**{en.AREA: area})  # fmt: skip
    if number == 2016:
        return rows
    place = "{'latitude': '47.5', 'longitude': '-122.1', 'human_address': ''}"
    names = {
        "TotalGHGEmissions": "GHGEmissions(MetricTonsCO2e)",
        "GHGEmissionsIntensity": "GHGEmissionsIntensity(kgCO2e/ft2)",
    }
    return rows.drop(columns=["Latitude", "Longitude"]).rename(columns=names).assign(Location=place)


@pytest.fixture
def tables():
    """Return both years."""
    return {"year_2015": year(2015), "year_2016": year(2016)}


def test_both_years_get_the_same_columns(tables):
    """Names of the first year are those of the second, and its places are numbers."""
    rows = en.check_buildings(tables).rows
    assert rows.groupby("year").size().to_dict() == {2015: 60, 2016: 60}
    assert rows.groupby("year")["Latitude"].first().to_dict() == {2015: 47.5, 2016: 47.6}
    assert rows[list(en.TARGETS.values())].notna().all(axis=None)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("BuildingType", "Multifamily LR (1-4)", "left out: homes"),
        ("ComplianceStatus", "Missing Data", "left out: report not accepted"),
        ("Outlier", "High outlier", "left out: flagged by the city as outlier"),
        ("SiteEnergyUse(kBtu)", np.nan, "left out: consumption missing"),
        ("SiteEnergyUse(kBtu)", 0.0, "left out: consumption zero or negative"),
        ("TotalGHGEmissions", -0.8, "left out: consumption zero or negative"),
        ("Electricity(kBtu)", -1.0, "left out: negative electricity"),
        ("NumberofFloors", 99.0, "set to missing: NumberofFloors"),
        ("NumberofBuildings", 0.0, "set to missing: NumberofBuildings"),
        ("Neighborhood", "North", "respelt: neighbourhood"),
        ("PrimaryPropertyType", "Hotel\n", "respelt: use"),
    ],
)
def test_each_defect_is_counted_once(tables, column, value, reason):
    """One building is spoilt, one is counted."""
    tables["year_2016"].loc[4, column] = value
    city = en.check_buildings(tables)
    assert {key: count for key, count in city.treated.items() if count} == {reason: 1}
    assert len(city.rows) == 120 - reason.startswith("left out")


def test_a_row_that_stands_twice_is_left_out(tables):
    """The same parcel, area and consumption under another identifier."""
    double = tables["year_2016"].iloc[[0]].assign(OSEBuildingID=999)
    tables["year_2016"] = pd.concat([tables["year_2016"], double])
    assert en.check_buildings(tables).treated["left out: same parcel, area and consumption"] == 1


def test_a_missing_year_and_a_missing_column_are_errors(tables):
    """Each in one sentence."""
    with pytest.raises(DataError, match="expected year_2016; got year_2015"):
        en.check_buildings({"year_2015": tables["year_2015"]})
    tables["year_2016"] = tables["year_2016"].drop(columns="Electricity(kWh)")
    with pytest.raises(DataError, match=r"2016: columns; expected Electricity\(kWh\)"):
        en.check_buildings(tables)


def test_a_year_without_buildings_is_an_error(tables):
    """Homes alone are not what is asked about."""
    tables["year_2016"]["BuildingType"] = "Multifamily LR (1-4)"
    with pytest.raises(DataError, match="some of each year"):
        en.check_buildings(tables)


def test_features_do_not_change_with_the_meters(tables):
    """What the meters read may be anything: the features stay."""
    rows = en.check_buildings(tables).rows
    changed = rows.copy()
    for column in (*en.METER_COLUMNS, *en.TARGETS.values(), en.SCORE):
        changed[column] = 7.0
    pd.testing.assert_frame_equal(en.building_features(rows), en.building_features(changed))
    assert set(en.METER_COLUMNS) < set(en.building_features(rows, meters=True))
    assert "ENERGY STAR score" in en.building_features(rows, score=rows[en.SCORE])


def test_an_unseen_building_teaches_its_own_forecast_nothing(tables):
    """What a building used in the first year does not change what is said of it when it is held out."""
    rows = en.check_buildings(tables).rows
    fold = en.folds_of(rows["building"], 3, np.random.default_rng(0))
    assert pd.Series(fold).groupby(rows["building"]).nunique().max() == 1
    changed, target = rows.copy(), en.TARGETS["energy"]
    mine = (fold == 1) & (rows["year"] == 2015)
    changed.loc[mine, target] *= 1000
    features, late = en.building_features(rows), rows["year"] == 2016
    for forecast in (
        lambda x: en.next_year(x, features, target, fold),
        lambda x: en.mean_by_use(x, target, fold),
    ):
        before, after = forecast(rows), forecast(changed)
        assert np.array_equal(before[fold[late] == 1], after[fold[late] == 1])
        assert not np.array_equal(before[fold[late] != 1], after[fold[late] != 1])
    seen = en.next_year(rows, features, target), en.next_year(changed, features, target)
    assert not np.array_equal(*seen)


def test_r2_of_all_buildings_is_that_of_the_draw_that_takes_each_once():
    """Weights of one give the value itself; a constant at the mean scores nothing."""
    truth = pd.Series([1.0, 2.0, 3.0, 6.0])
    level, draws = en.r2_of_buildings(truth, truth + np.array([0.5, -0.5, 0.5, 0.0]), np.ones((1, 4)))
    assert draws[0] == pytest.approx(level) == pytest.approx(1 - 0.75 / 14)
    assert en.r2_of_buildings(truth, pd.Series(3.0, truth.index), np.ones((1, 4)))[0] == pytest.approx(0)
