"""What a bench measured and left in `book/`, as the page that shows it reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from portfolio.errors import UsageError
from press.yaml_reader import read_yaml

T = TypeVar("T")


def read_record(path: Path, kind: type[T], bench: str) -> T:
    """Return a record.

    Parameters
    ----------
    path
        Such as `book/claims.yml`.
    kind
        What it must be.
    bench
        The script that writes it.

    Raises
    ------
    UsageError
        The record is missing or not whole; all faults of the file together.
    """
    where = f"{path.parent.name}/{path.name}"
    document = read_yaml(path, where)
    if document is None:
        raise UsageError(f"{where} is missing", hint=f"Make it with: python {bench}")
    return document.parsed(kind)
