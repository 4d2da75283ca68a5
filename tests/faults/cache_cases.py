"""C: what can happen to the memory of earlier executions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from faults import torture
from faults.case import Met, Table
from faults.lab import Answer, Lab
from portfolio.errors import EnvironmentFaultError
from press.cache.cache import Cache
from press.cache.entry import FORMAT, Entry
from press.cache.keys import Key, digest_of

TABLE = Table()
WRITERS, ROUNDS = 8, 20
OUTSIDE = {"LC_ALL": "tr_TR", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}


def entry_of(lab: Lab, run: str) -> Path:
    """Return the folder of a run's entry."""
    for record in lab.project.cache.glob("entries/*/*/record.json"):
        if json.loads(record.read_text())["run"] == run:
            return record.parent
    raise LookupError(run)


def planned(lab: Lab, answer: Answer) -> dict[str, dict[str, Any]]:
    """Return what a dry run said, by notebook and scenario."""
    return {f"{row['notebook']}/{row['scenario']}": row for row in json.loads(answer.out)["runs"]}


def dry(inject: Callable[[Lab], object], run: str = "one/default", **how: Any) -> Callable[[Lab], Met]:
    """Return a meeting with a dry run: what is told is the verdict on one run and its reasons."""

    def meet(lab: Lab) -> Met:
        lab.fresh()
        inject(lab)
        answer = lab.give("build", "--dry-run", "--json", silent=True, **how)
        row = planned(lab, answer)[run]
        return lab.after(answer, told=f"{row['action']}: {'; '.join(row['reasons'])}")

    return meet


def own_library(lab: Lab) -> None:
    """Give the book a library of its own, and change one module of it."""
    source = (lab.root / "src").resolve()
    (lab.root / "src").unlink()
    shutil.copytree(
        source,
        lab.root / "src",
        ignore=shutil.ignore_patterns("__pycache__", "static", "cards", "*.egg-info"),
    )
    module = lab.root / "src/portfolio/results/recording.py"
    module.write_text(module.read_text() + "\nCHANGED = True\n")


def edit(old: str, new: str, name: str = "notebooks/one.ipynb") -> Callable[[Lab], object]:
    """Return the edit of one file of the book."""

    def inject(lab: Lab) -> None:
        path = lab.root / name
        text = path.read_text()
        if old not in text:
            raise LookupError(old)
        path.write_text(text.replace(old, new))

    return inject


TABLE.add(
    "C1",
    "a module that a notebook imports changed",
    0,
    "execute: .*module portfolio.results.recording changed",
    dry(own_library),
)
TABLE.add(
    "C3", "another locale, time zone, hash seed and number of threads outside", 0, "^reuse",
    dry(lambda lab: lab, env={**OUTSIDE, "OMP_NUM_THREADS": "9"}),
)  # fmt: skip
TABLE.add("C4a", "only prose edited", 0, "^reuse", dry(edit("The answer is", "Now the answer is")))
TABLE.add(
    "C4b",
    "only a tag of display edited",
    0,
    "^reuse",
    dry(edit('"metadata": {},', '"metadata": {"tags": ["hide-input"]},')),
)
TABLE.add(
    "C5a",
    "a default changed",
    0,
    "execute: .*parameter seed: 0 -> 1",
    dry(edit("seed: int = 0", "seed: int = 1")),
)
TABLE.add(
    "C5b", "parameters of a scenario in another order", 0, "^reuse",
    dry(edit("{city: Oslo}", "{seed: 0, city: Oslo}", "notebooks/one.yml"), "one/oslo"),
)  # fmt: skip


@TABLE.case("C16", "an execution of everything is asked for", 0, "execute: execution was asked for")
def forced(lab: Lab) -> Met:
    lab.fresh()
    answer = lab.give("build", "--dry-run", "--force", "--json", silent=True)
    row = planned(lab, answer)["one/default"]
    return lab.after(answer, told=f"{row['action']}: {'; '.join(row['reasons'])}")


@TABLE.case("C2", "a data file changed, its size and time stamp kept", 0, "execute: dataset csv:.* changed")
def data_file(lab: Lab) -> Met:
    lab.fresh()
    data = lab.book.write("data.csv", "a,b\n1,2\n")
    reads = (
        "from portfolio import datasets\nfrom portfolio.results import run_log\n"
        f"name = 'csv:{data}'\n"
        "run_log.append('dataset', {'name': name, 'fingerprint': datasets.fingerprint(name)})"
    )
    lab.book.notebook("echo", reads, parameters=torture.ECHO)
    torture.contents(lab.book)
    lab.give("run", "echo")
    before = data.stat()
    data.write_text("a,b\n1,3\n")
    import os

    os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
    answer = lab.give("build", "--dry-run", "--json", silent=True)
    row = planned(lab, answer)["echo/default"]
    return lab.after(answer, told=f"{row['action']}: {'; '.join(row['reasons'])}".replace(str(data), "PATH"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    path.write_text(text.replace(old, new) if old in text else text[:-2] + " " + text[-2:])


def swapped(mine: Path, other: Path) -> None:
    aside = mine.with_name("aside")
    mine.rename(aside)
    other.rename(mine)
    aside.rename(other)


DAMAGES: dict[str, tuple[str, Callable[[Path, Path], object], str]] = {
    "C6": (
        "an entry cut short",
        lambda mine, _: (mine / "executed.ipynb").write_bytes((mine / "executed.ipynb").read_bytes()[:400]),
        "entry damaged: executed.ipynb does not match its digest",
    ),
    "C7": (
        "the folder of an entry deleted, its history kept",
        lambda mine, _: shutil.rmtree(mine),
        "no longer in the cache",
    ),
    "C9a": (
        "an entry edited by hand",
        lambda mine, _: replace(mine / "executed.ipynb", "42.5", "42.6"),
        "entry damaged: executed.ipynb does not match its digest",
    ),
    "C9b": (
        "the record of an entry edited by hand",
        lambda mine, _: replace(mine / "record.json", "42.5", "42.6"),
        "entry damaged: record.json does not match its digest",
    ),
    "C9c": (
        "two entries swapped",
        swapped,
        "entry damaged: record.json belongs to another key",
    ),
    "C8a": (
        "an entry of a newer version",
        lambda mine, _: replace(mine / "manifest.json", f'"format":{FORMAT}', '"format":99'),
        f"manifest.json is not of format {FORMAT}",
    ),
    "C8b": (
        "a record replaced by garbage",
        lambda mine, _: (mine / "record.json").write_bytes(b"\x00garbage"),
        "record.json does not match its digest",
    ),
}


def damaged(number: str) -> Callable[[Lab], Met]:
    """Return a meeting with a damaged entry: it must be seen, and must not be served."""
    _, damage, _ = DAMAGES[number]

    def meet(lab: Lab) -> Met:
        lab.fresh()
        damage(entry_of(lab, "one/default"), entry_of(lab, "one/oslo"))
        answer = lab.give("build", "--dry-run", "--json", silent=True)
        row = planned(lab, answer)["one/default"]
        return lab.after(answer, told=f"{row['action']}: {'; '.join(row['reasons'])}", again=number == "C9c")

    return meet


for number, (fault, _, says) in DAMAGES.items():
    TABLE.add(number, fault, 0, f"execute: .*{says}", damaged(number))


@TABLE.case("C8c", "the history of every run replaced by garbage", 0, "0 executed, 3 reused")
def garbage(lab: Lab) -> Met:
    lab.fresh()
    for path in (lab.project.cache / "last").iterdir():
        path.write_bytes(b"\xff\x00 no index")
    return lab.after(lab.give("build"))


def write_and_read(root: Path, number: int) -> None:
    """Store and look up the same few keys as everybody else; what is found must be what someone stored."""
    cache = Cache(root, lambda name: "same")
    for turn in range(ROUNDS):
        parts = {"cells": [str(turn % 3)]}
        key = Key(f"run/{turn % 3}", digest_of(parts), parts)
        content = json.dumps({"writer": number, "turn": turn}).encode()
        cache.store(
            key, {"executed.ipynb": content}, {"status": "ok", "datasets": {"d": "same"}, "seconds": 1}
        )
        found = cache.lookup(key)
        if isinstance(found, Entry):
            with suppress(EnvironmentFaultError):  # replaced by another writer since the look-up
                json.loads(found.read())
        elif found.warning:
            raise SystemExit(found.reason)


@TABLE.case("C10", "eight writers and readers at once, twenty rounds of the same entries", 0, "^all agree$")
def writers(lab: Lab) -> Met:
    lab.fresh()
    root = lab.project.cache / "shared"
    crowd = [lab.server.Process(target=write_and_read, args=(root, number)) for number in range(WRITERS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    codes = [one.exitcode or 0 for one in crowd]
    left = list((root / "tmp").iterdir())
    shutil.rmtree(root)
    met = lab.after(lab.give("build"))
    return Met(max(codes), "all agree" if not left else f"{len(left)} files left", met.broken)


@TABLE.case("C11", "`kill -9` while an entry is written", 0, "^a whole entry or none, 20 times$")
def torn(lab: Lab) -> Met:
    import random
    import time

    lab.fresh()
    root, moments = lab.project.cache / "shared", random.Random(7)
    for number in range(20):
        process = lab.server.Process(target=write_and_read, args=(root, number))
        process.start()
        while process.is_alive() and not (root / "entries").exists():
            time.sleep(0.005)
        time.sleep(moments.random() * 0.05)
        process.kill()
        process.join()
    cache, whole = Cache(root, lambda name: "same"), True
    for number in range(3):
        parts = {"cells": [str(number)]}
        found = cache.lookup(Key(f"run/{number}", digest_of(parts), parts))
        whole = whole and (isinstance(found, Entry) or not found.warning)
    shutil.rmtree(root)
    met = lab.after(lab.give("build"))
    return Met(0, "a whole entry or none, 20 times" if whole else "a torn entry", met.broken)


@TABLE.case("C12", "the cache cannot be written while a run ends well", 0, "warning: echo/custom: not cached")
def unwritable(lab: Lab) -> Met:
    lab.fresh()
    shutil.rmtree(lab.project.cache / "tmp", ignore_errors=True)
    (lab.project.cache / "tmp").write_text("in the way")
    answer = lab.give("run", "echo", "-p", "number=5")
    (lab.project.cache / "tmp").unlink()
    return lab.after(answer)


@TABLE.case("C13", "runs that failed, stopped early or ran out of time: are they cached?", 0, "^none is$")
def failed(lab: Lab) -> Met:
    rows, met = lab.tortured
    kept = (lab.folder / "tortured cache").glob("entries/*/*/record.json")
    names = {json.loads(path.read_text())["run"].partition("/")[0] for path in kept}
    bad = [name for name in torture.BAD if name in rows]
    return Met(0, f"{', '.join(sorted(names & set(bad))) or 'none'} is", met.broken)


@TABLE.case("C14", "more entries than the cache may hold", 0, "^200 remain, those in use among them$")
def many(lab: Lab) -> Met:
    lab.fresh()
    cache, digests = Cache(lab.project.cache / "shared", lambda name: "same"), []
    for digest in keys(400):
        folder = cache.root / "entries" / digest[:2] / digest
        folder.mkdir(parents=True)
        (folder / "record.json").write_bytes(b"x" * 100)
        digests.append(digest)
    pruned = cache.prune(digests[:50], 200 * 100)
    used = not set(pruned) & set(digests[:50])
    remain = len(digests) - len(pruned)
    shutil.rmtree(cache.root)
    met = lab.after(lab.give("build"))
    return Met(0, f"{remain} remain, those in use {'among them' if used else 'gone'}", met.broken)


def keys(count: int) -> Iterator[str]:
    yield from (digest_of({"cells": [str(number)]}) for number in range(count))


@TABLE.case("C15", "the whole book moved to another path", 0, "^reuse, reuse, reuse$")
def moved(lab: Lab) -> Met:
    lab.fresh()
    other = lab.folder / "elsewhere"
    shutil.copytree(lab.root, other, symlinks=True)
    answer = lab.give("--project", str(other), "build", "--dry-run", "--json", silent=True)
    shutil.rmtree(other)
    return lab.after(answer, told=", ".join(row["action"] for row in planned(lab, answer).values()))


@TABLE.case("C17", "a result that was reused: does its page say so?", 0, "Last executed")
def told(lab: Lab) -> Met:
    lab.fresh()
    page = (lab.project.site / "status.html").read_text()
    met = lab.after(lab.give("build"))
    return Met(
        0, "Last executed" if "Last executed" in page and "volatile" in page else "nothing", met.broken
    )
