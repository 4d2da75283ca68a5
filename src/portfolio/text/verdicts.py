"""What the figures say, in words that follow the figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

Gap = tuple[float, float, float]


def margin_words(best: str, gaps: Mapping[str, Gap]) -> str:
    """Return whether the best pipeline beats the baselines outside the spread of the seeds.

    Parameters
    ----------
    best
        Its name.
    gaps
        Baseline to the difference in ARI, best minus baseline, with its interval.
    """
    beaten = [name for name, (_, low, _) in gaps.items() if low > 0]
    behind = [name for name, (_, _, high) in gaps.items() if high < 0]
    level = [name for name in gaps if name not in (*beaten, *behind)]
    parts = [f"it beats {_listed(beaten)} by a margin outside the spread of the seeds"] if beaten else []
    parts += [f"it is not told apart from {_listed(level)}"] if level else []
    parts += [f"it falls behind {_listed(behind)} outside that spread"] if behind else []
    return f"{best}: {'; '.join(parts)}."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def choice_words(chosen: tuple[str, str], best: tuple[str, str], table: pd.DataFrame) -> str:
    """Return what a choice without labels costs against the choice that only labels could make."""
    gap = _at(table, best, "ARI") - _at(table, chosen, "ARI")
    if chosen == best:
        return f"The choice without labels, {spoken(chosen)}, is the one that labels would have made."
    return (
        f"The choice without labels is {spoken(chosen)}; labels would have chosen {spoken(best)}, "
        f"higher by {gap:.2f}."
    )


def spoken(pair: tuple[str, str]) -> str:
    """Return a representation and its place in words.

    Examples
    --------
    >>> spoken(("TF-IDF", "UMAP"))
    'TF-IDF on UMAP'
    """
    name, where = pair
    return f"{name} on {'its vectors' if where == 'vectors' else where}"


def place_words(table: pd.DataFrame) -> str:
    """Return which place suits each representation that was tried in all of them."""
    rows = table["ARI"].unstack()
    full = rows.dropna()
    best = {str(name): str(row.idxmax()) for name, row in full.iterrows()}
    own = {"vectors": "its vectors"}
    told = "; ".join(f"{name}: {own.get(where, where)}" for name, where in best.items())
    spread = float((full.max(axis=1) - full.min(axis=1)).max())
    return f"Best places: {told}. The place alone moves one representation by up to {spread:.2f}."


def balance_words(uneven: Gap, even: Gap, best: str, baseline: str) -> str:
    """Return whether even categories change who leads.

    Parameters
    ----------
    uneven, even
        Difference in ARI, best minus baseline, with interval: on all articles, on even draws of them.
    """
    now = "leads" if even[1] > 0 else "trails" if even[2] < 0 else "is not told apart"
    before = "led" if uneven[1] > 0 else "trailed" if uneven[2] < 0 else "was not told apart"
    link = "too" if now[:2] == before[:2] else "now"
    return f"On categories of equal size {best} {now} {link} against {baseline}; on all articles it {before}."


def effect_words(effects: pd.Series) -> str:
    """Return the choices of a protocol in order of what they move.

    Parameters
    ----------
    effects
        Choice to change in ARI.
    """
    order = effects.reindex(effects.abs().sort_values(ascending=False).index)
    return "; ".join(
        f"{name}: {change:+.2f}".replace("-", "\N{MINUS SIGN}") for name, change in _plain(order)
    )


def _plain(series: pd.Series) -> list[tuple[str, float]]:
    # a hyphen in the name stays one: only the sign of the number is a minus
    return [
        (str(name).replace("-", "\N{NON-BREAKING HYPHEN}"), float(value)) for name, value in series.items()
    ]


def people_words(table: pd.DataFrame, gap: Gap, best: str, second: str, people: float) -> str:
    """Return who agrees best with people, whether that is sure, and how it compares with one person."""
    sure = "surely above" if gap[1] > 0 else "above, but not surely,"
    low, high = _at(table, best, "Pearson low"), _at(table, best, "Pearson high")
    against = "above" if low > people else "below" if high < people else "level with"
    return f"{best} agrees best with people, {sure} {second}; it is {against} one person against the others."


def everywhere_words(winners: Mapping[str, str]) -> str:
    """Return whether one representation wins every comparison.

    Parameters
    ----------
    winners
        Comparison to the name of its best representation.
    """
    if len(set(winners.values())) == 1:
        return f"{next(iter(winners.values()))} is best in all {len(winners)} comparisons of this page."
    told = ", ".join(f"{name} for {what}" for what, name in winners.items())
    return f"the best one depends on the question: {told}."


def worst_pair_words(matched: pd.DataFrame) -> str:
    """Return the most common confusion of a matrix with matched columns."""
    counts = matched.to_numpy(copy=True)
    np.fill_diagonal(counts, 0)
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    names = list(matched.index)
    return f"{counts[row, column]} articles of {names[row]!r} in the cluster of {names[column]!r}"


def few_words(curves: Mapping[str, pd.DataFrame], best: str, baseline: str) -> str:
    """Return how few labels the best representation needs for what the baseline reaches with all."""
    goal = float(curves[baseline]["mean"].iloc[-1])
    size = curves[best].index[curves[best]["mean"] >= goal]
    if not len(size):
        return f"{best} does not reach what {baseline} reaches with all its labels."
    most = curves[baseline].index[-1]
    return f"{best} reaches with {size[0]} labelled articles per category what {baseline} needs {most} for."


def abstain_words(table: pd.DataFrame, rule: pd.Series) -> str:
    """Return whether the rule from the prices is cheaper than filing all and asking always.

    Parameters
    ----------
    table
        From `abstain_table`.
    rule
        The row of the rule's threshold.
    """
    all_filed, always = table["minutes"].iloc[0], table["minutes"].iloc[-1]
    simple = "filing everything" if all_filed <= always else "asking always"
    better = rule["minutes"] < min(all_filed, always)
    return (
        f"The rule is {'cheaper' if better else 'not cheaper'} than {simple}, the better of the two extremes."
    )


def tree_words(table: pd.DataFrame | None) -> str:
    """Return whether knowing the branches helps to file into categories; None stands for no tree."""
    if table is None:
        return "These articles have no tree below the category."
    flat = _at(table, "category only", "category")
    rest = table["category"].drop("category only")
    best = str(rest.idxmax())
    change = float(rest.max()) - flat
    word = "raises" if change > 0 else "lowers" if change < 0 else "leaves"
    return f"Filing by {best!r} {word} the share of right categories by {100 * abs(change):.1f} points."


def _at(table: pd.DataFrame, row: object, column: str) -> float:
    """Return one number of a table; pandas types a cell as anything."""
    return float(table[column].to_numpy(dtype=float)[list(table.index).index(row)])
