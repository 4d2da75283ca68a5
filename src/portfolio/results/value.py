"""A recorded value and how it reads."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.errors import DataError

Scalar = int | float | str


@dataclass(frozen=True)
class Value:
    """One named value of one run.

    Parameters
    ----------
    name
        Identifier, unique in its notebook.
    value
        A finite number, or a short text.
    unit
        Written behind the number: `min`, `%`; a value with unit `%` is given in percent.
    digits
        Decimals shown.
    interval
        Lower and upper bound of the confidence interval, in the same unit.
    tolerance
        Largest absolute difference from the locked value that is not a drift.
    label
        What the value is, in words; heads its row of a comparison table.
    measured
        Whether it is a time of this machine, which differs from build to build: the lock holds that there is
        such a value and not which, and a comparison of two sites leaves it out.
    """

    name: str
    value: Scalar
    unit: str = ""
    digits: int = 2
    interval: tuple[float, float] | None = None
    tolerance: float = 0.0
    label: str = ""
    measured: bool = False

    def __post_init__(self) -> None:
        what = f"result {self.name!r}"
        if not (isinstance(self.name, str) and self.name.isidentifier()):
            raise DataError(what, expected="a name that is a Python identifier")
        if self.interval is not None and len(self.interval) != 2:
            raise DataError(f"{what}: interval", expected="a lower and an upper bound", got=self.interval)
        numbers = [] if isinstance(self.value, str) else [self.value]
        for number in (*numbers, self.tolerance, *(self.interval or ())):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise DataError(what, expected="a number or a text", got=repr(number))
            if not math.isfinite(number):
                raise DataError(f"{what} is not finite", got=number)
        if self.interval is not None and self.interval[0] > self.interval[1]:
            raise DataError(f"{what}: the interval is upside down", got=self.interval)
        if self.tolerance < 0 or not (type(self.digits) is int and self.digits >= 0):
            raise DataError(
                what, expected="tolerance and digits of 0 or more", got=(self.tolerance, self.digits)
            )

    def number(self) -> str:
        """Return the value alone, with thousands separators: `336,776` or `12.4`."""
        return self.value if isinstance(self.value, str) else _shown(self.value, self.digits)

    def text(self) -> str:
        """Return the value with its unit: `12.4 min`, `41 %`."""
        return f"{self.number()}\N{NO-BREAK SPACE}{self.unit}" if self.unit else self.number()

    def bounds(self) -> str:
        """Return the interval in words, `11.9 to 12.8 min`; empty without interval."""
        if self.interval is None:
            return ""
        low, high = (_shown(bound, self.digits) for bound in self.interval)
        return f"{low} to {high}" + (f"\N{NO-BREAK SPACE}{self.unit}" if self.unit else "")

    def full(self) -> str:
        """Return the value with unit and interval: `12.4 min (11.9 to 12.8 min)`."""
        return f"{self.text()} ({self.bounds()})" if self.interval else self.text()

    def __repr__(self) -> str:
        return f"{self.label or self.name}: {self.full()}"

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


def _shown(number: float, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    # a rounded minus zero reads as an error
    text = text[1:] if text.startswith("-") and not text.strip("-0.,") else text
    return text.replace("-", "\N{MINUS SIGN}")
