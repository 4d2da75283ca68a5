"""Wrong answers to the exercises on energy, as changes of the solutions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "far_rows": {
        "off by one": ("> gap", ">= gap"),
        "the near ones": ("> gap", "<= gap"),
        "one side only": ("np.abs(np.subtract.outer(", "(np.subtract.outer("),
        "far from the farthest": (".min(axis=1)", ".max(axis=1)"),
        "the other axis": (".min(axis=1)", ".min(axis=0)"),
        "only the testing rows themselves": lambda test, gap: ~test,
        "far from the first only": (".min(axis=1)", "[:, 0]"),
        "half of the gap": ("> gap", "> gap / 2"),
    },
    "slopes": {
        "the other order": (
            "return np.polyfit(warmth, load, 1)[0], both.coef_[0]",
            "return both.coef_[0], np.polyfit(warmth, load, 1)[0]",
        ),
        "the slope on the calendar": ("both.coef_[0]", "both.coef_[1]"),
        "the intercept": ("1)[0]", "1)[1]"),
        "the axes swapped": ("np.polyfit(warmth, load, 1)", "np.polyfit(load, warmth, 1)"),
        "through the origin": ("LinearRegression()", "LinearRegression(fit_intercept=False)"),
        "the correlation": ("np.polyfit(warmth, load, 1)[0]", "np.corrcoef(warmth, load)[0, 1]"),
        "alone twice": ("both.coef_[0]", "np.polyfit(warmth, load, 1)[0]"),
        "a parabola": ("load, 1)", "load, 2)"),
    },
    "known_mean": {
        "centred, a leak": ("rolling(rows)", "rolling(rows, center=True)"),
        "the rows after": ("rolling(rows).mean()", "rolling(rows).mean().shift(1 - rows)"),
        "without its own row": (".mean()", ".mean().shift()"),
        "fewer at the start": ("rolling(rows)", "rolling(rows, min_periods=1)"),
        "the sum": (".mean()", ".sum()"),
        "the median": (".mean()", ".median()"),
        "one row more": ("rolling(rows)", "rolling(rows + 1)"),
        "all rows so far": ("rolling(rows)", "expanding(rows)"),
        "always three rows": ("rolling(rows)", "rolling(3)"),
        "the mean of all": lambda readings, rows: readings * 0 + np.mean(readings),
    },
}
