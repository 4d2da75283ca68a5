"""Wrong answers to the exercises on monitoring, as changes of the solutions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "late_shares": {
        "the other order": (
            "late.mean(), late[gone].mean()",
            "late[gone].mean(), late.mean()",
        ),
        "those that still wait": ("<= moment", "> moment"),
        "with the flights of the minute": ('inclusive="left"', 'inclusive="both"'),
        "without the first minute": ('inclusive="left"', 'inclusive="neither"'),
        "those that left in these hours": ('flights["scheduled"].between', 'flights["left"].between'),
        "one hour": ('"2h"', '"1h"'),
        "three hours": ('"2h"', '"3h"'),
        "the hours after": ("between(begin, moment", "between(moment, 2 * moment.floor('D') - begin"),
        "late at the limit": ("> limit", ">= limit"),
        "late by any minute": ("> limit", "> 0"),
        "of all flights": ("late[gone].mean()", "(late & gone).mean()"),
        "strictly left before": ("<= moment", "< moment"),
    },
    "permutation_p": {
        "not counted itself": (
            "(1 + (permuted >= observed).sum()) / (1 + len(permuted))",
            "(permuted >= observed).mean()",
        ),
        "counted above alone": ("/ (1 + len(permuted))", "/ len(permuted)"),
        "counted below alone": ("(1 + (permuted", "((permuted"),
        "ties left out": (">=", ">"),
        "the other side": (">=", "<="),
        "two-sided": ("permuted >= observed", "abs(permuted) >= abs(observed)"),
        "one less": ("return (", "return 1 - ("),
        "always the smallest": ("(permuted >= observed).sum()", "0"),
    },
    "local_hour": {
        "winter all year": ('.dt.tz_convert("America/New_York")', '.sub(pd.Timedelta("5h"))'),
        "summer all year": ('.dt.tz_convert("America/New_York")', '.sub(pd.Timedelta("4h"))'),
        "the hour in UTC": ('.dt.tz_convert("America/New_York")', ""),
        "the other way": ('.dt.tz_convert("America/New_York")', '.add(pd.Timedelta("5h"))'),
        "another city": ("America/New_York", "America/Chicago"),
        "the minute": (".dt.hour", ".dt.minute"),
        "summer by the calendar's months": (
            'moments.dt.tz_convert("America/New_York")',
            '(moments - pd.to_timedelta(5 - moments.dt.month.between(4, 10), "h"))',
        ),
        "the clock taken for New York's": (
            'moments.dt.tz_convert("America/New_York")',
            'moments.dt.tz_localize(None).dt.tz_localize("America/New_York", ambiguous=True)',
        ),
    },
    "limit_for": {
        "the quantile between two peaks": lambda peaks, rate: float(np.quantile(peaks, 1 - rate)),
        "one peak too low": lambda peaks, rate: _sorted(peaks, int((1 - rate) * len(peaks)) - 2),
        "always the largest": lambda peaks, rate: peaks.max(),
        "the low end": lambda peaks, rate: float(np.quantile(peaks, rate, method="lower")),
        "a limit that is itself an alarm": lambda peaks, rate: _sorted(peaks, int((1 - rate) * len(peaks))),
        "the mean and two deviations": lambda peaks, rate: peaks.mean() + 2 * peaks.std(),
    },
    "shift_of": {
        "to the left": lambda before, after: (-_shift(before, after)) % before.shape[1],
        "never any": lambda before, after: 0,
        "always one": lambda before, after: 1,
        "by the means alone": lambda before, after: int(
            np.argmin([_gap(before.mean(0), np.roll(after.mean(0), k)) for k in range(before.shape[1])])
        ),
        "the farthest": lambda before, after: _shift(before, after, np.argmax),
        "half of the places": lambda before, after: _shift(before, after) // 2,
        "one more": lambda before, after: _shift(before, after) + 1,
    },
    "seen_before": {
        "the first of them too": lambda rows: rows.duplicated(keep=False),
        "the earlier one": lambda rows: rows.duplicated(keep="last"),
        "by the first column": lambda rows: rows.duplicated(subset=rows.columns[:1].tolist()),
        "those that are new": lambda rows: ~rows.duplicated(),
        "the same as the row before": lambda rows: rows.eq(rows.shift()).all(axis=1),
        "how many": lambda rows: rows.duplicated().sum(),
    },
}


def _sorted(peaks, place):
    return float(np.sort(peaks)[min(max(place, 0), len(peaks) - 1)])


def _gap(one, other):
    return float(((one - other) ** 2).sum())


def _shift(before, after, choose=np.argmin):
    known = np.corrcoef(before.T)
    rolled = [np.corrcoef(np.roll(after, k, axis=1).T) for k in range(before.shape[1])]
    return int(choose([_gap(known, one) for one in rolled]))
