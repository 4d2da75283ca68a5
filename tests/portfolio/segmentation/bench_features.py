"""Measure cleaning and features on synthetic purchases: `python tests/segmentation/bench_features.py`.

One million customers, ten million purchases over three years; time and peak memory of this process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np
import pandas as pd

from portfolio import segmentation as seg


def synthetic(customers: int, purchases: int, seed: int) -> pd.DataFrame:
    """Return raw purchases in random order, with a few very frequent customers."""
    rng = np.random.default_rng(seed)
    who = (customers * rng.power(0.5, purchases)).astype(np.int32)
    start = pd.Timestamp("2020-01-01").to_datetime64()
    day = start + rng.integers(0, 1096, purchases).astype("timedelta64[D]")
    return pd.DataFrame({"customer_id": who, "date": day, "amount": rng.gamma(2, 15, purchases).round(2)})


def main() -> int:
    """Print seconds and memory of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--purchases", type=int, default=10_000_000)
    chosen = parser.parse_args()
    raw = synthetic(chosen.customers, chosen.purchases, 0)
    say(f"raw: {len(raw):,} rows, peak {peak():,.0f} MiB")
    started = time.perf_counter()
    cleaned = seg.clean_purchases(raw, seg.Columns()).frame
    say(f"cleaned in {time.perf_counter() - started:.1f} s, peak {peak():,.0f} MiB")
    started = time.perf_counter()
    features = seg.customer_features(cleaned, pd.Timestamp("2022-06-30"))
    say(f"features of {len(features):,} in {time.perf_counter() - started:.1f} s, peak {peak():,.0f} MiB")
    return 0


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def peak() -> float:
    """Return the peak resident memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
