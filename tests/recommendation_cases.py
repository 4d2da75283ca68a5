"""Ratings for tests: drawn, small, with a taste to be found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.recommendation.ratings import Ratings, check_ratings

NOW = pd.Timestamp("2026-01-01")


def made_ratings(users: int = 60, items: int = 40, seed: int = 0) -> Ratings:
    """Return ratings of users who like one of two halves of the items."""
    rng = np.random.default_rng(seed)
    rows = []
    for user in range(users):
        for item in rng.choice(items, 15, replace=False):
            same = (user % 2) == (item % 2)
            stars = int(rng.choice([4, 5] if same else [1, 2, 3]))
            rows.append((f"u{user}", f"i{item}", stars, float(rng.integers(10_000) + 1_000 * user)))
    return check_ratings(pd.DataFrame(rows, columns=["user", "item", "stars", "seconds"]), NOW)
