"""One value of one parameter, typed by its declaration."""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portfolio.errors import UsageError
from press.runs.redaction import looks_secret

Scalar = int | float | str | bool

TYPES = ("int", "float", "str", "bool")
MAX_TEXT = 10_000  # characters of one value: more belongs in a file
MAX_WHOLE = 2**63 - 1  # what NumPy, pandas and JSON readers hold exactly as a whole number

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter."""

    # name, type_name, default and help: as declared; `type_name` is one of `TYPES`
    name: str
    type_name: str
    default: Scalar
    help: str
    # the accepted values; a text with `*` is a pattern. None: any value
    choices: tuple[Scalar, ...] | None = None
    # minimum and maximum: inclusive bounds of a number, None where open
    minimum: float | None = None
    maximum: float | None = None

    def describe_range(self) -> str:
        """Return the accepted values in words: `0 to 100`, `all, EWR or JFK`, `any text`."""
        if self.choices is not None:
            *most, last = map(str, self.choices)
            return f"{', '.join(most)} or {last}" if most else last
        if self.minimum is not None and self.maximum is not None:
            return f"{_bound(self.minimum)} to {_bound(self.maximum)}"
        if self.minimum is not None:
            return f"at least {_bound(self.minimum)}"
        if self.maximum is not None:
            return f"at most {_bound(self.maximum)}"
        return _ANY[self.type_name]

    def accepts(self, value: Scalar) -> bool:
        """Return whether a value of the right type lies in the declared range."""
        if self.choices is not None:
            return any(_matches(value, choice) for choice in self.choices)
        if isinstance(value, str):
            return True
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )


_ANY = {"int": "any whole number", "float": "any finite number", "str": "any text", "bool": "true or false"}
_WANTED = {"int": "a whole number", "float": "a finite number", "str": "text", "bool": "true or false"}


def _bound(number: float) -> str:
    return str(number).removesuffix(".0")


def _matches(value: Scalar, choice: Scalar) -> bool:
    if isinstance(value, str) and isinstance(choice, str) and "*" in choice:
        return fnmatch.fnmatchcase(value, choice)
    return value == choice


def accepted_value(parameter: Parameter, given: object, what: str) -> Scalar:
    """Return a given value as the declared type and inside the declared range.

    Raises
    ------
    UsageError
        Wrong type, or out of range; `what` opens the message.
    """
    value = typed_value(parameter, given, what)
    if not parameter.accepts(value):
        raise UsageError(f"{what} is out of range", expected=parameter.describe_range(), got=shorten(value))
    return value


def typed_value(parameter: Parameter, given: object, what: str) -> Scalar:
    """Return a given value as the declared type, whatever its range.

    Parameters
    ----------
    parameter
        The declaration.
    given
        Text, or a value of a YAML file. Text is read as the declared type only: `00123` stays text for a
        `str` and is 123 for an `int`; `1_000`, `3.0` and `1e3` are not `int`; `nan` and `inf` not `float`.
    what
        Opens the message.

    Raises
    ------
    UsageError
        The value is of another type, too long, or holds what no file can store.
    """
    for reason in _unstorable(given):
        raise UsageError(what, got=reason)
    value = _READERS[parameter.type_name](given)
    if value is None:
        raise UsageError(
            f"{what} has the wrong type",
            expected=_expected(parameter),
            got=f"{shorten(given)} ({_kind(given)})",
            hint="Write it in quotes." if parameter.type_name == "str" else "",
        )
    return value


def written(value: object) -> str:
    """Return a value as a person types it on a command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shorten(value: object) -> str:
    """Return a value for a message, cut to what a line holds."""
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        text = "a huge number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _unstorable(given: object) -> Iterator[str]:
    """Yield why a text cannot be handed to a notebook."""
    if not isinstance(given, str):
        return
    if len(given) > MAX_TEXT:
        yield f"{len(given):,} characters, more than {MAX_TEXT:,}"
    elif "\0" in given:
        yield "a NUL character"
    elif any("\ud800" <= character <= "\udfff" for character in given):
        yield "half a character, which no file can store"
    elif looks_secret(given):  # a parameter is printed on its page, and stands in every report
        yield "a text that looks like a secret, and parameters are published; name an environment variable"


def _whole(given: object) -> int | None:
    if isinstance(given, str) and _WHOLE.fullmatch(given) and len(given) <= 40:
        given = int(given)
    fits = isinstance(given, int) and not isinstance(given, bool) and -MAX_WHOLE <= given <= MAX_WHOLE
    return int(given) if fits and isinstance(given, int) else None


def _finite(given: object) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    if isinstance(given, str) and not _NUMBER.fullmatch(given):
        return None
    try:
        value = float(given)
    except OverflowError:
        return None
    return value + 0.0 if math.isfinite(value) else None  # -0.0 + 0.0 is 0.0


def _expected(parameter: Parameter) -> str:
    wanted = _WANTED[parameter.type_name]
    described = parameter.describe_range()
    return wanted if described == _ANY[parameter.type_name] else f"{wanted}, {described}"


def _kind(given: object) -> str:
    return {"NoneType": "null", "str": "text"}.get(type(given).__name__, type(given).__name__)


def _truth(given: object) -> bool | None:
    if isinstance(given, bool):
        return given
    return {"true": True, "false": False}.get(given) if isinstance(given, str) else None


_READERS: dict[str, Callable[[object], Scalar | None]] = {
    "int": _whole,
    "float": _finite,
    "str": lambda given: given if isinstance(given, str) else None,
    "bool": _truth,
}
