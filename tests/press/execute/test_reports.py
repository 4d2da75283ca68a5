"""What a build tells machines."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from finished_runs import finished_run, value
from press.execute.failure import Failure
from press.execute.reports import junit, results_rows, run_rows, write_reports, write_whole

FAILURE = Failure("timeout", "a cell ran longer than 4 s", 3, "f()", ("line",), 1)


def test_a_file_is_replaced_in_one_step_and_nothing_is_left_beside_it(tmp_path):
    """Its folder is made when needed."""
    path = tmp_path / "new" / "file.json"
    write_whole(path, "one")
    write_whole(path, "two – é\n")
    assert path.read_bytes() == "two – é\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_line_ends_are_the_same_on_every_system(tmp_path, monkeypatch):
    """Windows would write two characters."""
    monkeypatch.setattr("os.linesep", "\r\n")
    write_whole(tmp_path / "file", "a\nb\n")
    assert (tmp_path / "file").read_bytes() == b"a\nb\n"


def test_a_text_that_cannot_be_written_leaves_the_old_file(tmp_path):
    """And no part of the new one."""
    path = tmp_path / "file"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_row_of_the_report_tells_all_of_a_run():
    """Why, how long, from which data, with which warnings."""
    (row,) = run_rows(
        [
            finished_run(
                "one/jfk", value("n"), warnings=["cell 2: old"], warning="not cached", datasets={"f": "1"}
            )
        ]
    )
    assert row == {
        "notebook": "one",
        "scenario": "jfk",
        "published": True,
        "parameters": {},
        "status": "ok",
        "verdict": "executed",
        "reasons": ["never executed"],
        "seconds": 1.25,
        "peak_mib": 1234.4,
        "executed_at": "2026-01-02T03:04:05Z",
        "commit": "abcdef0123",
        "datasets": {"f": "1"},
        "warnings": ["cell 2: old"],
        "note": "not cached",
        "failure": None,
    }


def test_a_failed_run_has_its_failure_and_no_commit():
    """Nothing is told that is not known."""
    (row,) = run_rows([finished_run(failure=FAILURE)])
    assert (row["status"], row["verdict"], row["commit"], row["datasets"]) == ("failed", "failed", None, {})
    assert row["failure"]["kind"] == "timeout"


def test_results_are_those_of_the_runs_that_ended_well():
    """In the order of the runs and of the recording."""
    finished = [
        finished_run("b/x", value("z"), value("a", 2)),
        finished_run("a/x", value("n"), failure=FAILURE),
    ]
    assert [
        (row["notebook"], row["scenario"], row["name"], row["value"]) for row in results_rows(finished)
    ] == [
        ("b", "x", "z", 1.0),
        ("b", "x", "a", 2),
    ]


def test_three_files_are_written(tmp_path):
    """Each is whole and ends with a line end."""
    write_reports(tmp_path, [finished_run("one/default", value("n", label="é"))], {"pages": 3})
    assert {path.name for path in tmp_path.iterdir()} == {"report.json", "junit.xml", "results.json"}
    assert json.loads((tmp_path / "report.json").read_text())["site"] == {"pages": 3}
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))[0]["label"] == "é"
    assert all(path.read_text().endswith("\n") for path in tmp_path.iterdir())


def test_junit_has_one_case_for_each_run_and_counts_failures():
    """In the words of JUnit."""
    suite = ET.fromstring(junit([finished_run("one/default"), finished_run("one/jfk", failure=FAILURE)]))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    good, bad = suite.findall("testcase")
    assert (good.get("classname"), good.get("name"), good.get("time")) == ("notebooks.one", "default", "1.25")
    assert good.find("failure") is None
    failure = bad.find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("timeout", FAILURE.message)
    assert "FAILED one/jfk (exit code 5)" in (failure.text or "")


@pytest.mark.parametrize(
    "message", ['<a> & "b" ]]>', "\x00\x1b\x08", "half \ud800", "\ufffe", "tab\tand é 數 😀"]
)
def test_junit_is_xml_whatever_the_message(message):
    """Characters that XML cannot hold are replaced."""
    told = Failure("cell", message, 1, message, (message,))
    suite = ET.fromstring(junit([finished_run(failure=told)]).encode("utf-8"))
    found = suite.find("testcase/failure")
    assert found is not None
    assert len(found.get("message") or "") == len(message)


def test_no_run_gives_an_empty_suite():
    """Still a valid report."""
    assert ET.fromstring(junit([])).get("tests") == "0"
