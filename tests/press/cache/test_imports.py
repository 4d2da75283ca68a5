"""Imports followed from notebook cells through the library."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import EnvironmentFaultError
from press.cache.imports import follow_imports, imported_names

TREE = {
    "__init__.py": "",
    "eda/__init__.py": "from portfolio.eda.clean import tidy\n",
    "eda/clean.py": "import numpy as np\nfrom . import bounds\n\ndef tidy(x): return x\n",
    "eda/bounds.py": "import math\nfrom ..errors import Fault\n",
    "eda/plots.py": "def draw():\n    import seaborn.objects\n    from portfolio import plotting\n",
    "errors.py": "class Fault(Exception): pass\n",
    "plotting/__init__.py": "",
    "plotting/theme.py": "import plotly\n",
    "lonely.py": "x = 1\n",
}
EDA = {
    "portfolio",
    "portfolio.eda",
    "portfolio.eda.clean",
    "portfolio.eda.bounds",
    "portfolio.errors",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        path = tmp_path / "portfolio" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "cell",
    [
        "import portfolio.eda as e",
        "from portfolio import eda",
        "from portfolio.eda import tidy",
        "from portfolio.eda import clean",
        "from portfolio.eda.clean import tidy as t",
        "import os, portfolio.eda",
        "def later():\n    if True:\n        from portfolio import eda",
        "try:\n    pass\nexcept ValueError:\n    from portfolio import eda",
        "try:\n    pass\nfinally:\n    from portfolio import eda",
        "match 1:\n    case 1:\n        from portfolio import eda",
        "async def f():\n    async with x:\n        import portfolio.eda",
        'import importlib\nimportlib.import_module("portfolio.eda")',
        'from importlib import import_module as im, import_module\nimport_module(".eda", "portfolio")',
        '__import__("portfolio.eda")',
        'import_module(".clean", package="portfolio.eda")',
        "%matplotlib inline\nfrom portfolio import eda",
        "!ls\nfrom portfolio import eda",
        "%%time\nfrom portfolio import eda",
        "files = !ls\nfrom portfolio import eda",
        "eda?\nfrom portfolio import eda\neda.clean??",
        "%time from portfolio import eda",
        "%timeit -n 1 -r 2 import portfolio.eda",
        "if x:\n    %pip list\n    from portfolio import eda",
        "%%capture out\nfrom portfolio.eda import (\n    clean,\n    bounds,\n)",
        "%load_ext x\ny = (1\n    % 2)\nfrom portfolio.eda import (\n    clean)",
        "value = '\\d'\nfrom portfolio import eda",
    ],
)
def test_every_form_of_import_is_found(root: Path, cell: str) -> None:
    """However a cell imports a package, the package and all behind it count."""
    assert set(follow_imports([cell], root)) >= EDA


def test_only_imported_modules_count(root: Path) -> None:
    """Neighbours that nobody imports are left out."""
    assert follow_imports(["from portfolio import eda"], root).keys() == EDA


def test_parents_are_run_by_an_import(root: Path) -> None:
    """Importing a module runs the __init__ of the packages above it."""
    assert follow_imports(["import portfolio.plotting.theme"], root).keys() == {
        "portfolio",
        "portfolio.plotting",
        "portfolio.plotting.theme",
    }


def test_an_import_inside_a_function_of_a_module_is_followed(root: Path) -> None:
    """Lazy imports in the library count too."""
    assert "portfolio.plotting" in follow_imports(["import portfolio.eda.plots"], root)


def test_a_star_import_counts_every_submodule(root: Path) -> None:
    """What a star brings depends on the package, so all of it counts."""
    found = follow_imports(["from portfolio.plotting import *"], root)
    assert "portfolio.plotting.theme" in found


def test_imports_for_type_checkers_are_never_run(root: Path) -> None:
    """The body of `if TYPE_CHECKING` does not count, its `else` does."""
    cell = "if TYPE_CHECKING:\n    from portfolio import eda\nelse:\n    import portfolio.lonely"
    assert follow_imports([cell], root).keys() == {"portfolio", "portfolio.lonely"}


@pytest.mark.parametrize(
    "cell",
    [
        "x = (",
        "def f(:\n  pass",
        "a\0b",
        "",
        "%%bash\necho one two",
        "from .eda import clean",
        "import_module(name)",
    ],
)
def test_a_cell_without_readable_imports_gives_none(root: Path, cell: str) -> None:
    """A cell that is not Python fails when it runs, not here."""
    assert follow_imports([cell], root) == {}


def test_words_in_texts_and_comments_are_no_imports(root: Path) -> None:
    """Only statements count in a cell that is Python."""
    assert follow_imports(['# import portfolio.eda\ntext = "import portfolio.eda"'], root) == {}


def test_digests_are_those_of_the_source_bytes(root: Path) -> None:
    """A module is told by the sha256 of its file."""
    digest = hashlib.sha256(TREE["lonely.py"].encode()).hexdigest()
    assert follow_imports(["import portfolio.lonely"], root)["portfolio.lonely"] == digest


def test_an_edit_of_equal_size_and_time_is_seen(root: Path) -> None:
    """Contents count, not sizes and dates."""
    path = root / "portfolio" / "lonely.py"
    before, stat = follow_imports(["import portfolio.lonely"], root), path.stat()
    path.write_text("x = 2\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert follow_imports(["import portfolio.lonely"], root) != before


def test_a_new_import_in_a_module_is_followed_within_one_process(root: Path) -> None:
    """What was read before an edit is not remembered."""
    assert "portfolio.errors" not in follow_imports(["import portfolio.lonely"], root)
    (root / "portfolio" / "lonely.py").write_text("from portfolio import errors\n")
    assert "portfolio.errors" in follow_imports(["import portfolio.lonely"], root)


def test_modules_that_import_each_other_end(root: Path) -> None:
    """A circle is walked once."""
    (root / "portfolio" / "lonely.py").write_text("import portfolio.errors\n")
    (root / "portfolio" / "errors.py").write_text("import portfolio.lonely\n")
    assert len(follow_imports(["import portfolio.errors"], root)) == 3


def test_a_module_with_a_syntax_error_still_counts(root: Path) -> None:
    """It is hashed; mending it is a change."""
    (root / "portfolio" / "lonely.py").write_bytes(b"def (\xff")
    assert "portfolio.lonely" in follow_imports(["import portfolio.lonely"], root)


def test_a_package_hides_a_module_of_the_same_name(root: Path) -> None:
    """Python prefers the folder with __init__.py, and so does the scan."""
    (root / "portfolio" / "eda.py").write_text("import portfolio.lonely")
    assert follow_imports(["import portfolio.eda"], root).keys() == EDA


def test_a_module_that_cannot_be_read_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the machine is told with the name of the module."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(EnvironmentFaultError, match="cannot read module portfolio"):
        follow_imports(["import portfolio"], root)


def test_a_missing_library_is_no_error(tmp_path: Path) -> None:
    """Without sources there is nothing to follow."""
    assert follow_imports(["import portfolio.eda, pandas"], tmp_path) == {}


@pytest.mark.parametrize(
    ("line", "package", "expected"),
    [
        ("from . import b", "a", {"a", "a.b"}),
        ("from .b import c", "a", {"a.b", "a.b.c"}),
        ("from ..b import c", "a.x", {"a.b", "a.b.c"}),
        ("from ... import b", "a.x", set()),
        ("from . import b", "", set()),
        ("from a import *", "", {"a", "a.*"}),
    ],
)
def test_relative_imports_are_resolved(line: str, package: str, expected: set[str]) -> None:
    """Dots climb from the package; above the top is nothing."""
    assert imported_names(line.encode(), package) == expected


def test_a_long_elif_chain_is_walked() -> None:
    """Depth of nesting is no limit."""
    chain = "if x == 0:\n    pass\n" + "".join(f"elif x == {n}:\n    pass\n" for n in range(2000))
    assert imported_names(chain + "else:\n    import deep\n") == {"deep"}


@given(st.text(alphabet="abc .,()\n\t%!?=#'\"\\import from\0é"))
def test_no_cell_breaks_the_scan(cell: str) -> None:
    """Whatever a cell holds, names come back or nothing does."""
    assert all(isinstance(name, str) and name for name in imported_names(cell))
