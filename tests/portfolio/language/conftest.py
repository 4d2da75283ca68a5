"""A small corpus with three kinds of things, and vectors that tell them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.language.corpus import Articles, check_articles

KINDS = {
    "kitchen": "steel lid pan pot knife fork spoon kettle oven bowl",
    "baby": "cotton shirt sock blanket bib diaper cradle rattle bottle crib",
    "watch": "analog dial strap leather quartz wrist crown bezel clasp hour",
}


@pytest.fixture(scope="session")
def rows() -> pd.DataFrame:
    """Return 36 raw articles of three categories, each with a phrase of the shop."""
    rng = np.random.default_rng(0)
    made = []
    for kind, words in KINDS.items():
        for number in range(12):
            chosen = rng.permutation(words.split())[:5]
            body = f"<p>{' '.join(chosen)}</p> Free shipping, cash on delivery {number}."
            made.append((" ".join(chosen[:2]), body, kind))
    return pd.DataFrame(made, columns=["title", "body", "category"])


@pytest.fixture(scope="session")
def articles(rows: pd.DataFrame) -> Articles:
    """Return the articles of the rows."""
    return check_articles(rows)


@pytest.fixture(scope="session")
def vectors(articles: Articles) -> np.ndarray:
    """Return unit vectors, (36, 8), that lie near the axis of their category."""
    rng = np.random.default_rng(1)
    found = np.eye(8)[articles.labels] + 0.15 * rng.normal(size=(len(articles.labels), 8))
    return found / np.linalg.norm(found, axis=1, keepdims=True)
