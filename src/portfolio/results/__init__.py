"""The one door from a notebook to the site: named values and tables."""

from portfolio.results.recording import record, table
from portfolio.results.value import Value

__all__ = ["Value", "record", "table"]
