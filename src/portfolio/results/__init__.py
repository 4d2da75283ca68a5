"""The one door from a notebook to the site: named values and tables."""

from portfolio.results.measured import with_measured
from portfolio.results.recording import record, table
from portfolio.results.value import Value

__all__ = ["Value", "record", "table", "with_measured"]
