"""Data quality and exploration: joins, missing values, outliers, effects, components, forecasts."""

from portfolio.exploration.anova import Anova, analyse_variance
from portfolio.exploration.as_of_features import (
    latest_known,
    morning_board,
    noon_features,
    noon_of,
    scramble_future,
)
from portfolio.exploration.association import (
    GroupEffect,
    cramers_v,
    cramers_v_interval,
    cramers_v_table,
    effect_table,
    eta_squared,
    eta_squared_by_chance,
    group_effect,
    spearman_table,
)
from portfolio.exploration.audit import Uneven, audit_table, uneven_missing
from portfolio.exploration.backtest import forecasts, rolling_forecasts
from portfolio.exploration.cleaning import (
    STATES,
    blank_where,
    constant_columns,
    duplicate_counts,
    flight_state,
    implausible_aircraft,
    mark_flights,
)
from portfolio.exploration.clock import clock_to_minutes, day_shift, departed_at, scheduled_at
from portfolio.exploration.components import Components, principal_components
from portfolio.exploration.description import describe_columns
from portfolio.exploration.joins import Join, checked_join, join_accounts
from portfolio.exploration.missing import (
    fill_from_neighbours,
    missing_by,
    missing_table,
    neighbour_error,
)
from portfolio.exploration.outliers import iqr_fences, mad_scores, neighbour_gaps, outlier_table
from portfolio.exploration.preparation import airliners, clean_weather, join_trips
from portfolio.exploration.routes import route_table
from portfolio.exploration.skill import calibration_table, skill_table
from portfolio.exploration.standardisation import excess_over_others
from portfolio.exploration.summaries import delay_quantiles, summarise
from portfolio.statistics.bootstrap import (
    cluster_means,
    cluster_quantiles,
    draw_weights,
    iid_means,
    interval,
    rates_by,
    side,
)

__all__ = [
    "STATES",
    "Anova",
    "Components",
    "GroupEffect",
    "Join",
    "Uneven",
    "airliners",
    "analyse_variance",
    "audit_table",
    "blank_where",
    "calibration_table",
    "checked_join",
    "clean_weather",
    "clock_to_minutes",
    "cluster_means",
    "cluster_quantiles",
    "constant_columns",
    "cramers_v",
    "cramers_v_interval",
    "cramers_v_table",
    "day_shift",
    "delay_quantiles",
    "departed_at",
    "describe_columns",
    "draw_weights",
    "duplicate_counts",
    "effect_table",
    "eta_squared",
    "eta_squared_by_chance",
    "excess_over_others",
    "fill_from_neighbours",
    "flight_state",
    "forecasts",
    "group_effect",
    "iid_means",
    "implausible_aircraft",
    "interval",
    "iqr_fences",
    "join_accounts",
    "join_trips",
    "latest_known",
    "mad_scores",
    "mark_flights",
    "missing_by",
    "missing_table",
    "morning_board",
    "neighbour_error",
    "neighbour_gaps",
    "noon_features",
    "noon_of",
    "outlier_table",
    "principal_components",
    "rates_by",
    "rolling_forecasts",
    "route_table",
    "scheduled_at",
    "scramble_future",
    "side",
    "skill_table",
    "spearman_table",
    "summarise",
    "uneven_missing",
]
