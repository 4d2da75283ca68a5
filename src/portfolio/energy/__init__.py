"""Energy of buildings: checked meters, splits that leak, forecasts that do not, and change points."""

from portfolio.energy.backtest import boosting, forecasters, origins, quantile_forecasters, rolling
from portfolio.energy.building_model import (
    PROMISED,
    file_digest,
    fit_building_model,
    load_building_model,
    log_intensity,
    owner_columns,
    to_log_kbtu,
    unseen_building,
)
from portfolio.energy.buildings import (
    AREA,
    METER_COLUMNS,
    SCORE,
    TARGETS,
    Buildings,
    building_features,
    check_buildings,
    folds_of,
    intensity_model,
    mean_by_use,
    next_year,
    r2_of_buildings,
)
from portfolio.energy.change_points import (
    ChangePointFit,
    compare_forms,
    design,
    fit_at,
    fit_change_points,
    slope_draws,
)
from portfolio.energy.features import groups_of, known_at, last_full_hour
from portfolio.energy.interactive import BuildingTool
from portfolio.energy.leak import (
    attributions,
    block_scores,
    deep_boosting,
    forest,
    published_features,
    rows_to_most_similar,
    score_sets,
)
from portfolio.energy.meter import Meter, check_meter, to_step, whole_days
from portfolio.energy.skill import alarm_hits, on_common_moments, r2, r2_draws
from portfolio.energy.splits import block_split, rows_to_nearest_training, time_split
from portfolio.statistics.bootstrap import cluster_means, draw_weights, interval, rates_by, side, simultaneous

__all__ = [
    "AREA", "METER_COLUMNS", "PROMISED", "SCORE", "TARGETS", "BuildingTool", "Buildings",
    "ChangePointFit", "Meter", "alarm_hits", "attributions", "block_scores", "block_split",
    "boosting", "building_features", "check_buildings", "check_meter", "cluster_means",
    "compare_forms", "deep_boosting", "design", "draw_weights", "file_digest", "fit_at",
    "fit_building_model", "fit_change_points", "folds_of", "forecasters", "forest", "groups_of",
    "intensity_model", "interval", "known_at", "last_full_hour", "load_building_model",
    "log_intensity", "mean_by_use", "next_year", "on_common_moments", "origins", "owner_columns",
    "published_features", "quantile_forecasters", "r2", "r2_draws", "r2_of_buildings", "rates_by",
    "rolling", "rows_to_most_similar", "rows_to_nearest_training", "score_sets", "side",
    "simultaneous", "slope_draws", "time_split", "to_log_kbtu", "to_step", "unseen_building",
    "whole_days",
]  # fmt: skip
