"""Cases with known answers, and the check that tries a student's function on them."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from portfolio.errors import PortfolioError, UsageError, nearest
from portfolio.exercises.comparison import difference, shown

EMPTY = "returns nothing yet"


class ExerciseError(PortfolioError):
    """An answer to an exercise that is not right yet."""

    def _render_traceback_(self) -> list[str]:
        # JupyterLab shows the message alone: the frames above it are the check's, not the student's
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Case:
    """One call with a known answer.

    Parameters
    ----------
    about
        What it tries, as in "wrong for ...".
    arguments
        What the function is given.
    expected
        What it should return.
    tolerance
        By which numbers may differ, relative to the larger of the expected one and one.
    """

    about: str
    arguments: tuple[object, ...]
    expected: object
    tolerance: float = 1e-6


class Exercises:
    """The exercises of a family of chapters, each found by the name of the function that is asked for.

    Parameters
    ----------
    generators
        Of the cases of each exercise, named as the function; the docstring says what it should return.
    """

    def __init__(self, *generators: Callable[[], Iterator[Case]]) -> None:
        self.generators = {one.__name__: one for one in generators}

    def cases(self, name: str) -> list[Case]:
        """Return the cases on which the function of this name is tried."""
        if name not in self.generators:
            raise UsageError(f"no exercise asks for {name!r}", hint=nearest(name, self.generators))
        return list(self.generators[name]())

    def check(self, function: Callable[..., object]) -> None:
        """Try a function on its cases, and say that it is right.

        Raises
        ------
        ExerciseError
            It is empty, stops with an error, or returns something else than is expected.
        """
        name = getattr(function, "__name__", str(function))
        cases = self.cases(name)
        for number, case in enumerate(cases):
            _try(function, name, case, f"exercises.cases({name!r})[{number}].arguments")
        print(f"{name} is right in all of {len(cases)} cases")  # noqa: T201 - a student's notebook reads it


def _try(function: Callable[..., object], name: str, case: Case, place: str) -> None:
    hint = f"See what it was given: {place}."
    try:
        answer = function(*deepcopy(case.arguments))
    except NotImplementedError:
        answer = None
    except Exception as error:
        line = _line_in(function, error)
        what = f"{name} stopped at its line {line} for {case.about}"
        raise ExerciseError(what, got=f"{type(error).__name__}: {error}", hint=hint) from error
    if answer is None or answer is ...:
        raise ExerciseError(f"{name} {EMPTY}", hint="Write its body, and run its cell and the check again.")
    wrong = difference(answer, case.expected, case.tolerance)
    if wrong:
        what = f"{name} is wrong in its {wrong} for {case.about}"
        raise ExerciseError(what, expected=shown(case.expected), got=shown(answer), hint=hint)


def _line_in(function: Callable[..., object], error: Exception) -> int:
    """Return the line of the function, from 1, at which an error passed through it."""
    code = getattr(function, "__code__", None)
    frames = [frame for frame in traceback.walk_tb(error.__traceback__) if frame[0].f_code is code]
    return frames[-1][1] - code.co_firstlineno + 1 if code and frames else 1
