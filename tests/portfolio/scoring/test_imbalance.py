"""Treatments of imbalance stay inside the folds, and their effect on calibration shows."""

from __future__ import annotations

import numpy as np

from portfolio.scoring import Search, split
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.imbalance import TREATMENTS, compare_treatments, treated
from portfolio.scoring.leakage import check_honest


def test_treatments_bend_probabilities_and_recalibration_mends_them(applicants: Applicants) -> None:
    """Class weights raise the calibration error many times; after recalibration it is small again."""
    splits = split(applicants.bad, 3, 1)
    table = compare_treatments(applicants, splits, ["logistic"], Search(5.0, 1, 0)).loc["logistic"]
    assert list(table.index) == list(TREATMENTS)
    assert table.loc["class weights", "ece_raw"] > 2 * table.loc["none", "ece_raw"]
    assert table["ece"].max() < 0.1
    assert np.ptp(table["auc"]) < 0.05


def test_invented_applicants_stay_in_the_training_part(applicants: Applicants) -> None:
    """SMOTE before splitting would put neighbours of the test into training: here it cannot."""
    splits = split(applicants.bad, 3, 1)

    def procedure(X, bad, train, held):  # type: ignore[no-untyped-def]
        model = treated("logistic", "SMOTE", applicants, 0).fit(X.iloc[train], bad[train])
        return model.predict_proba(X.iloc[held])[:, 1]

    check_honest(procedure, applicants.features, applicants.bad, splits.train(0), splits.test[0])
