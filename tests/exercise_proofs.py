"""Exercises as a test sees them: the solution in the notebook, wrong answers to it, and mutants of it."""

from __future__ import annotations

import ast
import copy
import importlib
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from portfolio.exercises import Exercises
from press.build.student_copy import Solution, solutions
from press.project import Project
from press.runs.notebook import Notebook, read_notebook, source
from press.settings.notebook_settings import read_notebook_settings
from tests_support import ROOT

Change = tuple[str, str] | Callable[..., object]
MIRRORED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.Lt, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}
CALLED = {"mean": "sum", "sum": "mean", "max": "min", "min": "max", "quantile": "mean", "std": "var"}


@dataclass(frozen=True)
class Proof:
    """One exercise of one chapter."""

    chapter: str
    solution: Solution

    def __str__(self) -> str:
        return f"{self.chapter}-{self.solution.name}"

    @property
    def family(self) -> str:
        """The folder of the chapter's code."""
        return read_notebook_settings(Project(ROOT), self.chapter).family

    @property
    def asked(self) -> Exercises:
        """The exercises of the family."""
        return importlib.import_module(f"portfolio.{self.family}.exercises").ASKED

    @property
    def wrong(self) -> Mapping[str, Change]:
        """The wrong answers that the family lists, by what is wrong in them."""
        listed = runpy.run_path(str(ROOT / "tests/portfolio" / self.family / "wrong_answers.py"))["WRONG"]
        return listed.get(self.solution.name, {})

    def function(self, code: str) -> Callable[..., object]:
        """Return the function that a cell defines, with nothing but the notebook's imports around it."""
        used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
        given = imports(self.chapter).items()
        scope = {name: imported(name, statement) for name, statement in given if name in used}
        exec(code, scope)
        return scope[self.solution.name]

    def answer(self, change: Change) -> Callable[..., object]:
        """Return a wrong answer, under the name that is asked for."""
        if callable(change):
            return renamed(change, self.solution.name)
        old, new = change
        assert self.solution.definition.count(old) == 1, f"the solution does not hold {old!r} once"
        return self.function(self.solution.definition.replace(old, new))


@cache
def chapter(name: str) -> Notebook:
    """Return a notebook of this book."""
    return read_notebook(ROOT / "notebooks" / f"{name}.ipynb")


@cache
def imports(name: str) -> Mapping[str, str]:
    """Return the statements by which a notebook imports, by the name that each gives."""
    found = {}
    for _, cell in chapter(name).code_cells:
        for node in ast.parse(source(cell)).body:
            for one in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
                alone = ast.Import([one]) if isinstance(node, ast.Import) else copy.copy(node)
                alone.names = [one]
                found[one.asname or one.name.partition(".")[0]] = ast.unparse(alone)
    return found


@cache
def imported(name: str, statement: str) -> Any:
    """Return what one of these statements gives; heavy packages are imported only where they are used."""
    scope: dict[str, Any] = {}
    exec(statement, scope)
    return scope[name]


@cache
def proofs(name: str) -> tuple[Proof, ...]:
    """Return the exercises of a chapter."""
    return tuple(Proof(name, one) for one in solutions(chapter(name)))


def renamed(function: Callable[..., object], name: str) -> Callable[..., object]:
    """Return a function under another name."""

    def answer(*given: object) -> object:
        return function(*given)

    answer.__name__ = name
    return answer


def constants(proof: Proof) -> Iterator[Callable[..., object]]:
    """Yield the answers that always return what one case expects: no constant may pass."""
    for case in proof.asked.cases(proof.solution.name):
        yield renamed(lambda *_, case=case: copy.deepcopy(case.expected), proof.solution.name)


def mutants(proof: Proof) -> Iterator[tuple[str, str]]:
    """Yield what was changed and the changed code, one place at a time, the same places as made by hand."""
    tree = ast.parse(proof.solution.definition)
    for number, _ in enumerate(ast.walk(tree)):
        changed = copy.deepcopy(tree)
        node = list(ast.walk(changed))[number]
        if what := _mutated(node):
            yield f"{what}, line {getattr(node, 'lineno', 0)}", ast.unparse(changed)


def _mutated(node: ast.AST) -> str:
    """Change a node in place, and say how; nothing where there is nothing to change."""
    if isinstance(node, ast.BinOp) and type(node.op) in MIRRORED:
        node.op = MIRRORED[type(node.op)]()
        return "the other sign or operation"
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        node.ops[0] = COMPARED[type(node.ops[0])]()
        return "the other comparison"
    if isinstance(node, ast.keyword) and node.arg == "axis" and isinstance(node.value, ast.Constant):
        node.value = ast.Constant({0: 1, 1: 0, -1: 0}.get(node.value.value, 0))
        return "the other axis"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        node.value += 1
        return "off by one"
    if isinstance(node, ast.Attribute) and node.attr in CALLED:
        node.attr = CALLED[node.attr]
        return "another summary"
    return ""
