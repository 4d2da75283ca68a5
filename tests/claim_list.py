"""Every claim of the library, and the committed table of what came of them."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import yaml

from portfolio.statistics import shared_claims
from portfolio.statistics.claims import Claim
from tests_support import ROOT

TABLE = ROOT / "book/claims.yml"
COMMAND = "python tests/bench/claims.py"


@cache
def all_claims() -> tuple[Claim, ...]:
    """Return the shared claims, then those of each chapter that states some."""
    paths = sorted((ROOT / "src/portfolio").glob("*/claims.py"))
    chapters = [path.parent.name for path in paths if path.parent.name != "statistics"]
    modules = [importlib.import_module(f"portfolio.{chapter}.claims") for chapter in chapters]
    return tuple(claim for module in (shared_claims, *modules) for claim in module.CLAIMS)


def recorded() -> dict[str, dict[str, Any]]:
    """Return the committed table by name; empty where there is none."""
    if not TABLE.exists():
        return {}
    return {row["name"]: row for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["claims"]}


def waiting() -> list[str]:
    """Return the claims that the committed table names as not yet measured."""
    return [row["name"] for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["waiting"]]
