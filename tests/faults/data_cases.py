"""D: what a data file can do to a loader. The loaders are called as a notebook calls them."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Sequence

from faults.case import Met, Table
from faults.lab import Lab
from portfolio.errors import PortfolioError

TABLE = Table()
FILE = "flipkart_com-ecommerce_sample_1050.csv"
Rows = list[list[str]]


def table() -> Rows:
    """Return the header and four rows of a table that its card accepts."""
    from portfolio.datasets import card

    names = list(card("flipkart").tables[0].names)
    rows = [[f"{name}-{number}" for name in names] for number in range(4)]
    for number, row in enumerate(rows):
        row[names.index("retail_price")] = f"{number}.5"
        row[names.index("discounted_price")] = "1"
        row[names.index("is_FK_Advantage_product")] = "True"
    return [names, *rows]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """Return rows as the text of a file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def loading(content: bytes | None, name: str = FILE, dataset: str = "flipkart") -> Callable[[Lab], Met]:
    """Return a meeting with a file in the folder of the data that a reader brings."""

    def meet(lab: Lab) -> Met:
        folder = lab.folder / "brought"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if content is not None:
            (folder / name).write_bytes(content)
        os.environ["PORTFOLIO_DATA"] = str(folder)
        try:
            return attempt(lambda: load(dataset.replace("FOLDER", str(folder))))
        finally:
            del os.environ["PORTFOLIO_DATA"]

    return meet


def load(name: str) -> str:
    """Load a dataset as a notebook does; return its first row as text."""
    from portfolio import datasets

    frame = datasets.load(name)
    return f"{len(frame)} rows; {frame.iloc[0].tolist()}"  # type: ignore[union-attr]


def attempt(work: Callable[[], object]) -> Met:
    """Return what came of a call of the library; every fault that a person can mend has an exit code."""
    try:
        return Met(0, str(work()))
    except PortfolioError as error:
        broken = () if "Traceback" not in str(error) else ("L8: a traceback was shown",)
        return Met(error.exit_code, str(error), broken)


def cell(name: str, row: int, text: str) -> bytes:
    """Return the good table with one value changed."""
    rows = table()
    rows[row + 1][rows[0].index(name)] = text
    return as_csv(rows)


def header(change: Callable[[list[str]], list[str]]) -> bytes:
    """Return the good table with another header."""
    names, *rows = table()
    return as_csv([change(names), *rows])


def own(content: bytes) -> Callable[[Lab], Met]:
    """Return a meeting with a reader's own file, without a card that says what it holds."""
    return loading(content, "own.csv", "csv:FOLDER/own.csv")


GOOD = as_csv(table())
HTML = b"<!DOCTYPE html><html><body>Sign in</body></html>"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n"
LONG = "x" * 10_000_000

for number, fault, code, says, meet in (
    (
        "D1",
        "the file is missing",
        9,
        "is not there; expected .* in the folder named by PORTFOLIO_DATA.*offers it at",
        loading(None),
    ),
    ("D2a", "an empty file", 3, "is empty: 0 rows", loading(b"")),
    ("D2b", "a header and no row", 3, "a header only: 0 rows", loading(GOOD.partition(b"\n")[0])),
    (
        "D3",
        "a Latin-1 file read as UTF-8",
        3,
        r"not utf-8: byte \d+ is 0xe9, on line 2.*cp1252",
        loading(cell("brand", 0, "Caf\xe9").replace("Caf\xe9".encode(), b"Caf\xe9")),
    ),
    (
        "D4",
        "text that was decoded wrongly before it was saved (`CafÃ©`)",
        3,
        r"looks mis-decoded: 'CafÃ©' on line 2; expected 'Café'; got UTF-8 that was read as cp1252",
        loading(cell("brand", 0, "CafÃ©")),
    ),
    ("D5a", "UTF-8 with a byte order mark", 0, "^4 rows", loading(b"\xef\xbb\xbf" + GOOD)),
    ("D5b", "UTF-16", 3, "is UTF-16; expected UTF-8", loading(GOOD.decode().encode("utf-16"))),
    ("D6a", "another delimiter", 3, "1 column found; expected 15", loading(as_csv(table(), ";"))),
    (
        "D6b",
        "decimal commas",
        3,
        "'retail_price': 1 values cannot be read as float.*'1,5'",
        loading(cell("retail_price", 0, "1,5")),
    ),
    (
        "D7a",
        "a renamed column",
        3,
        r"missing 'brand' \(renamed to 'Brand'",
        loading(header(lambda names: ["Brand" if name == "brand" else name for name in names])),
    ),
    (
        "D7b",
        "columns in another order",
        0,
        "^4 rows; .'uniq_id-0'",
        loading(as_csv([row[::-1] for row in table()])),
    ),
    (
        "D7c",
        "a doubled column",
        3,
        "'uniq_id' appears 2 times",
        loading(as_csv([[*row, row[0]] for row in table()])),
    ),
    (
        "D8",
        "every row has one value too many",
        3,
        "4 of 4 rows have another number of values",
        loading(as_csv([table()[0], *([*row, "x"] for row in table()[1:])])),
    ),
    (
        "D9a",
        "one row is too long",
        3,
        "line 3 has 16",
        loading(as_csv([[*row, "x"] if number == 2 else row for number, row in enumerate(table())])),
    ),
    (
        "D9b",
        "one row is too short",
        3,
        "line 3 has 14",
        loading(as_csv([row[:-1] if number == 2 else row for number, row in enumerate(table())])),
    ),
    (
        "D10a",
        "the last line is cut",
        3,
        "The last line is short: the file may be truncated",
        loading(GOOD[:-60]),
    ),
    (
        "D10b",
        "a packed file is cut",
        3,
        "is truncated or damaged",
        loading(gzip.compress(GOOD)[:-9], FILE + ".gz"),
    ),
    ("D11a", "a web page saved as a CSV file", 9, "not a CSV file: it looks like HTML", loading(HTML)),
    ("D11b", "a git-lfs pointer saved as a CSV file", 9, "it looks like a git-lfs pointer", loading(LFS)),
    ("D12a", "a NUL byte", 3, r"NUL byte at offset \d+, line 2", loading(cell("brand", 0, "a\x00b"))),
    (
        "D12b",
        "an open double quote",
        3,
        "the row that starts on line 2 cannot be read",
        loading(GOOD.replace(b"brand-0", b'"brand-0')),
    ),
    (
        "D12c",
        "a value of ten million characters",
        3,
        "field larger than field limit",
        loading(cell("brand", 0, LONG)),
    ),
    (
        "D13",
        "texts in a column of numbers: `n/a`, `1 234,50`",
        3,
        "2 values cannot be read as float.*'1 234,50'.*'n/a'",
        loading(cell("retail_price", 1, "n/a").replace(b",0.5,", b',"1 234,50",')),
    ),
    (
        "D14",
        "`NA` as a real code, identifiers with leading zeros",
        0,
        r"\['NA', '007'",
        own(b"country,id,n\nNA,007,1\nFR,010,2\n"),
    ),
    (
        "D15a",
        "a missing value in a column that must be full",
        3,
        "'product_name': expected no missing values, broken in 1 row",
        loading(cell("product_name", 0, "")),
    ),
    (
        "D15b",
        "more missing values than the card allows",
        3,
        "'retail_price': expected at most 5.00% missing",
        loading(cell("retail_price", 0, "")),
    ),
    (
        "D16",
        "an infinite number",
        3,
        "'retail_price': expected finite|infinite",
        loading(cell("retail_price", 0, "inf")),
    ),
    (
        "D20a",
        "an identifier that stands twice",
        3,
        r"expected unique uniq_id, broken in 2 rows",
        loading(cell("uniq_id", 1, "uniq_id-0")),
    ),
    (
        "D21",
        "a negative price",
        3,
        "'retail_price': expected not below 0",
        loading(cell("retail_price", 0, "-5")),
    ),
    (
        "D24",
        "identifiers beyond the whole numbers of a float",
        0,
        "9007199254740993",
        own(b"id,n\n9007199254740993,1\n9007199254740995,2\n"),
    ),
):
    TABLE.add(number, fault, code, says, meet)  # fmt: skip


@TABLE.case(
    "D25",
    "a file that is not the one whose checksum is pinned",
    9,
    "is not the file that the card describes; expected sha256 .*; got",
)
def pinned(lab: Lab) -> Met:
    import sys

    from portfolio.datasets import card
    from portfolio.datasets.sources import package_folder

    chosen = card("cdnow_sample")
    copied = lab.folder / "site" / chosen.loader.package
    source = package_folder(chosen) / chosen.sources[0].file
    target = copied / chosen.sources[0].file
    target.parent.mkdir(parents=True, exist_ok=True)
    (copied / "__init__.py").touch()
    target.write_bytes(source.read_bytes().replace(b"1", b"2", 1))
    sys.path.insert(0, str(copied.parent))
    try:
        return attempt(lambda: load("cdnow_sample"))
    finally:
        sys.path.remove(str(copied.parent))


@TABLE.case("D30a", "a file too large for the memory", 9, "is too large for this machine: .* MiB on disk")
def larger_than_memory(lab: Lab) -> Met:
    path = lab.folder / "brought" / "large.csv"
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.truncate(path, 2**40)  # a hole: it takes no room on the disk
    os.environ["PORTFOLIO_DATA"] = str(path.parent)
    try:
        return attempt(lambda: load("csv:large.csv"))
    finally:
        del os.environ["PORTFOLIO_DATA"]
        path.unlink()


def zipped(name: str, content: bytes = GOOD, *, mode: int = 0o100644) -> bytes:
    """Return an archive with one member of this name; its mode says what the member is."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        info = zipfile.ZipInfo(name)
        info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
        file.writestr(info, content)
    return archive.getvalue()


ZEROS = b"0" * 50_000_000
LINK = 0o120777
for number, fault, says, name, content in (
    (
        "D30b",
        "a packed file that unpacks to a thousand times its size",
        "it looks like a bomb",
        FILE + ".gz",
        gzip.compress(ZEROS),
    ),
    (
        "D27a",
        "an archive with a name that leads out of it (`../`)",
        "leads out of the archive",
        "flipkart.zip",
        zipped("../" + FILE),
    ),
    (
        "D27b",
        "an archive with an absolute name",
        "leads out of the archive",
        "flipkart.zip",
        zipped("/" + FILE),
    ),
    (
        "D27c",
        "an archive with a link in place of a file",
        "is a link or a device",
        "flipkart.zip",
        zipped(FILE, b"/etc/passwd", mode=LINK),
    ),
    ("D27d", "an archive that is a bomb", "it looks like a bomb", "flipkart.zip", zipped(FILE, ZEROS)),
):
    TABLE.add(number, fault, 9, says, loading(content, name))


def applicants(change: Callable[..., object]) -> Callable[[Lab], Met]:
    """Return a meeting with a table of applicants for credit."""

    def meet(lab: Lab) -> Met:
        import numpy as np
        import pandas as pd

        from portfolio.scoring import Table as Roles
        from portfolio.scoring import prepare

        rng = np.random.default_rng(0)
        debt = rng.uniform(0, 50, 400)
        bad = np.where(rng.random(400) < 0.1 + debt / 100, "yes", "no")
        frame = pd.DataFrame({"debt": debt, "income": rng.uniform(10, 90, 400), "late": bad})
        return attempt(
            lambda: prepare(change(frame), Roles(target="late", bad="yes")).treatments.to_dict("records")
        )

    return meet


for number, fault, code, says, change in (
    (
        "D17",
        "an empty and a constant column",
        0,
        "dropped: empty.*dropped: constant",
        lambda f: f.assign(a=float("nan"), b=1.0),
    ),
    ("D18a", "a target with one class", 3, "target 'late' has 1 class", lambda f: f.assign(late="no")),
    (
        "D18b",
        "a target with a missing value",
        3,
        "missing in 1 of 400 rows, first in row 7",
        lambda f: f.assign(late=f["late"].mask(f.index == 7)),
    ),
    (
        "D19",
        "a class so rare that a fold would have none",
        3,
        "too rare for nested folds",
        lambda f: f.assign(late=["yes" if n < 9 else "no" for n in range(400)]),
    ),
    (
        "D20b",
        "copies of a row, which would fall into training and test",
        0,
        "copies of a row dropped",
        lambda f: __import__("pandas").concat([f, f.iloc[:3]]),
    ),
    (
        "D32",
        "a feature that holds the outcome",
        3,
        r"a feature alone reaches an AUC of 0.99 or more: code \(1.000\)",
        lambda f: f.assign(code=(f["late"] == "yes") * 1.0),
    ),
):
    TABLE.add(number, fault, code, says, applicants(change))


@TABLE.case("D33", "a score better than anybody's on this table", 3, "above the ceiling of this table")
def too_good(lab: Lab) -> Met:
    from portfolio.scoring.leakage import check_ceiling

    return attempt(lambda: check_ceiling(0.9896, 0.87))


def purchases(fault: str) -> Callable[[Lab], Met]:
    """Return a meeting with a table of purchases."""

    def meet(lab: Lab) -> Met:
        import pandas as pd

        from portfolio.segmentation.bad_input import bad_inputs
        from portfolio.segmentation.purchases import Columns, clean_purchases

        frame, today = bad_inputs()[fault], pd.Timestamp("2020-12-31")
        return attempt(
            lambda: list(
                clean_purchases(frame, Columns(order="order_id"), today=today).defects.query("rows > 0").index
            )
        )

    return meet


TABLE.add("D22a", "a date in the future", 3, "future", purchases("a date in the future"))
TABLE.add("D22b", "a date that does not exist", 3, "31/02/2020", purchases("a date that is none"))
TABLE.add("D22c", "time zones mixed", 0, "time zones mixed", purchases("time zones mixed"))

TABLE.leave(
    "D23",
    "a category never seen before, at prediction time",
    "Met by the model's own tests: counted, and scored as a rare one.",
)
TABLE.leave(
    "D26",
    "a download that is cut, or answers with an error page",
    "Nothing is downloaded: data come with the packages, or the reader brings them.",
)
TABLE.leave("D28", "two processes fetch one file at once", "Nothing is downloaded.")
TABLE.leave("D29", "the folder of the downloads is missing or read-only", "Nothing is downloaded.")
TABLE.leave(
    "D31",
    "a text with a script, a formula or an address",
    "Met by the checks of what is published, on every page.",
)
