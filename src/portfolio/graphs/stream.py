"""A stream of messages through a bounded queue: arrivals by a simulated clock, work by a real one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError, UsageError

Floats = NDArray[np.float64]
DAY = 86_400  # seconds


@dataclass
class Report:
    """What became of the messages.

    Parameters
    ----------
    scores
        Of each message that was scored, in order of arrival; its number is in `numbers`.
    numbers
        Which messages they are.
    delays
        Seconds from arrival to score, each.
    dropped
        Messages for which the queue had no room.
    refused
        Messages that are no row of numbers.
    longest
        Of the queue.
    busy
        Seconds of work.
    """

    scores: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    dropped: int = 0
    refused: int = 0
    longest: int = 0
    busy: float = 0.0


def parse(message: str, width: int) -> Floats | None:
    """Return the numbers of a message, or nothing if it has not `width` finite ones.

    Parameters
    ----------
    message
        Numbers, separated by commas.
    width
        How many there must be.
    """
    try:
        numbers = np.array([float(one) for one in message.split(",")])
    except ValueError:
        return None
    return numbers if len(numbers) == width and np.isfinite(numbers).all() else None


def run_stream(
    messages: Sequence[str],
    score: Callable[[Floats], Floats],
    *,
    width: int,
    rate: float = 600.0,
    room: int = 3000,
    wait: float = 0.25,
    clock: Callable[[], float] = time.perf_counter,
) -> Report:
    """Return what became of messages that arrive evenly and are scored in batches.

    Every `wait` seconds, or as soon as the batch before is done, whatever waits is parsed and scored. What
    arrives while the queue is full is dropped and counted: memory stays bounded.

    Parameters
    ----------
    messages
        Texts, in order of arrival.
    score
        Takes rows of numbers; high means suspicious.
    width
        Numbers of a message.
    rate
        Messages a second.
    room
        Messages that the queue holds at most.
    wait
        Seconds between batches.
    clock
        Seconds, by which work is timed.

    Raises
    ------
    UsageError
        Rate, room or wait is not positive.
    """
    if min(rate, room, wait) <= 0:
        raise UsageError("a stream", expected="positive rate, room and wait", got=f"{rate}, {room}, {wait}")
    report, queue, following, now = Report(), deque[int](), 0, 0.0
    while following < len(messages) or queue:
        now += wait
        arrived = min(len(messages), int(np.floor(now * rate)) + 1)
        report.dropped += max(0, arrived - following - (room - len(queue)))
        queue.extend(range(following, min(arrived, following + room - len(queue))))
        following, report.longest = arrived, max(report.longest, len(queue))
        batch = list(queue)
        queue.clear()
        began = clock()
        rows = {number: parse(messages[number], width) for number in batch}
        kept = {number: row for number, row in rows.items() if row is not None}
        if kept:
            report.scores += np.asarray(score(np.stack(list(kept.values())))).tolist()
        took = clock() - began
        report.numbers += kept
        report.refused += len(batch) - len(kept)
        report.busy += took
        report.delays += [now + took - number / rate for number in kept]
        now += max(0.0, took - wait)
    return report


def alarms_a_day(share: float, rate: float) -> float:
    """Return the alarms of a day if this share of the messages raises one.

    Parameters
    ----------
    share
        Between 0 and 1.
    rate
        Messages a second.

    Raises
    ------
    DataError
        The share is none.
    """
    if not 0 <= share <= 1:
        raise DataError("share of messages", expected="between 0 and 1", got=share)
    return share * rate * DAY


def precision_of(found: float, false: float, guilty: float) -> float:
    """Return the share of alarms that are right.

    Parameters
    ----------
    found
        Share of the guilty messages that raise an alarm.
    false
        Share of the others that do.
    guilty
        Share of all messages that are guilty.
    """
    right, wrong = found * guilty, false * (1 - guilty)
    return right / (right + wrong) if right + wrong else 0.0
