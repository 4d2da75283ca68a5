"""L: what a person, a shell or a CI runner can do to the command line."""

from __future__ import annotations

import json
from collections.abc import Callable

from faults import torture
from faults.case import Met, Table
from faults.lab import Lab
from press.cache.cache import Cache
from press.cache.keys import Key, digest_of
from press.releases.swap import tree_digests

TABLE = Table()


def command(*words: str, **how: object) -> Callable[[Lab], Met]:
    """Return a meeting with a command on a book that is whole."""
    return lambda lab: lab.broken(lambda book: book, *words, **how)


TABLE.add("L1a", "an unknown command", 2, "no command 'biuld'. Did you mean 'build'", command("biuld"))
TABLE.add(
    "L1b",
    "an unknown option",
    2,
    "No such option '--forc'. Did you mean '--force'",
    command("build", "--forc"),
)
TABLE.add(
    "L1c",
    "an unknown notebook",
    2,
    "no notebook 'ecoh' in notebooks/. Did you mean 'echo'",
    command("run", "ecoh"),
)
TABLE.add("L1d", "`--help`", 0, "", command("--help", silent=True))
TABLE.add(
    "L7", "a package that is needed is not installed", 9, "filelock is not installed.*requirements.txt",
    command("build", absent="filelock"),
)  # fmt: skip


@TABLE.case("L2a", "outside a project", 2, "no portfolio project in")
def outside(lab: Lab) -> Met:
    lab.fresh()
    return lab.after(lab.give("build", folder=lab.home))


@TABLE.case("L2b", "in a folder below the project", 0, "up to date")
def below(lab: Lab) -> Met:
    lab.fresh()
    return lab.after(lab.give("build", folder=lab.root / "notebooks"))


@TABLE.case("L3", "no terminal, 40 columns, NO_COLOR: no control codes in the log", 0, "^plain$")
def plain(lab: Lab) -> Met:
    lab.fresh()
    answer = lab.give("build", env={"COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb"})
    text = answer.out + answer.err
    return lab.after(answer, told="plain" if "\x1b" not in text and "\r" not in text else "coloured")


def one_document(*words: str, broken: bool) -> Callable[[Lab], Met]:
    """Return a meeting with `--json`: one document on standard output, whatever happens."""

    def meet(lab: Lab) -> Met:
        lab.fresh()
        if broken:
            lab.book.write("_toc.yml", "format: jb-book\nroot: book/lost\n")
        answer = lab.give(*words)
        document = json.loads(answer.out)
        return lab.after(answer, told=f"one document: {', '.join(sorted(document))}")

    return meet


TABLE.add(
    "L5a",
    "`--json` of a build that ends well",
    0,
    "^one document: .*runs, site",
    one_document("build", "--json", broken=False),
)
TABLE.add(
    "L5b",
    "`--json` of a build that is refused",
    2,
    "^one document: error, exit_code$",
    one_document("build", "--json", broken=True),
)


@TABLE.case(
    "L6",
    "a dry run after a change: it says what and why, and touches nothing",
    0,
    "^execute: code cell 2 changed; nothing touched$",
)
def dry(lab: Lab) -> Met:
    lab.fresh().notebook("echo", "print(word)", parameters=torture.ECHO)
    torture.contents(lab.book)
    before = tree_digests(lab.root / "_build")
    answer = lab.give("build", "--dry-run", "--json", silent=True)
    touched = "nothing" if tree_digests(lab.root / "_build") == before else "something"
    row = next(row for row in json.loads(answer.out)["runs"] if row["notebook"] == "echo")
    return lab.after(answer, told=f"{row['action']}: {'; '.join(row['reasons'])}; {touched} touched")


@TABLE.case("L9", "no network, and a page to print", 0, r"published \d+ pages")
def offline(lab: Lab) -> Met:
    lab.fresh().write("book/about.md", "# About\n\nWritten without a network.\n")
    return lab.after(lab.give("build", offline=True))


@TABLE.case("L10", "a secret in the environment of the command", 0, r"^\[None, ")
def environment(lab: Lab) -> Met:
    met = lab.row("noisy")
    text = "\n".join(lab.printed("noisy"))
    return Met(
        met.code,
        next(line for line in text.splitlines() if line.startswith("[") and "'UTC'" in line),
        met.broken,
    )


@TABLE.case("L11", "the log of a build in CI", 0, "^a line for each run, and no bar$")
def log(lab: Lab) -> Met:
    met, lines = lab.tortured[1], lab.tortured[1].told.splitlines()
    progress = [line for line in lines if line.startswith("[")]
    count = len(lab.tortured[0])
    return Met(
        0,
        "a line for each run, and no bar" if len(progress) <= count + 2 else str(len(progress)),
        met.broken,
    )


@TABLE.case("L12", "the clock set back between two runs", 0, "^the newest$")
def clock(lab: Lab) -> Met:
    lab.fresh()
    import os

    cache = Cache(lab.project.cache / "shared", lambda name: "same")
    for number in (1, 2):
        parts = {"cells": [str(number)]}
        entry = cache.store(
            Key("run/x", digest_of(parts), parts), {"executed.ipynb": b"{}"},
            {"status": "ok", "datasets": {}, "seconds": number},
        )  # fmt: skip
        os.utime(entry.folder / "record.json", (10**9 - number * 10**6,) * 2)
    newest = Cache(cache.root, lambda name: "same").last("run/x")
    import shutil

    shutil.rmtree(cache.root)
    met = lab.after(lab.give("build"))
    return Met(0, "the newest" if newest and newest["seconds"] == 2 else "by the clock", met.broken)


TABLE.leave(
    "L8", "a Python that is too old, a lock file that is out of date",
    "make refuses a Python that the pins have no wheels for and installs again when they are newer; the "
    "versions that are installed, not those pinned, are part of what decides whether a run is repeated.",
)  # fmt: skip
