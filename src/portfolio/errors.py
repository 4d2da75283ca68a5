"""Every error a person can meet: one root, few children, each with its exit code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PortfolioError(Exception):
    """Something a person can mend.

    Parameters
    ----------
    what
        What failed, in one sentence, with where: file, cell or row and column.
    expected, got
        What was wanted and what was found; either may be left out.
    hint
        What to do next.
    """

    exit_code = 1

    def __init__(self, what: str, *, expected: object = None, got: object = None, hint: str = "") -> None:
        self.what, self.expected, self.got, self.hint = what, expected, got, hint
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.what]
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        if self.got is not None:
            parts.append(f"got {self.got}")
        text = "; ".join(parts)
        return f"{text}. {self.hint}" if self.hint else text


class UsageError(PortfolioError):
    """A wrong command, configuration, notebook file or parameter."""

    exit_code = 2


class DataError(PortfolioError):
    """Data that break their contract."""

    exit_code = 3


class CellError(PortfolioError):
    """A cell failed, or a notebook stopped early."""

    exit_code = 4


class RunTimeoutError(PortfolioError):
    """A cell or a run passed its deadline."""

    exit_code = 5


class KernelDiedError(PortfolioError):
    """The kernel died, by itself or at the memory limit."""

    exit_code = 6


class PublishError(PortfolioError):
    """A check that must hold before a site is published does not."""

    exit_code = 7


class LockHeldError(PortfolioError):
    """Another build works in the same folder."""

    exit_code = 8


class EnvironmentFaultError(PortfolioError):
    """The machine cannot do it: disk, kernel, missing file or package."""

    exit_code = 9


class ModelFileError(PortfolioError):
    """A stored model or training state that must not be used."""

    exit_code = 10


class DriftError(PortfolioError):
    """What a model is asked is not what it was fitted on."""

    exit_code = 11


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known name, or lists them all.

    Examples
    --------
    >>> nearest("alfa", ["alpha", "beta"])
    "Did you mean 'alpha'? Known: alpha, beta."
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    listed = f"Known: {', '.join(names) or 'none'}."
    return f"Did you mean {close[0]!r}? {listed}" if close else listed
