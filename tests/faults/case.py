"""One fault: what is injected, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faults.lab import Lab

GROUPS = {
    "N": "Notebook",
    "A": "Author",
    "P": "Parameters",
    "D": "Data files",
    "C": "Cache",
    "K": "Kernel",
    "B": "Build",
    "M": "Model file",
    "L": "Command line",
}
LAWS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8")


@dataclass(frozen=True)
class Met:
    """What came of a fault.

    Parameters
    ----------
    code
        Exit code of the command, of the run, or of the error raised.
    told
        What a person was told, on standard error or in the report.
    broken
        Laws that did not hold, one sentence each.
    """

    code: int
    told: str
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Parameters
    ----------
    id
        The line of the catalogue; a letter behind it where one line holds several faults.
    fault
        What is injected, in words.
    code
        The exit code that is right.
    says
        A pattern that what is told must hold.
    meet
        Injects the fault and returns what came of it.
    short
        What is missing, where the press falls short of what it should do.
    """

    id: str
    fault: str
    code: int
    says: str
    meet: Callable[[Lab], Met] = field(repr=False)
    short: str = ""

    @property
    def group(self) -> str:
        """The letter of the catalogue's group."""
        return self.id[0]


@dataclass(frozen=True)
class Left:
    """A line of the catalogue without a test here, and why."""

    id: str
    fault: str
    why: str
    short: bool = False  # it applies, and the press does not meet it


class Table:
    """Cases as they are declared, one decorator each."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.left: list[Left] = []

    def case(
        self, number: str, fault: str, code: int, says: str, *, short: str = ""
    ) -> Callable[[Callable[[Lab], Met]], Callable[[Lab], Met]]:
        """Declare the decorated function as a case."""

        def declare(meet: Callable[[Lab], Met]) -> Callable[[Lab], Met]:
            self.cases.append(Case(number, fault, code, says, meet, short))
            return meet

        return declare

    def add(self, number: str, fault: str, code: int, says: str, meet: Callable[[Lab], Met]) -> None:
        """Declare a case whose injection is one line."""
        self.cases.append(Case(number, fault, code, says, meet))

    def leave(self, number: str, fault: str, why: str, *, short: bool = False) -> None:
        """Declare a line of the catalogue that is not tested here."""
        self.left.append(Left(number, fault, why, short))
