"""What a build tells machines: report.json, junit.xml and results.json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from portfolio.errors import PortfolioError
from press.execute.finished import NOT_RUN, Finished
from press.execute.progress import failure_card
from press.files import write_whole
from press.runs.redaction import without_secrets

# What XML 1.0 cannot hold, not even escaped
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def run_rows(finished: Sequence[Finished]) -> list[dict[str, Any]]:
    """Return one plain record for each run."""
    return [_run_row(item) for item in finished]


def _run_row(item: Finished) -> dict[str, Any]:
    record = item.record
    ended = NOT_RUN if item.status == NOT_RUN else "ok"
    return {
        "notebook": item.run.notebook,
        "scenario": item.run.scenario,
        "published": item.run.published,
        "parameters": dict(item.run.parameters),
        "status": "failed" if item.failure else ended,
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


def write_reports(
    folder: Path, finished: Sequence[Finished], site: Mapping[str, Any], refused: PortfolioError | None = None
) -> None:
    """Write report.json and junit.xml into `folder`, and results.json once all runs have ended.

    Parameters
    ----------
    finished
        All runs, those that were not run among them.
    site
        What became of the site.
    refused
        Why nothing was published, if that was refused.
    """
    report: dict[str, Any] = {"runs": run_rows(finished), "site": dict(site)}
    if refused is not None:
        told = without_secrets(str(refused))
        report["refused"] = {"exit_code": refused.exit_code, "message": told}
    write_whole(folder / "report.json", _json(report))
    write_whole(folder / "junit.xml", junit(finished, refused))
    if finished and all(item.status != NOT_RUN for item in finished):
        write_whole(folder / "results.json", _json(results_rows(finished)))


def _json(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def junit(finished: Sequence[Finished], refused: PortfolioError | None = None) -> str:
    """Return the runs as a JUnit report, one test case each, and one for a publication that was refused."""
    suite = ET.Element("testsuite", name="portfolio runs")
    for item in finished:
        if item.status != NOT_RUN:
            place, took = f"notebooks.{item.run.notebook}", f"{item.record.seconds:.2f}"
            case = ET.SubElement(suite, "testcase", classname=place, name=item.run.scenario, time=took)
            if item.failure:
                card = failure_card(item.run, item.failure, None)
                _failed(case, item.failure.kind, item.failure.message, card)
    if refused is not None:
        case = ET.SubElement(suite, "testcase", classname="portfolio", name="publication", time="0")
        told = without_secrets(str(refused))
        _failed(case, type(refused).__name__, told.splitlines()[0], told)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _failed(case: ET.Element, kind: str, message: str, text: str) -> None:
    message, text = (_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", one) for one in (message, text))
    ET.SubElement(case, "failure", message=message, type=kind).text = text
