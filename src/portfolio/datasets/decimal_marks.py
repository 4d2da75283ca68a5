"""Which mark stands before decimals and which parts thousands, where a number can be read in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.datasets.written_numbers import Written

TELLING = 30  # different numbers that all show three digits behind a mark: then the mark parts thousands
_CONVENTIONS = [(".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'")]


_WITHOUT_CENTS = {"\u00a5", "\u20a9", "\u20ab"}  # yen, won and dong: three digits behind a mark are thousands


@dataclass(frozen=True)
class Habits:
    """What a file's unambiguous numbers say about the marks of the others.

    Parameters
    ----------
    decimal
        The mark before decimals in all of them; empty if there are none, or both are used.
    delimiter
        Of the file: a semicolon goes with decimal commas.
    """

    decimal: str = ""
    delimiter: str = ","


def find_marks(counts: Mapping[str, int], forms: Mapping[str, Written], habits: Habits) -> tuple[str, str]:
    """Return the decimal mark and the mark of thousands under which most numbers are read.

    Parameters
    ----------
    counts, forms
        How often each text stands, and the number that it may be.
    habits
        Of the file, for numbers that can be read in two ways.
    """
    read = {
        convention: sum(counts[text] for text, form in forms.items() if form.value(*convention) is not None)
        for convention in _CONVENTIONS
    }
    most = max(read.values())
    best = [convention for convention in _CONVENTIONS if read[convention] == most]
    doubtful = [
        mark for mark in (".", ",") if (mark, "") in best and _other(mark) + mark in map("".join, best)
    ]
    for mark in doubtful:
        if _parts_thousands(mark, forms.values(), habits):
            return _other(mark), mark
        if any(mark in form.body for form in forms.values()):
            return mark, ""
    return best[0]


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def decimal_marks(forms: Iterable[Written]) -> list[str]:
    """Return the marks that can only stand before decimals in a column's numbers."""
    bodies = [form.body for form in forms]
    return [mark for mark in (".", ",") if any(_is_decimal(body, mark) for body in bodies)]


def _is_decimal(body: str, mark: str) -> bool:
    """Return whether a mark stands before decimals: it is the last, stands once and parts no three digits."""
    if body.count(mark) != 1:
        return False
    before, after = body.split(mark)
    if _other(mark) in after:
        return False
    return len(after) != 3 or before in ("", "0") or len(before) > 3 or _other(mark) in before


def is_doubtful(forms: Iterable[Written]) -> bool:
    """Return whether each point stands before three digits, and numbers without one are below a thousand."""
    bodies = {form.body for form in forms}
    bare = {body for body in bodies if "." not in body}
    return bool(bare) and bare != bodies and all(len(body) <= 3 for body in bare)


def _parts_thousands(mark: str, forms: Iterable[Written], habits: Habits) -> bool:
    """Return whether a mark that always stands before three digits parts thousands.

    The other numbers of the file decide. Failing these, decimals are not all three digits long by chance,
    and numbers below a thousand have no mark of thousands.
    """
    bodies = {form.body for form in forms}
    marked = {body for body in bodies if mark in body}
    if not marked:
        return False
    if {form.unit for form in forms if form.unit} & _WITHOUT_CENTS:
        return True
    if habits.decimal:
        return habits.decimal != mark
    bare = bodies - marked
    if mark == ",":
        return habits.delimiter != ";" or (bool(bare) and all(len(body) <= 3 for body in bare))
    return len(marked) >= TELLING and bool(bare) and all(len(body) <= 3 for body in bare)
