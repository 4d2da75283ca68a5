"""Wrong answers to the exercises on segmentation, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "last_stable": {
        "the largest that passes": ("passes.cumprod().astype(bool)", "passes"),
        "the first that passes": ("unbroken[-1]", "unbroken[0]"),
        "only stability": (' & (table["smallest"] >= smallest)', ""),
        "only the size": ('(table["low"] >= stable) & ', ""),
        "strictly": ('table["low"] >= stable', 'table["low"] > stable'),
        "the most stable": ("unbroken[-1] if len(unbroken) else ", ""),
        "one too many": ("unbroken[-1] if", "unbroken[-1] + 1 if"),
        "the position": ("unbroken[-1] if", "len(unbroken) if"),
        "the first where none passes": ('table["low"].idxmax()', "table.index[0]"),
        "either condition": (") & (", ") | ("),
    },
    "later_purchases": {
        "customers who came later too": ("later.reindex(np.sort(known), fill_value=0)", "later"),
        "without those who never came again": (
            "later.reindex(np.sort(known), fill_value=0)",
            "later[later.index.isin(known)]",
        ),
        "the earlier day counted twice": ("(day > middle)", "(day >= middle)"),
        "the earlier day not seen": ("day <= middle", "day < middle"),
        "the last day left out": ("(day <= split)", "(day < split)"),
        "after the last day too, a leak": (" & (day <= split)", ""),
        "known by the last day, a leak": ("day <= middle", "day <= split"),
        "missing instead of none": (", fill_value=0", ""),
        "all purchases": ("(day > middle) & ", ""),
        "customers instead of purchases": (".size()", '["date"].nunique().clip(upper=1)'),
    },
    "furthest": {
        "with its sign": ("np.abs(", "("),
        "not in standard deviations": (" / spread", ""),
        "times the deviation": (" / spread", " * spread"),
        "the nearest": ("argmax", "argmin"),
        "the other axis": ("argmax(axis=1)", "argmax(axis=0)"),
        "checks for futures": ("futures.mean(axis=0)", "futures.mean(axis=1)"),
        "the distance itself": ("away.argmax(axis=1)", "away.max(axis=1)"),
        "the first future": ("futures.mean(axis=0)", "futures[0]"),
        "the mean of distances": (
            "np.abs(futures.mean(axis=0) - foreseen)",
            "np.abs(futures - foreseen).mean(axis=0)",
        ),
        "one for all checks": ("away.argmax(axis=1)", "away.mean(axis=0).argmax()"),
    },
}
