"""A model in production: what it may know, how it performs, when an alarm is right and a new fit pays."""

from portfolio.monitoring.costs import compare_rules, daily_costs
from portfolio.monitoring.departures import (
    DELAYS,
    FEATURES,
    SCHEDULE,
    WEATHER,
    known_before,
    local_day,
    scramble_after,
    treat,
)
from portfolio.monitoring.detectors import (
    Stability,
    StabilityReference,
    fit_stability,
    stability,
    stability_alarm,
    stability_by_day,
)
from portfolio.monitoring.fault_study import (
    CLEAN,
    DETECTORS,
    OUTCOMES,
    Watch,
    alarms_after,
    first_alarms,
    past_limits,
    seen_table,
)
from portfolio.monitoring.faults import FAULTS, inject
from portfolio.monitoring.model import LateModel, decision_cost, excess_loss, fit_model, log_loss
from portfolio.monitoring.outcomes import Chart, daily, fit_chart
from portfolio.monitoring.performance import by_month, unseen_probabilities, worst_days
from portfolio.monitoring.promotion import Promotion, promotion_power, promotion_test
from portfolio.monitoring.replay import Models, Served, after_test, by_calendar, on_alarm
from portfolio.statistics.bootstrap import draw_weights
from portfolio.statistics.domain_classifier import DomainTest, chance_of, domain_by_day, domain_test

__all__ = [
    "CLEAN", "DELAYS", "DETECTORS", "FAULTS", "FEATURES", "OUTCOMES", "SCHEDULE", "WEATHER", "Chart",
    "DomainTest", "LateModel", "Models", "Promotion", "Served", "Stability", "StabilityReference", "Watch",
    "after_test", "alarms_after", "by_calendar", "by_month", "chance_of", "compare_rules",
    "daily", "daily_costs", "decision_cost", "domain_by_day", "domain_test", "draw_weights",
    "excess_loss", "first_alarms", "fit_chart", "fit_model", "fit_stability", "inject",
    "known_before", "local_day", "log_loss", "on_alarm", "past_limits", "promotion_power", "promotion_test",
    "scramble_after", "seen_table", "stability", "stability_alarm", "stability_by_day", "treat",
    "unseen_probabilities", "worst_days",
]  # fmt: skip
