"""What a build tells machines: report.json, junit.xml and results.json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from press.execute.finished import Finished
from press.execute.progress import failure_card
from press.files import write_whole

# What XML 1.0 cannot hold, not even escaped
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def run_rows(finished: Sequence[Finished]) -> list[dict[str, Any]]:
    """Return one plain record for each run."""
    return [_run_row(item) for item in finished]


def _run_row(item: Finished) -> dict[str, Any]:
    record = item.record
    return {
        "notebook": item.run.notebook,
        "scenario": item.run.scenario,
        "published": item.run.published,
        "parameters": dict(item.run.parameters),
        "status": "failed" if item.failure else "ok",
        "verdict": item.status,
        "reasons": list(item.verdict.reasons),
        "seconds": record.seconds,
        "peak_mib": record.peak_mib,
        "executed_at": record.executed_at or None,
        "commit": record.commit or None,
        "datasets": dict(record.datasets),
        "warnings": list(record.warnings),  # of the notebook: the same in every build
        "note": item.warning,  # of this build: a damaged cache, files that changed meanwhile
        "failure": item.failure.as_dict() if item.failure else None,
    }


def results_rows(finished: Sequence[Finished]) -> list[dict[str, Any]]:
    """Return every recorded value of the runs that ended well, in a stable order."""
    return [
        {"notebook": item.run.notebook, "scenario": item.run.scenario, **value}
        for item in finished
        if item.failure is None
        for value in item.record.values
    ]


def write_reports(folder: Path, finished: Sequence[Finished], site: Mapping[str, Any]) -> None:
    """Write report.json, junit.xml and results.json into `folder`."""
    report = {"runs": run_rows(finished), "site": dict(site)}
    write_whole(folder / "report.json", json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / "junit.xml", junit(finished))
    write_whole(
        folder / "results.json", json.dumps(results_rows(finished), indent=1, ensure_ascii=False) + "\n"
    )


def junit(finished: Sequence[Finished]) -> str:
    """Return the runs as a JUnit report, one test case each."""
    failed = sum(item.failure is not None for item in finished)
    suite = ET.Element("testsuite", name="portfolio runs", tests=str(len(finished)), failures=str(failed))
    for item in finished:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"notebooks.{item.run.notebook}",
            name=item.run.scenario,
            time=f"{item.record.seconds:.2f}",
        )
        if item.failure:
            message = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", item.failure.message)
            node = ET.SubElement(case, "failure", message=message, type=item.failure.kind)
            card = failure_card(item.run, item.failure, None)
            node.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", card)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
