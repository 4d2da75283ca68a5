"""D: the habits of the tables that readers bring, as a spreadsheet, a shop or a database writes them."""

from __future__ import annotations

from collections.abc import Callable

from faults.case import Met, Table
from faults.data_cases import applicants, attempt
from faults.lab import Lab

TABLE = Table()
ROWS = 40


def column(*texts: str, name: str = "n", delimiter: str = ",") -> bytes:
    """Return a file whose first column repeats these texts among numbers, with a text beside it."""
    rows = [f"{texts[n % len(texts)].format(n=n)}{delimiter}{'xyz'[n % 3]}" for n in range(ROWS)]
    return "\n".join([f"{name}{delimiter}kind", *rows, ""]).encode()


def as_read(content: bytes) -> str:
    """Return the type of each column of a reader's file, and what was done to it."""
    from portfolio.datasets.own_table import read_own_table
    from portfolio.datasets.treatments import treatments_of

    frame = read_own_table(content, "own.csv")
    types = ", ".join(f"{name!r} {kind}" for name, kind in frame.dtypes.astype(str).items())
    return "; ".join([types, *(f"{one.what} ({one.count})" for one in treatments_of(frame))])


def reading(content: bytes) -> Callable[[Lab], Met]:
    """Return a meeting with a reader's file."""
    return lambda _lab: attempt(lambda: as_read(content))


# What is injected, the right exit code, what is told, and the file: the stock tools get the same.
FILES: dict[str, tuple[str, int, str, bytes]] = {
    "D34a": (
        "a blank among numbers",
        0,
        r"'n' float64.*no value: ' ' \(10\)",
        column("{n}.5", "{n}.5", "{n}.5", " "),
    ),
    "D34b": (
        "a question mark for a missing number",
        0,
        r"'n' float64.*no value: '\?' \(20\)",
        column("{n}.5", "?"),
    ),
    "D35a": (
        "decimal commas in a spreadsheet's export",
        0,
        r"'n' float64.*read as 0.75 \(40\)",
        column("{n},75", delimiter=";"),
    ),
    "D35b": (
        "prices as a shop shows them, `$1,204.50`",
        0,
        r"'n' float64.*read as 1204.5 \(40\)",
        column('"$1,204.50"', '"${n}.10"'),
    ),
    "D35c": ("prices in two currencies", 3, "'n' are of different units", column("${n}.50", "\u20ac{n}.10")),
    "D35d": (
        "decimal commas and decimal points in one column",
        0,
        r"^'n' str, 'kind' str; kept as text, numbers with points and numbers with commas",
        column('"{n},75"', "{n}.25"),
    ),
    "D36": (
        "the row numbers of a data frame, saved with it",
        0,
        r"^'a' float64, 'kind' str; row numbers of a saved index left out \(40\)",
        b",a,kind\n"
        + b"".join(b"%d,%d.5,%s\n" % (n, n * n % 7, b"xy"[n % 2 : n % 2 + 1]) for n in range(ROWS)),
    ),
    "D37": (
        "a delimiter at the end of each row, and none in the header",
        0,
        r"'n' int64, 'kind' str; empty column without a name left out.* \(40\)",
        column("{n}").replace(b"x\n", b"x,\n").replace(b"y\n", b"y,\n").replace(b"z\n", b"z,\n"),
    ),
    "D38a": (
        "a first line `sep=;`",
        0,
        "^'n' int64, 'kind' str$",
        b"sep=;\r\n" + column("{n}", delimiter=";"),
    ),
    "D38b": (
        "commas in quoted names before a semicolon",
        0,
        "^'income, EUR' int64, 'kind' str$",
        column("{n}", name='"income, EUR"', delimiter=";"),
    ),
    "D38c": (
        "a title above the header",
        3,
        "1 column found.*Line 3 looks like the header",
        b"Sales of 2024\n\n" + column("{n}"),
    ),
    "D39": (
        "an accent that a Mac saved as a sign of its own",
        0,
        r"'d\u00e9bit' int64.*names of columns mended",
        column("{n}", name="de\u0301bit"),
    ),
    "D40": (
        "quotes inside quotes with a backslash, as MySQL writes them",
        0,
        "^'n' str, 'kind' str$",
        column('"{n}\\" wide, steel"'),
    ),
    "D41": (
        "a spreadsheet saved as text in UTF-16",
        0,
        r"^'n' int64, 'kind' str; read as UTF-16 \(41\)",
        column("{n}", delimiter="\t").decode().encode("utf-16"),
    ),
    "D42": (
        "a file of the Mac's old encoding",
        3,
        "not utf-8: byte 1 is 0x8e.*Save it as UTF-8",
        column("{n}", name="d\u00e9faut").decode().encode("mac_roman"),
    ),
}
for number, (fault, code, says, content) in FILES.items():
    TABLE.add(number, fault, code, says, reading(content))

TABLE.add(
    "D43",
    "identifiers in another style of capitals: `CustomerId`",
    0,
    "dropped: an identifier', 'column': 'CustomerId'",
    applicants(lambda f: f.assign(CustomerId=[15_600_000 + 7 * ((n * 37) % 400) for n in range(400)])),
)


@TABLE.case("D44", "months in place of days, `2021-05`", 3, "400 dates are a month.*no day")
def months(_lab: Lab) -> Met:
    import pandas as pd

    from portfolio.segmentation.purchases import Columns, clean_purchases

    frame = pd.DataFrame({"customer_id": range(400), "date": "2021-05", "amount": 9.5})
    return attempt(lambda: clean_purchases(frame, Columns(), today=pd.Timestamp("2022-01-01")))
