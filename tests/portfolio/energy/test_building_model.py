"""The small model of a building's energy: its file, its answers, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from portfolio import energy as en
from portfolio.energy import building_model as small
from portfolio.energy.interactive import EXAMPLES, FRENCH_USES, intensity
from portfolio.errors import DataError, EnvironmentFaultError, UsageError
from tests_support import ROOT

KEPT = ROOT / "notebooks/kept/energy.seattle.json"


def invented(count: int = 300) -> pd.DataFrame:
    """Return buildings of two years: hotels use twice what offices do, and there are five theatres."""
    rng = np.random.default_rng(0)
    use = np.where(np.arange(count) % 2, "Office", "Hotel")
    use[:5] = "Theatre"
    area = np.round(np.exp(rng.normal(11, 0.5, count)))
    energy = area * np.where(use == "Hotel", 80.0, 40.0) * np.exp(0.2 * rng.normal(size=count))
    one = pd.DataFrame({"building": np.arange(count), "use": use, en.AREA: area, "NumberofFloors": 3.0,
                        "YearBuilt": 1950 + np.arange(count) % 60, en.TARGETS["energy"]: energy})  # fmt: skip
    return pd.concat([one.assign(year=2015), one.assign(year=2016)], ignore_index=True)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Return the invented buildings."""
    return invented()


@pytest.fixture(scope="module")
def fold(rows: pd.DataFrame) -> np.ndarray:
    """Return folds of buildings."""
    return en.folds_of(rows["building"], 5, np.random.default_rng(0))


@pytest.fixture(scope="module")
def model(rows: pd.DataFrame, fold: np.ndarray) -> small.BuildingModel:
    """Return the model of the invented buildings."""
    return en.fit_building_model(rows, fold)


def test_the_kept_run_was_made_with_the_file_of_the_page() -> None:
    """Its digest is the one that the run recorded, and it fits into a page."""
    values = json.loads(KEPT.read_text(encoding="utf-8"))["values"]
    recorded = next(value["value"] for value in values if value["name"] == "tool_file")
    assert recorded == int(small.file_digest()[:12], 16)
    assert small.file_digest() == small.DIGEST
    assert small.FILE.stat().st_size < 100_000


def test_another_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names file and digests."""
    monkeypatch.setattr(small, "DIGEST", "0" * 64)
    with pytest.raises(EnvironmentFaultError, match=r"building_model\.json"):
        en.load_building_model()


def test_the_file_holds_no_building() -> None:
    """Trees, one number by use, and three ranges: nothing as long as the reports are many."""
    data = json.loads(small.FILE.read_text(encoding="utf-8"))
    assert set(data) == {"uses", "trees", "margins", "usual", "ranges"}
    assert all(len(tree) <= 15 for tree in data["trees"])
    assert set(data["usual"]) == {*data["uses"], small.OTHER}


def test_the_trees_answer_as_the_library_does(rows: pd.DataFrame, model: small.BuildingModel) -> None:
    """Exported nodes add up to LightGBM's prediction, missing floors included."""
    past = rows[rows["year"] == 2015]
    columns = en.owner_columns(past, model.uses)
    columns.loc[3, "floors"] = np.nan
    wanted = en.log_intensity(past)
    taught = en.owner_columns(past, model.uses).to_numpy()
    fitted = small._small_boosting(0).fit(taught, wanted)
    np.testing.assert_allclose(
        model.predict(columns.to_numpy()), fitted.predict(columns.to_numpy()), atol=1e-6
    )


def test_a_model_survives_its_file(model: small.BuildingModel) -> None:
    """Read again, it is the same."""
    assert small.read_model(model.as_json()).as_json() == model.as_json()


def test_hotels_use_twice_what_offices_do(model: small.BuildingModel) -> None:
    """The units come out: kWh a square metre from kBtu a square foot."""
    hotel, office = (intensity(model, use, 6000, 3, 1980)[0] for use in ("Hotel", "Office"))
    assert hotel / office == pytest.approx(2, rel=0.25)
    assert office == pytest.approx(40 * 3.1546, rel=0.25)


def test_uses_of_few_buildings_have_no_column(model: small.BuildingModel) -> None:
    """Five theatres are another use, with the margin of all."""
    assert model.uses == ("Hotel", "Office")
    assert set(model.margins) == {"Hotel", "Office", small.OTHER}
    value, low, high = intensity(model, small.OTHER, 6000, 3, 1980)
    assert high / value == pytest.approx(value / low) == pytest.approx(np.exp(model.margins[small.OTHER]))


def test_a_fold_teaches_nothing_about_itself(rows: pd.DataFrame, fold: np.ndarray) -> None:
    """Energy of a fold may be nonsense: what is said of it, and its margins, stay."""
    spoilt = rows.copy()
    spoilt.loc[fold == 2, en.TARGETS["energy"]] *= 1000
    before, after = en.unseen_building(rows, fold), en.unseen_building(spoilt, fold)
    for one, other in zip(before, after, strict=True):
        assert one[fold == 2].equals(other[fold == 2])
        assert not one[fold != 2].equals(other[fold != 2])


def test_new_buildings_lie_inside_as_often_as_promised(rows: pd.DataFrame, fold: np.ndarray) -> None:
    """The invented second year repeats the first, whose errors set the margins of the other folds."""
    said, margin = en.unseen_building(rows, fold)
    inside = ((said - en.log_intensity(rows)).abs() <= margin)[rows["year"] == 2016]
    assert inside.mean() == pytest.approx(small.PROMISED, abs=0.05)


def test_the_margin_counts_the_new_building() -> None:
    """Of nine errors, eight in ten with a new one are eight; four are too few for more."""
    assert small.conformal_margin(np.arange(1.0, 10.0)) == 8
    with pytest.raises(DataError, match="buildings held out"):
        small.conformal_margin(np.ones(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"area": -5}, "floor area"), ({"area": 1e9}, "floor area"), ({"area": float("nan")}, "floor area"),
        ({"floors": 0}, "floors"), ({"floors": 500}, "floors"), ({"year": 3000}, "year of construction"),
        ({"area": 100, "floors": 50}, "at least 10 m² for each floor"), ({"use": "Hotle"}, "Hotel"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(model: small.BuildingModel, change: dict, message: str) -> None:
    """One error names what, expected and got."""
    building = {"use": "Hotel", "area": 6000, "floors": 3, "year": 1980} | change
    with pytest.raises(UsageError, match=message):
        model.row(**building)


def test_each_use_has_a_french_name_and_each_example_is_possible() -> None:
    """The tool speaks French too."""
    kept = en.load_building_model()
    assert {*kept.uses, small.OTHER} == set(FRENCH_USES)
    assert all(low < value < high for value, low, high in (intensity(kept, *one) for one in EXAMPLES))
