"""Analysis of variance with several factors."""

from __future__ import annotations

import pandas as pd
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm


def anova_table(frame: pd.DataFrame, formula: str) -> tuple[pd.DataFrame, float]:
    """Return what each term of a linear model explains beyond the others, and the model's R squared.

    Sums of squares are of type II. The p-values use standard errors that allow unequal spread (HC3); the
    partial eta squared of a term is its sum of squares over itself plus the residual one.

    Returns
    -------
    tuple of pandas.DataFrame and float
        Rows are terms, columns `df`, `F`, `p`, `partial_eta_squared`.
    """
    model = ols(formula, frame.dropna()).fit()
    plain = anova_lm(model, typ=2)
    robust = anova_lm(model, typ=2, robust="hc3").drop(index="Residual")
    squares = plain["sum_sq"].drop(index="Residual")
    share = squares / (squares + plain.loc["Residual", "sum_sq"])
    columns = {"df": robust["df"], "F": robust["F"], "p": robust["PR(>F)"], "partial_eta_squared": share}
    return pd.DataFrame(columns), float(model.rsquared)


def residual_autocorrelation(frame: pd.DataFrame, formula: str) -> float:
    """Return the correlation of each row's residual with the next row's; rows in order of time."""
    residuals = ols(formula, frame.dropna()).fit().resid
    return float(residuals.autocorr(1))
