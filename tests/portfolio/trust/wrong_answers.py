"""Wrong answers to the exercises on trust, as changes of the solutions."""

from __future__ import annotations

import pandas as pd


def _rates(came, flagged, group, least):
    """Return the false positives of each group that is large enough."""
    quiet = pd.DataFrame({"flagged": flagged, "group": group})[~came]
    found = quiet.groupby("group")["flagged"].agg(["mean", "size"])
    return found["mean"][found["size"] >= least]


# --- fairness ---
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
# --- end of fairness ---

WRONG = {**FAIRNESS}
