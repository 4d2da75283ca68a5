"""Read a card from the plain data of its YAML file, refusing what it cannot understand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from portfolio.datasets.card import (
    FAMILIES,
    KINDS,
    TYPES,
    Card,
    Column,
    Defect,
    Gaps,
    Loader,
    Reference,
    Source,
    Table,
)
from portfolio.datasets.data_wheels import REQUIREMENT
from portfolio.errors import UsageError, nearest


def parse_card(document: Mapping[str, Any], name: str) -> Card:
    """Return the card that a YAML document describes.

    Raises
    ------
    UsageError
        A field is missing, unknown or of the wrong kind; the message names the card and the field.
    """
    where = f"card {name}"
    _check_fields(document, _CARD_FIELDS, _CARD_REQUIRED, where)
    if document["name"] != name:
        raise UsageError(f"{where}: its name differs from its file", expected=name, got=document["name"])
    _check_choice(document["family"], FAMILIES, f"{where}, family")
    _check_choice(document["kind"], KINDS, f"{where}, kind")
    if document["kind"] == "weights" and document["loader"].get("wheel"):
        raise UsageError(f"{where}: weights are a folder of files", expected="a package, or kind: files")
    texts = {field: str(document.get(field, "")).strip() for field in _CARD_TEXTS}
    return Card(
        **texts,
        loader=_parse_loader(document["loader"], where),
        sources=tuple(_parse_source(source, where) for source in document.get("sources", ())),
        tables=_parse_tables(document, where),
        defects=tuple(_parse_defect(defect, where) for defect in document.get("defects", ())),
        facts=tuple((str(key), str(value)) for key, value in document.get("facts", {}).items()),
        contract=_contract(document),
    )


_CARD_TEXTS = (
    "name", "family", "kind", "title", "publisher", "licence", "licence_note", "url", "citation",
    "collected", "about", "instead", "content_sha256",
)  # fmt: skip
_CARD_REQUIRED = (
    "name", "family", "kind", "title", "publisher", "licence", "url", "collected", "about", "loader",
)  # fmt: skip
_CARD_FIELDS = (
    *_CARD_TEXTS,
    "loader",
    "sources",
    "tables",
    "rows",
    "keys",
    "columns",
    "extra",
    "defects",
    "facts",
)
_COLUMN_FIELDS = ("name", "type", "meaning", "unit", "min", "max", "allowed", "missing", "zone", "format")
_PROSE = ("meaning", "unit")


def _check_fields(
    document: Mapping[str, Any], known: tuple[str, ...], required: tuple[str, ...], where: str
) -> None:
    unknown = [field for field in document if field not in known]
    if unknown:
        raise UsageError(f"{where}: unknown field {unknown[0]!r}", hint=nearest(str(unknown[0]), known))
    absent = [field for field in required if field not in document]
    if absent:
        raise UsageError(f"{where}: missing field", expected=", ".join(absent))


def _check_choice(value: object, choices: tuple[str, ...], where: str) -> None:
    if value not in choices:
        raise UsageError(where, expected=" or ".join(choices), got=repr(value))


def _parse_loader(document: Mapping[str, Any], where: str) -> Loader:
    if "reader" not in document:
        raise UsageError(f"{where}, loader: missing field", expected="reader")
    own = ("reader", "package", "install", "wheel")
    options = {key: value for key, value in document.items() if key not in own}
    fixed = {key: str(document.get(key, "")) for key in own}
    if fixed["wheel"] and not REQUIREMENT.fullmatch(fixed["wheel"]):
        raise UsageError(f"{where}, loader: wheel", expected="name==version", got=fixed["wheel"])
    return Loader(**fixed, options=json.dumps(options, sort_keys=True))


def _parse_source(document: Mapping[str, Any], where: str) -> Source:
    _check_fields(document, ("file", "sha256", "also"), ("file",), f"{where}, sources")
    return Source(str(document["file"]), str(document.get("sha256", "")), tuple(document.get("also", ())))


def _parse_tables(document: Mapping[str, Any], where: str) -> tuple[Table, ...]:
    if "tables" in document:
        return tuple(
            _parse_table(table, f"{where}, table {table.get('name')}") for table in document["tables"]
        )
    if "columns" not in document:
        return ()
    fields = ("name", "columns", "keys", "rows", "extra")
    return (_parse_table({field: document[field] for field in fields if field in document}, where),)


def _parse_table(document: Mapping[str, Any], where: str) -> Table:
    _check_fields(document, ("name", "columns", "keys", "rows", "extra"), ("name", "columns"), where)
    rows = document.get("rows")
    return Table(
        name=str(document["name"]),
        columns=tuple(_parse_column(column, rows, where) for column in document["columns"]),
        keys=tuple(tuple(key) for key in document.get("keys", ())),
        rows=rows,
        extra=bool(document.get("extra", False)),
    )


def _parse_column(document: Mapping[str, Any], rows: int | None, where: str) -> Column:
    where = f"{where}, column {document.get('name')}"
    _check_fields(document, _COLUMN_FIELDS, ("name", "type", "meaning"), where)
    _check_choice(document["type"], TYPES, f"{where}, type")
    allowed = tuple(document.get("allowed", ()))
    if document["type"] == "text" and not all(isinstance(value, str) for value in allowed):
        # YAML reads a bare yes, no or 01 as something else
        raise UsageError(
            f"{where}: allowed values of a text column", expected="quoted texts", got=list(allowed)
        )
    return Column(
        name=str(document["name"]),
        type=document["type"],
        meaning=str(document["meaning"]),
        unit=str(document.get("unit", "")),
        minimum=document.get("min"),
        maximum=document.get("max"),
        allowed=allowed,
        missing=_missing_share(document.get("missing", 0), rows, where),
        zone=str(document.get("zone", "")),
        format=str(document.get("format", "")),
    )


def _missing_share(missing: float, rows: int | None, where: str) -> float:
    """Return the allowed share: a whole number counts rows, a fraction is the share itself."""
    if isinstance(missing, int) and missing > 1:
        if not rows:
            raise UsageError(f"{where}: a count of missing values", expected="a card that states its rows")
        return missing / rows
    if isinstance(missing, int) and rows:
        return missing / rows
    if not 0 <= missing <= 1:
        raise UsageError(
            f"{where}: missing", expected="a number of rows, or a share from 0 to 1", got=missing
        )
    return float(missing)


def _parse_defect(document: Mapping[str, Any], where: str) -> Defect:
    where = f"{where}, defects"
    fields = ("text", "count", "where", "duplicates", "orphans", "gaps")
    _check_fields(document, fields, ("text",), where)
    return Defect(
        text=str(document["text"]).strip(),
        count=document.get("count"),
        where=str(document.get("where", "")),
        duplicates=tuple(document.get("duplicates", ())),
        orphans=_parse_reference(document["orphans"], where) if "orphans" in document else None,
        gaps=_parse_gaps(document["gaps"], where) if "gaps" in document else None,
    )


def _parse_reference(document: Mapping[str, Any], where: str) -> Reference:
    fields = ("columns", "dataset", "keys")
    _check_fields(document, fields, fields, f"{where}, orphans")
    return Reference(tuple(document["columns"]), str(document["dataset"]), tuple(document["keys"]))


def _parse_gaps(document: Mapping[str, Any], where: str) -> Gaps:
    _check_fields(document, ("time", "step", "by"), ("time", "step"), f"{where}, gaps")
    return Gaps(str(document["time"]), str(document["step"]), str(document.get("by", "")))


def _contract(document: Mapping[str, Any]) -> str:
    parts = {key: document[key] for key in ("loader", "rows", "keys", "extra", "sources") if key in document}
    tables = document.get("tables") or [{"columns": document.get("columns", [])}]
    parts["tables"] = [
        {**table, "columns": [_without_prose(column) for column in table["columns"]]} for table in tables
    ]
    return json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)


def _without_prose(column: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in column.items() if key not in _PROSE}
