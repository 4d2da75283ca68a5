"""One build from end to end: plan, execute, check, print, publish, report."""

from portfolio.press.admission import Allowed, NextSite, admit
from portfolio.press.building import Built, build, execute
from portfolio.press.locking import locked
from portfolio.press.planning import Plan, only, plan
from portfolio.press.restoring import rollback

__all__ = [
    "Allowed",
    "Built",
    "NextSite",
    "Plan",
    "admit",
    "build",
    "execute",
    "locked",
    "only",
    "plan",
    "rollback",
]
