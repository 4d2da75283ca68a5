"""P: what a person can hand to a run."""

from __future__ import annotations

import json
from collections.abc import Callable

from faults.case import Met, Table
from faults.lab import Lab
from tests_support import TinyBook, cell, document

TABLE = Table()
KEY = "AKIA" + "IOSFODNN7" + "PLANTED"  # the form of a cloud key
SCENARIO = "scenarios:\n  given: {{title: Given, parameters: {{{}}}}}\n"


def refused(*assignments: str) -> Callable[[Lab], Met]:
    """Return a meeting with `portfolio run echo -p ...`, refused before a kernel starts."""
    words = [word for text in assignments for word in ("-p", text)]
    return lambda lab: lab.broken(lambda book: book, "run", "echo", *words)


def kept(lab: Lab) -> Met:
    """Return whether texts that are hard to hand on reached the notebook as they were given."""
    (told, _), met = lab.echoed
    return Met(met.code, told, met.broken)


def parameters_cell(*made: dict[str, object]) -> Callable[[Lab], Met]:
    """Return a meeting with a notebook that has these cells below its title."""
    text = json.dumps(document([cell("# Title", kind="markdown"), *made]))
    return lambda lab: lab.written("notebooks/echo.ipynb", text)


def scenario(parameters: str) -> Callable[[Lab], Met]:
    """Return a meeting with a scenario in YAML."""

    def inject(book: TinyBook) -> None:
        book.write("notebooks/echo.yml", SCENARIO.format(parameters))

    return lambda lab: lab.broken(inject, "build", "--dry-run")


TABLE.add("P1", "an unknown name", 2, "no parameter 'wrod'. Did you mean 'word'", refused("wrod=x"))
TABLE.add(
    "P2", "text for a number", 2, "expected a whole number, 0 to 10; got 'high'", refused("number=high")
)
TABLE.add("P3", "`00123` for a text", 0, "^kept$", kept)
TABLE.add("P4", "`1_000` for a number", 2, "expected a whole number", refused("number=1_000"))
TABLE.add("P5a", "`nan` for a number", 2, "expected a finite number", refused("share=nan"))
TABLE.add("P5b", "`inf` for a number", 2, "expected a finite number", refused("share=inf"))
TABLE.add("P5c", "`1e400` for a number", 2, "expected a finite number", refused("share=1e400"))
TABLE.add("P6a", "YAML's `yes` for a text", 2, "Write it in quotes", scenario("word: yes"))
TABLE.add("P6b", "YAML's `1e3` for a whole number", 2, "expected a whole number", scenario("number: 1e3"))
TABLE.add("P6c", "YAML's `null`", 2, "wrong type", scenario("number: null"))
TABLE.add("P6d", "a date in YAML for a text", 0, "", scenario("word: 2024-01-01"))
TABLE.add("P7", "no cell tagged `parameters`", 2, "no cell tagged `parameters`", parameters_cell(cell("1")))
TABLE.add(
    "P8a", "two cells tagged `parameters`", 2, "2 cells tagged `parameters`: 2 and 3",
    parameters_cell(cell("# none", "parameters"), cell("# none", "parameters")),
)  # fmt: skip
TABLE.add(
    "P8b", "a cell that an earlier run injected", 2, "cell 3 was injected by an earlier run",
    parameters_cell(cell("# none", "parameters"), cell("word = 1", "injected-parameters")),
)  # fmt: skip
TABLE.add(
    "P9", "a type that papermill does not read: `x: int | None = None`", 2, "expected one of int, float, str",
    parameters_cell(cell("x: int | None = None  # a number", "parameters")),
)  # fmt: skip
TABLE.add("P10a", "quotes, line breaks and backslashes", 0, "^kept$", kept)
TABLE.add(
    "P10b",
    "a text of a hundred thousand characters",
    2,
    "100,000 characters, more than",
    refused("word=" + "x" * 100_000),
)
TABLE.add("P11", "code for a text", 0, "^kept$", kept)
TABLE.add(
    "P12a",
    "a scenario with a file above the folder of the run",
    2,
    "leads out of",
    scenario("word: 'csv:../../../etc/passwd'"),
)
TABLE.add(
    "P12b",
    "a scenario with a file of the system",
    2,
    "outside the folders that a run may read",
    scenario("word: 'csv:/etc/passwd'"),
)
TABLE.add(
    "P12c",
    "a file on the command line that is not there",
    9,
    "'word' names no file: lost.csv",
    refused("word=csv:lost.csv"),
)
TABLE.add("P13a", "a parameter whose name says that it is secret", 2, "looks like a secret",
    parameters_cell(cell('api_key: str = ""  # the key', "parameters")),
)  # fmt: skip
TABLE.add(
    "P14a", "a share of 1.5", 2, "expected a finite number, 0 to 1|expected 0 to 1", refused("share=1.5")
)
TABLE.add("P14b", "a negative number", 2, "expected 0 to 10", refused("number=-1"))
TABLE.add(
    "P14c", "all wrong at once: each is named", 2, "3 problems", refused("share=2", "number=x", "lost=1")
)


@TABLE.case("P13b", "a value that looks like a secret", 2, "looks like a secret")
def secret(lab: Lab) -> Met:
    met = lab.broken(lambda book: book, "run", "echo", "-p", f"word={KEY}")
    return Met(
        met.code, met.told, (*met.broken, "L8: the secret was echoed") if KEY in met.told else met.broken
    )


@TABLE.case("P15", "the same parameters in another order", 0, "^portfolio: reused")
def order(lab: Lab) -> Met:
    (_, again), met = lab.echoed
    return Met(met.code, again, met.broken)
