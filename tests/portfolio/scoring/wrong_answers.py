"""Wrong answers to the exercises on scoring, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "cost_left": {
        "a cut-off of one half": ("costs.theoretical_cutoff(ratio)", "0.5"),
        "the odds for the cut-off": ("costs.theoretical_cutoff(ratio)", "1 / ratio"),
        "the good ones refused": ("probability >", "probability <"),
        "costs swapped": ("1 - bad, ratio * bad)", "ratio * bad, 1 - bad)"),
        "against the dearer": ("min(ratio", "max(ratio"),
        "against accepting all": ("min(ratio * bad.mean(), 1 - bad.mean())", "(ratio * bad.mean())"),
        "against refusing all": ("min(ratio * bad.mean(), 1 - bad.mean())", "(1 - bad.mean())"),
        "what is saved": ("return cost /", "return 1 - cost /"),
        "not relative": (" / min(ratio * bad.mean(), 1 - bad.mean())", ""),
        "errors counted alike": ("1 - bad, ratio * bad", "1 - bad, bad"),
    },
    "half_widths": {
        "the other order": (
            "return reach * np.sqrt(1 / len(gaps)), reach * np.sqrt(1 / len(gaps) + ratio)",
            "return reach * np.sqrt(1 / len(gaps) + ratio), reach * np.sqrt(1 / len(gaps))",
        ),
        "a one-sided quantile": ("0.975", "0.95"),
        "degrees of freedom": ("len(gaps) - 1", "len(gaps)"),
        "the normal distribution": ("stats.t.ppf(0.975, len(gaps) - 1)", "stats.norm.ppf(0.975)"),
        "the variance of the sample": ("ddof=1", "ddof=0"),
        "the deviation of one fold": ("reach * np.sqrt(1 / len(gaps)),", "reach,"),
        "whole widths": ("np.std(", "2 * np.std("),
        "the ratio upside down": ("+ ratio)", "+ 1 / ratio)"),
        "the ratio taken off": ("+ ratio)", "- ratio / 10)"),
        "the ratio of two folds": ("+ ratio)", "+ 1)"),
    },
    "cheapest_cost": {
        "never refusing all": ("[-np.inf, *np.unique(probability)]", "np.unique(probability)"),
        "never refusing none": ("*np.unique(probability)]", "*np.unique(probability)[:-1]]"),
        "the theoretical cut-off": ("[-np.inf, *np.unique(probability)]", "[1 / (1 + ratio)]"),
        "one half": ("[-np.inf, *np.unique(probability)]", "[0.5]"),
        "the dearest": ("return min(", "return max("),
        "the good ones refused": ("probability > cut", "probability < cut"),
        "costs swapped": ("1 - bad, ratio * bad)", "ratio * bad, 1 - bad)"),
        "the sum": (".mean() for", ".sum() for"),
        "the base rate for a cut-off": ("[-np.inf, *np.unique(probability)]", "[bad.mean()]"),
        "errors counted alike": ("1 - bad, ratio * bad", "1 - bad, bad"),
    },
}
