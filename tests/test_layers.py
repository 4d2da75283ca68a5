"""The press imports from the library, never the other way, and each package only from lower ones."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from press.settings.notebook_settings import ROOMS as SHARED
from tests_support import ROOT

# Of the library: what chapters share, each room above those that it uses. Every other folder is a chapter's.
ROOMS = ("errors", *SHARED)
# Of the press: packages on one line never import each other.
LAYERS = (
    ("figure_cells", "formulas", "installed_files"),
    ("collected_errors",),
    (
        "files",
        "git",
        "installing",
        "json_reader",
        "jsonschema_import",
        "markdown",
        "moments",
        "project",
        "script_words",
    ),
    ("kept_answers", "yaml_reader"),
    ("finish", "over_seeds", "runs"),
    ("cache", "result_links"),
    ("execute", "result_references"),
    ("settings", "sweep"),
    ("translation",),
    ("gate", "releases", "sphinx_ext"),
    ("pages",),
    ("build",),
    ("preview",),
    ("cli",),
    ("__main__",),
)
# What the service may know of the library: no data, no figures, and of chapters what evaluates their models.
FOR_THE_SERVICE = (
    "errors", "results", "statistics", "scoring", "sentiment", "dialogue", "recommendation", "vision",
    "segmentation", "language",
)  # fmt: skip
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}
FROM_THE_LIBRARY = {"errors", "results", "datasets", "plotting", ""}  # what the press may know of it


def imported(tree: ast.Module, module: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the package and its part of each import of ours, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            found = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            package, _, rest = name.partition(".")
            if package in ("portfolio", "press", "service"):
                yield node.lineno, package, "" if rest == "__version__" else rest.partition(".")[0]


def may_import(own: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether a part of one package may import a part of another."""
    package, part = own
    if own == other or package == other[0] == "service":
        return True
    if package == "service":
        return other[0] == "portfolio" and other[1] in FOR_THE_SERVICE
    if package == "portfolio":
        below = ROOMS[: ROOMS.index(part)] if part in ROOMS else ROOMS
        return other[0] == "portfolio" and part != "" and other[1] in (*below, "")
    if other[0] == "portfolio":
        return other[1] in FROM_THE_LIBRARY
    return other[0] == "press" and other[1] in LAYER_OF and LAYER_OF[other[1]] < LAYER_OF.get(part, 0)


def violations(source: Path) -> list[str]:
    """Return every import below `source` that does not go down, and every part without a layer."""
    found = []
    for path in sorted(source.rglob("*.py")):
        package, *names = path.relative_to(source).with_suffix("").parts
        part = "" if names == ["__init__"] else names[0]
        if package == "press" and part and part not in LAYER_OF:
            found.append(f"{path.name}: press.{part} stands in no layer")
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{'/'.join((package, *names))}.py, line {line}: imports {other}.{inner}".rstrip(".")
            for line, other, inner in imported(tree, ".".join((package, *names)))
            if not may_import((package, part), (other, inner))
        ]
    return found


def test_every_import_goes_down():
    """The architecture is what the design says."""
    assert violations(ROOT / "src") == []


PLANTED = {
    "upwards": (
        "press/execute/x.py",
        "from press.pages.home import home_page",
        "press/execute/x.py, line 1: imports press.pages",
    ),
    "sideways": ("press/gate/x.py", "from press import git, releases", "line 1: imports press.releases"),
    "between chapters": (
        "portfolio/scoring/x.py",
        "import portfolio.segmentation.rfm",
        "portfolio/scoring/x.py, line 1: imports portfolio.segmentation",
    ),
    "between rooms": ("portfolio/plotting/x.py", "from portfolio import datasets", "portfolio.datasets"),
    "of the press by a chapter": (
        "portfolio/vision/x.py",
        "def f():\n    from press.project import Project",
        "line 2: imports press.project",
    ),
    "of a chapter by the press": (
        "press/pages/x.py",
        "from portfolio.scoring import card",
        "portfolio.scoring",
    ),
    "of the service": ("portfolio/scoring/x.py", "from service import app", "imports service.app"),
    "of the press by the service": (
        "service/x.py",
        "from press.cache.cache import Cache",
        "service/x.py, line 1: imports press.cache",
    ),
    "of the service by the press": ("press/cli/x.py", "from service.app import create_app", "service.app"),
    "of data by the service": ("service/x.py", "from portfolio.datasets import load", "portfolio.datasets"),
    "for types only": (
        "portfolio/datasets/x.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from press.cli import main",
        "line 3: imports press.cli",
    ),
    "relative": ("portfolio/text/x.py", "from ..eda import clock", "line 1: imports portfolio.eda"),
    "relative, from a package": ("portfolio/text/__init__.py", "from ..eda import clock", "portfolio.eda"),
    "of the foundation": ("portfolio/errors.py", "from portfolio import datasets", "portfolio.datasets"),
    "of the root": ("portfolio/__init__.py", "from portfolio import results", "portfolio.results"),
    "from an unknown package": ("press/helper/x.py", "", "press.helper stands in no layer"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(name, tmp_path):
    """The test above can fail."""
    file, code, message = PLANTED[name]
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(code)
    (found,) = violations(tmp_path)
    assert message in found


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("portfolio/eda/x.py", "from portfolio.eda import clock\nfrom portfolio.errors import DataError"),
        ("portfolio/forecasting/x.py", "from portfolio import statistics, results\nfrom . import models"),
        ("press/cli/x.py", "from press.build import plan\nfrom portfolio import datasets\nimport pandas"),
        (
            "service/app.py",
            "from service.keys import Keys\nfrom portfolio.scoring.row_scorer import Reason",
        ),
        ("press/project.py", "from portfolio.errors import UsageError"),
        ("press/pages/x.py", "from . import home\nfrom ..runs import scenarios"),
        ("press/__init__.py", "from portfolio import __version__"),
    ],
)
def test_imports_that_go_down_pass(file, code, tmp_path):
    """Of lower layers, of the own package, of other people's packages; a new chapter needs no entry."""
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(code)
    assert violations(tmp_path) == []


def test_every_file_of_tests_is_collected() -> None:
    """A folder with a name that pytest passes over, such as `build`, would be green for ever."""
    passed_over = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"][
        "norecursedirs"
    ]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    lost = [
        folder for folder in folders for part in folder.parts for one in passed_over if fnmatch(part, one)
    ]
    assert not lost
