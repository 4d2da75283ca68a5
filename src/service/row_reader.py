"""Applicants read by the signature of a model, and the JSON Schema that says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from portfolio.results import Field, Signature
from service.problems import Problem

MAX_ERRORS = 20  # told of one request
MAX_TEXT = 200  # characters of a category
_ABSENT = object()

Value = float | str | None
Rows = list[list[Value]]


class RowReader:
    """Turn applicants, each an object by column name, into rows of values.

    Parameters
    ----------
    signature
        The columns. A column that may be missing may be null or left out.
    """

    def __init__(self, signature: Signature) -> None:
        self.names = tuple(field.name for field in signature.fields)
        self._fields = [
            (
                field.name,
                field.type == "number",
                _low(field),
                _high(field),
                frozenset(field.levels),
                field.missing,
            )
            for field in signature.fields
        ]

    def read(self, applicants: Sequence[Any]) -> tuple[Rows, list[list[str]]]:
        """Return the values of each applicant in the order of the columns, and the columns unseen in each.

        A text that the model has never seen is passed on as it is; whoever logs it leaves it out.

        Raises
        ------
        Problem
            Values are missing, of another type or out of range, or columns are unknown.
        """
        rows, unseen = [], []
        errors: list[dict[str, Any]] = []
        for number, applicant in enumerate(applicants):
            row, new = self._row(number, applicant, errors)
            rows.append(row)
            unseen.append(new)
            if len(errors) >= MAX_ERRORS:
                break
        if errors:
            raise Problem(422, f"Columns: {', '.join(self.names)}.", errors[:MAX_ERRORS])
        return rows, unseen

    def _row(
        self, number: int, applicant: Any, errors: list[dict[str, Any]]
    ) -> tuple[list[Value], list[str]]:
        row: list[Value] = []
        unseen: list[str] = []
        if type(applicant) is not dict:
            errors.append(_error(number, "", "not_an_object"))
            return row, unseen
        known = 0
        for name, is_number, low, high, levels, missing in self._fields:
            value = applicant.get(name, _ABSENT)
            known += value is not _ABSENT
            if value is None or value is _ABSENT:
                if not missing:
                    errors.append(_error(number, name, "missing"))
                row.append(math.nan if is_number else None)
            elif is_number:
                if type(value) is not float and type(value) is not int:
                    errors.append(_error(number, name, "not_a_number"))
                elif not low <= value <= high:
                    errors.append(
                        {**_error(number, name, "out_of_range"), "range": [_told(low), _told(high)]}
                    )
                else:
                    row.append(float(value))
            elif type(value) is not str or len(value) > MAX_TEXT:
                errors.append(_error(number, name, "not_a_text"))
            else:
                row.append(value)
                if value not in levels:
                    unseen.append(name)
        if known < len(applicant):
            errors.append({**_error(number, "", "unknown_columns"), "count": len(applicant) - known})
        return row, unseen


def json_schema(signature: Signature) -> dict[str, Any]:
    """Return the JSON Schema of one applicant."""
    required = [field.name for field in signature.fields if not field.missing]
    return {
        "type": "object",
        "properties": {field.name: _schema(field) for field in signature.fields},
        "required": required,
        "additionalProperties": False,
    }


def _schema(field: Field) -> dict[str, Any]:
    words = f"{field.meaning or field.name}{f', in {field.unit}' if field.unit else ''}."
    if field.type == "number":
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        told = {name: bound for name, bound in bounds.items() if bound is not None}
        kind: dict[str, Any] = {"type": "number", **told}
    else:
        words += f" Seen: {', '.join(field.levels)}. Another text counts as a rare one and is told as unseen."
        kind = {"type": "string", "maxLength": MAX_TEXT}
    kind["type"] = [kind["type"], "null"] if field.missing else kind["type"]
    return {**kind, "description": words}


def _error(number: int, name: str, code: str) -> dict[str, Any]:
    return {"pointer": f"/applicants/{number}" + (f"/{name}" if name else ""), "code": code}


def _low(field: Field) -> float:
    return -1e300 if field.minimum is None else field.minimum


def _high(field: Field) -> float:
    return 1e300 if field.maximum is None else field.maximum


def _told(bound: float) -> float | None:
    return None if abs(bound) == 1e300 else bound
