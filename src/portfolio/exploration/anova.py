"""Analysis of variance with several factors."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.anova import anova_lm


@dataclass(frozen=True)
class Anova:
    """What the terms of a linear model explain."""

    terms: pd.DataFrame  # strongest first: df, F, p, partial eta squared
    r_squared: float  # share of the variance that all terms explain together
    echo: float  # correlation of each row's residual with the next row's


def analyse_variance(frame: pd.DataFrame, formula: str) -> Anova:
    """Return what each term of a linear model explains beyond the others; rows in order of time.

    Sums of squares are of type II. The p-values use standard errors that allow unequal spread (HC3); the
    partial eta squared of a term is its sum of squares over itself plus the residual one.

    Parameters
    ----------
    frame
        The table, one row each.
    formula
        Response and terms, as statsmodels reads them.
    """
    model = OLS.from_formula(formula, frame.dropna()).fit()
    plain = anova_lm(model, typ=2)
    robust = anova_lm(model, typ=2, robust="hc3").drop(index="Residual")
    squares = plain["sum_sq"].drop(index="Residual")
    share = squares / (squares + plain.loc["Residual", "sum_sq"])
    columns = {"df": robust["df"], "F": robust["F"], "p": robust["PR(>F)"], "partial_eta_squared": share}
    terms = pd.DataFrame(columns).sort_values("partial_eta_squared", ascending=False)
    return Anova(terms, float(model.rsquared), float(model.resid.autocorr(1)))
