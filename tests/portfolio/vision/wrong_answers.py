"""Wrong answers to the exercises on photos of solar cells, as changes of the solutions."""

from __future__ import annotations

import pandas as pd


def _of_types(kind, defective):
    """Return the share of the commoner label in each type."""
    share = pd.Series(defective).groupby(kind).mean()
    return share.where(share > 0.5, 1 - share)


WRONG = {
    "right_by_type": {
        "every cell called good": lambda kind, defective: (~defective).mean(),
        "the commoner label of all": lambda kind, defective: max(defective.mean(), 1 - defective.mean()),
        "each type counts the same": lambda kind, defective: _of_types(kind, defective).mean(),
        "the best type": lambda kind, defective: _of_types(kind, defective).max(),
        "the rarer label": ("> 0.5", "< 0.5"),
        "the share that is wrong": ("== defective", "!= defective"),
        "how many are right": ("== defective).mean()", "== defective).sum()"),
        "the largest label": ('"mean"', '"max"'),
    },
    "recognised": {
        "tried on what was learnt": ("rows[~learnt]) == groups[~learnt]", "rows[learnt]) == groups[learnt]"),
        "tried on all": ("rows[~learnt]) == groups[~learnt]", "rows) == groups"),
        "the sides swapped": lambda rows, groups, learnt: _nearest(rows, groups, ~learnt, learnt),
        "the share that is wrong": ("== groups", "!= groups"),
        "how many": (".mean()", ".sum()"),
        "three neighbours": ("KNeighborsClassifier(1)", "KNeighborsClassifier(3)"),
        "the first feature only": ("nearest.predict(rows[~learnt])", "groups[learnt][:1]"),
    },
    "accuracy_and_cost": {
        "the threshold itself is accepted": (">= threshold", "> threshold"),
        "the other order": (
            "(rejected == bad).mean(), cost.mean()",
            "cost.mean(), (rejected == bad).mean()",
        ),
        "the sum of the costs": ("cost.mean()", "cost.sum()"),
        "missed defects alone": ("rejected)\n", "0)\n"),
        "every error costs the same": ("missed * ~rejected", "~rejected"),
        "the costs swapped": ("missed * ~rejected, rejected)", "~rejected, missed * rejected)"),
        "the share of errors": ("== bad", "!= bad"),
        "defects found, not accuracy": ("(rejected == bad).mean()", "rejected[bad].mean()"),
    },
}


def _nearest(rows, groups, learnt, tried):
    away = ((rows[tried][:, None] - rows[learnt]) ** 2).sum(-1)
    return (groups[learnt][away.argmin(axis=1)] == groups[tried]).mean()
