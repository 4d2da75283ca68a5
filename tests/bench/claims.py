"""Try every claim of the book many times and write what came of it: `book/claims.yml`.

The quick check in the tests sees what is far off; thousands of repeats see one that is off by a fifth,
as each finer twin is. Only claims whose code has changed are run again. Takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT / "tests")  # in place of this folder, where `claims` is this script

from claim_list import COMMAND, TABLE, all_claims, recorded  # noqa: E402
from portfolio.statistics.claims import Claim, Outcome, band, digest, tried  # noqa: E402

SEED = 1  # another than that of the quick check


def main() -> int:
    """Run what is stale, write the table, and say what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="Run every claim again.")
    parser.add_argument("--repeats", type=int, help="Repeats of each claim, in place of its own number.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="Run no others.")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    known = {} if options.all else recorded()
    claims = all_claims()
    stale = [claim for claim in claims if known.get(claim.name, {}).get("digest") != digest(claim)]
    stale = [claim for claim in stale if not options.only or claim.name in options.only]
    with ProcessPoolExecutor(options.workers) as pool:
        found = pool.map(run, [claim.name for claim in stale], [options.repeats] * len(stale))
        for claim, outcome in zip(stale, found, strict=True):
            known[claim.name] = row(claim, outcome)
            write(known)
            sys.stderr.write(f"{claim.name}: {outcome.rate:.4f}\n")
    write(known)
    wrong = [line for claim in claims if claim.name in known for line in faults(claim, known[claim.name])]
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


def run(name: str, repeats: int | None) -> Outcome:
    """Try one claim; named, so that another process can find it."""
    claim = next(claim for claim in all_claims() if claim.name == name)
    return tried(claim, repeats or claim.many, SEED)


def row(claim: Claim, outcome: Outcome) -> dict[str, Any]:
    """Return one line of the table."""
    return {
        "name": claim.name,
        "method": claim.method,
        "kind": claim.registered.kind,
        "about": claim.registered.about,
        "population": claim.population,
        "nominal": claim.registered.nominal,
        "rate": round(outcome.rate, 4),
        "error": round(outcome.error, 4),
        "repeats": outcome.repeats,
        "broken": round(outcome.broken, 4),
        "finer": round(outcome.finer, 4),
        "digest": digest(claim),
    }


def write(known: Mapping[str, dict[str, Any]]) -> None:
    """Write the table, for people to read and for the book to print; a claim without a result is waiting."""
    rows = [known[claim.name] for claim in all_claims() if claim.name in known]
    waiting = [
        {"name": claim.name, "method": claim.method, "population": claim.population}
        for claim in all_claims()
        if claim.name not in known
    ]
    table = {"claims": rows, "waiting": waiting}
    text = yaml.safe_dump(table, sort_keys=False, allow_unicode=True, width=100)
    TABLE.write_text(f"# Written by: {COMMAND}\n{text}", encoding="utf-8")


def faults(claim: Claim, row: dict[str, Any]) -> list[str]:
    """Return what speaks against a claim, and which finer twin was not seen."""
    low, high = band(claim.rate, row["repeats"], claim.margin)
    told = [f"{claim.name}: {row['rate']} is not {claim.rate} (allowed: {low:.4f} to {high:.4f})"]
    missed = [f"{claim.name}: its finer twin, {row['finer']}, passes too (allowed: {low:.4f} to {high:.4f})"]
    return [*([] if low <= row["rate"] <= high else told), *(missed if low <= row["finer"] <= high else [])]


if __name__ == "__main__":
    sys.exit(main())
