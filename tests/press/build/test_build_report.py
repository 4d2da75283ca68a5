"""What machines learn of a refused build."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from portfolio.errors import EnvironmentFaultError, PublishError, UsageError
from press.build import publish as publish_module
from press.execute import parallel
from tests_support import RECORDS


def told(book):
    """Return report.json."""
    return json.loads((book.project.build / "report.json").read_text())


def test_a_build_that_went_well_was_not_refused(build, one):
    """The report says nothing of it."""
    build()
    assert "refused" not in told(one)


def test_a_refusal_before_the_execution_is_reported(build, one):
    """The report is of this build: what was not run says so, and it counts as a failed case."""
    build()
    one.notebook("one", RECORDS, "print(1)", prose="About 41 %.")
    with pytest.raises(PublishError, match="41 %"):
        build()
    report = told(one)
    assert [(row["status"], row["verdict"]) for row in report["runs"]] == [("not run", "not run")]
    assert report["refused"]["exit_code"] == 7
    assert "'41 %' is typed by hand" in report["refused"]["message"]
    assert report["site"] == {"published": False, "pages": 2, "rewritten": 0, "seconds": 0.0}
    suite = ET.parse(one.project.build / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")


def test_what_could_be_reused_is_told_as_such(build, one):
    """Only the prose changed."""
    build()
    one.prose("one", "About 41 %.")
    with pytest.raises(PublishError, match="41 %"):
        build()
    assert [(row["status"], row["verdict"]) for row in told(one)["runs"]] == [("ok", "reused")]


def test_a_refusal_after_the_execution_is_reported_with_the_runs(build, one, monkeypatch):
    """The gate finds something on a printed page."""

    def admit(*_):
        raise PublishError("paths of this machine")

    monkeypatch.setattr(publish_module, "admit", admit)
    with pytest.raises(PublishError, match="paths of this machine"):
        build()
    report = told(one)
    assert report["runs"][0]["verdict"] == "executed"
    assert "paths of this machine" in report["refused"]["message"]


@pytest.mark.parametrize(("file", "text"), [("_config.yml", "titel: x\n"), ("_toc.yml", "format: jb-book\n")])
def test_a_wrong_book_is_reported_too(file, text, build, one):
    """Settings are read before, contents while it is decided what to do."""
    build()
    one.write(file, text)
    with pytest.raises(UsageError):
        build()
    assert told(one)["refused"]["exit_code"] == 2


def test_a_refusal_tells_no_secret(build, one, monkeypatch):
    """What the environment holds is masked in the report."""
    monkeypatch.setenv("SOME_TOKEN", "hush-hush-hush")

    def admit(*_):
        raise PublishError("found hush-hush-hush")

    monkeypatch.setattr(publish_module, "admit", admit)
    with pytest.raises(PublishError):
        build()
    assert told(one)["refused"]["message"] == "found ***"
    assert "hush" not in (one.project.build / "junit.xml").read_text()


def test_a_fault_of_the_machine_while_runs_are_executed_is_reported(build, one, monkeypatch):
    """The report is of this build, though no run has ended."""

    def execute(*_, **__):
        raise EnvironmentFaultError("the disk is full")

    monkeypatch.setattr(parallel, "execute", execute)
    with pytest.raises(EnvironmentFaultError):
        build()
    assert told(one)["refused"] == {"exit_code": 9, "message": "the disk is full"}
    assert told(one)["runs"][0]["status"] == "not run"


def test_a_failed_run_is_no_refusal(build, one):
    """It has its own row."""
    one.notebook("one", "1 / 0")
    assert build().exit_code == 4
    assert "refused" not in told(one)
    assert told(one)["runs"][0]["status"] == "failed"


def test_results_read_the_same_whether_executed_or_reused(build, one):
    """The order of what a value is told by must not depend on the cache."""
    build()
    results = one.project.build / "results.json"
    executed = results.read_bytes()
    one.prose("one", "Other prose.")
    build()
    assert results.read_bytes() == executed
