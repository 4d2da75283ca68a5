"""What runs the service elsewhere: no container engine and no cloud is here, so linters hold each file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from file_schemas import held_against
from tests_support import ROOT

FOLDER = ROOT / "src/service/deploy"
BIN = Path(sys.executable).parent
UNITS = ("portfolio-api.service", "portfolio-registry.service")
# of Debian's package cloud-init, unpacked or installed; a file elsewhere is named by the variable
CLOUD_SCHEMA = Path(
    os.environ.get("PORTFOLIO_CLOUD_INIT_SCHEMA")
    or "/usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json"
)


def text(name: str) -> str:
    """Return what a file of the folder says."""
    return (FOLDER / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    """Return the compose file."""
    document: dict[str, Any] = yaml.safe_load(text("compose.yml"))
    return document


def judged(*command: object) -> subprocess.CompletedProcess[str]:
    """Return what a linter says."""
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def pinned() -> dict[str, str]:
    """Return the pinned version of each package by its canonical name."""
    found = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE):
            found[canonicalize_name(line[0])] = line[1]
    return found


def packages() -> list[Requirement]:
    """Return what a container installs."""
    return [Requirement(line) for line in text("packages.txt").splitlines() if line and line[0] != "#"]


@pytest.mark.skipif(not (BIN / "hadolint").exists(), reason="hadolint is not installed: make test does")
@pytest.mark.parametrize(
    ("old", "new"),
    [("python:3.11-slim-bookworm", "python"), ("USER 10001", "USER root"), ("WORKDIR /", "WORKDIR ")],
)
def test_the_containerfile_passes_its_linter(old, new, tmp_path):
    """And one without a version, one that runs as root, one with a relative folder do not."""
    assert judged(BIN / "hadolint", FOLDER / "Containerfile").returncode == 0
    broken = tmp_path / "Containerfile"
    broken.write_text(text("Containerfile").replace(old, new))
    assert judged(BIN / "hadolint", broken).returncode


def test_the_compose_file_keeps_to_its_schema(tmp_path):
    """And one with a key that nobody knows does not."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert held_against(FOLDER / "compose.yml", *schema).exit_code == 0
    broken = tmp_path / "compose.yml"
    broken.write_text(text("compose.yml").replace("healthcheck:", "health_check:"))
    assert held_against(broken, *schema).exit_code == 1


@pytest.mark.skipif(not CLOUD_SCHEMA.exists(), reason="the schema comes with Debian's package cloud-init")
def test_the_user_data_keep_to_their_schema(tmp_path):
    """And a misspelt key does not."""
    schema = ("--schemafile", CLOUD_SCHEMA)
    assert held_against(FOLDER / "cloud-init.yml", *schema).exit_code == 0
    broken = tmp_path / "cloud-init.yml"
    broken.write_text(text("cloud-init.yml").replace("package_update: true", "package_update: often"))
    assert held_against(broken, *schema).exit_code == 1


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("mistake", ["", "RestrictSUIDSGID=perhaps", "ExecStart=/nowhere/python"])
def test_the_units_are_what_systemd_reads(mistake, tmp_path):
    """With an interpreter that is here; a value that it does not know is a complaint."""
    for name in UNITS:
        written = text(name).replace("/opt/venv/bin/python", sys.executable)
        (tmp_path / name).write_text(
            written.replace("RestrictSUIDSGID=yes", mistake or "RestrictSUIDSGID=yes")
        )
    told = judged("systemd-analyze", "verify", *(tmp_path / name for name in UNITS))
    complaints = [line for line in told.stderr.splitlines() if "portfolio-" in line]
    assert bool(complaints) == bool(mistake), told.stderr


def test_every_package_of_a_container_is_pinned():
    """By the files that the Containerfile and the user data give to pip."""
    assert {one.name for one in packages() if canonicalize_name(one.name) not in pinned()} == set()
    for name in ("Containerfile", "cloud-init.yml"):
        words = re.sub(r"[^\w./-]+(- )?", " ", text(name))
        for file in ("requirements.txt", "requirements-dev.txt"):
            assert re.search(rf"--constraint (\S*/)?{re.escape(file)} ", words)


def test_the_service_imports_nothing_but_those_packages_and_theirs():
    """Neither the library that fits models nor the press is needed to serve."""
    allowed, waiting = set(), [(canonicalize_name(one.name), one.extras) for one in packages()]
    while waiting:
        name, extras = waiting.pop()
        if name in allowed and not extras:
            continue
        allowed.add(name)
        for line in requires(name) or ():
            one = Requirement(line)
            extra = [one.marker is None or one.marker.evaluate({"extra": word}) for word in ("", *extras)]
            if any(extra) and canonicalize_name(one.name) not in allowed:
                waiting.append((canonicalize_name(one.name), one.extras))
    code = (
        "import sys, uvicorn, psycopg\n"
        "import service.app, service.background, service.__main__, service.registry, service.deployment\n"
        "from importlib.metadata import packages_distributions as known\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*{one for name, all in known().items() if name in tops for one in all})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = {canonicalize_name(one) for one in done.stdout.split()} - {"portfolio"}
    assert {"fastapi", "numpy", "uvicorn"} <= used
    # uvicorn takes the last one where it is installed, to look for changed files while one develops
    assert used - allowed - {"pip", "setuptools", "watchfiles"} == set()


def test_no_file_holds_a_secret():
    """A password is read from a file that is not here, and has no default."""
    database = compose()["services"]["database"]["environment"]
    assert "POSTGRES_PASSWORD" not in database
    assert "POSTGRES_HOST_AUTH_METHOD" not in database
    files = {one["file"] for one in compose()["secrets"].values()}
    assert [one for one in files if (FOLDER / one).exists()] == []
    for path in FOLDER.iterdir():
        assert not re.search(r"(?i)(password|secret|token)\s*[:=]\s*[\"']?\w{4,}", path.read_text()), (
            path.name
        )


def test_the_secrets_are_ignored_by_git():
    """Whoever makes them beside the compose file cannot commit them by mistake."""
    for one in compose()["secrets"].values():
        path = (FOLDER / one["file"]).relative_to(ROOT)
        assert judged("git", "-C", ROOT, "check-ignore", path).returncode == 0


def test_every_part_of_the_compose_file_is_watched_and_bounded():
    """A health check, a limit of memory, no new privileges, volumes that are declared."""
    document = compose()
    for name, one in document["services"].items():
        assert {"healthcheck", "mem_limit", "restart"} <= set(one), name
        assert "no-new-privileges:true" in one["security_opt"]
        for volume in one["volumes"]:
            assert volume.partition(":")[0] in document["volumes"]
        for port in one.get("ports", ()):
            assert port.startswith("127.0.0.1:"), "a port of this machine alone"


def test_what_is_copied_into_an_image_exists_and_is_sent_to_the_builder():
    """Each source of a COPY, through the list of what is ignored."""
    sent = [line[1:] for line in text("Containerfile.dockerignore").splitlines() if line.startswith("!")]
    sources = [
        source
        for words in re.findall(r"^COPY (.+)$", text("Containerfile"), re.MULTILINE)
        for source in words.split()[:-1]
    ]
    assert len(sources) >= 5
    for source in sources:
        assert (ROOT / source).exists()
        assert any(source == one or source.startswith(f"{one}/") for one in sent)


def test_the_user_data_start_the_units_that_are_here():
    """By the paths at which the repository lies on that machine."""
    commands = yaml.safe_load(text("cloud-init.yml"))["runcmd"]
    flat = [str(word) for command in commands for word in command]
    for word in flat:
        if word.startswith("/opt/portfolio/"):
            assert (ROOT / word.removeprefix("/opt/portfolio/")).exists(), word
    assert set(UNITS) <= set(commands[-2])


WORKFLOW = ROOT / ".github/workflows/deploy.yml"


def test_the_workflow_runs_the_commands_of_the_readme_and_only_by_hand():
    """What is typed into its form reaches a shell as a variable alone."""
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert list(document[True]) == ["workflow_dispatch"]  # YAML reads the key `on` as true
    (job,) = document["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for start in (
        ".venv/bin/portfolio execute",
        ".venv/bin/portfolio register",
        ".venv/bin/python -m service deploy",
    ):
        assert any(start in command for command in commands)
        assert f"$ {start}" in readme
    assert not any("${{" in command for command in commands)
    assert document["concurrency"]["cancel-in-progress"] is False
