"""A package of the library imports only from lower layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests_support import ROOT

# Packages on one line never import each other, except those that are one thing: the foundation and the top.
LAYERS = (
    ("errors", "config", "files", "git", "grammars", "installing", "journal", "markdown", "moments"),
    ("datasets", "eda", "scoring", "segmentation", "text", "generative", "plotting"),
    ("results",),
    ("pipeline",),
    ("checks", "site"),
    ("press",),
    ("cli", "__main__"),
)
SHARED = {"errors", "config", "journal", "cli", "__main__"}  # may use their neighbours on the same line
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}


def imported(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the part of the library of each import, wherever in the file it stands."""
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
            parts = name.split(".")
            if parts[0] == "portfolio" and len(parts) > 1 and parts[1] != "__version__":
                yield node.lineno, parts[1]


def below(own: str) -> set[str]:
    """Return what a part of the library may import; nothing for the root, which everything imports."""
    if own not in LAYER_OF:
        return set()
    neighbours = {name for name in SHARED if own in SHARED and LAYER_OF[name] == LAYER_OF[own]}
    return {own} | neighbours | {name for name, layer in LAYER_OF.items() if layer < LAYER_OF[own]}


def violations(package: Path) -> list[str]:
    """Return every import that does not go down."""
    found = []
    for path in sorted(package.rglob("*.py")):
        names = path.relative_to(package).with_suffix("").parts
        if names[0] not in LAYER_OF and names != ("__init__",):
            found.append(f"{path.name}: {names[0]} stands in no layer")
            continue
        allowed = below(names[0])
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{'/'.join(names)}.py, line {line}: imports {part}"
            for line, part in imported(tree, ".".join(("portfolio", *names)))
            if part not in allowed
        ]
    return found


def test_every_import_of_the_library_goes_down():
    """The architecture is what the design says."""
    assert violations(ROOT / "src" / "portfolio") == []


PLANTED = {
    "upwards": (
        "pipeline/x.py",
        "from portfolio.site.toc import read_toc",
        "pipeline/x.py, line 1: imports site",
    ),
    "sideways": ("eda/x.py", "import portfolio.plotting.theme", "eda/x.py, line 1: imports plotting"),
    "between checks and site": ("checks/x.py", "from portfolio import errors, site", "imports site"),
    "inside a function": (
        "results/x.py",
        "def f():\n    from portfolio import press",
        "line 2: imports press",
    ),
    "for types only": (
        "datasets/x.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from portfolio.cli import main",
        "line 3: imports cli",
    ),
    "relative": ("text/x.py", "from ..eda import clock", "text/x.py, line 1: imports eda"),
    "relative, from a package": ("text/__init__.py", "from ..eda import clock", "line 1: imports eda"),
    "of the foundation": (
        "errors.py",
        "from portfolio import datasets",
        "errors.py, line 1: imports datasets",
    ),
    "of the root": ("__init__.py", "from portfolio.press import build", "line 1: imports press"),
    "from an unknown package": ("helper/x.py", "", "helper stands in no layer"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(name, tmp_path):
    """The test above can fail."""
    file, code, message = PLANTED[name]
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)
    (found,) = violations(tmp_path)
    assert message in found


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("eda/x.py", "from portfolio.eda import clock\nfrom portfolio.errors import DataError"),
        ("cli/x.py", "from portfolio import press, datasets\nimport pandas"),
        ("config.py", "from portfolio.errors import UsageError"),
        ("site/x.py", "from . import toc\nfrom ..pipeline import scenarios"),
    ],
)
def test_imports_that_go_down_pass(file, code, tmp_path):
    """Of lower layers, of the own package, of other people's packages."""
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)
    assert violations(tmp_path) == []
