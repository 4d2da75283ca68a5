"""The data behind the notebooks: one card per dataset, loaded and checked by name."""

from portfolio.datasets.card import Card, Column, Defect, Loader, Source, Table
from portfolio.datasets.catalogue import card, cards, names
from portfolio.datasets.loading import load
from portfolio.datasets.sources import fingerprint
from portfolio.datasets.verification import Verification, verify

__all__ = [
    "Card",
    "Column",
    "Defect",
    "Loader",
    "Source",
    "Table",
    "Verification",
    "card",
    "cards",
    "fingerprint",
    "load",
    "names",
    "verify",
]
