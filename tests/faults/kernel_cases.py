"""K: what the process behind a notebook can do to a build, and to the machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable

from faults import torture
from faults.case import Met, Table
from faults.lab import Lab, printed
from faults.laws import survivors
from faults.torture import BAD, RECORDS

TABLE = Table()
FLOOD = "print('x' * 50_000_000)"
DRIPS = "import sys\nfor _ in range(2_000_000):\n    sys.stdout.write('x')"
WAITS = "from pathlib import Path\nimport time\nPath('started').touch()\ntime.sleep(4712)"

for number, fault, name in (
    ("K1", "the kernel is killed while a cell runs", "dies"),
    ("K2", "a cell takes all the memory that it can get", "balloons"),
    ("K3a", "an endless loop in Python", "loops"),
    ("K3b", "an endless loop in C", "loops-in-c"),
    ("K4", "many short cells, together over the limit of the notebook", "a-crawls"),
    ("K5", "a kernel that cannot start: a library is missing", "broken-kernel"),
):
    TABLE.add(number, fault, BAD[name][1], BAD[name][2], lambda lab, name=name: lab.row(name))


@TABLE.case("K6", "a kernel that fails to start the first time, as with a port already taken", 0, "^ok")
def second_try(lab: Lab) -> Met:
    met = lab.row("shy-kernel")
    return met if (lab.home / "tried").exists() else Met(1, "the kernel was not tried twice", met.broken)


def noisy(look: Callable[[str], str]) -> Callable[[Lab], Met]:
    """Return a meeting with what the two noisy notebooks of the torture book printed."""

    def meet(lab: Lab) -> Met:
        met = lab.row("noisy")
        seen = [look("\n".join(lab.printed(name))) for name in ("noisy", "noisy-too")]
        return Met(met.code, " | ".join(dict.fromkeys(seen)), met.broken)

    return meet


def line(start: str) -> Callable[[str], str]:
    """Return what finds the first printed line with this start."""
    return lambda text: next((one for one in text.splitlines() if one.startswith(start)), "lost")


TABLE.add(
    "K7",
    "a thread that prints after its cell has ended",
    0,
    "^in time, then left out$",
    noisy(
        lambda text: " then ".join(
            [line("in time")(text) + ",", line("late")(text).replace("lost", "left out")]
        )
    ),
)
TABLE.add(
    "K8", "children left behind, one of them in a session of its own", 0, "^ok", lambda lab: lab.row("noisy")
)
TABLE.add(
    "K11a", "colour codes, binary bytes and a line of a million characters", 0, "^cut, with a note$",
    noisy(lambda text: "cut, with a note" if "more characters were cut" in text else "whole"),
)  # fmt: skip
TABLE.add(
    "K11b",
    "half a character (a lone surrogate) in the output",
    0,
    "^half . a character$",
    noisy(line("half")),
)
TABLE.add(
    "K12", "a notebook whose author sets no limit of threads", 0, r"^\[None, '1', 'UTC', '0'\]$",
    noisy(line("[None")),
)  # fmt: skip
TABLE.add("K13", "two notebooks that write a file of one name", 0, r"^\[\]$", noisy(line("[]")))


def interrupted(*signals: int, words: tuple[str, ...] = ("build",)) -> Callable[[Lab], Met]:
    """Return a meeting with a command, `build` by default, that is sent signals while a cell runs."""

    def meet(lab: Lab) -> Met:
        lab.fresh().notebook("one", RECORDS, WAITS, prose=torture.SHOWN)
        torture.contents(lab.book)
        shutil.rmtree(lab.project.build / "runs", ignore_errors=True)  # marks of an earlier case
        process = lab.start(*words)
        until(lambda: bool(list(lab.project.build.glob("runs/*/work/started"))))
        for number in signals:
            with contextlib.suppress(ProcessLookupError):  # a build may end at the first one before the next
                os.kill(process.pid or 0, number)
            time.sleep(0.01)
        killed = signal.SIGKILL in signals
        answer = lab.finish(process, *words, silent=killed)
        if killed:  # the kernel notices that the press is gone
            until(lambda: not list(survivors(lab.root)))
        return lab.after(answer)

    return meet


def until(holds: Callable[[], bool], patience: float = 200.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came")
        time.sleep(0.05)


TABLE.add(
    "K9a", "Ctrl-C while a cell runs", 130, "the published site is untouched", interrupted(signal.SIGINT)
)
TABLE.add(
    "K9b", "SIGTERM while a cell runs", 143, "the published site is untouched", interrupted(signal.SIGTERM)
)
TABLE.add("K9c", "`kill -9` of the press while a cell runs", -9, "", interrupted(signal.SIGKILL))
TABLE.add(
    "K9d",
    "Ctrl-C while a cell of `portfolio run` runs",
    130,
    "what was reached is in .*one.custom.ipynb",
    interrupted(signal.SIGINT, words=("run", "one")),
)
TABLE.add(
    "L4", "Ctrl-C twice in a row", 130, "the published site is untouched",
    interrupted(signal.SIGINT, signal.SIGINT),
)  # fmt: skip


def flooded(code: str) -> Callable[[Lab], Met]:
    """Return a meeting with a cell that prints too much."""

    def meet(lab: Lab) -> Met:
        lab.fresh().notebook("echo", code, parameters=torture.ECHO)
        answer = lab.give("run", "echo", "--cell-seconds", "100")
        text = "".join("".join(printed(path)) for path in (lab.project.build / "single").glob("*.ipynb"))
        cut = "cut, with a note" if len(text) < 200_000 and "more characters were cut" in text else "whole"
        return lab.after(answer, told=f"{cut}; {answer.verdict}")

    return meet


TABLE.add("K10a", "fifty million characters printed at once", 0, "^cut, with a note", flooded(FLOOD))
TABLE.add("K10b", "two million prints of one character", 0, "^cut, with a note", flooded(DRIPS))


def executed_again(lab: Lab, **environment: str) -> bytes:
    """Execute a notebook whatever the cache holds; return the bytes of the executed notebook."""
    answer = lab.give("run", "echo", "--force", env=environment)
    if answer.code:
        raise RuntimeError(answer.err)
    (path,) = (lab.project.build / "single").glob("*.ipynb")
    return path.read_bytes()


@TABLE.case(
    "K14", "another hash seed, locale, time zone and number of threads outside", 0, "^the same bytes$"
)
def seeds(lab: Lab) -> Met:
    lab.fresh()
    one = executed(lab)
    outside = {
        "PYTHONHASHSEED": "1",
        "OMP_NUM_THREADS": "2",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
    }
    answer = lab.give("run", "echo", "--force", env=outside)
    return lab.after(answer, told="the same bytes" if executed(lab) == one else "other bytes")


def executed(lab: Lab) -> bytes:
    """Return the bytes of the executed notebook `echo` in the cache."""
    for path in lab.project.cache.glob("entries/*/*/executed.ipynb"):
        if b"About echo" in path.read_bytes():
            return path.read_bytes()
    raise LookupError("echo")


TABLE.leave(
    "K15",
    "another locale and a time zone far east",
    "Met together with K14: the environment of a kernel is fixed.",
)
TABLE.leave(
    "K16", "a GPU or an optional package is absent",
    "No chapter uses a GPU, and no package is optional: requirements.txt pins all of them.",
)  # fmt: skip
