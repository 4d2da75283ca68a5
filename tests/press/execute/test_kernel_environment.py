"""The environment of a kernel."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from portfolio.results import run_log
from press.execute.kernel_environment import INHERITED, THREAD_CAPS, kernel_environment, write_profile
from press.runs.processor import VARIABLES

FOLDER = Path("/a folder/run")


def test_only_declared_variables_are_handed_on():
    """A key in the caller's environment cannot end in an output."""
    outside = {
        "SOME_TOKEN": "canary",
        "AWS_SECRET_ACCESS_KEY": "canary",
        "PYTHONPATH": "/x",
        "HOME": "/h",
        "PATH": "/bin",
    }
    seen = kernel_environment(FOLDER, 1, outside)
    assert seen["HOME"] == "/h"
    assert "canary" not in "".join(seen.values())
    assert "PYTHONPATH" not in seen


@pytest.mark.parametrize("name", sorted(set(INHERITED) - {"PATH"}))
def test_a_variable_that_is_absent_outside_is_absent_inside(name):
    """Nothing is made up."""
    assert kernel_environment(FOLDER, 1, {name: "x"})[name] == "x"
    assert name not in kernel_environment(FOLDER, 1, {})


def test_the_programs_of_this_python_come_first():
    """A shell command of a notebook finds the installed tools."""
    own = str(Path(sys.executable).parent)
    assert kernel_environment(FOLDER, 1, {"PATH": "/bin"})["PATH"] == f"{own}{os.pathsep}/bin"
    assert kernel_environment(FOLDER, 1, {})["PATH"] == f"{own}{os.pathsep}{os.defpath}"


def test_every_numerical_library_is_capped():
    """Whatever the caller set."""
    seen = kernel_environment(FOLDER, 3, dict.fromkeys(THREAD_CAPS, "64"))
    assert {seen[name] for name in THREAD_CAPS} == {"3"}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_of_the_processor_is_handed_on_when_it_is_set(name):
    """An empty one counts as absent."""
    assert kernel_environment(FOLDER, 1, {name: "x"})[name] == "x"
    assert name not in kernel_environment(FOLDER, 1, {name: ""})
    assert name not in kernel_environment(FOLDER, 1, {})


def test_locale_time_zone_and_hash_seed_are_those_of_every_machine():
    """The same bytes in Istanbul and in Auckland."""
    outside = {
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "7",
    }
    seen = kernel_environment(FOLDER, 1, outside)
    assert (seen["LANG"], seen["LC_ALL"], seen["TZ"], seen["PYTHONHASHSEED"]) == (
        "C.UTF-8",
        "C.UTF-8",
        "UTC",
        "0",
    )


def test_journal_and_profile_lie_in_the_folder_of_the_run():
    """A student's start-up files change nothing."""
    seen = kernel_environment(FOLDER, 1, {"IPYTHONDIR": "/mine", run_log.VARIABLE: "/mine"})
    assert Path(seen[run_log.VARIABLE]).parent == FOLDER
    assert Path(seen["IPYTHONDIR"]).parent == FOLDER


def test_the_callers_environment_is_the_default(monkeypatch):
    """And it is not changed."""
    monkeypatch.setenv("PORTFOLIO_DATA", "/data")
    before = dict(os.environ)
    assert kernel_environment(FOLDER, 1)["PORTFOLIO_DATA"] == "/data"
    assert dict(os.environ) == before


def test_the_network_is_a_dead_end():
    """For everything that heeds a proxy; this machine itself stays within reach."""
    found = kernel_environment(Path("/run"), 1, {"https_proxy": "http://proxy.example:3128"})
    assert found["https_proxy"] == found["HTTP_PROXY"] == "http://127.0.0.1:9"
    assert "127.0.0.1" in found["no_proxy"]


def test_the_start_up_file_is_python_and_lies_in_the_profile(tmp_path):
    """IPython executes it in every kernel of the run."""
    write_profile(tmp_path)
    path = tmp_path / "ipython/profile_default/startup/00-text.py"
    compile(path.read_text(), path.name, "exec")


@pytest.mark.parametrize(
    "name", ["MATPLOTLIBRC", "XDG_CONFIG_HOME", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "PIP_CONFIG_FILE"]
)
def test_settings_of_a_person_reach_no_kernel(name):
    """Whatever the caller set."""
    seen = kernel_environment(FOLDER, 1, {name: "/home/ann/mine"})
    assert "ann" not in seen[name]


def test_a_user_without_a_name_and_a_home_has_a_home_for_the_run(monkeypatch):
    """As in a container that is started under a number."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert kernel_environment(FOLDER, 1, {})["HOME"] == str(FOLDER / "home")
    assert kernel_environment(FOLDER, 1, {"HOME": "/h"})["HOME"] == "/h"
