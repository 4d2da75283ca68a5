"""Tell machines how a build ended, a refused one too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from portfolio.errors import PortfolioError
from press.build.site_state import Chosen
from press.execute.finished import Finished, Record
from press.execute.reports import junit, run_rows, write_reports
from press.files import write_whole
from press.project import Project
from press.runs.redaction import without_secrets

NOT_RUN = "not run"


def untouched(project: Project) -> dict[str, Any]:
    """Return what a report says of a site that a build left as it was."""
    pages = sum(1 for _ in project.site.rglob("*.html")) if project.site.exists() else 0
    return {"published": False, "pages": pages, "rewritten": 0, "seconds": 0.0}


def report_build(
    project: Project,
    finished: Sequence[Finished],
    site: Mapping[str, Any],
    refused: PortfolioError | None = None,
) -> None:
    """Write report.json, junit.xml and results.json of a build that came as far as executing."""
    write_reports(project.build, finished, site)
    if refused is not None:
        _write(project, run_rows(finished), junit(finished), site, refused)


def report_refusal(project: Project, chosen: Chosen, refused: PortfolioError) -> None:
    """Write report.json and junit.xml of a build that was refused before anything was executed.

    Runs that would have been executed are `not run`. results.json stays as it is: nothing was recorded.
    """
    nothing = Record(0.0, 0.0)
    runs = [
        Finished(run, verdict, "reused", verdict.entry.notebook, Record.of(verdict.entry.record))
        if verdict.entry
        else Finished(run, verdict, NOT_RUN, None, nothing)
        for run, verdict in chosen
    ]
    rows = [{**row, "status": NOT_RUN} if row["verdict"] == NOT_RUN else row for row in run_rows(runs)]
    told = junit([run for run in runs if run.status != NOT_RUN])
    _write(project, rows, told, untouched(project), refused)


def _write(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    told: str,
    site: Mapping[str, Any],
    refused: PortfolioError,
) -> None:
    message = without_secrets(str(refused))
    told_of_it = {"exit_code": refused.exit_code, "message": message}
    report = {"runs": rows, "site": dict(site), "refused": told_of_it}
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    write_whole(project.build / "report.json", text)
    write_whole(project.build / "junit.xml", _with_refusal(told, type(refused).__name__, message))


def _with_refusal(told: str, kind: str, message: str) -> str:
    """Return a JUnit report with one failed case more: the publication."""
    suite = ET.fromstring(told)
    for name in ("tests", "failures"):
        suite.set(name, str(int(suite.get(name, "0")) + 1))
    case = ET.SubElement(suite, "testcase", classname="portfolio", name="publication", time="0")
    message = "".join(character for character in message if character.isprintable() or character == "\n")
    ET.SubElement(case, "failure", message=message.splitlines()[0], type=kind).text = message
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
