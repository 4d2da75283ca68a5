"""The recorded results of one page as files to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from portfolio.pipeline.scenarios import Run


def results_json(run: Run, record: Mapping[str, Any]) -> str:
    """Return values and tables of a run as JSON; tables are in pandas' split form."""
    tables = [{**table, "data": json.loads(table["data"])} for table in record.get("tables", ())]
    content = {
        "notebook": run.notebook,
        "scenario": run.scenario,
        "parameters": dict(run.parameters),
        "datasets": dict(sorted(record.get("datasets", {}).items())),
        "values": [dict(value) for value in record.get("values", ())],
        "tables": tables,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
