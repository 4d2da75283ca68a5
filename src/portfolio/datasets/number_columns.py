"""Columns of numbers, however they are written; what was read and what could not be is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from portfolio.datasets.decimal_marks import Habits, decimal_marks, find_marks, is_doubtful
from portfolio.datasets.treatments import Treatment, quoted, treatment
from portfolio.datasets.written_numbers import Written, is_missing_word, is_money_or_percent, written
from portfolio.errors import DataError

INTEGERS = 2**53  # below it, a float holds every whole number
FEW = 20  # different numbers; a column of fewer may be a list of levels
MOSTLY = 0.5  # share of numbers above which a column is more than a text with a few of them
SOME = 0.2  # share of numbers above which a text is worth a line
USUAL = 0.8  # share of the usual unit above which the others are slips
WORDS = 0.2  # share of words in a list of numbers up to which they are taken for missing numbers
FIRST = 100  # values that show at once what most columns are
TYPICAL = 2000  # rows that show the habits of a file
_PLAIN_DECIMAL = r"\.(?:\d{1,2}|\d{4,})\s*$|^\s*[+-]?0?\.\d"


@dataclass(frozen=True)
class _Column:
    """A column of texts, read as far as it goes: each different text once, with how often it stands."""

    texts: pd.Series
    counts: Counter[str]
    forms: dict[str, Written]
    missing: frozenset[str]
    marks: tuple[str, str] = (".", "")

    @property
    def others(self) -> list[str]:
        """What is neither a number nor a word for none."""
        return [text for text in self.counts if text not in self.forms and text not in self.missing]

    @property
    def present(self) -> int:
        """Rows with a value, be it a number or not."""
        return sum(count for text, count in self.counts.items() if text not in self.missing)

    @property
    def readable(self) -> int:
        """Rows with a number."""
        return sum(self.counts[text] for text in self.forms)

    def only(self, forms: dict[str, Written], marks: tuple[str, str]) -> _Column:
        """Return the column with these of its numbers."""
        return replace(self, forms=forms, marks=marks)


def habits_of(frame: pd.DataFrame, delimiter: str) -> Habits:
    """Return what the unambiguous numbers of a table of texts say about its marks."""
    marks: set[str] = set()
    first = frame.head(TYPICAL)
    for name in first.columns:
        if _plain_numbers(first[name]) is not None:
            marks |= {"."} if first[name].str.contains(_PLAIN_DECIMAL, regex=True).any() else set()
            continue
        column = _examined(first[name])
        if column.forms and column.readable > MOSTLY * column.present:
            marks |= set(decimal_marks(column.forms.values()))
    return Habits(marks.pop() if len(marks) == 1 else "", delimiter)


def read_numbers(
    texts: pd.Series, name: str, habits: Habits, where: str
) -> tuple[pd.Series, list[Treatment]]:
    """Return a column as numbers if that is what it mostly holds, else as it is, with what was done.

    Parameters
    ----------
    texts
        The column: texts, missing where the file has nothing.
    name, where
        Of the column and of the file, for messages.
    habits
        Of the file, for numbers that can be read in two ways.

    Raises
    ------
    DataError
        The column holds an infinite number, or amounts of different units.
    """
    plain = _plain_numbers(texts)
    if plain is not None and not _may_part_thousands(texts):
        _check_finite(plain, name, where)
        return plain, []
    column = _examined(texts)
    if not column.present:
        return _all_missing(column, name)
    marks, found = find_marks(column.counts, column.forms, habits), column
    column = column.only(_readable(column.forms, marks), marks)
    if column.readable <= MOSTLY * column.present:
        return texts, _half_numbers(found, name)
    reason = "numbers of different units" if _mixes_units(column) else _reason_for_text(column)
    if reason:
        return texts, [_kept(column, name, reason)]
    return _as_numbers(_of_one_unit(column, name, where), name, where)


def _plain_numbers(texts: pd.Series) -> pd.Series | None:
    """Return numbers if all values are as a program writes them, with a decimal point; else `None`."""
    present = texts.dropna()
    if pd.to_numeric(present.iloc[:FIRST], errors="coerce").isna().any():  # a text is known at once
        return None
    numbers = pd.to_numeric(texts, errors="coerce")
    if present.empty or numbers.notna().sum() < len(present) or present.str.match(r"\s*[+-]?0\d").any():
        return None
    large = present[numbers[present.index].abs() >= INTEGERS]
    return None if large.str.fullmatch(r"\s*[+-]?\d+\s*").any() else numbers


def _may_part_thousands(texts: pd.Series) -> bool:
    """Return whether each point stands before three digits, so that it may part thousands."""
    present = texts.dropna()
    form = r"\s*[+-]?(?:\d{1,3}|[1-9]\d{0,2}\.\d{3})\s*"
    if not (present.iloc[:FIRST].str.fullmatch(form).all() and present.str.fullmatch(form).all()):
        return False
    return bool(present.str.contains(".", regex=False).any())


def _examined(texts: pd.Series) -> _Column:
    counts = Counter(texts.dropna().tolist())
    missing = frozenset(text for text in counts if is_missing_word(text))
    forms = {text: form for text in counts if text not in missing and (form := written(text)) is not None}
    return _Column(texts, counts, forms, missing)


def _readable(forms: dict[str, Written], marks: tuple[str, str]) -> dict[str, Written]:
    return {text: form for text, form in forms.items() if form.value(*marks) is not None}


def _all_missing(column: _Column, name: str) -> tuple[pd.Series, list[Treatment]]:
    words = column.texts.notna()
    noted = [treatment(f"no value: {quoted(column.counts)}", name, words)] if words.any() else []
    return pd.Series(np.nan, index=column.texts.index, name=column.texts.name), noted


def _reason_for_text(column: _Column) -> str:
    """Return why a column of mostly numbers has to stay text; empty if it need not."""
    bodies = [form.body for form in column.forms.values()]
    if any(len(body) > 1 and body[0] == "0" and body[1].isdigit() for body in bodies):
        return "leading zeros"
    if any(body.isdigit() and float(body) >= INTEGERS for body in bodies):
        return "numbers too long to be kept exactly"
    others = column.others
    share = 1 - column.readable / column.present
    if not others:
        return ""
    if len(others) > FEW and all(any(map(str.isdigit, text)) for text in others):
        return "codes with letters among the numbers"
    if len(set(bodies)) > FEW:
        return ""
    digits = any(any(map(str.isdigit, text)) for text in others)
    return "levels that are not all numbers" if digits or share > WORDS else ""


def _mixes_units(column: _Column) -> bool:
    """Return whether no unit is the usual one, as of kilograms and pounds; money is refused elsewhere."""
    units = Counter[str]()
    for text, form in column.forms.items():
        units[form.unit] += column.counts[text]
    known = {unit: count for unit, count in units.items() if unit and not is_money_or_percent(unit)}
    return len(known) > 1 and max(known.values()) < USUAL * sum(known.values())


def _half_numbers(column: _Column, name: str) -> list[Treatment]:
    """Return a line for a text that holds too many numbers to pass for one without."""
    if column.readable > MOSTLY * column.present:
        mixed = len(decimal_marks(column.forms.values())) > 1
        return [_kept(column, name, "numbers with points and numbers with commas")] if mixed else []
    if len({form.body for form in column.forms.values()}) <= FEW or column.readable < SOME * column.present:
        return []
    return [_kept(column, name, "only some of the values are numbers, and these are others")]


def _kept(column: _Column, name: str, reason: str) -> Treatment:
    others = column.others
    shown = quoted(others or column.forms)
    touched = column.texts.isin(others) if others else column.texts.notna()
    return treatment(f"kept as text, {reason}: {shown}", name, touched)


def _of_one_unit(column: _Column, name: str, where: str) -> _Column:
    """Return the column with the numbers of its usual unit only; a plain zero has every unit."""
    units = Counter[str]()
    for text, form in column.forms.items():
        units[form.unit] += 0 if _is_zero(form) and not form.unit else column.counts[text]
    kinds = [unit for unit in units if units[unit] and is_money_or_percent(unit)]
    if len(kinds) > 1 or (kinds and kinds[0] == "%" and units[""]):
        found = ", ".join(f"{unit or 'none'!r} in {units[unit]} rows" for unit in units if units[unit])
        raise DataError(
            f"{where}: the numbers of column {name!r} are of different units",
            expected="one unit in the column",
            got=found,
            hint="Convert them to one unit before.",
        )
    usual = units.most_common(1)[0][0]
    allowed = {usual, *kinds, ""} if kinds else {usual}
    forms = {text: one for text, one in column.forms.items() if one.unit in allowed or _is_zero(one)}
    return column.only(forms, column.marks)


def _is_zero(form: Written) -> bool:
    return not form.body.strip("0.,")


def _as_numbers(column: _Column, name: str, where: str) -> tuple[pd.Series, list[Treatment]]:
    known = {text: float(form.value(*column.marks) or 0) for text, form in column.forms.items()}
    texts = column.texts
    numbers = texts.map(known).astype(float)
    _check_finite(numbers, name, where)
    shown = texts.isin([text for text in known if not _is_plain(text) or column.marks[1] in (".", ",")])
    words, others = texts.isin(list(column.missing)), texts.isin(column.others)
    noted = []
    if shown.any():
        example = texts[shown].iloc[0]
        noted.append(treatment(f"number written as {example!r}, read as {known[example]:.12g}", name, shown))
    elif column.marks == (".", "") and is_doubtful(column.forms.values()):
        example = next(text for text, form in column.forms.items() if "." in form.body)
        marked = texts.isin([text for text, form in column.forms.items() if "." in form.body])
        noted.append(treatment(f"point taken for a decimal point: {example!r}", name, marked))
    if words.any():
        noted.append(treatment(f"no value: {quoted(texts[words])}", name, words))
    if others.any():
        noted.append(treatment(f"not a number, made missing: {quoted(texts[others])}", name, others))
    fractions = any(set(form.body) & {column.marks[0]} or form.power for form in column.forms.values())
    whole = numbers.notna().all() and (numbers % 1 == 0).all() and not fractions
    return (numbers.astype("int64") if whole else numbers), noted


def _is_plain(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()


def _check_finite(numbers: pd.Series, name: str, where: str) -> None:
    found = np.flatnonzero(numbers.abs() == float("inf"))
    if len(found):
        rows = ", ".join(map(str, found[:5]))
        raise DataError(f"{where}: column {name!r} holds {len(found)} infinite values", got=f"rows {rows}")
