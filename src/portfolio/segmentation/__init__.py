"""Segmentation: customers from purchases, segments, their value, their stability and their upkeep."""

from portfolio.segmentation.bad_input import answer, bad_inputs
from portfolio.segmentation.bgnbd import BgNbd, expected_purchases, fit_bgnbd, log_likelihood, probability_alive
from portfolio.segmentation.calendars import Periods, split_periods, without_thin_edges
from portfolio.segmentation.choice import choose_k, compare_methods, explained, k_table, method_table, once_split
from portfolio.segmentation.cohorts import STEP, retention_table
from portfolio.segmentation.concentration import gini, lorenz_curve, resampled, top_share
from portfolio.segmentation.contract import Contract, Panel, alarm_table, departures, first_alarm, naive_alarm_rate, segment_shares, watch_panel, write_contract
from portfolio.segmentation.drift import MONTH, ageing_table, check_dates, drift_table, migration, population_stability, segment_history
from portfolio.segmentation.features import RFM, UNITS, WIDE, bought_between, customer_features, repeat_statistics, rfm_at
from portfolio.segmentation.follow import campaign_lists, capture, followed, segments_if_buying, segments_if_silent, waiting_table
from portfolio.segmentation.gamma_gamma import GammaGamma, expected_spend, fit_gamma_gamma
from portfolio.segmentation.holdout import calibration_table, forecast_table
from portfolio.segmentation.likelihood import Estimate
from portfolio.segmentation.models import METHODS, Fitted, fit_segments
from portfolio.segmentation.olist import olist_purchases
from portfolio.segmentation.profiles import Naming, name_segments, segment_cards, segment_table
from portfolio.segmentation.projection import jittered, map_quality, percentile_profile, principal_plane, shared_neighbours, tsne_map, umap_map
from portfolio.segmentation.purchases import OLIST, Columns, Purchases, clean_purchases
from portfolio.segmentation.rules import Rules, fidelity, hand_rules
from portfolio.segmentation.scaling import Scale, fit_scale, skewness_table
from portfolio.segmentation.simulation import NO_CHANGE, Change, simulate_purchases
from portfolio.segmentation.stability import bootstrap_ari, gap_choice, gap_statistic, interval, mean_interval, silhouette, smallest_share
from portfolio.segmentation.verdicts import alarm_words, bias_words, forecast_words, inside_words, method_words, order_words, refresh_words, waiting_words

__all__ = [
    "answer",
    "bad_inputs",
    "BgNbd",
    "expected_purchases",
    "fit_bgnbd",
    "log_likelihood",
    "probability_alive",
    "Periods",
    "split_periods",
    "without_thin_edges",
    "choose_k",
    "compare_methods",
    "explained",
    "k_table",
    "method_table",
    "once_split",
    "STEP",
    "retention_table",
    "gini",
    "lorenz_curve",
    "resampled",
    "top_share",
    "Contract",
    "Panel",
    "alarm_table",
    "departures",
    "first_alarm",
    "naive_alarm_rate",
    "segment_shares",
    "watch_panel",
    "write_contract",
    "MONTH",
    "ageing_table",
    "check_dates",
    "drift_table",
    "migration",
    "population_stability",
    "segment_history",
    "RFM",
    "UNITS",
    "WIDE",
    "bought_between",
    "customer_features",
    "repeat_statistics",
    "rfm_at",
    "campaign_lists",
    "capture",
    "followed",
    "segments_if_buying",
    "segments_if_silent",
    "waiting_table",
    "GammaGamma",
    "expected_spend",
    "fit_gamma_gamma",
    "calibration_table",
    "forecast_table",
    "Estimate",
    "METHODS",
    "Fitted",
    "fit_segments",
    "olist_purchases",
    "Naming",
    "name_segments",
    "segment_cards",
    "segment_table",
    "jittered",
    "map_quality",
    "percentile_profile",
    "principal_plane",
    "shared_neighbours",
    "tsne_map",
    "umap_map",
    "OLIST",
    "Columns",
    "Purchases",
    "clean_purchases",
    "Rules",
    "fidelity",
    "hand_rules",
    "Scale",
    "fit_scale",
    "skewness_table",
    "NO_CHANGE",
    "Change",
    "simulate_purchases",
    "bootstrap_ari",
    "gap_choice",
    "gap_statistic",
    "interval",
    "mean_interval",
    "silhouette",
    "smallest_share",
    "alarm_words",
    "bias_words",
    "forecast_words",
    "inside_words",
    "method_words",
    "order_words",
    "refresh_words",
    "waiting_words",
]
