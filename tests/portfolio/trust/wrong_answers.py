"""Wrong answers to the exercises of this family, as changes of the solutions or as functions."""

from __future__ import annotations

import numpy as np

EXPLANATIONS = {
    "share_changed": {
        "the share that stays": ("!=", "=="),
        "how many": (".mean()", ".sum()"),
        "the reason that speaks most for": lambda first, second: (
            first.argmin(axis=1) != second.argmin(axis=1)
        ).mean(),
        "the largest of either sign": lambda first, second: (
            np.abs(first).argmax(axis=1) != np.abs(second).argmax(axis=1)
        ).mean(),
        "sizes instead of columns": lambda first, second: (first.max(axis=1) != second.max(axis=1)).mean(),
        "columns compared over rows": lambda first, second: (
            first.argmax(axis=0) != second.argmax(axis=0)
        ).mean(),
        "the order of all columns": lambda first, second: (
            (first.argsort(axis=1) != second.argsort(axis=1)).any(axis=1)
        ).mean(),
    },
    "impossible": {
        "equal values are impossible too": ("row[low] > background", "row[low] >= background"),
        "one way of mixing alone": ("(own_low.mean() + own_high.mean()) / 2", "own_low.mean()"),
        "the other way alone": ("(own_low.mean() + own_high.mean()) / 2", "own_high.mean()"),
        "not halved": (" / 2", ""),
        "the columns swapped": lambda row, background, low, high: (
            ((row[high] > background[:, low]).mean() + (background[:, high] > row[low]).mean()) / 2
        ),
        "unmixed rows": lambda row, background, low, high: (background[:, low] > background[:, high]).mean(),
        "rows impossible in either way": lambda row, background, low, high: (
            (row[low] > background[:, high]) | (background[:, low] > row[high])
        ).mean(),
    },
    "draws_needed": {
        "rounded down": ("np.ceil", "np.floor"),
        "not squared": (" ** 2", ""),
        "divided by n": (", ddof=1", ""),
        "one standard error": ("1.96 * ", ""),
        "the whole bar": ("/ reach", "/ (reach / 2)"),
        "the variance": ("np.std", "np.var"),
        "half the reach": ("/ reach", "/ (2 * reach)"),
    },
}

WRONG = {**EXPLANATIONS}
