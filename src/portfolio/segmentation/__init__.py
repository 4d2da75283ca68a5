"""Segmentation: customers from purchases, segments, their value, their stability and their upkeep."""

from portfolio.segmentation.bad_input import answer, bad_inputs
from portfolio.segmentation.bgnbd import (
    BgNbd,
    expected_purchases,
    fit_bgnbd,
    log_likelihood,
    probability_alive,
)
from portfolio.segmentation.calendars import Periods, split_periods, without_thin_edges
from portfolio.segmentation.choice import (
    choose_k,
    compare_methods,
    explained,
    k_table,
    method_table,
    once_split,
)
from portfolio.segmentation.cohorts import STEP, retention_table
from portfolio.segmentation.concentration import gini, lorenz_curve, resampled, top_share
from portfolio.segmentation.contract import (
    Contract,
    Panel,
    alarm_table,
    departures,
    first_alarm,
    naive_alarm_rate,
    segment_shares,
    watch_panel,
    write_contract,
)
from portfolio.segmentation.drift import (
    MONTH,
    ageing_table,
    check_dates,
    drift_table,
    migration,
    population_stability,
    segment_history,
)
from portfolio.segmentation.features import (
    RFM,
    UNITS,
    WIDE,
    bought_between,
    customer_features,
    repeat_statistics,
    rfm_at,
)
from portfolio.segmentation.follow import (
    capture,
    followed,
    segments_if_buying,
    segments_if_silent,
    waiting_table,
)
from portfolio.segmentation.gamma_gamma import GammaGamma, expected_spend, fit_gamma_gamma
from portfolio.segmentation.holdout import calibration_table, forecast_table
from portfolio.segmentation.likelihood import Estimate
from portfolio.segmentation.models import METHODS, Fitted, fit_segments
from portfolio.segmentation.olist import olist_purchases
from portfolio.segmentation.profiles import Naming, name_segments, segment_cards, segment_table
from portfolio.segmentation.projection import (
    jittered,
    map_quality,
    percentile_profile,
    principal_plane,
    shared_neighbours,
    tsne_map,
    umap_map,
)
from portfolio.segmentation.purchases import OLIST, Columns, Purchases, clean_purchases
from portfolio.segmentation.rules import Rules, fidelity, hand_rules
from portfolio.segmentation.scaling import Scale, fit_scale, skewness_table
from portfolio.segmentation.simulation import NO_CHANGE, Change, simulate_purchases
from portfolio.segmentation.stability import (
    bootstrap_ari,
    gap_choice,
    gap_statistic,
    interval,
    mean_interval,
    silhouette,
    smallest_share,
)

__all__ = [
    "METHODS",
    "MONTH",
    "NO_CHANGE",
    "OLIST",
    "RFM",
    "STEP",
    "UNITS",
    "WIDE",
    "BgNbd",
    "Change",
    "Columns",
    "Contract",
    "Estimate",
    "Fitted",
    "GammaGamma",
    "Naming",
    "Panel",
    "Periods",
    "Purchases",
    "Rules",
    "Scale",
    "ageing_table",
    "alarm_table",
    "answer",
    "bad_inputs",
    "bootstrap_ari",
    "bought_between",
    "calibration_table",
    "capture",
    "check_dates",
    "choose_k",
    "clean_purchases",
    "compare_methods",
    "customer_features",
    "departures",
    "drift_table",
    "expected_purchases",
    "expected_spend",
    "explained",
    "fidelity",
    "first_alarm",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fit_scale",
    "fit_segments",
    "followed",
    "forecast_table",
    "gap_choice",
    "gap_statistic",
    "gini",
    "hand_rules",
    "interval",
    "jittered",
    "k_table",
    "log_likelihood",
    "lorenz_curve",
    "map_quality",
    "mean_interval",
    "method_table",
    "migration",
    "naive_alarm_rate",
    "name_segments",
    "olist_purchases",
    "once_split",
    "percentile_profile",
    "population_stability",
    "principal_plane",
    "probability_alive",
    "repeat_statistics",
    "resampled",
    "retention_table",
    "rfm_at",
    "segment_cards",
    "segment_history",
    "segment_shares",
    "segment_table",
    "segments_if_buying",
    "segments_if_silent",
    "shared_neighbours",
    "silhouette",
    "simulate_purchases",
    "skewness_table",
    "smallest_share",
    "split_periods",
    "top_share",
    "tsne_map",
    "umap_map",
    "waiting_table",
    "watch_panel",
    "without_thin_edges",
    "write_contract",
]
