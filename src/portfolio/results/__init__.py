"""The one door from a notebook to the site: named values and tables."""

from portfolio.results.interval import Interval
from portfolio.results.measured import with_measured
from portfolio.results.recording import choice, name, record, table
from portfolio.results.value import Value

__all__ = ["Interval", "Value", "choice", "name", "record", "table", "with_measured"]
