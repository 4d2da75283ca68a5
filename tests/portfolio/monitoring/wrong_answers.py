"""Wrong answers to the exercises on monitoring, as changes of the solutions."""

from __future__ import annotations

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
}
