"""The workflow of GitHub's Actions: it runs what `.ci/run` runs, and keeps what the next build needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from file_schemas import held_against
from press.build import site_state
from press.project import Project
from press.releases import releases
from tests_support import ROOT

FILE = ROOT / ".github/workflows/book.yml"
BUILD: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["jobs"]["build"]
CACHES = [step["with"] for step in BUILD["steps"] if str(step.get("uses", "")).startswith("actions/cache@")]
SCHEMA = ("--builtin-schema", "vendor.github-workflows")  # comes with the checker


def test_the_workflow_keeps_to_its_schema(tmp_path):
    """And one with a key that GitHub does not know does not."""
    told = held_against(FILE, *SCHEMA)
    assert told.exit_code == 0, told.output
    broken = tmp_path / "book.yml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace("runs-on:", "runs_on:"))
    assert held_against(broken, *SCHEMA).exit_code == 1


def test_the_next_build_finds_runs_site_releases_and_state():
    """By the names that the press itself uses; a missing one would silence the refusal of older commits."""
    project = Project(Path())
    needed = {project.cache, project.site, project.build / releases.FOLDER, project.build / site_state.FILE}
    assert {path.as_posix() for path in needed} <= {path for one in CACHES for path in one["path"].split()}


def test_wheels_and_what_pip_downloaded_are_kept_until_a_pin_changes():
    """Each file of pins has its part in the key."""
    (kept,) = [one for one in CACHES if "data-wheels" in one["path"].split()]
    for name in ("requirements.txt", "requirements-dev.txt", "data-wheels.txt"):
        assert f"'{name}'" in kept["key"]
        assert (ROOT / name).is_file()


def test_a_kept_build_is_of_one_commit_and_found_by_the_next():
    """A key that never changes would never be written again."""
    (kept,) = [one for one in CACHES if Project(Path()).cache.as_posix() in one["path"]]
    assert "github.sha" in kept["key"]
    assert kept["restore-keys"].split()[-1] == kept["key"].partition("$")[0]


def test_the_workflow_tests_and_builds_by_the_script_alone():
    """What passes there passes here."""
    commands = [step["run"] for step in BUILD["steps"] if "run" in step]
    assert [command for command in commands if not command.startswith("git config ")] == ["bash .ci/run"]


def test_the_job_runs_where_the_browser_is_a_package():
    """In Debian, whose Python is one that the pins have wheels for."""
    image = BUILD["container"]["image"]
    assert re.fullmatch(r"python:3\.1[1-3]-(bookworm|trixie)", image)
    assert "apt-get install -y -qq --no-install-recommends chromium" in (ROOT / ".ci/run").read_text()


def test_the_history_is_fetched_whole_and_git_may_read_it():
    """A container has another user than the checkout."""
    (checkout,) = [
        step for step in BUILD["steps"] if str(step.get("uses", "")).startswith("actions/checkout")
    ]
    assert checkout["with"]["fetch-depth"] == 0
    assert any("safe.directory" in step.get("run", "") for step in BUILD["steps"])


@pytest.mark.parametrize("line", ["make test", "make book"])
def test_the_script_runs_the_two_commands_of_the_readme(line):
    """In lines of their own."""
    assert line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
