"""Parameters: declared in the tagged cell, typed and checked before a kernel starts.

A declaration is one line, `name: type = value  # help text [constraint]`, so that papermill reads it too.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace

from portfolio.errors import UsageError, nearest
from press.collected_errors import one_error
from press.runs.parameter_types import TYPES, Parameter, Scalar, accepted_value, shorten, typed_value

_BOUND = r"[+-]?(?:[0-9]+\.[0-9]+|[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RANGE = re.compile(rf"\s*({_BOUND})?\s*\.\.\s*({_BOUND})?\s*")
_SECRET = re.compile(
    r"(?:^|_)(?:pwd|passwd|token|credentials?|api_?key|(?:access|private)_key)(?:_|$)|password|secret|passphrase"
)
_PARSE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError)
_FORM = "name: type = value  # help text [constraint]"


__all__ = ["Parameter", "Scalar", "declared_parameters", "parse_assignments", "resolve_parameters"]


def declared_parameters(source: str, *, where: str) -> tuple[Parameter, ...]:
    """Read the declarations of a parameters cell.

    Parameters
    ----------
    source
        Text of the tagged cell.
    where
        Named in messages: the notebook file.

    Raises
    ------
    UsageError
        With every line that is not a declaration, and why.
    """
    try:
        tree, comments = _parsed(source)
    except _PARSE_ERRORS as error:
        line = getattr(error, "lineno", None) or 1
        reason = getattr(error, "msg", None) or str(error)
        raise UsageError(f"{where}, parameters cell, line {line} is not Python", got=reason) from None
    found: list[Parameter] = []
    problems: list[UsageError] = []
    for statement in tree.body:
        place = f"{where}, parameters cell, line {statement.lineno}"
        try:
            found.append(_declaration(statement, source, comments, place))
            if found[-1].name in [one.name for one in found[:-1]]:
                problems.append(UsageError(f"{place}: {found[-1].name!r} is declared twice"))
        except UsageError as problem:
            problems.append(problem)
    if problems:
        raise one_error(problems, where=f"the parameters cell of {where}")
    return tuple(found)


def resolve_parameters(
    declared: Iterable[Parameter], given: Mapping[str, object], *, where: str
) -> dict[str, Scalar]:
    """Return every declared parameter with its typed value, in the order of declaration.

    Parameters
    ----------
    declared
        From `declared_parameters`.
    given
        Values by name: text of a command line, or values of a YAML file; typed by the declaration.
    where
        Named in messages: the run.

    Raises
    ------
    UsageError
        With every unknown name, wrong type and value out of range together.
    """
    by_name = {parameter.name: parameter for parameter in declared}
    problems = [
        UsageError(f"{where}: no parameter {str(name)!r}", hint=nearest(str(name), by_name))
        for name in given
        if name not in by_name
    ]
    values: dict[str, Scalar] = {}
    for name, parameter in by_name.items():
        try:
            values[name] = (
                accepted_value(parameter, given[name], f"{where}: {name!r}")
                if name in given
                else parameter.default
            )
        except UsageError as problem:
            problems.append(problem)
    if problems:
        raise one_error(problems, where=where)
    return values


def parse_assignments(texts: Iterable[str]) -> dict[str, str]:
    """Split `name=value` texts of a command line; the value keeps every further `=`.

    Raises
    ------
    UsageError
        With every text without `=`, without name, or with a name given twice.
    """
    values: dict[str, str] = {}
    problems: list[UsageError] = []
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals:
            problems.append(UsageError(f"parameter {shorten(text)}", expected="name=value", got="no ="))
        elif not name:
            problems.append(UsageError(f"parameter {shorten(text)}", expected="name=value", got="no name"))
        elif name in values:
            problems.append(UsageError(f"parameter {shorten(name)} is given twice", hint="Keep one."))
        else:
            values[name] = value
    if problems:
        raise one_error(problems, where="the parameters")
    return values


def _parsed(source: str) -> tuple[ast.Module, dict[int, str]]:
    """Return the syntax tree and the comment of each line."""
    if source.splitlines() != source.replace("\r\n", "\n").removesuffix("\n").split("\n") and source:
        raise ValueError("an unusual line separator")  # Python and papermill would count lines differently
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an invalid escape is a mistake, not a message on stderr
        tree = ast.parse(source)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return tree, {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _declaration(statement: ast.stmt, source: str, comments: Mapping[int, str], place: str) -> Parameter:
    """Return the parameter that one statement declares."""
    _check_form(statement, source, place)
    assert isinstance(statement, ast.AnnAssign)
    assert isinstance(statement.target, ast.Name)
    name = statement.target.id
    type_name = statement.annotation.id if isinstance(statement.annotation, ast.Name) else ""
    if type_name not in TYPES:
        got = ast.unparse(statement.annotation)
        raise UsageError(f"{place}: type of {name!r}", expected=f"one of {', '.join(TYPES)}", got=got)
    if not name.isascii():
        raise UsageError(f"{place}: {name!r}", expected="a name of plain letters, digits and _")
    if _SECRET.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()):
        raise UsageError(
            f"{place}: {name!r} looks like a secret, and parameters are published",
            hint="Name an environment variable that holds it instead.",
        )
    text, constraint = _help(comments.get(statement.lineno, ""))
    if not text:
        raise UsageError(f"{place}: {name!r} has no help text", expected=_FORM)
    bare = Parameter(name, type_name, False, text)
    parameter = bare if constraint is None else _constrained(bare, constraint, place)
    what = f"{place}: default of {name!r}"
    return replace(parameter, default=accepted_value(parameter, _default(bare, statement.value, what), what))


def _help(comment: str) -> tuple[str, str | None]:
    """Split a comment into its text and the constraint in trailing brackets."""
    text = comment.lstrip("#").strip()
    opening = text.rfind("[")
    if opening < 0 or not text.endswith("]"):
        return text, None
    return text[:opening].strip(), text[opening + 1 : -1]


def _check_form(statement: ast.stmt, source: str, place: str) -> None:
    """Raise for a statement that is not `name: type = value` alone on one line."""
    line = source.splitlines()[statement.lineno - 1]
    if isinstance(statement, ast.Assign):
        raise UsageError(f"{place}: the type is missing", expected=_FORM)
    if (
        not isinstance(statement, ast.AnnAssign)
        or not isinstance(statement.target, ast.Name)
        or not statement.simple
        or statement.value is None
    ):
        raise UsageError(f"{place} is not a parameter", expected=_FORM, got=shorten(line.strip()))
    if statement.end_lineno != statement.lineno or statement.col_offset or ";" in _after(statement, line):
        raise UsageError(f"{place}: one parameter on one line", expected=_FORM)
    if line.count("=") > 1:
        in_default = "=" in ast.unparse(statement.value)
        mend = "set it without = and add that in the next cell" if in_default else "reword the help text"
        raise UsageError(
            f"{place}: a second = on the line",
            got="= in the default" if in_default else None,
            hint=f"papermill would skip this parameter: {mend}.",
        )


def _after(statement: ast.stmt, line: str) -> str:
    """Return the code behind a statement on its line, without the comment."""
    rest = line.encode()[statement.end_col_offset or 0 :].decode(errors="ignore")
    return rest.partition("#")[0]


def _default(bare: Parameter, node: ast.expr | None, what: str) -> Scalar:
    """Return the default as the declared type; a text is not a number, whatever it says."""
    try:
        value = ast.literal_eval(node)  # type: ignore[arg-type]
    except (ValueError, TypeError, RecursionError):
        raise UsageError(what, expected="a literal", got="an expression") from None
    if isinstance(value, str) and bare.type_name != "str":
        raise UsageError(
            f"{what} has the wrong type", expected=bare.type_name, got=f"{shorten(value)} (text)"
        )
    return typed_value(bare, value, what)


def _constrained(bare: Parameter, constraint: str, place: str) -> Parameter:
    """Return the parameter with the constraint that stood in brackets."""
    bounds = _RANGE.fullmatch(constraint)
    problem = UsageError(
        f"{place}: constraint [{constraint}] of {bare.name!r}", expected=_CONSTRAINTS[bare.type_name]
    )
    if bare.type_name == "bool" or (bounds and bare.type_name == "str"):
        raise problem
    if bounds:
        low, high = (None if bound is None else _bound(bare, bound, problem) for bound in bounds.groups())
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            raise problem
        return replace(bare, minimum=low, maximum=high)
    choices = tuple(_choice(bare, choice.strip(), problem) for choice in constraint.split(","))
    if len(set(choices)) < len(choices) or bare.type_name == "float":
        raise problem
    return replace(bare, choices=choices)


_CONSTRAINTS = {
    "int": "a range such as 0..100, 0.. or ..9, or choices such as 1, 2, 5",
    "float": "a range such as 0..1, 0.. or ..1",
    "str": "different choices such as all, JFK or csv:*",
    "bool": "none: it is true or false",
}


def _bound(bare: Parameter, text: str, problem: UsageError) -> float:
    try:
        value = typed_value(bare, text, "")
    except UsageError:
        raise problem from None
    assert not isinstance(value, str)
    return value


def _choice(bare: Parameter, text: str, problem: UsageError) -> Scalar:
    if not text:
        raise problem
    try:
        return typed_value(bare, text, "")
    except UsageError:
        raise problem from None
