"""Wrong answers to the exercises on trust, as changes of the solutions."""

from __future__ import annotations

import numpy as np
import pandas as pd


def _rates(came, flagged, group, least):
    """Return the false positives of each group that is large enough."""
    quiet = pd.DataFrame({"flagged": flagged, "group": group})[~came]
    found = quiet.groupby("group")["flagged"].agg(["mean", "size"])
    return found["mean"][found["size"] >= least]


FAIRNESS = {
    "spread_of_false_positives": {
        "every group counts": ("flagged.size() >= least", "flagged.size() >= 0"),
        "larger than, not at least": ("flagged.size() >= least", "flagged.size() > least"),
        "everybody is a denominator": ("[~came]", "[~came | came]"),
        "those for whom it came": ("[~came]", "[came]"),
        "the highest rate": ("rates.max() - rates.min()", "rates.max()"),
        "the first less the last": ("rates.max() - rates.min()", "rates.iloc[0] - rates.iloc[-1]"),
        "the spread of all": lambda came, flagged, group, least: _rates(came, flagged, group, least).std(),
        "how many, not which share": ("flagged.mean()", "flagged.sum()"),
    },
    "needed_precision": {
        "the base rate is forgotten": lambda prevalence, wrong, missed: (1 - missed) / (1 - missed + wrong),
        "missed instead of found": ("prevalence * (1 - missed)", "prevalence * missed"),
        "the rates swapped": ("(1 - prevalence) * wrong", "prevalence * wrong"),
        "the share flagged": lambda prevalence, wrong, missed: (
            prevalence * (1 - missed) + (1 - prevalence) * wrong
        ),
        "its complement": ("right / (right + ", "1 - right / (right + "),
        "the odds": ("right / (right + ", "right / max(1e-9, 0 * right + "),
    },
    "really_missed": {
        "the flagged have none unseen": ("unseen * (tn + fp)", "unseen * tn"),
        "the arrested count twice": ("fn + tp + unseen", "fn + 2 * tp + unseen"),
        "as recorded": lambda tn, fp, fn, tp, unseen: fn / (fn + tp),
        "only the numerator moves": (" + unseen * (tn + fp)", ""),
        "only the denominator moves": ("(fn + unseen * tn)", "fn"),
        "a share of the missed": ("(fn + unseen * tn)", "(fn + unseen * fn)"),
        "those who were found": ("(fn + unseen * tn)", "(tp + unseen * fp)"),
    },
}
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

ATTACKS = {
    "smallest_reach": {
        "the Euclidean length": ("abs(weights).sum()", "(weights**2).sum() ** 0.5"),
        "weights that cancel": ("abs(weights).sum()", "abs(weights.sum())"),
        "the intercept is forgotten": ("weights @ x + bias", "weights @ x"),
        "the sign is kept": ("abs(weights @ x + bias)", "(weights @ x + bias)"),
        "the largest weight alone": ("abs(weights).sum()", "abs(weights).max()"),
        "a mean instead of a sum": ("abs(weights).sum()", "abs(weights).mean()"),
    },
    "fooled": {
        "of all images": ("before.sum()", "len(before)"),
        "all errors count": ("(before & ~after)", "(~after)"),
        "the fall of the accuracy": lambda before, after: before.mean() - after.mean(),
        "any change counts": ("(before & ~after)", "(before ^ after)"),
        "the share that is left": ("(before & ~after)", "(before & after)"),
        "of the right ones afterwards": ("before.sum()", "max(1, after.sum())"),
    },
    "undecided": {
        "all that survive": ("survives & ~certified", "survives"),
        "all without a certificate": ("survives & ~certified", "~certified"),
        "either of the two": ("survives & ~certified", "survives | certified"),
        "of those that survive": lambda survives, certified: (survives & ~certified).sum() / survives.sum(),
        "how many, not which share": (".mean()", ".sum()"),
        "both": ("survives & ~certified", "survives & certified"),
    },
}

PRIVACY = {
    "clip_and_add": {
        "all brought to the length": ("np.minimum(1, clip / lengths)", "(clip / lengths)"),
        "nothing is clipped": ("np.minimum(1, clip / lengths)", "np.ones(len(gradients))"),
        "the sum is clipped": lambda gradients, clip: (
            gradients.sum(axis=0) * min(1, clip / max(1e-9, np.linalg.norm(gradients.sum(axis=0))))
        ),
        "each entry is clipped": lambda gradients, clip: gradients.clip(-clip, clip).sum(axis=0),
        "lengths over people": ("axis=1)", "axis=0)"),
        "a mean": (".sum(axis=0)", ".mean(axis=0)"),
        "the long ones left out": lambda gradients, clip: gradients[
            np.linalg.norm(gradients, axis=1) <= clip
        ].sum(axis=0),
    },
    "smallest_epsilon": {
        "one step": ("steps * divergences", "divergences"),
        "the largest": (".min()", ".max()"),
        "divided by the order": ("(orders - 1)", "orders"),
        "the sign of the logarithm": ("np.log(1 / delta)", "np.log(delta)"),
        "every step pays for delta": lambda divergences, orders, steps, delta: (
            steps * (divergences + np.log(1 / delta) / (orders - 1))
        ).min(),
        "the first order": (".min()", "[0]"),
        "the order of the smallest divergence": lambda divergences, orders, steps, delta: (
            steps * divergences + np.log(1 / delta) / (orders - 1)
        )[np.argmin(divergences)],
    },
    "found_at": {
        "the other tail": ("1 - rate", "rate"),
        "the threshold of the members": ("np.quantile(strangers,", "np.quantile(members,"),
        "how many": (".mean()", ".sum()"),
        "those below": ("members > cut", "members < cut"),
        "the strangers": ("members > cut", "strangers > cut"),
        "both tails": ("1 - rate", "1 - rate / 2"),
    },
}

WRONG = {**ATTACKS, **EXPLANATIONS, **FAIRNESS, **PRIVACY}
