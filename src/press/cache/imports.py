"""Which modules some code rests on: imports followed from it through our own packages.

The code is read, never run. When in doubt a module counts as imported: an execution too many costs
minutes, a stale page costs trust.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError
from press.kept_answers import Answers, kept_answers

PACKAGE = "portfolio"

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|.*\?\??)\s*$")  # %magic, !shell, ?help, help?
_ASSIGNED_MAGIC = re.compile(r"^(\s*[^=%!]+=\s*)[%!].*$")  # files = !ls
_TIMED = re.compile(r"^(\s*)%(?:time|timeit|prun)\s+(?:-\S+\s+)*")  # magics whose argument is Python
_IMPORT_WORDS = re.compile(r"\bfrom\s+([A-Za-z_][\w.]*)\s+import\b|\bimport\s+([A-Za-z_][\w., \t]*)")
_DYNAMIC = ("import_module", "__import__")


_Module = tuple[str, frozenset[str]]  # sha256 of a source, and what it imports


@dataclass(frozen=True)
class _Known:
    """What need not be found out again while one command works."""

    names: Answers
    modules: dict[tuple[str, Path], _Module | None] = field(default_factory=dict)


_known: list[_Known] = []


@contextmanager
def known_imports(memory: Path) -> Iterator[None]:
    """Read each module once, and parse only what the file `memory` has not kept of earlier commands."""
    with kept_answers(memory, [Path(__file__)]) as names:
        _known.append(_Known(names))
        try:
            yield
        finally:
            _known.pop()


def follow_imports(
    code: Iterable[str], source_root: Path, packages: Collection[str] = (PACKAGE,)
) -> dict[str, str]:
    """Return each module that `code` imports, directly or not, with the sha256 of its source.

    Parameters
    ----------
    code
        Sources of code cells; IPython's `%` and `!` lines are allowed.
    source_root
        Folder that holds our packages.
    packages
        Those whose modules are followed.

    Raises
    ------
    EnvironmentFaultError
        A module is there but cannot be read.
    """
    modules: dict[str, str] = {}
    seen: set[str] = set()
    pending = [name for cell in code for name in imported_names(cell)]
    while pending:
        name = pending.pop()
        if name in seen or name.partition(".")[0] not in packages:
            continue
        seen.add(name)
        pending.extend(_submodules(name, source_root) if name.endswith(".*") else _parents(name))
        found = _module(name, source_root)
        if found is not None:
            modules[name], inner = found
            pending.extend(inner)
    return dict(sorted(modules.items()))


def packages_behind(code: Collection[str], source_root: Path) -> frozenset[str]:
    """Return the packages of others that `code` imports, itself or through our own modules.

    Raises
    ------
    EnvironmentFaultError
        A module is there but cannot be read.
    """
    modules = (_module(name, source_root) for name in follow_imports(code, source_root))
    found = [imported_names(cell) for cell in code] + [module[1] for module in modules if module]
    return frozenset(name.partition(".")[0] for names in found for name in names) - {PACKAGE}


def imported_names(source: str | bytes, package: str = "") -> frozenset[str]:
    """Return the absolute dotted names that `source` may import.

    `from a.b import c` gives `a.b` and `a.b.c`, since `c` may be a module; `from a import *` gives `a.*`.

    Parameters
    ----------
    source
        A module as bytes, or a notebook cell as text.
    package
        The package of the module, to resolve relative imports.
    """
    if not _known:
        return _names_in(source, package)
    kind = f"imports {type(source).__name__} {package}"
    return frozenset(_known[-1].names.of(kind, source, lambda: sorted(_names_in(source, package))))


@lru_cache(maxsize=4096)  # by content, so an edited file is never answered from memory
def _names_in(source: str | bytes, package: str) -> frozenset[str]:
    tree = _parse(source)
    if tree is None and isinstance(source, str):
        tree = _parse(_without_magics(source))
    if tree is None:
        return _named_in_text(source) if isinstance(source, str) else frozenset()
    names: set[str] = set()
    for statement in _statements(tree.body):
        if isinstance(statement, ast.Import):
            names.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            names.update(_from_names(statement, package))
    if _mentions_dynamic(source):
        names.update(_dynamic_names(tree, package))
    return frozenset(names)


def _parse(source: str | bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a string is the run's affair
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_magics(cell: str) -> str:
    lines = []
    for line in cell.splitlines():
        bare = _TIMED.sub(r"\1", line)
        bare = _ASSIGNED_MAGIC.sub(r"\1None", bare)
        lines.append(_MAGIC.sub(r"\1pass", bare))
    return "\n".join(lines)


def _named_in_text(cell: str) -> frozenset[str]:
    # Not Python even without magics, as a cell of `%%bash` or one with a typing error. Words that look like
    # an import count, with everything below them, since the names behind `import (` may stand anywhere.
    names: set[str] = set()
    for package, listed in _IMPORT_WORDS.findall(cell):
        if package:
            names |= {package, f"{package}.*"}
        names |= {part.split()[0].strip(".") for part in listed.split(",") if part.split()}
    return frozenset(names - {""})


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    # Imports are statements: walking the expressions too would cost three times as much. A stack, since a
    # long `elif` chain is nested deeper than Python recurses.
    pending: list[Any] = list(body)
    while pending:
        node = pending.pop()
        yield node
        pending += [] if _is_typing_only(node) else getattr(node, "body", ())
        for block in ("orelse", "finalbody", "handlers", "cases"):
            pending += getattr(node, block, ())


def _is_typing_only(statement: ast.AST) -> bool:
    if not isinstance(statement, ast.If):
        return False
    test = statement.test
    return "TYPE_CHECKING" in (getattr(test, "id", None), getattr(test, "attr", None))


def _from_names(statement: ast.ImportFrom, package: str) -> Iterator[str]:
    base = _absolute(statement.module or "", statement.level, package)
    if base:
        yield base
        yield from (f"{base}.{alias.name}" for alias in statement.names)


def _absolute(module: str, level: int, package: str) -> str:
    if level == 0:
        return module
    parts = package.split(".")
    if not package or level > len(parts):  # above the top: Python refuses it as well
        return ""
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])


def _mentions_dynamic(source: str | bytes) -> bool:
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    return any(word in text for word in _DYNAMIC)


def _dynamic_names(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in _DYNAMIC:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [
                one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if texts:
                anchor = texts[1] if len(texts) > 1 else package
                bare = texts[0].lstrip(".")
                name = _absolute(bare, len(texts[0]) - len(bare), anchor)
                yield from [name] if name else []


def _called(function: ast.expr) -> str:
    return str(getattr(function, "attr", None) or getattr(function, "id", ""))


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _submodules(name: str, source_root: Path) -> list[str]:
    package = name.removesuffix(".*")
    folder = source_root.joinpath(*package.split("."))
    inner = folder.iterdir() if folder.is_dir() else ()
    return [package, *(f"{package}.{path.stem}" for path in inner if path.stem.isidentifier())]


def _module(name: str, source_root: Path) -> _Module | None:
    if not _known:
        return _read_module(name, source_root)
    modules = _known[-1].modules
    if (name, source_root) not in modules:
        modules[name, source_root] = _read_module(name, source_root)
    return modules[name, source_root]


def _read_module(name: str, source_root: Path) -> _Module | None:
    stem = os.path.join(source_root, *name.split("."))  # noqa: PTH118 (thousands of reads: Path doubles the time)
    for path, package in ((f"{stem}/__init__.py", name), (f"{stem}.py", name.rpartition(".")[0])):
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                source = file.read()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            continue
        except OSError as error:
            raise EnvironmentFaultError(f"cannot read module {name}: {error.strerror}") from error
        return hashlib.sha256(source).hexdigest(), imported_names(source, package)
    return None
