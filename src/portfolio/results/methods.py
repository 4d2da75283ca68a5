"""The methods by which this book makes intervals, p-values and alarms, each with what it claims.

A value whose interval was made by a method that is not listed here is refused where it is recorded. Whether
the claims hold is tried by simulation: see `portfolio.statistics.claims`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portfolio.errors import DataError, nearest

Kind = Literal["interval", "range", "test", "alarm"]


@dataclass(frozen=True)
class Method:
    """How an interval, a p-value or an alarm is made, and what that claims.

    Parameters
    ----------
    name
        As it is written where a value is recorded.
    kind
        `interval` claims to cover the truth, `test` and `alarm` claim a rate of false alarms; a `range` shows
        what was seen and claims nothing.
    nominal
        The claimed rate: 0.95 for a 95 % interval, 0.05 for a test or an alarm at 5 %; None for a range.
    about
        What is done, in a few words.
    why_untried
        Why no simulation has tried it yet; empty for a method that has been tried, and for a range.
    """

    name: str
    kind: Kind
    nominal: float | None
    about: str
    why_untried: str = ""


def _coverage(name: str, about: str, why_untried: str = "") -> Method:
    return Method(name, "interval", 0.95, about, why_untried)


def _range(name: str, about: str) -> Method:
    return Method(name, "range", None, about)


def _test(name: str, about: str, why_untried: str = "") -> Method:
    return Method(name, "test", 0.05, about, why_untried)


CLUSTER_BOOTSTRAP = "cluster bootstrap"
BOOTSTRAP = "bootstrap"
BOOTSTRAP_OF_PAIRS = "bootstrap of texts"
CENTRED_BOOTSTRAP = "centred bootstrap"
SIMULTANEOUS = "simultaneous bootstrap"
CORRECTED_T = "corrected t"
STUDENT_T = "Student's t"
WILSON = "Wilson"
NEWCOMBE = "Newcombe"
LARGEST_GAP = "inverted largest gap"
STANDARD_ERROR = "standard error"
NORMAL_IN_LOGS = "normal in logs"
RANGE, DEVIATION, QUARTILES, ROUNDING = "range", "one deviation", "middle half", "rounding"
CORRECTED_T_TEST = "corrected t test"
CLUSTER_T_TEST = "cluster t test"
DIEBOLD_MARIANO = "Diebold-Mariano"
ROWS_TEST = "tests of independent rows"
SCORE_BANDS = "Mondrian score bands"
DRIFT_ALARM = "drift alarm"
WINDOW_ALARM = "window alarm"
CONTRACT_ALARM = "maintenance alarm"
CONFORMAL_P = "conformal p-value"
PERMUTATION_ALARM = "permutation alarm"

_MANY = "It needs hundreds of model fits for one repeat."

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        _coverage(CLUSTER_BOOTSTRAP, "whole clusters, such as weeks, are drawn again; percentiles"),
        _coverage(BOOTSTRAP, "single rows are drawn again; percentiles"),
        _coverage(
            BOOTSTRAP_OF_PAIRS, "texts are drawn again, and with them the pairs they form; percentiles"
        ),
        _coverage(
            CENTRED_BOOTSTRAP, "rows are drawn again; percentiles, shifted by the mean rise of the draws"
        ),
        _coverage(
            SIMULTANEOUS, "several differences over the same redrawn rows; all of them covered at once"
        ),
        _coverage(CORRECTED_T, "mean over folds; the variance allows for shared training data"),
        _coverage(STUDENT_T, "mean of a few seeds or draws, Student's t"),
        _coverage(WILSON, "a share, Wilson's score interval"),
        _coverage(NEWCOMBE, "difference of two shares, from their score intervals"),
        _coverage(
            LARGEST_GAP, "the larger of two differences; from the smallest gap under which it is not rare"
        ),
        _coverage(SCORE_BANDS, "share of bad among applicants of similar score; Wilson within each band"),
        _coverage(STANDARD_ERROR, "a mean, plus and minus 1.96 standard errors"),
        _coverage(NORMAL_IN_LOGS, "maximum likelihood; normal for the logarithm of a parameter"),
        _range(RANGE, "smallest and largest value seen"),
        _range(DEVIATION, "plus and minus one standard deviation over seeds"),
        _range(QUARTILES, "the middle half of the values seen"),
        _range(ROUNDING, "all values that round to the published one"),
        _test(CORRECTED_T_TEST, "two models on the same folds; the variance allows for shared training data"),
        _test(
            CLUSTER_T_TEST,
            "a group against the others of its strata; standard error over redrawn clusters, Student's t",
        ),
        _test(
            DIEBOLD_MARIANO,
            "equal loss of two forecasts over days; long-run variance of a week, Student's t",
        ),
        _test(
            ROWS_TEST,
            "analysis of variance and rank tests as if rows were independent",
            "The chapter shows that its rows are not independent, and decides nothing by these p-values.",
        ),
        Method(
            DRIFT_ALARM,
            "alarm",
            0.05,
            "the largest stability index over the columns passes what redrawn references and batches reach",
        ),
        Method(
            WINDOW_ALARM,
            "alarm",
            0.05,
            "columns, a classifier, predictions, calibration; the smallest p-value after Holm",
        ),
        _test(CONFORMAL_P, "a message out of the domain; its rank among such messages of a calibration"),
        Method(
            PERMUTATION_ALARM,
            "alarm",
            0.05,
            "the largest rise of several rates passes what reshuffled conversations reach",
        ),
        Method(CONTRACT_ALARM, "alarm", 0.05, "an indicator of customers leaves its band", _MANY),
    )
}


def method_of(result: str, name: str) -> Method:
    """Return a registered method, or refuse the result that names another.

    Raises
    ------
    DataError
        No such method is registered, or none is named.
    """
    if name in METHODS:
        return METHODS[name]
    what = f"result {result!r}: its interval " + (f"is made by {name!r}" if name else "names no method")
    hint = nearest(name, METHODS) if name else ""
    hint = hint or "Pass the interval as the library returns it, or name its method: method='bootstrap'."
    raise DataError(what, expected=f"one of {', '.join(METHODS)}", hint=hint)
