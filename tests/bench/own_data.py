"""Run the notebooks on whole data sets as readers bring them, and write what came of it: `book/own_data.yml`.

`python tests/bench/own_data.py FOLDER [--only NAME ...]`: the files lie below FOLDER, packed or not, as their
publishers call them. Each is run with the plain command, in a process of its own. Takes from some seconds
to some minutes each.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT / "tests")  # in place of this folder

from bench.lender_tables import lender_table  # noqa: E402
from brought_data import COMMAND, OWN_DATA, RECORD, RESULTS, OwnData, recorded  # noqa: E402
from portfolio import datasets  # noqa: E402
from portfolio.datasets.own_files import VARIABLE  # noqa: E402
from portfolio.datasets.treatments import treatments_of  # noqa: E402
from portfolio.errors import PortfolioError  # noqa: E402
from portfolio.results import Value  # noqa: E402
from press.result_references import values_from  # noqa: E402

PROGRAM = Path(sys.executable).with_name("portfolio")
SHOWN = 4  # treatments in the record of one data set


def main() -> int:
    """Run what is asked for, write the record, and say what did not run to its end or was not refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="Where the files lie, in whichever folders below.")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[one.name for one in OWN_DATA])
    options = parser.parse_args()
    failed = []
    for data in [one for one in OWN_DATA if one.name in options.only]:
        with gathered(options.folder, data) as folder:
            os.environ[VARIABLE] = str(folder)
            row = ran(data, folder)
        write({**recorded(), data.name: row})
        failed += [data.name] if row["code"] not in (0, 3) else []
        sys.stderr.write(f"{data.name}: exit code {row['code']}, {row['seconds']} s {row['told']}\n")
    return len(failed)


@contextmanager
def gathered(folder: Path, data: OwnData) -> Iterator[Path]:
    """Yield one folder with links to all files; a table that is made up is written into it."""
    with TemporaryDirectory() as name:
        for path in folder.rglob("*"):
            if path.is_file() and not (Path(name) / path.name).exists():
                (Path(name) / path.name).symlink_to(path.resolve())
        if data.made[0]:
            lender_table(*data.made).to_csv(Path(name) / data.file, index=False)
        yield Path(name)


def ran(data: OwnData, folder: Path) -> dict[str, Any]:
    """Return the row of one data set: its size, what was treated, and how the run ended."""
    words = [f"{name}={value.replace('FILE', data.file)}" for name, value in data.parameters.items()]
    command = [
        PROGRAM,
        "run",
        data.notebook,
        "--force",
        "--json",
        *(w for word in words for w in ("-p", word)),
    ]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    told = (done.stderr.strip().splitlines() or [""])[-1] if done.returncode else ""
    values = json.loads(done.stdout)["values"] if done.returncode == 0 else []
    return {
        "name": data.name,
        "title": data.title,
        "publisher": data.publisher,
        "command": data.command,
        **size(data),
        "seconds": round(seconds),
        "code": done.returncode,
        "told": re.sub(
            r"^portfolio: |\S+ failed: (?:\w+Error: )?|\S*/(?=\S)", "", told.replace(str(folder) + "/", "")
        ),
        "found": found(data.notebook, values),
        "digest": digest(data, folder),
        "recorded": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def size(data: OwnData) -> dict[str, Any]:
    """Return rows, columns and treatments of the data as they are loaded; nothing if they are refused."""
    name = data.parameters["dataset"].replace("FILE", data.file)
    try:
        loaded: Any = datasets.load(name)
    except PortfolioError:
        return {"rows": 0, "columns": 0, "treated": [], "more_treated": 0}
    frames: list[pd.DataFrame] = list(loaded.values()) if isinstance(loaded, dict) else [loaded]
    treated = [
        {"column": one.column, "what": one.what, "count": one.count}
        for frame in frames
        for one in treatments_of(frame)
    ]
    return {
        "rows": sum(map(len, frames)),
        "columns": sum(frame.shape[1] for frame in frames),
        "treated": treated[:SHOWN],
        "more_treated": max(0, len(treated) - SHOWN),
    }


def found(notebook: str, values: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the results that are told of a run, as a page would print them."""
    known: dict[str, Value] = values_from(values)
    names = [name for name in RESULTS[notebook] if name in known]
    return [{"label": known[name].label, "text": known[name].full()} for name in names]


def digest(data: OwnData, folder: Path) -> str:
    """Return a short digest of the bytes that were read."""
    name = data.parameters["dataset"].replace("FILE", data.file)
    if data.file:
        return hashlib.sha256((folder / data.file).read_bytes()).hexdigest()[:16]
    return datasets.fingerprint(name)[:16]


def write(rows: dict[str, dict[str, Any]]) -> None:
    """Write the record, for people to read and for the book to print; what was never run is waiting."""
    waiting = [data for data in OWN_DATA if data.name not in rows]
    table = {
        "data": [rows[data.name] for data in OWN_DATA if data.name in rows],
        "waiting": [{"title": data.title, "command": data.command} for data in waiting],
    }
    text = yaml.safe_dump(table, sort_keys=False, allow_unicode=True, width=100)
    RECORD.write_text(f"# Written by: {COMMAND}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
