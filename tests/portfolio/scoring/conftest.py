"""Small tables of applicants with a known pattern."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.scoring import Ratio, Score, Search, Table, fit_score, prepare
from portfolio.scoring.applicants import Applicants

SIZE = 600


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    """Return applicants whose risk rises with debt over income and in one town, with holes and a text."""
    rng = np.random.default_rng(0)
    income, debt = rng.uniform(10, 100, SIZE).round(1), rng.uniform(0, 50, SIZE).round(1)
    town = rng.choice(["Oslo", "Rome", "Ulm"], SIZE, p=[0.5, 0.4, 0.1])
    odds = -3.0 + 2.5 * debt / income + 1.0 * (town == "Rome")
    bad = np.where(rng.random(SIZE) < 1 / (1 + np.exp(-odds)), "yes", "no")
    age = rng.integers(20, 70, SIZE).astype(float)
    table = pd.DataFrame({"income": income, "debt": debt, "town": town, "age": age, "late": bad})
    return table.assign(income=table["income"].mask(rng.random(SIZE) < 0.05))


@pytest.fixture(scope="session")
def table() -> Table:
    """Return the roles of that table."""
    return Table(
        target="late",
        bad="yes",
        protected=("age",),
        age="age",
        ratios=(Ratio("burden", {"debt": 1}, {"income": 1}, "debt over income"),),
        actionable=("-debt",),
        part="income",
    )


@pytest.fixture(scope="session")
def applicants(frame: pd.DataFrame, table: Table) -> Applicants:
    """Return the prepared applicants."""
    return prepare(frame, table)


@pytest.fixture(scope="session")
def search() -> Search:
    """Return the cheapest search."""
    return Search(cost_ratio=5.0, trials=1, seed=0)


@pytest.fixture(scope="session", params=["scorecard", "logistic", "lightgbm"])
def score(request: pytest.FixtureRequest, applicants: Applicants, search: Search) -> Score:
    """Return a fitted score of each deployable family."""
    return fit_score(applicants, search, (request.param,))
