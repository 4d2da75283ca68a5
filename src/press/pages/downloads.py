"""The recorded results of one page as files to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import compress
from typing import Any

from press.execute.finished import Record
from press.runs.scenarios import Run


def results_json(run: Run, record: Record) -> str:
    """Return values and tables of a run as JSON; tables are in pandas' split form.

    Times of the machine are left out: they are no results, and the file is the same in each build.
    """
    content = {
        "notebook": run.notebook,
        "scenario": run.scenario,
        "parameters": dict(run.parameters),
        "datasets": dict(sorted(record.datasets.items())),
        "values": [_plain(value) for value in record.values if not value.get("measured")],
        "tables": [_without_measured(table) for table in record.tables],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in entry.items() if key not in ("measured", "cell")}


def _without_measured(table: Mapping[str, Any]) -> dict[str, Any]:
    data = json.loads(table["data"])
    kept = [name not in table.get("measured", ()) for name in data["columns"]]
    data["columns"] = list(compress(data["columns"], kept))
    data["data"] = [list(compress(row, kept)) for row in data["data"]]
    return {**_plain(table), "data": data}
