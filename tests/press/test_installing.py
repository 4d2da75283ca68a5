"""Installing with progress, by a stand-in for pip."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from press.installing import install, pins, stages
from tests_support import ROOT

SAYS = """WARNING: something about a mirror
Collecting alpha==1.0 (from -r requirements.txt (line 1))
  Downloading alpha-1.0-py3-none-any.whl (1.4 MB)
Processing /wheels/beta-2.0-py3-none-any.whl (from -r requirements.txt (line 3))
Installing collected packages: beta, alpha
"""


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    """Return a file with two pins."""
    path = tmp_path / "pins.txt"
    path.write_text("alpha==1.0\n    # via beta\nbeta==2.0\n")
    return path


def installed(pinned: Path, code: str) -> tuple[int, str]:
    """Return status and output of an install by a stand-in for pip."""
    stream = io.StringIO()
    return install(["--requirement", str(pinned)], stream, (sys.executable, "-c", code)), stream.getvalue()


def test_packages_are_counted_as_pip_names_them():
    """Warnings are no stage."""
    assert list(stages(SAYS.splitlines(), 2)) == [
        "1 of 2 packages found: alpha==1.0",
        "1 of 2 packages found: alpha-1.0-py3-none-any.whl, 1.4 MB",
        "2 of 2 packages found: beta-2.0-py3-none-any.whl",
        "unpacking 2 packages",
    ]


def test_an_install_says_its_size_at_the_start_and_that_it_is_done(pinned):
    """Between the two a log has a line now and then only."""
    status, text = installed(pinned, f"print({SAYS!r})")
    assert status == 0
    assert re.sub(r"\d+ s", "T", text) == "install: 2 packages (T)\ninstall: done (T)\n"


def test_when_pip_fails_its_own_words_follow(pinned):
    """They alone say what is wrong."""
    status, text = installed(pinned, "import sys; print('No matching distribution'); sys.exit(3)")
    assert status == 3
    assert text.endswith("No matching distribution\n")


def versions(name: str) -> dict[str, str]:
    """Return the pins of a file of this checkout."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_both_files_of_pins_agree():
    """What tests need beside the book comes at the versions of the book."""
    book, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: dev[name] for name in book.keys() & dev.keys()} == {
        name: book[name] for name in book.keys() & dev.keys()
    }
    assert pins(ROOT / "requirements.txt") == len(book) > 100


FOR_TESTS = ("pytest", "nbval", "hypothesis", "playwright", "mypy", "ruff", "pip-tools")
FOR_THE_SERVICE = ("fastapi", "uvicorn", "mlflow", "psycopg", "mangum", "schemathesis")


@pytest.mark.parametrize("name", [*FOR_TESTS, *FOR_THE_SERVICE])
def test_what_only_tests_and_the_service_need_is_not_a_pin_of_the_book(name):
    """Whoever prints the book does not install it, and it is in no key of a run."""
    assert name in versions("requirements-dev.txt")
    assert name not in versions("requirements.txt")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_name_packages_and_versions_alone(name):
    """No index, no host, no folder of a machine."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert [line for line in told if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.!]+", line)] == []


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs make where only stand-ins for Python are found."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh", "tail"):
        (tools / name).symlink_to(str(shutil.which(name)))

    def run(target: str = "book", **versions: str) -> subprocess.CompletedProcess[str]:
        for name, version in versions.items():
            numbers = version.replace(".", ", ")
            judged = f"import sys; sys.version_info = ({numbers}, 'final', 0); exec(sys.argv[1])"
            lines = [
                "#!/bin/sh",
                f'[ "$1" = -c ] && exec {sys.executable} -c "{judged}" "$2"',
                f'[ "$1" = --version ] && echo Python {version} && exit',
                f"echo {name.replace('_', '.')} makes .venv; exit 1",
            ]
            tool = tools / name.replace("_", ".")
            tool.write_text("\n".join(lines) + "\n")
            tool.chmod(0o755)
        command = [str(tools / "make"), "--no-print-directory", target]
        surroundings = {"PATH": str(tools), "HOME": str(tmp_path)}
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, env=surroundings
        )

    return run


@pytest.mark.parametrize("version", ["3.10.13", "3.11.2", "3.14.0"])
def test_a_python_without_wheels_is_refused_before_anything_is_made(version, machine, tmp_path):
    """In one sentence that says what to do."""
    answer = machine("test", python3=version)
    assert answer.returncode
    assert "3.11 (from 3.11.5 on), 3.12 or 3.13" in answer.stderr
    assert f"python3, Python {version}" in answer.stderr
    assert "make PYTHON=python3.12 test" in answer.stderr
    assert not (tmp_path / ".venv").exists()
    assert "makes .venv" not in answer.stdout


@pytest.mark.parametrize("version", ["3.11.5", "3.12.1", "3.13.9"])
def test_a_python_with_wheels_is_taken(version, machine):
    """The first that is tried."""
    assert "python3 makes .venv" in machine(python3=version, python3_13="3.13.0").stdout


def test_a_second_python_is_taken_where_the_first_will_not_do(machine):
    """Nobody has to name it."""
    assert "python3.12 makes .venv" in machine(python3="3.14.0", python3_12="3.12.1").stdout
