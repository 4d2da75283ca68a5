"""Try methods of other packages on populations of known truth, as `claims.py` tries those of this book.

Each package is installed in an environment of its own, below a folder that is given or temporary, and this
script is run there: `book/peers.yml`. What is tried is what a reader gets by default or from the first page
of a package's documentation; a rate that a package does not claim is compared with nothing. Takes some
minutes on two cores.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import venv
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "book/peers.yml"
COMMAND = "python tests/bench/peers.py"
PINS = {
    "evidently": ("evidently==0.7.21",),
    "fairlearn": ("fairlearn==0.15.0",),
    "mapie": ("mapie==1.6.0",),
    "river": ("river==0.26.1",),
    "statsforecast": ("statsforecast==2.0.1",),
}
SEED = 1
_FLAGS: dict[Any, list[bool]] = {}
_FRAMES: dict[Any, Any] = {}


def evidently_columns(rng: Any) -> bool:
    """Return whether any column of a batch from the population of its reference is flagged."""
    return any(_evidently_flags(rng))


def evidently_half(rng: Any) -> bool:
    """Return whether at least half of the columns are flagged: what the preset calls drift of a dataset."""
    flags = _evidently_flags(rng)
    return sum(flags) >= len(flags) / 2


def _evidently_flags(rng: Any) -> list[bool]:
    key = rng.bit_generator.seed_seq.spawn_key  # the same batch is asked for both
    if key not in _FLAGS:
        _FLAGS[key] = _flagged(rng)
    return _FLAGS[key]


def _flagged(rng: Any) -> list[bool]:
    import pandas as pd
    from evidently import Report
    from evidently.presets import DataDriftPreset

    shared = rng.normal(size=(600, 1))
    rows = pd.DataFrame(shared + rng.normal(size=(600, 4)), columns=list("abcd"))
    made = Report([DataDriftPreset()]).run(rows.iloc[400:], rows.iloc[:400]).dict()
    p = [float(one["value"]) for one in made["metrics"] if one["config"]["type"].endswith("ValueDrift")]
    assert len(p) == 4
    return [value < 0.05 for value in p]


def fairlearn_rate(rng: Any) -> bool:
    """Return whether the interval of a group's share covers it: 100 rows of two groups."""
    low, high = _fairlearn(rng, 100).by_group_ci
    return bool(low["selected"]["a"] <= 0.55 <= high["selected"]["a"])


def fairlearn_parity(rows: int) -> Callable[[Any], bool]:
    """Return a trial: does the interval of the demographic parity difference cover it?"""

    def covers(rng: Any) -> bool:
        low, high = _fairlearn(rng, rows).difference_ci()
        return bool(low["selected"] <= 0.075 <= high["selected"])

    return covers


def fairlearn_odds(rows: int) -> Callable[[Any], bool]:
    """Return a trial: does the interval of the equalised odds difference cover it?

    fairlearn defines it as the larger of two differences; so each end is the larger of their two ends.
    """

    def covers(rng: Any) -> bool:
        low, high = (end[["true", "false"]].max() for end in _fairlearn(rng, rows).difference_ci())
        return bool(low <= 0.1 <= high)

    return covers


def fairlearn_no_difference(rng: Any) -> bool:
    """Return whether the interval of the difference of two equal groups covers 0: 1,000 rows."""
    low, high = _fairlearn(rng, 1000, equal=True).difference_ci()
    return bool(low["selected"] <= 0.0 <= high["selected"])


def _fairlearn(rng: Any, rows: int, *, equal: bool = False) -> Any:
    key = (rng.bit_generator.seed_seq.spawn_key, rows, equal)  # one frame answers for both differences
    if key not in _FRAMES:
        _FRAMES[key] = _frame(rng, rows, equal=equal)
    return _FRAMES[key]


def _frame(rng: Any, rows: int, *, equal: bool) -> Any:
    import numpy as np
    from fairlearn import metrics

    group = rng.choice(["a", "b"], rows)
    true = (rng.random(rows) < 0.5).astype(int)
    first = equal | (group == "a")
    rate = np.where(true == 1, np.where(first, 0.8, 0.7), np.where(first, 0.3, 0.25))
    return metrics.MetricFrame(
        metrics={
            "selected": metrics.selection_rate,
            "true": metrics.true_positive_rate,
            "false": metrics.false_positive_rate,
        },
        y_true=true,
        y_pred=(rng.random(rows) < rate).astype(int),
        sensitive_features=group,
        n_boot=100,
        ci_quantiles=[0.025, 0.975],
        random_state=int(rng.integers(2**31)),
    )


def mapie_interval(rng: Any) -> bool:
    """Return whether a conformal interval covers a new value: 200 rows to fit, 200 to conform."""
    from mapie.regression import SplitConformalRegressor
    from sklearn.linear_model import LinearRegression

    x = rng.normal(size=(401, 2))
    y = x.sum(axis=1) + rng.standard_t(3, 401)
    made = SplitConformalRegressor(LinearRegression(), confidence_level=0.95, prefit=False)
    made.fit(x[:200], y[:200]).conformalize(x[200:400], y[200:400])
    low, high = made.predict_interval(x[400:])[1].ravel()
    return bool(low <= y[400] <= high)


def river_adwin(rng: Any) -> bool:
    """Return whether a stream without a change raises an alarm in 10,000 values."""
    from river.drift import ADWIN

    return _rings(ADWIN(), rng)


def river_page_hinkley(rng: Any) -> bool:
    """Return whether a stream without a change raises an alarm in 10,000 values."""
    from river.drift import PageHinkley

    return _rings(PageHinkley(), rng)


def _rings(detector: Any, rng: Any) -> bool:
    for value in (rng.random(10_000) < 0.2).astype(int):
        detector.update(int(value))
        if detector.drift_detected:
            return True
    return False


def statsforecast_ets(rng: Any) -> bool:
    """Return whether the interval of the next value covers it: 60 values of a random walk with noise."""
    import numpy as np
    from statsforecast.models import AutoETS

    level = 100 + rng.normal(0, 0.5, 61).cumsum()
    y = level + rng.normal(0, 1.0, 61)
    made = AutoETS(season_length=1).forecast(np.asarray(y[:60]), h=1, level=[95])
    return bool(made["lo-95"][0] <= y[60] <= made["hi-95"][0])


_STREAM = "10,000 yes or no with a share of 20 % that never changes; any alarm counts"
_TWO = "two groups of a half each, of whom {} are selected; 100 redrawn samples, percentiles"
_ODDS = "the same rows: true positive rates of 80 and 70 %, false ones of 30 and 25 %, the larger difference"
TRIED: dict[str, tuple[Callable[[Any], bool], str, str, float | None, int, str]] = {
    "evidently, any column": (
        evidently_columns, "evidently", "alarm", None, 150,
        "its preset for drift: 400 rows of four dependent normal columns, a batch of 200 of the same source",
    ),
    "evidently, half of the columns": (
        evidently_half, "evidently", "alarm", None, 150,
        "the same, where at least half of the columns have to be flagged, as its preset counts a dataset",
    ),
    "fairlearn, share of a group": (
        fairlearn_rate, "fairlearn", "interval", 0.95, 60, "100 rows; " + _TWO.format("55 and 47.5 %"),
    ),
    "fairlearn, demographic parity difference, 30 rows": (
        fairlearn_parity(30), "fairlearn", "interval", 0.95, 60, _TWO.format("55 and 47.5 %"),
    ),
    "fairlearn, equalised odds difference, 30 rows": (
        fairlearn_odds(30), "fairlearn", "interval", 0.95, 60, _ODDS,
    ),
    "fairlearn, demographic parity difference, 100 rows": (
        fairlearn_parity(100), "fairlearn", "interval", 0.95, 60, _TWO.format("55 and 47.5 %"),
    ),
    "fairlearn, equalised odds difference, 100 rows": (
        fairlearn_odds(100), "fairlearn", "interval", 0.95, 60, _ODDS,
    ),
    "fairlearn, demographic parity difference, 1,000 rows": (
        fairlearn_parity(1000), "fairlearn", "interval", 0.95, 60, _TWO.format("55 and 47.5 %"),
    ),
    "fairlearn, equalised odds difference, 1,000 rows": (
        fairlearn_odds(1000), "fairlearn", "interval", 0.95, 60, _ODDS,
    ),
    "fairlearn, demographic parity difference of two equal groups": (
        fairlearn_no_difference, "fairlearn", "interval", 0.95, 20, "1,000 rows; " + _TWO.format("55 %"),
    ),
    "MAPIE, split conformal": (
        mapie_interval, "mapie", "interval", 0.95, 1000,
        "a new value of a linear model with a long tail (Student's t, 3 df); 200 rows to fit, 200 to conform",
    ),
    "river, ADWIN": (river_adwin, "river", "alarm", None, 400, _STREAM),
    "river, Page-Hinkley": (river_page_hinkley, "river", "alarm", None, 400, _STREAM),
    "statsforecast, AutoETS": (
        statsforecast_ets, "statsforecast", "interval", 0.95, 1000,
        "the next value of a random walk seen with noise, after 60 values",
    ),
}  # fmt: skip


def main() -> int:
    """Make the environments, run each in its own, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="Where the environments are made, or were.")
    parser.add_argument("--only", nargs="+", choices=PINS, default=list(PINS), help="Packages.")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        json.dump(inside(options.inside), sys.stdout)
        return 0
    import yaml

    known = {}
    if TABLE.exists():
        known = {row["name"]: row for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["peers"]}
    with tempfile.TemporaryDirectory() as temporary:
        for package in options.only:
            python = environment((options.folder or Path(temporary)) / package, PINS[package])
            told = subprocess.run(
                [python, __file__, "--inside", package],
                check=True,
                stdout=subprocess.PIPE,
                env={**os.environ, "OMP_NUM_THREADS": "1", "NIXTLA_ID_AS_COL": "1"},
            )
            known |= {row["name"]: row for row in json.loads(told.stdout)}
    rows = [known[name] for name in TRIED if name in known]
    text = yaml.safe_dump({"peers": rows}, sort_keys=False, allow_unicode=True, width=100)
    TABLE.write_text(f"# Written by: {COMMAND}\n{text}", encoding="utf-8")
    return 0


def environment(folder: Path, pins: tuple[str, ...]) -> Path:
    """Return the interpreter of an environment with some packages."""
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *pins], check=True, stdout=sys.stderr)
    return python


def inside(package: str) -> list[dict[str, Any]]:
    """Return what came of the methods of a package, in its own environment."""
    import numpy as np

    warnings.simplefilter("ignore")
    rows = []
    for name, (repeat, whose, kind, nominal, repeats, population) in TRIED.items():
        if whose != package:
            continue
        hits = [repeat(rng) for rng in np.random.default_rng(SEED).spawn(repeats)]
        rate = float(np.mean(hits))
        rows.append(
            {
                "name": name,
                "version": importlib.metadata.version(package),
                "kind": kind,
                "population": population,
                **({"nominal": nominal} if nominal else {}),
                "rate": round(rate, 4),
                "error": round(float(np.sqrt(rate * (1 - rate) / repeats)), 4),
                "repeats": repeats,
            }
        )
        sys.stderr.write(f"{name}: {rate:.3f}\n")
    return rows


if __name__ == "__main__":
    sys.exit(main())
