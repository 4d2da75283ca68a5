"""The three tables of the chapter on fairness, each as features, an outcome and groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]

HIGH = 5  # ProPublica counts a decile score from here on as higher risk
HOUSEHOLD = ("relationship_", "marital-status_")
_PROTECTED = ("sex_", "race_")
_LOANS = (
    *("loanamt", "appinc", "hexp", "price", "liq", "lines", "netw", "hrat", "obrat", "term", "loanprc"),
    *("unem", "dep", "self", "unit", "rep", "gdlin", "mortg", "cons", "pubrec", "fixadj", "inss", "gift"),
    *("cosign", "unver", "mortperf", "mortlat1", "mortlat2", "chist", "multi", "thick", "sch"),
)
_CODES = {"gdlin": 666, "term": 900_000, "lines": 900_000}  # from here on a code, not a value
_MONEY = ("loanamt", "appinc", "hexp", "price", "liq", "lines", "term")


@dataclass(frozen=True)
class People:
    """People whom a score is about.

    Parameters
    ----------
    features
        What a score may read, all numbers; no protected column is among them, shape (n, columns).
    outcome
        Whether the event came, which is the favourable decision where a model decides, shape (n,).
    advantaged
        Whether a person is of the group that is better off in these data, shape (n,).
    groups
        Names of race and sex, where the table has them.
    """

    features: pd.DataFrame
    outcome: Flags
    advantaged: Flags
    groups: pd.DataFrame


def compas_people(table: pd.DataFrame) -> People:
    """Return the people of the COMPAS table; the outcome is a new arrest, the advantaged are white."""
    white = table["race"].to_numpy() == 1
    sex = np.where(table["sex"] == 1, "men", "women")
    groups = pd.DataFrame({"race": np.where(white, "white", "not white"), "sex": sex})
    read = [name for name in table if name not in {"sex", "race", "decile-score", "two-year-recid"}]
    return People(table[read].astype(float), table["two-year-recid"].to_numpy() == 1, white, groups)


def adult_people(table: pd.DataFrame) -> People:
    """Return the people of the Adult table; the outcome is the higher income, the advantaged are men."""
    outcome = "salary_>50K"
    men = table["sex_Male"].to_numpy() == 1
    race = table.filter(like="race_").idxmax(axis="columns").astype(str).str.replace("race_", "")
    groups = pd.DataFrame({"race": race, "sex": np.where(men, "men", "women")})
    features = table.drop(columns=[name for name in table if str(name).startswith(_PROTECTED)] + [outcome])
    features = features.astype(float)
    for name in ("capital-gain", "capital-loss"):
        features[name] = np.log1p(features[name])
    return People(features, table[outcome].to_numpy() == 1, men, groups)


def boston_people(table: pd.DataFrame) -> tuple[People, int]:
    """Return the applicants of the Boston loans, and how many values were filled in.

    The outcome is an approval, the advantaged are white. Codes count as missing; a missing value becomes the
    median of its column.
    """
    white = table["white"].to_numpy() == 1
    sex = table["male"].map({1.0: "men", 0.0: "women"}).fillna("not stated")
    groups = pd.DataFrame({"race": np.where(white, "white", "not white"), "sex": sex})
    features = table[list(_LOANS)].astype(float)
    for name, limit in _CODES.items():
        features[name] = features[name].where(features[name] < limit)
    filled = int(features.isna().to_numpy().sum())
    features = features.fillna(features.median())
    for name in _MONEY:
        features[name] = np.log1p(features[name].clip(lower=0))
    features["netw"] = np.arcsinh(features["netw"])
    return People(features, table["approve"].to_numpy() == 1, white, groups), filled


def without_proxies(people: People) -> People:
    """Return the same people without the columns of household and marriage, which nearly tell the sex."""
    kept = [name for name in people.features if not str(name).startswith(HOUSEHOLD)]
    return People(people.features[kept], people.outcome, people.advantaged, people.groups)
