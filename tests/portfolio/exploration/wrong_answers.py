"""Wrong answers to the exercises on data quality and exploration, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "carried_error": {
        "the next reading": (".shift()", ".shift(-1)"),
        "the reading itself, a leak": ('.groupby(ordered["origin"]).shift()', ""),
        "across stations": ('.groupby(ordered["origin"]).shift()', ".shift()"),
        "rows as they come": ('table.sort_values(["origin", "time_hour"])', "table"),
        "mean absolute error": (
            "np.sqrt(((last - ordered[column]) ** 2).mean())",
            "(last - ordered[column]).abs().mean()",
        ),
        "no root": (
            "np.sqrt(((last - ordered[column]) ** 2).mean())",
            "((last - ordered[column]) ** 2).mean()",
        ),
        "only the reading before": ('.ffill().groupby(ordered["origin"]).shift()', ".shift()"),
        "two readings before": (".shift()", ".shift(2)"),
    },
    "missing_by_carrier": {
        "flights without a tail number too": (" and f.tailnum is not null", ""),
        "those in the registry": ("where p.tailnum is null and", "where p.tailnum is not null and"),
        "the smallest": ("desc", "asc"),
        "five": ("limit 4", "limit 5"),
        "an inner join": ("left join", "join"),
        "largest shares": ("order by missing", "order by share"),
        "share of those that are not missing": (
            "missing / count(*) as share",
            "missing / (count(*) - missing) as share",
        ),
    },
    "latest_reading": {
        "no delay, a look ahead": ('readings["time_hour"] + delay', 'readings["time_hour"]'),
        "known before its stamp": ("+ delay", "- delay"),
        "the next reading": ("**recent}", "**recent, 'direction': 'forward'}"),
        "the nearest reading": ("**recent}", "**recent, 'direction': 'nearest'}"),
        "any airport": ('"by": "origin", ', ""),
        "however old": (', "tolerance": pd.Timedelta(hours=2)', ""),
        "strictly before": ("**recent}", "**recent, 'allow_exact_matches': False}"),
        "always an hour": ('readings["time_hour"] + delay', 'readings["time_hour"] + pd.Timedelta(hours=1)'),
    },
    "rank_moves": {
        "with its sign": (".abs()", ""),
        "minutes instead of ranks": (".rank()", ""),
        "ranked across": (".rank()", ".rank(axis=1)"),
        "the maximum for the median": ('["mean", "median"]', '["mean", "max"]'),
        "the sum of the ranks": ('ranks["mean"] - ranks["median"]', 'ranks["mean"] + ranks["median"]'),
        "always nothing": lambda delays: delays.groupby("carrier")["dep_delay"].mean() * 0,
        "only the largest": (".abs()", ".abs().max()"),
    },
    "gap_draws": {
        "the other sign": ("drawn[0] - drawn[1]", "drawn[1] - drawn[0]"),
        "one group alone": ("drawn[0] - drawn[1]", "drawn[0]"),
        "drawn apart": ("drawn[0] - drawn[1]", "drawn[0] - drawn[1][::-1]"),
        "every week once": ("(part, week, weights)", "(part, week, np.ones_like(weights))"),
        "against all flights": ("late.where(known)", "late"),
        "weeks the other way round": ("(part, week, weights)", "(part, week, weights[:, ::-1])"),
        "shares of all flights": ("late.where(~known), late.where(known)", "late * ~known, late * known"),
    },
    "brier_scores": {
        "only the cancelled": ("squares[~cancelled]", "squares[cancelled]"),
        "the other order": (
            "squares.mean(), squares[~cancelled].mean()",
            "squares[~cancelled].mean(), squares.mean()",
        ),
        "absolute errors": ("(probability - outcome) ** 2", "(probability - outcome).abs()"),
        "the root": (
            "squares.mean(), squares[~cancelled].mean()",
            "*np.sqrt([squares.mean(), squares[~cancelled].mean()]),",
        ),
        "cancelled flights as zero": ("squares[~cancelled].mean()", "(squares * ~cancelled).mean()"),
        "one score": ("squares.mean(), squares[~cancelled].mean()", "squares.mean()"),
        "cancelled flights forecast as certain": (
            "squares[~cancelled].mean()",
            "((probability.where(~cancelled, 1) - outcome) ** 2).mean()",
        ),
    },
}
