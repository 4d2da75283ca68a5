"""The score in use: columns by name, exact explanations, a file that cannot bite."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets.card import Column
from portfolio.errors import DataError, ModelFileError
from portfolio.plotting.widget import WIDGET
from portfolio.scoring import Score, artefact, explanation, export, scorecard
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.importance import mean_contribution, permutation_importance
from portfolio.scoring.labels import Labels, labels_of

# --- columns -------------------------------------------------------------------------------------------


def test_columns_are_matched_by_name(score: Score, applicants: Applicants) -> None:
    """Another order gives the same probabilities, bit by bit."""
    turned = applicants.features[applicants.features.columns[::-1]]
    assert (score.probability(turned) == score.probability(applicants.features)).all()


def test_wrong_columns_are_refused_all_at_once(score: Score, applicants: Applicants) -> None:
    """Missing, renamed, unknown and of another kind: one message names them."""
    wrong = applicants.features.rename(columns={"income": "incomes"}).assign(debt="much", extra=1)
    with pytest.raises(
        DataError, match=r"no 'income' \(Did you mean 'incomes'\?\).*'debt' is not a number.*'extra'"
    ):
        score.probability(wrong)


def test_a_doubled_column_is_refused(score: Score, applicants: Applicants) -> None:
    """Nobody knows which of both is meant."""
    doubled = pd.concat([applicants.features, applicants.features[["debt"]]], axis=1)
    with pytest.raises(DataError, match="'debt' appears 2 times"):
        score.probability(doubled)


def test_infinity_is_refused_and_missing_is_not(score: Score, applicants: Applicants) -> None:
    """A hole has an answer, an infinite debt has none."""
    one = applicants.features.head(1)
    assert 0 < score.probability(one.assign(debt=np.nan, town=np.nan))[0] < 1
    with pytest.raises(DataError, match="infinite values: debt"):
        score.probability(one.assign(debt=np.inf))


def test_unseen_values_are_counted_and_scored(score: Score, applicants: Applicants) -> None:
    """A new town counts as a rare one."""
    moved = applicants.features.head(5).assign(town=["Paris", "Paris", "Oslo", "Rome", "Ulm"])
    assert score.unseen(moved)["town"] == 2
    assert np.isfinite(score.probability(moved)).all()


def test_no_applicants_have_no_probabilities(score: Score, applicants: Applicants) -> None:
    """An empty batch is answered with nothing, a single row with one."""
    assert score.probability(applicants.features.head(0)).shape == (0,)
    assert score.probability(applicants.features.head(1)).shape == (1,)


# --- explanations --------------------------------------------------------------------------------------


def test_contributions_add_up(score: Score, applicants: Applicants) -> None:
    """Base and parts are the log-odds of each applicant; ratios are features like others."""
    parts = explanation.contributions(score, applicants.features)
    assert parts.check(score.log_odds(applicants.features)) < explanation.ADDITIVE
    assert "burden" in parts.values
    centred = explanation.centred(parts, parts)
    assert centred.check(score.log_odds(applicants.features)) < explanation.ADDITIVE
    assert centred.values.mean().abs().max() < 1e-9


def test_contributions_that_do_not_add_up_are_refused(score: Score, applicants: Applicants) -> None:
    """The gap is told."""
    parts = explanation.contributions(score, applicants.features)
    with pytest.raises(DataError, match=r"contributions do not add up.*got 0\.0999|got 0\.1"):
        parts.check(score.log_odds(applicants.features) + 0.1)


def test_three_cases_are_three_applicants() -> None:
    """Accepted, refused, and nearest to the cut-off."""
    found = explanation.cases(np.array([0.05, 0.1, 0.19, 0.6, 0.7]), 0.2)
    assert found == {"accepted": 1, "refused": 4, "borderline": 2}


def test_a_counterfactual_does_what_it_says(score: Score, applicants: Applicants) -> None:
    """Each change is in the allowed direction and is accepted; the smallest comes first."""
    features = applicants.features
    refused = np.flatnonzero(score.refused(features))
    nearest = refused[np.argmin(score.probability(features)[refused])]
    one = features.iloc[[nearest]]
    ways = explanation.counterfactual(score, one, features, ["-debt"])
    assert (ways["probability"] <= score.cutoff).all()
    assert ways["size"].is_monotonic_increasing
    for change in ways["change"]:
        before, after = (
            float(part.replace(",", "")) for part in change.removeprefix("debt from ").split(" to ")
        )
        assert after < before


def test_reasons_are_words(score: Score, applicants: Applicants) -> None:
    """A reason names the feature, its meaning, the value and what is typical; only those against are told."""
    wide = applicants.features.assign(burden=applicants.features["debt"] / applicants.features["income"])
    typical = explanation.typical_values(wide, applicants.bad == 0)
    row = pd.Series({"burden": 0.8, "age": -0.3, "town": 0.2})
    told = explanation.reasons(row, wide.iloc[0], typical, Labels({"burden": "debt over income"}))
    assert len(told) == 1 + (wide["town"].iloc[0] != typical["town"])
    assert told[0].startswith("debt over income: ")


def test_what_is_typical_of_good_payers_is_not_a_reason() -> None:
    """A flag that is 0 for most people adds a little to the risk of each and explains nobody's refusal."""
    values = {"bankrupt": 0, "late": 1, "debt": 3.0}
    row = pd.Series({"bankrupt": 0.5, "late": 0.3, "debt": 0.1})
    typical = pd.Series({"bankrupt": 0.0, "late": 0.0, "debt": 2.0})
    labels = Labels({"late": "Was late before"}, frozenset({"bankrupt", "late"}))
    found = explanation.reasons(row, pd.Series(values, dtype=object), typical, labels)
    assert found == [
        "Was late before: yes, typical of good payers no",
        "debt: 3, typical of good payers 2",
    ]


def test_a_flag_with_a_code_for_unknown_is_yes_or_no() -> None:
    """The code is missing once the table is prepared; a count and a rate stay numbers."""
    columns = [Column(name, kind, name) for name, kind in (("met", "integer"), ("lines", "integer"))]
    columns.append(Column("share", "float", "share"))
    prepared = pd.DataFrame({"met": [1.0, 0.0, np.nan], "lines": [0, 1, 2], "share": [0.0, 1.0, 1.0]})
    labels = labels_of(columns, features=prepared)
    assert [labels.value(name, 1.0) for name in prepared] == ["yes", "1", "1"]
    assert labels_of(columns).value("met", 1.0) == "1"


def test_importance_finds_the_debt(score: Score, applicants: Applicants) -> None:
    """What made the risk comes first by permutation; the age, which did not, comes after."""
    table = permutation_importance(score, applicants.features, applicants.bad, repeats=2)
    assert table.index[0] in ("debt", "income")
    assert table.loc["debt", "auc_drop"] > table.loc["age", "auc_drop"]
    parts = explanation.contributions(score, applicants.features)
    assert mean_contribution(explanation.centred(parts, parts)).is_monotonic_decreasing


def test_points_add_up_to_the_score(score: Score, applicants: Applicants) -> None:
    """The rounded points of a scorecard are its log-odds on another scale, within rounding."""
    if score.family != "scorecard":
        pytest.skip("only a scorecard has points")
    raw = score.model.predict_proba(applicants.features)[:, 1]
    exact = scorecard.points(np.log(raw / (1 - raw)))
    gap = np.abs(scorecard.rounded_points(score.model, applicants.features) - exact)
    assert gap.max() <= 0.5 * (len(applicants.features.columns) + 1)
    assert scorecard.points_table(score.model)["points"].notna().all()


# --- the file ------------------------------------------------------------------------------------------


@pytest.fixture
def stored(score: Score, applicants: Applicants, tmp_path: Path) -> Path:
    """Return the path of a stored score."""
    return artefact.save(score, tmp_path / "score.skops", applicants.features).path


def changed(path: Path, **values: object) -> None:
    """Change the manifest of a stored score."""
    manifest = artefact.manifest_of(path)
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **values}))


def test_a_reloaded_score_says_the_same(stored: Path, score: Score, applicants: Applicants) -> None:
    """To 1e-9, for applicants beyond the stored sample too."""
    again = artefact.load(stored)
    assert artefact.largest_gap(score, again, applicants.features) <= artefact.SAME
    assert (again.cutoff, again.kinds, again.levels) == (score.cutoff, score.kinds, score.levels)


def test_another_file_is_refused(stored: Path) -> None:
    """One byte more, and it is not the stored model."""
    stored.write_bytes(stored.read_bytes() + b"x")
    with pytest.raises(ModelFileError, match="is not the stored model") as refusal:
        artefact.load(stored)
    assert refusal.value.exit_code == 10


def test_a_truncated_file_is_refused(stored: Path) -> None:
    """Even if its digest is in the manifest."""
    import hashlib

    stored.write_bytes(stored.read_bytes()[:300])
    changed(stored, sha256=hashlib.sha256(stored.read_bytes()).hexdigest())
    with pytest.raises(ModelFileError, match="is not a skops file"):
        artefact.load(stored)


class Bite:
    """A pickle that would create a file when read."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.canary,)


def test_a_pickle_in_disguise_is_refused_unread(stored: Path, tmp_path: Path) -> None:
    """Nothing in it is executed."""
    import hashlib

    canary = tmp_path / "canary"
    stored.write_bytes(pickle.dumps(Bite(canary)))
    changed(stored, sha256=hashlib.sha256(stored.read_bytes()).hexdigest())
    with pytest.raises(ModelFileError, match="is not a skops file"):
        artefact.load(stored)
    assert not canary.exists()


def test_a_foreign_type_is_refused(stored: Path) -> None:
    """The list of trusted types is fixed; the message names the others."""
    import hashlib

    from skops import io

    stored.write_bytes(io.dumps({"model": Applicants}))
    changed(stored, sha256=hashlib.sha256(stored.read_bytes()).hexdigest())
    with pytest.raises(ModelFileError, match=r"types that are not trusted: .*Applicants"):
        artefact.load(stored)


def test_other_packages_are_refused(stored: Path) -> None:
    """A model of another version is fitted again, not trusted with a warning."""
    changed(stored, packages={"scikit-learn": "0.1"})
    with pytest.raises(ModelFileError, match=r"other packages: scikit-learn 0.1, here .*Fit the score again"):
        artefact.load(stored)


def test_predictions_that_do_not_come_back_are_refused(stored: Path) -> None:
    """The stored sample is the proof."""
    changed(stored, intercept=0.123)
    with pytest.raises(ModelFileError, match="does not reproduce its predictions"):
        artefact.load(stored)


def test_a_manifest_without_its_cutoff_is_refused(stored: Path) -> None:
    """A model without calibration or threshold is half a score."""
    manifest = json.loads(artefact.manifest_of(stored).read_text())
    del manifest["cutoff"]
    artefact.manifest_of(stored).write_text(json.dumps(manifest))
    with pytest.raises(ModelFileError, match="incomplete; got no cutoff"):
        artefact.load(stored)


# --- export ------------------------------------------------------------------------------------------


def test_the_explorer_is_small_and_plain(score: Score, applicants: Applicants) -> None:
    """Its data are valid JSON, far below the limit, with three cases whose scores are those of Python."""
    tool = export.explorer({"score": score}, applicants)
    assert tool.compressed() < export.MAX_BYTES
    payload = json.loads(export.as_json(tool.payload))
    assert [case["name"] for case in payload["cases"]] == ["accepted", "refused", "borderline"]
    bundle = tool._repr_mimebundle_()
    assert set(bundle) == {WIDGET, "text/plain", "text/html"}
    assert "<caption>Three applicants and their scores</caption>" in bundle["text/html"]


def test_single_precision_is_written_as_the_file_held_it() -> None:
    """A reader of the explorer never types 1.7999999523162842; what is double stays."""
    column = pd.Series([np.float32(1.8), 0.1, 1 / 3, 2.0, np.nan], dtype=float)
    assert export.plain(column) == [1.8, 0.1, 1 / 3, 2, None]


def test_a_family_without_plain_form_is_refused(score: Score, applicants: Applicants) -> None:
    """A forest does not run in the page."""
    from dataclasses import replace

    from portfolio.scoring.models import FAMILIES, pipeline

    forest = pipeline(FAMILIES["forest"], FAMILIES["forest"].start, applicants.table.ratios, 0)
    grown = replace(score, family="forest", model=forest.fit(applicants.features, applicants.bad))
    with pytest.raises(DataError, match="no plain form of a forest"):
        export.model_data(grown, applicants.features)
