"""What a notebook uses of the chapter: `from portfolio import scoring`."""

from portfolio.scoring.applicants import Applicants, prepare, solo_auc
from portfolio.scoring.comparison import (
    calibration_estimate,
    compare,
    corrected,
    difference,
    estimate,
    fold_scores,
    saving,
)
from portfolio.scoring.features import Ratio, add_ratios
from portfolio.scoring.models import DEPLOYABLE, FAMILIES, REFERENCE
from portfolio.scoring.protocol import CHOSEN, Race, Splits, run, run_with_settings, split, split_in_time
from portfolio.scoring.score import Score, fit_score
from portfolio.scoring.search import Search, candidates, search
from portfolio.scoring.selection import halves, subset, without
from portfolio.scoring.tables import EVENTS, Table, describe
from portfolio.scoring.woe import WoeEncoder
from portfolio.statistics.folds import Estimate

__all__ = [
    "CHOSEN",
    "DEPLOYABLE",
    "EVENTS",
    "FAMILIES",
    "REFERENCE",
    "Applicants",
    "Estimate",
    "Race",
    "Ratio",
    "Score",
    "Search",
    "Splits",
    "Table",
    "WoeEncoder",
    "add_ratios",
    "calibration_estimate",
    "candidates",
    "compare",
    "corrected",
    "describe",
    "difference",
    "estimate",
    "fit_score",
    "fold_scores",
    "halves",
    "prepare",
    "run",
    "run_with_settings",
    "saving",
    "search",
    "solo_auc",
    "split",
    "split_in_time",
    "subset",
    "without",
]
