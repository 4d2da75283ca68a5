"""The measured part of the page on the architecture: what a request costs, this service beside others."""

from __future__ import annotations

from pathlib import Path

from pydantic import StrictFloat, StrictInt
from pydantic.dataclasses import dataclass

from press.markdown import escape
from press.settings.record import read_record
from press.translation.numbers import localised
from press.yaml_reader import STRICT, Text

SERVICE_MARK = "<!-- portfolio: service -->"
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


def service_page(path: Path, language: str = "en") -> str:
    """Return the table of servers and how it was measured.

    Parameters
    ----------
    path
        `book/service.yml`, as the bench wrote it.
    language
        Of the numbers; the words are English.

    Raises
    ------
    UsageError
        The record is missing or not whole.
    """
    return service_markdown(read_record(path, Record, "tests/bench/service.py --write"), language)


def service_markdown(record: Record, language: str = "en") -> str:
    """Return the record as MyST; the first server is the one that the others are compared with.

    Parameters
    ----------
    record
        What the bench wrote.
    language
        Of the numbers.
    """

    def number(value: float) -> str:
        return localised(f"{value:,.0f}" if value >= 100 else f"{value:.3g}", language)

    head = ("server", "core-seconds per thousand", "times this service", "requests per second")
    lines = [f"| {' | '.join(head)} | p50 in ms | p99 in ms |", "|---|--:|--:|--:|--:|--:|"]
    ours = record.servers[0].cpu_ms
    for one in record.servers:
        # milliseconds of one request are seconds of a thousand
        cells = (one.cpu_ms, one.cpu_ms / ours, one.rate, one.p50_ms, one.p99_ms)
        lines.append(f"| {escape(one.server)} | {' | '.join(map(number, cells))} |")
    return "\n".join(lines) + (
        f"\n\nMeasured on {record.recorded} with {record.clients} clients in {record.rounds} rounds: "
        "the servers ran together and were asked in turns, and medians are shown. "
        f"Each request held one applicant of {record.columns} columns. "
        f"On average {number(record.load)} processes wanted one of the {record.cores} cores of the machine: "
        "compare the rows with each other, and take no rate or waiting time for that of a quiet machine.\n"
    )
