"""Forecasts of a day from its midnight: what is known then, models, networks, tests and intervals."""

from portfolio.forecasting.classical import (
    arima,
    arima_order,
    arima_parameters,
    season_terms,
    theta,
    without_season,
)
from portfolio.forecasting.comparison import (
    DieboldMariano,
    bandwidth,
    compare,
    diebold_mariano,
    long_run_variance,
)
from portfolio.forecasting.conformal import Band, conformal_quantile, inside, rolling_conformal
from portfolio.forecasting.features import by_day, known_at_midnight, last_of_same_kind, with_foresight
from portfolio.forecasting.models import boosted, exponential_smoothing, linear, recursive, rolling
from portfolio.forecasting.networks import (
    PatchTransformer,
    Plan,
    Recurrent,
    Windows,
    predict,
    rolling_network,
    train,
    windows,
)
from portfolio.forecasting.scores import daily_losses, naive_scale, pinball, score_table
from portfolio.forecasting.series import Checked, check_series, farm_power
from portfolio.forecasting.subjects import Subject, demand_subject, wind_subject
from portfolio.statistics.multiplicity import holm

__all__ = [
    "Band", "Checked", "DieboldMariano", "PatchTransformer", "Plan", "Recurrent", "Subject",
    "Windows", "arima", "arima_order", "arima_parameters", "bandwidth", "boosted", "by_day",
    "check_series", "compare", "conformal_quantile", "daily_losses", "demand_subject",
    "diebold_mariano", "exponential_smoothing", "farm_power", "holm", "inside", "known_at_midnight",
    "last_of_same_kind", "linear", "long_run_variance", "naive_scale", "pinball", "predict",
    "recursive", "rolling", "rolling_conformal", "rolling_network", "score_table", "season_terms",
    "theta", "train", "wind_subject", "windows", "with_foresight", "without_season",
]  # fmt: skip
