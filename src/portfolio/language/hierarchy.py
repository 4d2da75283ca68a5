"""Filing with a tree: a division belongs to a section, and a near miss costs less than a far one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.language.classification import filed_by, linear_probe

Array = NDArray[Any]
Labels = NDArray[np.int64]

SMALLEST_BRANCH = 5  # articles; smaller branches of a category are learnt as one
REST = "(small branches)"


def branches(frame: pd.DataFrame) -> tuple[list[tuple[str, str]], Labels]:
    """Return the branches below the categories and each article's branch.

    Parameters
    ----------
    frame
        Columns `category` and `parent`, the branch's name.

    Returns
    -------
    names
        Category and name of each branch. A category's branches of fewer than five articles are one; if even
        together they have fewer, they count with its largest branch.
    labels
        Number of each article's branch.

    Raises
    ------
    DataError
        The articles have no tree.
    """
    if (frame["parent"] == "").all():
        raise DataError("these articles have no tree", expected="a level below the category")
    sizes = frame.groupby(["category", "parent"])["title"].transform("size")
    name = frame["parent"].where(sizes >= SMALLEST_BRANCH, REST)
    left_over = frame.groupby(["category", name])["title"].transform("size") < SMALLEST_BRANCH
    largest = frame.groupby("category")["parent"].agg(lambda parents: parents.value_counts().index[0])
    name = name.mask(left_over, frame["category"].map(largest))
    pairs = list(zip(frame["category"], name, strict=True))
    names = sorted(set(pairs))
    return names, np.array([names.index(pair) for pair in pairs])


def hierarchy_table(vectors: Array, frame: pd.DataFrame, labels: Labels, seed: int) -> pd.DataFrame:
    """Return three ways to file into a tree.

    Parameters
    ----------
    vectors, frame, labels
        Of the same articles; `labels` numbers the categories.

    Returns
    -------
    pandas.DataFrame
        Indexed by way: accuracy of the `category`, of the `branch`, and the mean `distance` in the tree
        between the branch given and the true one (0 the same, 1 a sister, 2 another category). `category
        only` does not name branches.
    """
    names, branch = branches(frame)
    above = np.array([labels[np.flatnonzero(branch == one)[0]] for one in range(len(names))])
    by_category = filed_by(linear_probe(), vectors, labels, seed)  # (articles, categories)
    by_branch = filed_by(linear_probe(), vectors, branch, seed)  # (articles, branches)
    rolled = np.stack([by_branch[:, above == one].sum(axis=1) for one in range(by_category.shape[1])], axis=1)
    # the branch's share of its category, times what the category is given by its own model
    both = by_branch / np.maximum(rolled[:, above], 1e-12) * by_category[:, above]
    return pd.DataFrame(
        {
            "category only": _scores(by_category.argmax(axis=1), None, labels, branch),
            "branch, summed up": _scores(
                rolled.argmax(axis=1), by_branch.argmax(axis=1), labels, branch, above
            ),
            "category, then branch": _scores(
                above[both.argmax(axis=1)], both.argmax(axis=1), labels, branch, above
            ),
        }
    ).T


def branch_gain(table: pd.DataFrame | None) -> float:
    """Return how much higher the share of right categories is if branches are learnt, by the better way.

    Parameters
    ----------
    table
        From `hierarchy_table`; None for articles without a tree, which gain nothing.
    """
    if table is None:
        return 0.0
    right = table["category"].astype(float)
    return float(right.drop("category only").max() - right["category only"])


def _scores(
    category: Labels, given: Labels | None, labels: Labels, branch: Labels, above: Labels | None = None
) -> dict[str, float]:
    scores = {"category": float((category == labels).mean()), "branch": np.nan, "distance": np.nan}
    if given is not None and above is not None:
        scores["branch"] = float((given == branch).mean())
        far = above[given] != labels
        scores["distance"] = float(np.where(far, 2, np.where(given == branch, 0, 1)).mean())
    return scores
