"""Run scoring on a lender's table of any size: `python tests/bench/lender_tables.py 5000x122 300000x700`.

Each table is made like Home Credit's applications: a code that stands for a missing value, columns with most
values missing, texts that say "not known", external scores that rank, and columns that say nothing. It is run
with the plain command; seconds, exit code and the last line that was said are printed. `--write FILE` only
writes the first table.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import pandas as pd

UNKNOWN_DAYS = 365243  # how the publisher writes that somebody has never been employed


def lender_table(rows: int, columns: int, seed: int = 0) -> pd.DataFrame:
    """Return a table of `rows` applications with `columns` columns, the outcome among them."""
    rng = np.random.default_rng(seed)
    scores = {f"EXT_SOURCE_{n}": rng.beta(4, 3, rows).round(6) for n in (1, 2, 3)}
    income, credit = rng.lognormal(11.9, 0.5, rows).round(0), rng.lognormal(13.1, 0.6, rows).round(0)
    age = rng.integers(21, 69, rows)
    risk = -2.2 - 5.0 * (scores["EXT_SOURCE_2"] + scores["EXT_SOURCE_3"] - 1.14) + 0.05 * credit / income
    employed = -rng.integers(30, 9000, rows)
    frame = {
        "SK_ID_CURR": np.arange(100_002, 100_002 + rows),
        "TARGET": (rng.random(rows) < 1 / (1 + np.exp(-risk))).astype(int),
        "NAME_CONTRACT_TYPE": rng.choice(["Cash loans", "Revolving loans"], rows, p=[0.9, 0.1]),
        "CODE_GENDER": rng.choice(["F", "M", "XNA"], rows, p=[0.65, 0.349, 0.001]),
        "AMT_INCOME_TOTAL": income,
        "AMT_CREDIT": credit,
        "AMT_ANNUITY": (credit / rng.uniform(10, 40, rows)).round(1),
        "AMT_GOODS_PRICE": (credit * rng.uniform(0.8, 1.0, rows)).round(0),
        "NAME_FAMILY_STATUS": rng.choice(["Married", "Single / not married", "Widow"], rows),
        "DAYS_BIRTH": -age * 365,
        "DAYS_EMPLOYED": np.where(rng.random(rows) < 0.18, UNKNOWN_DAYS, employed),
        "ORGANIZATION_TYPE": rng.choice(["XNA", *(f"Kind {n}" for n in range(57))], rows),
        "OCCUPATION_TYPE": pd.Series(rng.choice(["Laborers", "Managers", "Drivers"], rows)).mask(
            rng.random(rows) < 0.31
        ),
        **{name: pd.Series(score).mask(rng.random(rows) < 0.2) for name, score in scores.items()},
    }
    for n in range(columns - len(frame)):
        frame[f"FILLED_{n}"] = _filled(n, rows, rng)
    return pd.DataFrame(frame).iloc[:, :columns]


def _filled(number: int, rows: int, rng: np.random.Generator) -> pd.Series:
    """Return a column that says nothing: a flag, a share with most values missing, a count or a text."""
    kind = number % 4
    if kind == 0:
        return pd.Series((rng.random(rows) < 0.1).astype(int))
    if kind == 1:
        return pd.Series(rng.random(rows).round(4)).mask(rng.random(rows) < 0.65)
    if kind == 2:
        return pd.Series(rng.poisson(2.0, rows).astype(float)).mask(rng.random(rows) < 0.13)
    return pd.Series(rng.choice(["block of flats", "terraced house", "XNA"], rows)).mask(
        rng.random(rows) < 0.5
    )


def run(size: str, folder: Path) -> tuple[int, float, str]:
    """Return exit code, seconds and the end of what was said of one run."""
    rows, columns = map(int, size.split("x"))
    path = folder / f"applications_{size}.csv"
    lender_table(rows, columns).to_csv(path, index=False)
    command = ["portfolio", "run", "scoring", "-p", f"dataset=csv:{path}"]
    start = time.monotonic()
    command[0] = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    said = (done.stdout + done.stderr).strip().splitlines()
    return done.returncode, time.monotonic() - start, said[-1] if said else ""


def main() -> int:
    """Print one line for each size; return 1 if a run failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["5000x122"], help="rows x columns, such as 5000x122")
    parser.add_argument("--write", type=Path, help="only write the table of the first size")
    asked = parser.parse_args()
    if asked.write:
        lender_table(*map(int, asked.sizes[0].split("x"))).to_csv(asked.write, index=False)
        return 0
    failed = 0
    for size in asked.sizes:
        with TemporaryDirectory() as folder:
            code, seconds, said = run(size, Path(folder))
        failed |= code != 0
        click.echo(f"{size:>12}  exit {code}  {seconds:6.0f} s  {said}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
