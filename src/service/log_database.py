"""The log of answered requests in a database: SQLite by default, PostgreSQL by address."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from portfolio.errors import UsageError

COLUMNS = (
    ("caller", "text not null"),
    ("request", "text not null"),
    ("place", "integer not null"),
    ("time", "double precision not null"),
    ("model", "text not null"),
    ("version", "text not null"),
    ("digest", "text not null"),
    ("features", "text not null"),
    ("probability", "double precision not null"),
    ("refused", "boolean not null"),
)
NAMES = ", ".join(name for name, _ in COLUMNS)
MOST = 100  # rows of one request that `latest` returns
# The same request told twice, after a retry or after a writer that was killed, is one row.
CREATE = (
    f"create table if not exists answered ({', '.join(' '.join(one) for one in COLUMNS)}, "
    "primary key (caller, request, place))"
)
INDEX = "create index if not exists answered_by_time on answered (time)"

Row = tuple[Any, ...]


class LogDatabase(Protocol):
    """Where answered requests end up."""

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, all or none; those that are there already stay as they are."""

    def forget(self, before: float) -> int:
        """Remove rows older than a time, in seconds since 1970; return how many."""

    def read(self, since: float = 0.0) -> list[dict[str, Any]]:
        """Return the rows since a time, oldest first."""

    def latest(self, model: str, requests: int) -> list[dict[str, Any]]:
        """Return the rows of the last requests to a model, oldest first, at most `MOST` of each."""

    def close(self) -> None:
        """Let go of the database."""


def rows_of(lines: Iterable[bytes]) -> list[Row]:
    """Return the rows of lines of the spool, one for each applicant."""
    rows: list[Row] = []
    for line in lines:
        one = json.loads(line)
        told = (one["time"], one["model"], one["version"], one["digest"])
        answers = zip(one["features"], one["probability"], one["refused"], strict=True)
        for place, (features, probability, refused) in enumerate(answers):
            row = (one["caller"], one["request"], place, *told, json.dumps(features), probability, refused)
            rows.append(row)
    return rows


def open_log(address: str) -> LogDatabase:
    """Return the log at an address, its table made if it is new.

    Raises
    ------
    UsageError
        The address is neither of SQLite nor of PostgreSQL.
    """
    if address.startswith("sqlite:///"):
        return SqliteLog(Path(address.removeprefix("sqlite:///")))
    if address.startswith(("postgresql://", "postgres://")):
        return PostgresLog(address)
    raise UsageError("the address of the log", expected="sqlite:///FILE or postgresql://HOST/DATABASE")


class SqliteLog:
    """A log in one file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=10)
        self._connection.execute("pragma journal_mode = wal")  # readers do not wait for the writer
        self._connection.execute(CREATE)
        self._connection.execute(INDEX)
        self._connection.commit()

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, all or none."""
        places = ", ".join("?" for _ in COLUMNS)
        with self._connection:
            self._connection.executemany(
                f"insert into answered ({NAMES}) values ({places}) on conflict do nothing",
                rows,
            )

    def forget(self, before: float) -> int:
        """Remove older rows."""
        with self._connection:
            return self._connection.execute("delete from answered where time < ?", (before,)).rowcount

    def read(self, since: float = 0.0) -> list[dict[str, Any]]:
        """Return the rows since a time."""
        found = self._connection.execute(_SELECT.format("?"), (since,))
        return [_as_dict(row) for row in found]

    def latest(self, model: str, requests: int) -> list[dict[str, Any]]:
        """Return the rows of the last requests to a model."""
        found = self._connection.execute(_LATEST.replace("%s", "?"), (model, requests, MOST))
        return [_as_dict(row) for row in found]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class PostgresLog:
    """A log in a PostgreSQL database, which may be away for a while: the next call connects again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Any = None

    def _connected(self) -> Any:
        import psycopg

        if self._connection is None or self._connection.closed or self._connection.broken:
            self._connection = psycopg.connect(self._address, connect_timeout=3)
            with self._connection.transaction():
                self._connection.execute(CREATE)
                self._connection.execute(INDEX)
        return self._connection

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, all or none."""
        places = ", ".join("%s" for _ in COLUMNS)
        connection = self._connected()
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                f"insert into answered ({NAMES}) values ({places}) on conflict do nothing",
                rows,
            )

    def forget(self, before: float) -> int:
        """Remove older rows."""
        connection = self._connected()
        with connection.transaction():
            return int(connection.execute("delete from answered where time < %s", (before,)).rowcount)

    def read(self, since: float = 0.0) -> list[dict[str, Any]]:
        """Return the rows since a time."""
        connection = self._connected()
        with connection.transaction():
            return [_as_dict(row) for row in connection.execute(_SELECT.format("%s"), (since,))]

    def latest(self, model: str, requests: int) -> list[dict[str, Any]]:
        """Return the rows of the last requests to a model."""
        connection = self._connected()
        with connection.transaction():
            return [_as_dict(row) for row in connection.execute(_LATEST, (model, requests, MOST))]

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


_SELECT = f"select {NAMES} from answered where time >= {{}} order by time, caller, request, place"
# Each request has a row at place 0, and the index by time finds the last of them without reading the others.
_LATEST = (
    f"select {NAMES} from answered where (caller, request) in "
    "(select caller, request from answered where place = 0 and model = %s order by time desc limit %s) "
    "and place < %s order by time, caller, request, place"
)


def _as_dict(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip((name for name, _ in COLUMNS), row, strict=True))
    return {**told, "features": json.loads(told["features"]), "refused": bool(told["refused"])}


def oldest_kept(days: float) -> float:
    """Return the time before which rows are forgotten."""
    return time.time() - days * 86_400
