"""Wrong answers to the exercises on trust, as changes of the solutions."""

from __future__ import annotations

# --- attacks ---
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
# --- end of attacks ---

WRONG = {**ATTACKS}
