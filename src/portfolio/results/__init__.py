"""The one door from a notebook to the site and the service: named values, tables and fitted models."""

from portfolio.results.artefacts import Artefact, artefact
from portfolio.results.interval import Interval
from portfolio.results.measured import with_measured
from portfolio.results.recording import choice, name, record, table
from portfolio.results.signature import Field, Signature
from portfolio.results.value import Value

__all__ = [
    "Artefact", "Field", "Interval", "Signature", "Value", "artefact", "choice", "name", "record", "table",
    "with_measured",
]  # fmt: skip
