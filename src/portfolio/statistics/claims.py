"""Whether a method does what it claims, tried on populations whose truth is known.

A claim joins a registered method to a population that is made for it: many samples are drawn, the method is
run on each, and its answers are held against the truth. Every claim is also tried on two twins that are wrong
on purpose, a broken one and a finer one: a check that cannot see them proves nothing.

Each chapter states its claims in a module `claims` of its folder, as a tuple `CLAIMS`.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from portfolio.errors import DataError
from portfolio.results.methods import METHODS, Method

Floats = NDArray[np.float64]
Repeat = Callable[[np.random.Generator], tuple[float, float, float]]
TestRepeat = Callable[[np.random.Generator], float]

BROKEN, FINER = 0.5, 0.8  # of the width that an interval should have
BROKEN_RATE, FINER_RATE = 3.0, 1.5  # of the rate that a test or an alarm should have
MARGIN = 0.02  # a true rate this far from the stated one is let pass
CERTAIN = 1e-4  # of a correct method: how often it is refused by the luck of the draw
PLUMBING = ("portfolio.results", "portfolio.errors")


@dataclass(frozen=True)
class Claim:
    """A method, and a population that it is tried on.

    Parameters
    ----------
    name
        Unique among all claims; says what is estimated, of what.
    method
        Name of the registered method.
    population
        In words: what is drawn, how many, and what makes it hard.
    repeat
        Draws one sample and returns, for an interval, its two bounds and the truth; for a test or an alarm,
        its p-value on a sample in which nothing is to be found.
    stated
        The rate that the book states where it knows that the claimed one is not reached; None where the
        claimed one stands.
    margin
        How far the true rate may lie from the stated one.
    repeats
        Repeats in the quick check.
    many
        Repeats in the bench whose table is committed; fewer where one takes long.
    """

    name: str
    method: str
    population: str
    repeat: Repeat | TestRepeat
    stated: float | None = None
    margin: float = MARGIN
    repeats: int = 200
    many: int = 10_000

    @property
    def registered(self) -> Method:
        """Return the method.

        Raises
        ------
        DataError
            It is not registered, or it claims no rate.
        """
        method = METHODS.get(self.method)
        if method is None or method.nominal is None:
            raise DataError(f"claim {self.name!r}", expected="a registered method that claims a rate")
        return method

    @property
    def rate(self) -> float:
        """Return the rate that the book answers for."""
        nominal = self.registered.nominal
        assert nominal is not None
        return nominal if self.stated is None else self.stated


@dataclass(frozen=True)
class Outcome:
    """What came of many repeats: the rate of the method itself and of its two twins."""

    repeats: int
    rate: float
    broken: float
    finer: float

    @property
    def error(self) -> float:
        """Return the standard error of the rate."""
        return float(np.sqrt(self.rate * (1 - self.rate) / self.repeats))


def tried(claim: Claim, repeats: int, seed: int = 0) -> Outcome:
    """Run a method on many samples of its population.

    The twins need no run of their own: an interval half as wide covers a truth that lies in its inner half,
    and an alarm at three times the rate rings for every p-value up to three times the level.

    Parameters
    ----------
    claim
        What is tried.
    repeats
        Samples drawn.
    seed
        Of the samples.
    """
    rng = np.random.default_rng(seed)
    if claim.registered.kind == "interval":
        far = np.array([_distance(*claim.repeat(rng)) for _ in range(repeats)])  # type: ignore[misc]
        rates = [float((far <= width).mean()) for width in (1.0, BROKEN, FINER)]
    else:
        p = np.array([claim.repeat(rng) for _ in range(repeats)])
        level = claim.registered.nominal or 0.0
        rates = [float((p <= level * times).mean()) for times in (1.0, BROKEN_RATE, FINER_RATE)]
    return Outcome(repeats, *rates)


def _distance(low: float, high: float, truth: float) -> float:
    """Return how far the truth lies from the middle of an interval, in halves of its width."""
    half, off = (high - low) / 2, abs(truth - (low + high) / 2)
    return off / half if half > 0 else (0.0 if off == 0 else np.inf)


def band(rate: float, repeats: int, margin: float = MARGIN) -> tuple[float, float]:
    """Return the observed rates that do not speak against a true rate within `margin` of `rate`.

    Exact binomial bounds: few repeats make the band wide, and what it cannot tell apart it lets pass.

    Parameters
    ----------
    rate
        The rate that is claimed.
    repeats
        How many were observed.
    margin
        A true rate this far off is let pass.

    Examples
    --------
    >>> [round(bound, 3) for bound in band(0.95, 200)]
    [0.875, 0.998]
    >>> [round(bound, 3) for bound in band(0.95, 10_000)]
    [0.92, 0.976]
    """
    lowest, highest = max(0.0, rate - margin), min(1.0, rate + margin)
    low = stats.binom.ppf(CERTAIN / 2, repeats, lowest) / repeats
    high = stats.binom.ppf(1 - CERTAIN / 2, repeats, highest) / repeats
    return float(low), float(high)


def digest(claim: Claim) -> str:
    """Return a short digest of the code that a claim is about: the method and how it is tried.

    Functions, classes and numbers of this library that the claim uses, and what those use in turn; docstrings
    are words and do not count.
    """
    parts = _used_by(claim.repeat, {})
    texts = [parts[name] for name in sorted(parts)]
    texts.append(f"{claim.name} {claim.method} {claim.population} {claim.registered.nominal}")
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _used_by(function: Callable[..., Any], found: dict[str, str]) -> dict[str, str]:
    """Return the source of a function and of all that it uses of this library, by full name."""
    function = inspect.unwrap(function)
    full = f"{function.__module__}.{function.__qualname__}"
    if full in found:
        return found
    found[full] = _without_docstrings(inspect.getsource(function))
    if inspect.isclass(function):
        return found
    names = _names(function.__code__)
    here = function.__globals__
    modules = [here[name] for name in names & set(here) if inspect.ismodule(here[name])]
    for space in (here, *(vars(module) for module in modules if _own(module))):
        for name in names & set(space):
            _follow(f"{space['__name__']}.{name}", space[name], found)
    return found


def _without_docstrings(source: str) -> str:
    """Return source without its docstrings, otherwise as it was written."""
    lines: list[str | None] = list(source.splitlines())
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            words = node.body[0]
            lines[words.lineno - 1 : words.end_lineno] = [None] * (words.end_lineno - words.lineno + 1)  # type: ignore[operator]
    return "\n".join(line for line in lines if line is not None)


def _follow(name: str, value: object, found: dict[str, str]) -> None:
    if isinstance(value, int | float | str | tuple):
        found[name] = repr(value)
    elif callable(value) and _own(value):
        _used_by(value, found)


def _own(value: object) -> bool:
    """Return whether a module, function or class is of this library's statistics, and not of its plumbing."""
    name = value.__name__ if inspect.ismodule(value) else str(getattr(value, "__module__", ""))
    return name.startswith("portfolio.") and not name.startswith(PLUMBING)


def _names(code: CodeType) -> set[str]:
    inner = [_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*inner)
