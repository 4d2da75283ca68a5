"""N: what a notebook file can do to a build."""

from __future__ import annotations

import json
from collections.abc import Callable

from faults import torture
from faults.case import Met, Table
from faults.lab import Lab
from faults.torture import BAD, FLAT
from tests_support import TinyBook, cell

TABLE = Table()
CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"
TORTURED = (  # cases that one build of the whole torture book meets together
    ("N3", "`sys.exit()` in a cell", "exits"),
    ("N4a", "`raise SystemExit(3)` in a cell", "returns-3"),
    ("N4b", "`quit()` in a cell", "quits"),
    ("N4c", "`os._exit(0)` in a cell", "leaves"),
    ("N5", "an error swallowed by `except: pass`, then the name that was never made", "swallows"),
    ("N6", "a cell tagged `raises-exception` that raises nothing", "unraised"),
    ("N7", "an error whose display a handler replaces by a printed line", "hides"),
    ("N20b", "a call to the network from a cell", "calls"),
    ("N11b", "a notebook that asks for a kernel which is not installed", "wrong-kernel"),
    ("N18", "a cell that uses a name made only by a later cell", "too-early"),
    ("N19", "`input()` in a cell", "asks"),
    ("N23", "a cell tagged `skip-execution`: it would be published without ever having run", "skips"),
)
for number, fault, name in TORTURED:
    TABLE.add(number, fault, BAD[name][1], BAD[name][2], lambda lab, name=name: lab.row(name))


@TABLE.case("N1", "the second of four cells raises", 4, r"raises, cell 4: ZeroDivisionError.*; 2 not run")
def raises(lab: Lab) -> Met:
    return lab.row("raises")


TABLE.add(
    "N2", "the same failing book, built twice", 4, "1 failed: echo/default", lambda lab: lab.failed_twice
)


def file(edit: Callable[[str], str]) -> Callable[[Lab], Met]:
    """Return a meeting with a notebook file whose text was changed."""

    def meet(lab: Lab) -> Met:
        def inject(book: TinyBook) -> None:
            path = book.root / "notebooks/echo.ipynb"
            path.write_text(edit(path.read_text()))

        return lab.broken(inject)

    return meet


def renumbered(major: int, minor: int) -> Callable[[str], str]:
    return lambda text: json.dumps({**json.loads(text), "nbformat": major, "nbformat_minor": minor})


def doubled(text: str) -> str:
    document = json.loads(text)
    document["cells"][2]["id"] = document["cells"][1]["id"]
    return json.dumps(document)


def installing(text: str) -> str:
    return text.replace("print(repr(", "!pip install a-package\\nprint(repr(")


TABLE.add(
    "N8",
    "a notebook file that is cut off",
    2,
    r"echo.ipynb is .*byte \d+",
    file(lambda text: text[: len(text) // 2]),
)
TABLE.add(
    "N9", "markers of a merge conflict in a notebook file", 2, "unresolved merge conflict in notebooks/echo",
    file(lambda text: CONFLICT.format(text, text)),
)  # fmt: skip
TABLE.add(
    "N10a", "a notebook of format 3", 2, "expected nbformat 4.0 to 4.5; got 3.0", file(renumbered(3, 0))
)
TABLE.add(
    "N10b", "a notebook of format 4.6", 2, "expected nbformat 4.0 to 4.5; got 4.6", file(renumbered(4, 6))
)
TABLE.add("N10c", "two cells with one id", 2, "2 cells with the id 'c1': cells 2, 3", file(doubled))
TABLE.add("N20a", "`!pip install` in a cell", 2, "cell 3, line 1 installs packages", file(installing))


@TABLE.case("N11a", "a notebook without a kernel specification", 0, "^ok")
def no_kernel(lab: Lab) -> Met:
    return lab.row("bare")


def cells(*made: dict[str, object]) -> Callable[[Lab], Met]:
    """Return a meeting with a notebook of these cells."""
    from tests_support import document

    return lambda lab: lab.written("notebooks/echo.ipynb", json.dumps(document(made)))


TABLE.add("N12a", "an empty notebook", 2, "page has no title", cells())
TABLE.add(
    "N12b", "a notebook of text only: a page of prose belongs to book/", 2, "no cell tagged `parameters`",
    cells(cell("# Title", kind="markdown")),
)  # fmt: skip
TABLE.add(
    "N12c", "a notebook without a title", 2, "page has no title", cells(cell(FLAT, "parameters"), cell("1"))
)


@TABLE.case(
    "N13", "a stray notebook with a dead kernel, outside the contents", 0, "not in the book: notebooks/stray"
)
def stray(lab: Lab) -> Met:
    path = lab.fresh().notebook("stray", "1 / 0", parameters=FLAT)
    torture.kernel(path, "py37-old-env")
    toc = (lab.pristine / "_toc.yml").read_text()
    lab.book.write("_toc.yml", toc)
    return lab.after(lab.give("build"))


@TABLE.case("N14", "results that differ in the last digits only, within their tolerance", 0, "dry run")
def last_digit(lab: Lab) -> Met:
    lab.fresh()
    locked = lab.give("results", "lock")
    for path in (lab.root / "notebooks").glob("*.lock.json"):
        path.write_text(path.read_text().replace("42.5", "42.500000000001"))
    answer = lab.give("results", "diff")
    met = lab.after(lab.give("build", "--dry-run"))
    return met if locked.code == answer.code == 0 else Met(1, locked.err + answer.out, met.broken)


@TABLE.case("N15", "a checked cell without stored outputs, given to the validator", 1, "would change")
def never_executed(lab: Lab) -> Met:
    lab.fresh()
    path = lab.root / "notebooks/echo.ipynb"
    document = json.loads(path.read_text())
    document["cells"][2]["metadata"]["tags"] = ["nbval-check-output"]
    path.write_text(json.dumps(document))
    answer = lab.give("notebooks", "refresh", "--check", "echo")
    return lab.after(answer)


TABLE.leave(
    "N16", "a stored picture replaced by another one",
    "No picture is committed. In the cache the digest of the entry guards it, as C9a shows for a number.",
)  # fmt: skip


@TABLE.case("N17", "a new warning of a library, on standard error", 0, "^ok; .*UserWarning: old ways")
def warned(lab: Lab) -> Met:
    return lab.row("noisy")


@TABLE.case(
    "N21",
    "a notebook that writes into the folder of the notebooks",
    0,
    "changed while it ran: .*notebooks/mine.txt",
)
def writes(lab: Lab) -> Met:
    return lab.row("writes")


@TABLE.case(
    "N22",
    "an object printed instead of shown: `<Figure size 640x480 ...>`",
    7,
    "an object is printed instead of shown",
)
def printed_object(lab: Lab) -> Met:
    shown = "class Drawing:\n    def __repr__(self): return '<Figure size 640x480 with 1 Axes>'\nDrawing()"
    lab.fresh().notebook("echo", shown, parameters=torture.ECHO)
    torture.contents(lab.book)
    return lab.after(lab.give("build"))
