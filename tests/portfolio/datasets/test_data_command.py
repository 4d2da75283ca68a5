"""`portfolio data` on a tiny catalogue."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from portfolio.errors import DataError, EnvironmentFaultError, UsageError
from press.cli.data import data

from .conftest import ROWS


def run(*words):
    return CliRunner().invoke(data, words)


def test_list_names_every_dataset(tiny):
    """One line each."""
    tiny.write_card(name="places", title="Places")
    lines = run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["places", "towns"]
    assert "3 rows" in lines[1]


def test_list_as_json_is_one_document(tiny):
    """Machines read names, licences and rows."""
    (entry,) = json.loads(run("list", "--json").output)
    assert (entry["name"], entry["rows"], entry["licence"]) == ("towns", 3, "not stated")


def test_show_tells_columns_and_defects(tiny):
    """What a reader wants before loading."""
    tiny.write_card(defects=[{"text": "Large.", "count": 1, "where": "people > 25"}])
    output = run("show", "towns").output
    assert "height (float, 33.33% missing) [m]: Height" in output
    assert "1: Large." in output


def test_show_as_json_is_the_whole_card(tiny):
    """Schema, sources and loader."""
    shown = json.loads(run("show", "towns", "--json").output)
    assert shown["tables"][0]["columns"][0]["name"] == "code"
    assert shown["loader"]["reader"] == "csv"


def test_show_of_an_unknown_name_is_a_usage_error(tiny):
    """With the nearest name; the caller turns it into text."""
    with pytest.raises(UsageError, match="Did you mean 'towns'"):
        CliRunner().invoke(data, ["show", "town"], catch_exceptions=False)


def test_verify_says_ok(tiny):
    """All embedded data are verified when none is named."""
    result = run("verify")
    assert result.exit_code == 0
    assert result.output.split() == ["ok", "towns:", "3", "rows,", "as", "the", "card", "says"]


@pytest.mark.parametrize("words", [["verify"], ["verify", "--json", "towns"]])
def test_verify_of_wrong_data_is_a_data_error(tiny, words):
    """Exit code 3, after the whole report."""
    tiny.write_data(ROWS.replace("20", "-1"))
    result = run(*words)
    assert isinstance(result.exception, DataError)
    assert result.exception.exit_code == 3
    if "--json" in words:
        assert json.loads(result.output)[0]["ok"] is False
    else:
        assert "WRONG" in result.output


def test_verify_of_absent_data_is_an_environment_fault(tiny):
    """Exit code 9: the machine lacks a file."""
    (tiny.package / "towns.csv").unlink()
    result = run("verify", "towns")
    assert isinstance(result.exception, EnvironmentFaultError)
    assert result.exception.exit_code == 9
    assert result.output.startswith("absent")


def test_the_command_starts_without_pandas():
    """`portfolio data list` answers at once."""
    code = (
        "import sys; from press.cli.data import data; data(['list'], standalone_mode=False);"
        "assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
