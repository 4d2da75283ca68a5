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
    """One server: requests a second, processor time of a request, waiting times, start, memory.

    `columns` are those of an applicant, `batch_s` the seconds of 10,000 applicants in one request.
    """

    server: Text
    columns: StrictInt
    rate: Number
    cpu_ms: Number
    p50_ms: Number
    p99_ms: Number
    ready_s: Number
    mib: Number
    batch_s: Number | None = None


@dataclass(frozen=True, config=STRICT)
class Warm:
    """The service with its other models: start to ready, then to all loaded, memory before and after."""

    ready_s: Number
    loaded_s: Number
    ready_mib: Number
    loaded_mib: Number


@dataclass(frozen=True, config=STRICT)
class Record:
    """What the bench wrote; `load` is how many processes wanted one of the `cores` meanwhile."""

    recorded: Text
    clients: StrictInt
    rounds: StrictInt
    load: Number
    cores: StrictInt
    servers: tuple[Server, ...]
    warm: Warm | None = None
    absent: tuple[Text, ...] = ()  # servers that could not be started, each with the reason


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

    head = ("server", "columns", "core-seconds per thousand", "times this service", "requests per second")
    more = ("p50 in ms", "p99 in ms", "p99 by p50", "start in s", "MiB", "10,000 rows in s")
    lines = [f"| {' | '.join((*head, *more))} |", f"|---{'|--:' * (len(head) + len(more) - 1)}|"]
    ours = {one.columns: one.cpu_ms for one in reversed(record.servers)}  # of the first with so many columns
    for one in record.servers:
        # milliseconds of one request are seconds of a thousand
        cells = [one.columns, one.cpu_ms, one.cpu_ms / ours[one.columns], one.rate, one.p50_ms, one.p99_ms]
        cells += [one.p99_ms / one.p50_ms, one.ready_s, one.mib]
        batch = "" if one.batch_s is None else number(one.batch_s)
        lines.append(f"| {escape(one.server)} | {' | '.join(map(number, cells))} | {batch} |")
    text = "\n".join(lines) + (
        f"\n\nMeasured on {record.recorded} with {record.clients} clients in {record.rounds} rounds: "
        "the servers ran together and were asked in turns, and medians are shown. "
        "Each request held one applicant; columns beyond those of the data are noise. "
        f"On average {number(record.load)} processes wanted one of the {record.cores} cores of the machine"
    )
    if record.load < record.cores:
        text += ", the clients and the servers among them.\n"
    else:
        text += ": compare the rows, and take no rate or waiting time for that of a quiet machine.\n"
    if record.warm:
        warm = record.warm
        text += (
            f"\nWith its other models, the service was ready {number(warm.ready_s)} s after its start, "
            f"holding {number(warm.ready_mib)} MiB; it loaded them in the background within another "
            f"{number(warm.loaded_s)} s and then held {number(warm.loaded_mib)} MiB.\n"
        )
    return text + "".join(f"\nNot measured: {escape(one)}.\n" for one in record.absent)
