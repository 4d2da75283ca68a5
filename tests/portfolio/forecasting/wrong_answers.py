"""Wrong answers to the exercises on forecasting, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "mase": {
        "always one step": ("past[season:] - past[:-season]", "np.diff(past)"),
        "signed errors": ("np.nanmean(np.abs(errors))", "np.nanmean(errors)"),
        "signed moves": ("np.nanmean(np.abs(moves))", "np.nanmean(moves)"),
        "squares": ("np.nanmean(np.abs(errors))", "np.nanmean(errors**2)"),
        "multiplied": (" / np.nanmean", " * np.nanmean"),
        "off by one": ("past[season:] - past[:-season]", "past[season + 1:] - past[:-season - 1]"),
        "missing values kept": ("np.nanmean(np.abs(errors))", "np.mean(np.abs(errors))"),
        "the past's own mean": ("np.abs(moves)", "np.abs(past)"),
        "not scaled": (" / np.nanmean(np.abs(moves))", ""),
    },
    "independent_p": {
        "one-sided": ("return 2 * ", "return "),
        "the other tail": ("t.sf(", "t.cdf("),
        "with its sign": ("abs(difference.mean() / error)", "difference.mean() / error"),
        "the variance of the sample": ("ddof=1", "ddof=0"),
        "the deviation of one day": (" / np.sqrt(len(difference))", ""),
        "degrees of freedom": ("len(difference) - 1)", "len(difference))"),
        "the normal distribution": ("len(difference) - 1)", "1e9)"),
        "divided by the days": ("np.sqrt(len(difference))", "len(difference)"),
        "two samples": ("difference.std(ddof=1)", "np.sqrt(one.var(ddof=1) + other.var(ddof=1))"),
    },
    "frozen_coverage": {
        "made of the test, a leak": ("errors[:start]", "errors[start:]"),
        "made of all days": ("errors[:start]", "errors"),
        "signed errors": ("np.abs(errors[start:])", "errors[start:]"),
        "signed widths": ("np.abs(errors[:start])", "errors[:start]"),
        "the miss rate for the coverage": ("]), miss)", "]), 1 - miss)"),
        "missing values outside": ("[~np.isnan(later)]", ""),
        "the share outside": ("(later <= width)", "(later > width)"),
        "a day more": ("errors[:start]", "errors[: start + 1]"),
        "the plain quantile": (
            "fc.conformal_quantile(np.abs(errors[:start]), miss)",
            "np.quantile(np.abs(errors[:start]), 1 - miss, axis=0)",
        ),
        "strictly inside": ("later <= width", "later < width"),
        "one width for all steps": ("np.abs(errors[:start])", "np.abs(errors[:start]).reshape(-1, 1)"),
    },
    "croston_forecast": {
        "the size alone": ("return size / gap", "return size"),
        "turned over": ("return size / gap", "return gap / size"),
        "the mean of all weeks": ("return size / gap", "return sold.mean()"),
        "not smoothed": ("alpha * (now - size)", "(now - size)"),
        "the weight of the old": ("size + alpha * (now - size)", "alpha * size + (1 - alpha) * now"),
        "the first interval from the first week": ("prepend=-1", "prepend=0"),
        "the correction of SBA": ("return size / gap", "return (1 - alpha / 2) * size / gap"),
        "an interval for each week": ("gap + alpha * (wait - gap)", "gap + alpha * (1 - gap)"),
        "nothing for no sale": ("return 0.0", "return np.nan"),
    },
    "ols_reconciled": {
        "the articles alone": ("return summing @ articles", "return articles"),
        "bottom-up": ("return summing @ articles", "return summing @ forecasts[-summing.shape[1] :]"),
        "not solved": (
            "np.linalg.solve(summing.T @ summing, summing.T @ forecasts)",
            "summing.T @ forecasts",
        ),
        "left as they are": ("return summing @ articles", "return forecasts"),
        "half of the way": ("return summing @ articles", "return (summing @ articles + forecasts) / 2"),
        "top-down in equal parts": (
            "return summing @ articles",
            "return summing.sum(axis=1) * forecasts[0] / summing.shape[1]",
        ),
    },
    "rmsse": {
        "weeks before the first sale count": ("np.diff(past)[begun]", "np.diff(past)"),
        "the move into the first sale counts": ("np.cumsum(past)[:-1] > 0", "np.cumsum(past)[1:] > 0"),
        "absolute errors": (
            "np.sqrt(np.mean(errors**2) / np.mean(moves**2))",
            "np.mean(np.abs(errors)) / np.mean(np.abs(moves))",
        ),
        "no root": (
            "np.sqrt(np.mean(errors**2) / np.mean(moves**2))",
            "np.mean(errors**2) / np.mean(moves**2)",
        ),
        "not scaled": (" / np.mean(moves**2)", ""),
        "the past's own size": ("np.mean(moves**2)", "np.mean(past**2)"),
        "signed errors": ("np.mean(errors**2)", "np.mean(errors) ** 2"),
        "turned over": ("np.mean(errors**2) / np.mean(moves**2)", "np.mean(moves**2) / np.mean(errors**2)"),
    },
}
