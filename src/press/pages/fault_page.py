"""The page that sets faults side by side: what the stock tools make of each, and what this press does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from portfolio.errors import PublishError
from press.markdown import as_code, escape_outside_code

NOT_COMPARED = "not compared"
WORDS = {"met": "met", "short": "falls short", "failed": "fails"}


def fault_page(path: Path) -> str:
    """Return the body of the page from the recorded comparison.

    Parameters
    ----------
    path
        `book/faults.yml`, as the comparison script wrote it.

    Raises
    ------
    PublishError
        The record is missing or is no record.
    """
    try:
        record = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        return fault_markdown(record["cases"], record["left"], _made(record))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PublishError(
            f"{path.name} is no record of faults: {type(error).__name__}",
            hint="Run: python tests/bench/faults.py.",
        ) from error


def fault_markdown(
    rows: Sequence[Mapping[str, Any]], left: Sequence[Mapping[str, Any]] = (), made: str = ""
) -> str:
    """Return the comparison as MyST: counts, then a list for each group, then what was left out.

    A list of definitions reads well on a phone, where a table of four columns does not.

    Parameters
    ----------
    rows
        One mapping for each case: `id`, `group`, `fault`, `stock` (`code`, `told`; or None), `ours`,
        `verdict` (`met`, `short` or `failed`) and `short` (what is missing).
    left
        Lines of the catalogue without a case: `id`, `group`, `fault`, `why`, `short`.
    made
        When, and with which versions.
    """
    parts = [_counts(rows, left), made, ""]
    for group in dict.fromkeys(str(row["group"]) for row in rows):
        mine = [row for row in rows if row["group"] == group]
        parts += [f"## {group}", "", *(line for row in mine for line in _case(row))]
    short = [row for row in left if row.get("short")]
    if short:
        parts += ["## Falls short without a test", "", *(line for row in short for line in _left(row))]
    rest = [row for row in left if not row.get("short")]
    if rest:
        parts += ["## Left out, and why", "", *(line for row in rest for line in _left(row))]
    return "\n".join(parts) + "\n"


def _counts(rows: Sequence[Mapping[str, Any]], left: Sequence[Mapping[str, Any]]) -> str:
    compared = [row for row in rows if row["stock"]]
    silent = [row for row in compared if row["stock"]["code"] == 0 and row["ours"]["code"] != 0]
    met = sum(row["verdict"] == "met" for row in rows)
    judged = len(rows) + sum(bool(row.get("short")) for row in left)
    argued = sum(not row.get("short") for row in left)
    return (
        f"**{met} of {judged} faults end as they should, {judged - met} fall short, {argued} more do not "
        f"apply.** {len(compared)} were met with the stock tools too; in {len(silent)} of these they end "
        "green, with exit code 0, where this press refuses.\n"
    )


def _made(record: Mapping[str, Any]) -> str:
    tools = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    return f"Recorded on {record['recorded']} with Python {record['python']}, {tools}.\n"


def _case(row: Mapping[str, Any]) -> list[str]:
    """Return one case as a definition: the fault, then both results."""
    stock = _result(row["stock"]) if row["stock"] else NOT_COMPARED
    lines = [
        f"{escape_outside_code(row['fault'])} ({row['id']})",
        f": Stock tools: {stock}",
        "",
        f": This press: {_result(row['ours'])}, **{WORDS[row['verdict']]}**",
        "",
    ]
    return [*lines, f": {escape_outside_code(row['short'])}", ""] if row["short"] else lines


def _left(row: Mapping[str, Any]) -> list[str]:
    return [f"{escape_outside_code(row['fault'])} ({row['id']})", f": {escape_outside_code(row['why'])}", ""]


def _result(result: Mapping[str, Any]) -> str:
    told = f" {as_code(result['told'])}" if result["told"] else ""
    return f"exit code {result['code']}{told}"
