"""Meet the faults with the stock tools and with ours, and write what came of it: `book/faults.yml`.

Stock is papermill, jupyter-book and nbval as they are installed here, and pandas for data files. Ours is the
fault suite, `tests/faults`, run once; each test leaves what it saw. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT / "tests")  # in place of this folder, where `faults` is this script

from bench.stock_faults import STOCK  # noqa: E402
from faults.case import GROUPS  # noqa: E402
from faults.every import CASES, LEFT  # noqa: E402

TARGET = ROOT / "book/faults.yml"
TOOLS = ("papermill", "jupyter-book", "myst-nb", "nbval", "nbclient", "pandas")
SHOWN = 160  # characters of what is told


def main() -> int:
    """Run both sides and write the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", type=Path, help="What a run of the suite left, with FAULTS_RECORD set.")
    parser.add_argument("--keep-stock", action="store_true", help="Take the stock side of the last record.")
    parser.add_argument("--only", default="", metavar="A", help="One group; the record of the others stays.")
    parser.add_argument(
        "--new-stock", action="store_true", help="Meet, with the stock tools, what the record has nothing of."
    )
    options = parser.parse_args()
    if options.new_stock:
        return write_new_stock()
    chosen = [case for case in CASES if case.group.startswith(options.only)]
    old = {row["id"]: row for row in last_record()["cases"]} if options.only else {}
    with tempfile.TemporaryDirectory() as folder:
        stock = recorded() if options.keep_stock else met_by_stock(Path(folder), options.only)
        ours = read(options.ours) if options.ours else met_by_us(Path(folder), options.only)
    missing = [case.id for case in chosen if case.id not in ours]
    if missing:
        sys.stderr.write(f"the suite left nothing for {', '.join(missing)}\n")
        return 1
    record = {
        "recorded": last_record()["recorded"] if options.only else f"{datetime.now(UTC):%Y-%m-%d}",
        "python": ".".join(map(str, sys.version_info[:3])),
        "versions": {name: version(name) for name in TOOLS},
        "cases": [
            row(case, ours[case.id], stock.get(case.id)) if case in chosen else old[case.id] for case in CASES
        ],
        "left": [
            {
                "id": left.id,
                "group": GROUPS[left.id[0]],
                "fault": left.fault,
                "why": left.why,
                "short": left.short,
            }
            for left in LEFT
        ],
    }
    write(record)
    return 0


def write_new_stock() -> int:
    """Add to the record what the stock tools make of faults that they had not met."""
    record = last_record()
    versions = {name: version(name) for name in TOOLS}
    if record["versions"] != versions:
        sys.stderr.write(f"the record is of {record['versions']}, installed are {versions}: meet all\n")
        return 1
    lacking = [one for one in record["cases"] if not one["stock"] and one["id"] in STOCK]
    with tempfile.TemporaryDirectory() as folder:
        for one in lacking:
            one["stock"] = seen(STOCK[one["id"]], Path(folder) / one["id"])
    record["recorded"] = f"{datetime.now(UTC):%Y-%m-%d}"
    write(record)
    return 0


def write(record: dict[str, Any]) -> None:
    """Write the record, for people to read and for the book to print."""
    text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=100)
    TARGET.write_text(text, encoding="utf-8")


def last_record() -> dict[str, Any]:
    """Return the record as it stands in the book."""
    record: dict[str, Any] = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    return record


def recorded() -> dict[str, dict[str, Any]]:
    """Return the stock side of the last record, by case."""
    return {row["id"]: row["stock"] for row in last_record()["cases"] if row["stock"]}


def met_by_stock(folder: Path, group: str = "") -> dict[str, dict[str, Any]]:
    """Meet every fault, of one group or of all, that the stock tools can meet."""
    numbers = [number for number in STOCK if number.startswith(group)]
    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(lambda number: (number, seen(STOCK[number], folder / number)), numbers))


def met_by_us(folder: Path, group: str = "") -> dict[str, dict[str, Any]]:
    """Run the suite, or its faults of one group; return what each test saw, by case."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "tests/faults",
        *(["-k", " or ".join(case.id for case in CASES if case.group == group)] if group else []),
    ]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "FAULTS_RECORD": str(folder)}, check=False)
    return read(folder)


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each test of the suite left in a folder."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


def seen(meet: Any, folder: Path) -> dict[str, Any]:
    """Return what came of a fault met with the stock tools."""
    folder.mkdir(parents=True, exist_ok=True)
    code, told = meet(folder)
    sys.stderr.write(f"stock {folder.name}: {code}, {told}\n")
    return {"code": code, "told": short(told.replace(str(folder), ""))}


def row(case: Any, ours: dict[str, Any], stock: dict[str, Any] | None) -> dict[str, Any]:
    """Return one line of the record."""
    verdict = "short" if case.short else "met" if ours["code"] == case.code and ours["kept"] else "failed"
    return {
        "id": case.id,
        "group": GROUPS[case.group],
        "fault": case.fault,
        "stock": stock,
        "ours": {"code": ours["code"], "told": short(ours["told"])},
        "verdict": verdict,
        "short": case.short,
    }


def short(text: str) -> str:
    """Return a text in one line, cut to what a table holds."""
    text = re.sub(r"/\S*/site-packages/|/tmp/ipykernel_\d+/", "", " ".join(text.split()))
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


if __name__ == "__main__":
    sys.exit(main())
