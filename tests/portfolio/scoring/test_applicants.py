"""Bad input ends in one clear message, or in a treatment that is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets.own_table import read_own_table
from portfolio.errors import DataError
from portfolio.scoring import Table, describe, halves, prepare, solo_auc
from portfolio.scoring.applicants import _strongest, rank_auc
from portfolio.scoring.fairness import groupings

Change = Callable[[pd.DataFrame], pd.DataFrame]


def treatments(frame: pd.DataFrame, table: Table, **how: int) -> dict[tuple[str, str], int]:
    """Return what was done to which column how often."""
    log = prepare(frame, table, **how).treatments
    return {(row.treatment, row.column): row.count for row in log.itertuples(name="Row")}  # type: ignore[misc]


REFUSED: dict[str, tuple[Change, str]] = {
    "one class": (lambda f: f.assign(late="no"), r"'late' has 1 class; expected 2; got 'no' \(600\)"),
    "three classes": (
        lambda f: f.assign(late=np.resize(["no", "yes", "maybe"], len(f))),
        r"'late' has 3 classes",
    ),
    "a missing outcome": (
        lambda f: f.assign(late=f["late"].mask(f.index == 7)),
        "missing in 1 of 600 rows, first in row 7",
    ),
    "a rare class": (
        lambda f: f.assign(late=np.where(np.arange(len(f)) < 20, "yes", "no")),
        "too rare for nested folds; expected at least 50 of each class",
    ),
    "an infinite value": (
        lambda f: f.assign(debt=f["debt"].mask(f.index == 3, np.inf)),
        r"infinite values: debt in 1 rows, first row 3",
    ),
    "an oracle": (
        lambda f: f.assign(code=(f["late"] == "yes") * 2.0 + 1),
        r"a feature alone reaches an AUC of 0.99 or more: code \(1.000\).*drop=NAME",
    ),
    "an oracle in words": (lambda f: f.assign(code=f["late"] + "!"), r"code \(1.000\)"),
    "nothing but constants": (
        lambda f: f[["late"]].assign(a=1.0, b="x"),
        "no feature is left",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_mended_is_refused(name: str, frame: pd.DataFrame, table: Table) -> None:
    """Each fault ends in one message that says what and where."""
    change, message = REFUSED[name]
    with pytest.raises(DataError, match=message):
        prepare(change(frame), replace(table, ratios=()))


def test_a_bad_value_that_never_occurs_is_refused(frame: pd.DataFrame, table: Table) -> None:
    """The message lists what occurs."""
    with pytest.raises(DataError, match=r"never 'bad'.*'no'"):
        prepare(frame, replace(table, bad="bad"))


def test_useless_columns_are_dropped_and_listed(frame: pd.DataFrame, table: Table) -> None:
    """Constant, empty, identifier and forbidden columns each leave with their reason."""
    changed = frame.assign(
        constant=1.0, empty=np.nan, row_id=np.arange(len(frame)), name=[f"n{i}" for i in range(len(frame))]
    )
    done = treatments(changed, replace(table, excluded={"town": "on request"}))
    assert set(done) == {
        ("dropped: constant", "constant"),
        ("dropped: empty", "empty"),
        ("dropped: an identifier", "row_id"),
        ("dropped: an identifier", "name"),
        ("dropped: on request", "town"),
    }


def test_sentinels_become_missing_and_are_counted(frame: pd.DataFrame, table: Table) -> None:
    """A code that stands for unknown is no value."""
    changed = frame.assign(
        days=np.where(np.arange(len(frame)) < 30, 365243, -np.arange(len(frame)) % 97),
        town=frame["town"].mask(frame.index < 9, "XNA"),
    )
    roles = replace(table, sentinels={"days": (365243,)})
    done = treatments(changed, roles)
    assert done["code for unknown made missing", "days"] == 30
    assert done["code for unknown made missing", "town"] == 9
    assert prepare(changed, roles).features["days"].max() < 97


def test_few_copies_of_rows_are_dropped(frame: pd.DataFrame, table: Table) -> None:
    """A copy in training and test would be an answer given twice."""
    doubled = pd.concat([frame, frame.head(3)], ignore_index=True)
    assert treatments(doubled, table)["copies of a row dropped", "(all)"] == 3
    assert len(prepare(doubled, table)) == len(frame)


def test_a_large_table_is_sampled_with_its_share_of_bad(frame: pd.DataFrame, table: Table) -> None:
    """The sample is counted, reproducible and keeps the share."""
    whole, part = prepare(frame, table), prepare(frame, table, max_rows=300, seed=1)
    assert len(part) == pytest.approx(300, abs=1)
    assert part.bad.mean() == pytest.approx(whole.bad.mean(), abs=0.005)
    pd.testing.assert_frame_equal(part.features, prepare(frame, table, max_rows=300, seed=1).features)


def wide(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the applicants with sixty columns of noise besides."""
    noise = np.random.default_rng(1).normal(size=(len(frame), 60)).round(3)
    return pd.concat([frame, pd.DataFrame(noise, columns=[f"noise_{n}" for n in range(60)])], axis=1)


def test_a_wide_table_keeps_the_columns_that_rank(frame: pd.DataFrame, table: Table) -> None:
    """They are chosen on rows that are used for nothing else, and both are counted."""
    people = prepare(wide(frame), table, max_columns=6)
    assert {"income", "debt", "town", "age"} <= set(people.features)
    assert people.features.shape[1] == 6
    done = treatments(wide(frame), table, max_columns=6)
    assert done["columns left out, the weakest alone", "(columns)"] == 58
    assert done["rows set aside to choose columns", "(all)"] == len(frame) - len(people) == 120


def test_the_choice_of_columns_does_not_see_the_rows_that_stay(frame: pd.DataFrame, table: Table) -> None:
    """The outcomes of the rows that stay can change without moving the choice."""
    people = prepare(wide(frame), table, max_columns=8)
    stay = wide(frame).merge(people.features.reset_index(), how="left")["index"].notna()
    kept = frame.loc[stay, "late"]
    turned = frame.assign(late=frame["late"].mask(stay, kept.map({"yes": "no", "no": "yes"})))
    swap = replace(table, bad="yes")
    rows = np.flatnonzero(stay)
    aside = np.setdiff1d(np.arange(len(frame)), rows)
    judged = wide(turned).iloc[aside].drop(columns="late")
    bad = (turned["late"].iloc[aside] == "yes").to_numpy(dtype=int)
    assert list(people.features) == _strongest(judged, bad, swap, 8)


def test_work_is_bounded_by_rows_times_columns(
    frame: pd.DataFrame, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of more values than the bound is sampled further, and the rest is counted."""
    monkeypatch.setattr("portfolio.scoring.applicants.MAX_CELLS", 1600)
    assert len(prepare(frame, table, max_rows=10_000)) == 400
    assert treatments(frame, table, max_rows=10_000)["rows left out by sampling", "(all)"] == 200


def test_the_frame_is_left_alone(frame: pd.DataFrame, table: Table) -> None:
    """Preparing changes nothing of what it was given."""
    before = frame.copy(deep=True)
    prepare(frame, table)
    pd.testing.assert_frame_equal(frame, before)


def test_a_column_may_be_called_self(frame: pd.DataFrame, table: Table) -> None:
    """Names of columns are data: none collides with a name of ours."""
    assert "self" in prepare(frame.rename(columns={"town": "self"}), table).features


def test_a_column_of_names_proves_nothing(frame: pd.DataFrame) -> None:
    """A text is judged on the other half of the rows, so that a name per row ranks by chance."""
    bad = (frame["late"] == "yes").to_numpy(dtype=int)
    names = pd.Series([f"n{i}" for i in range(len(frame))])
    assert solo_auc(bad, names) == pytest.approx(0.5, abs=0.05)


def test_auc_of_a_small_example() -> None:
    """Of six pairs, four and a half are in the right order."""
    assert rank_auc(np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.4, 0.4, 0.2, 0.6])) == pytest.approx(4.5 / 6)


def test_what_was_treated_at_reading_is_counted_with_its_rows() -> None:
    """Before what is treated afterwards."""
    rng = np.random.default_rng(0)
    outcomes = rng.choice(["yes", "no"], 400)
    rows = [f"{'?' if n == 7 else n * 1.5};{n % 3};{outcome}" for n, outcome in enumerate(outcomes)]
    frame = read_own_table("\n".join(["income;kind;bad", *rows]).encode(), "x.csv")
    people = prepare(frame, describe("csv:x.csv", frame, "bad"))
    first = people.treatments.iloc[0]
    assert first.tolist() == ["no value: '?'", "income", 1, "7"]


@pytest.mark.parametrize("name", ["RowNumber", "CustomerId", "id_client", "CaseOrder"])
def test_identifiers_are_left_out_and_said(frame: pd.DataFrame, name: str) -> None:
    """In any style of capitals, or since they only rise."""
    numbered = frame.assign(**{name: np.arange(len(frame)) * 7 + 15_600_000})
    people = prepare(numbered, describe("csv:x.csv", numbered, "late"))
    assert name not in people.features
    assert ["dropped: an identifier", name] in people.treatments[["treatment", "column"]].to_numpy().tolist()
    assert people.table.part != name


def test_a_table_without_numbers_can_be_split_and_grouped() -> None:
    """By levels that come nearest to half, and by the text with the fewest."""
    rng = np.random.default_rng(0)
    letters = {name: rng.choice(list("abcd"), 400, p=[0.4, 0.3, 0.2, 0.1]) for name in ("cap", "ring")}
    frame = pd.DataFrame({**letters, "class": rng.choice(["e", "p"], 400)})
    people = prepare(frame, describe("csv:x.csv", frame, "class", "p"))
    above, others = halves(people, people.table.part)
    assert abs(len(above) - 200) < 60
    assert len(above) + len(others) == 400
    (grouping,) = groupings(people)
    assert set(grouping.groups) == set("abcd")
    assert not grouping.protected
