"""Maintenance: lives that are partly seen, remaining life, replacement, and alarms on turbines."""

from portfolio.maintenance.cells import (
    Fleet,
    at_half_life,
    chambers,
    check_cells,
    history_features,
    remaining,
)
from portfolio.maintenance.detectors import (
    Autoencoder,
    Detector,
    alarm_days,
    all_detectors,
    block_paths,
    clipped,
    cusum,
    delays,
    false_alarms,
    isolation_scores,
    reconstruction_errors,
    threshold_for,
    train_autoencoder,
)
from portfolio.maintenance.fade import double_exponential, exponential_remaining, extrapolate
from portfolio.maintenance.life_network import LifeNetwork, Recipe, predict_life, train_life
from portfolio.maintenance.prognosis import baselines, by_cell, by_row, labelled
from portfolio.maintenance.replacement import (
    age_cost_rates,
    age_draws,
    best_age,
    best_margin,
    cost_rate,
    followed,
    held_out,
    margin_draws,
    only,
    outcomes,
    replaced_at,
    without,
)
from portfolio.maintenance.survival import fit_cox, kaplan_meier, median_remaining
from portfolio.maintenance.turbines import (
    SIGNALS,
    check_farm,
    daily_signals,
    expected_power,
    faults,
    fit_scale,
    inject,
)
from portfolio.maintenance.turbofans import (
    CAP,
    Engines,
    conformal_margin,
    informative,
    life_boosting,
    nasa_score,
    read_engines,
    remaining_cycles,
    rmse,
    window_ends,
    window_features,
    windows,
    with_smoothed,
)
from portfolio.statistics.bootstrap import draw_weights, interval, side

__all__ = [
    "CAP", "SIGNALS", "Autoencoder", "Detector", "Engines", "Fleet", "LifeNetwork", "Recipe",
    "age_cost_rates", "age_draws", "alarm_days", "all_detectors", "at_half_life", "baselines",
    "best_age", "best_margin", "block_paths", "by_cell", "by_row", "chambers", "check_cells",
    "check_farm", "clipped", "conformal_margin", "cost_rate", "cusum", "daily_signals", "delays",
    "double_exponential", "draw_weights", "expected_power", "exponential_remaining", "extrapolate",
    "false_alarms", "faults", "fit_cox", "fit_scale", "followed", "held_out", "history_features",
    "informative", "inject", "interval", "isolation_scores", "kaplan_meier", "labelled",
    "life_boosting", "margin_draws", "median_remaining", "nasa_score", "only", "outcomes",
    "predict_life", "read_engines", "reconstruction_errors", "remaining", "remaining_cycles",
    "replaced_at", "rmse", "side", "threshold_for", "train_autoencoder", "train_life", "window_ends",
    "window_features", "windows", "with_smoothed", "without",
]  # fmt: skip
