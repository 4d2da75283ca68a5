"""A recorded value and how it reads."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.errors import DataError

Scalar = int | float | str
NUMBER, NAME, DATA_NAME, CHOICE = TYPES = ("number", "name", "data name", "choice")
TEXTS = "A text is recorded with results.name or results.choice."


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
        Lower and upper bound, in the same unit; `method` says of what.
    tolerance
        Largest absolute difference from the locked value that is not a drift.
    label
        What the value is, in words; heads its row of a comparison table.
    measured
        Whether it is a time of this machine, which differs from build to build: the lock holds that there is
        such a value and not which, and a comparison of two sites leaves it out.
    type
        `number`, `name` (that the analysis found), `data name` (that the data give, perhaps with digits) or
        `choice` (one of a declared set of wordings).
    method
        How the interval was made, by its name in `methods.METHODS`; empty where that is not known.
    of
        The recorded name or choice that says what this is a number of; runs in which that differs have
        recorded different quantities. Empty where the label says it all.
    """

    name: str
    value: Scalar
    unit: str = ""
    digits: int = 2
    interval: tuple[float, float] | None = None
    tolerance: float = 0.0
    label: str = ""
    measured: bool = False
    type: str = NUMBER
    method: str = ""
    of: str = ""

    def __post_init__(self) -> None:
        what = f"result {self.name!r}"
        if not (isinstance(self.name, str) and self.name.isidentifier()):
            raise DataError(what, expected="a name that is a Python identifier")
        if self.interval is not None and len(self.interval) != 2:
            raise DataError(f"{what}: interval", expected="a lower and an upper bound", got=self.interval)
        if self.type not in TYPES:
            raise DataError(f"{what}: type", expected=", ".join(TYPES), got=self.type)
        numbers = [] if self.type != NUMBER and isinstance(self.value, str) else [self.value]
        for number in (*numbers, self.tolerance, *(self.interval or ())):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise DataError(what, expected="a number", got=repr(number), hint=TEXTS)
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

    @property
    def is_count(self) -> bool:
        """Whether it is a plain whole number: how many there are depends on how much was counted."""
        return isinstance(self.value, int) and not self.unit and self.interval is None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


MAX_WORDS, MAX_CHARACTERS, MAX_DATA_CHARACTERS = 5, 40, 120


def check_short(name: str, text: str, *, from_data: bool = False) -> None:
    """Refuse a recorded text that is not a name or a few words.

    Raises
    ------
    DataError
        It is not a text, is empty, holds a digit (unless it stands in the data so) or is too long.
    """
    what, hint = f"result {name!r}", "Write the sentence in Markdown and record its numbers by name."
    if not isinstance(text, str) or not text.strip():
        raise DataError(what, expected="a text", got=repr(text))
    if from_data:
        if len(text) > MAX_DATA_CHARACTERS:
            wanted = f"a name of at most {MAX_DATA_CHARACTERS} characters"
            raise DataError(what, expected=wanted, got=f"{len(text)} characters")
        return
    if any(sign.isdigit() for sign in text):
        data = "A name that stands in the data so is declared: from_data=True."
        raise DataError(what, expected="words without digits", got=repr(text), hint=f"{hint} {data}")
    if len(text.split()) > MAX_WORDS or len(text) > MAX_CHARACTERS:
        wanted = f"at most {MAX_WORDS} words and {MAX_CHARACTERS} characters"
        raise DataError(what, expected=wanted, got=repr(text), hint=hint)


def _shown(number: float, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    # a rounded minus zero reads as an error
    text = text[1:] if text.startswith("-") and not text.strip("-0.,") else text
    return text.replace("-", "\N{MINUS SIGN}")
