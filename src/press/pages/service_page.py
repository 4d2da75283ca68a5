"""The measured part of the page on the architecture: what a request costs, this service beside others."""

from __future__ import annotations

from pathlib import Path

from pydantic import StrictFloat, StrictInt
from pydantic.dataclasses import dataclass

from portfolio.errors import UsageError
from press.markdown import escape
from press.yaml_reader import STRICT, Text, read_yaml

Number = StrictFloat | StrictInt


@dataclass(frozen=True, config=STRICT)
class Server:
    """One server: requests a second, processor time of a request, waiting times, start, memory."""

    server: Text
    rate: Number
    cpu_ms: Number
    p50_ms: Number
    p99_ms: Number
    ready_s: Number
    mib: Number


@dataclass(frozen=True, config=STRICT)
class Record:
    """What the bench wrote; `load` is how many processes wanted one of the `cores` meanwhile."""

    recorded: Text
    columns: StrictInt
    clients: StrictInt
    rounds: StrictInt
    load: Number
    cores: StrictInt
    servers: tuple[Server, ...]


def service_page(path: Path) -> str:
    """Return the table of servers and how it was measured.

    Parameters
    ----------
    path
        `book/service.yml`, as the bench wrote it.

    Raises
    ------
    UsageError
        The record is missing or not whole.
    """
    where = f"{path.parent.name}/{path.name}"
    document = read_yaml(path, where)
    if document is None:
        hint = "Make it with: python tests/bench/service.py --write"
        raise UsageError(f"{where} is missing", hint=hint)
    return service_markdown(document.parsed(Record))


def service_markdown(record: Record) -> str:
    """Return the record as MyST; the first server is the one that the others are compared with."""
    head = "| server | core-seconds per thousand | times ours | requests/s | p50, ms | p99, ms |"
    lines = [head, "|---|--:|--:|--:|--:|--:|"]
    ours = record.servers[0].cpu_ms
    for one in record.servers:
        # milliseconds of one request are seconds of a thousand
        cells = (one.cpu_ms, one.cpu_ms / ours, one.rate, one.p50_ms, one.p99_ms)
        lines.append(f"| {escape(one.server)} | {' | '.join(f'{cell:,.3g}' for cell in cells)} |")
    lines += [
        "",
        f"Measured on {escape(record.recorded)}: one applicant of {record.columns} columns a request, "
        f"{record.clients} clients, {record.rounds} rounds in turns with all servers running, medians. "
        f"The machine has {record.cores} cores, and {record.load:g} processes wanted one on average: compare "
        "the rows with each other, and take no rate or waiting time for what a quiet machine gives.",
    ]
    return "\n".join(lines) + "\n"
