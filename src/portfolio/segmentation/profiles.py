"""Segments in business words: a name, a profile, an action."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Labels = NDArray[np.int64]
REGULAR = 4  # mean purchases from which a segment counts as regular
SECOND = 1.5  # mean purchases from which a segment counts as having come back
SECOND_ORDER = "win the second order: one offer in the first months, then leave alone"
NEWSLETTER = "newsletter only: nothing that costs"
ACTIONS = {
    "regulars": "keep: service and early access, no discount",
    "came back": "build the habit: a reminder at their usual gap",
    "mostly once": SECOND_ORDER,
    "mostly once, small orders": NEWSLETTER,
    "once": SECOND_ORDER,
    "once, small orders": NEWSLETTER,
}
RANKS = {
    "recency": ("recent", "quiet", "long quiet"),
    "monetary": ("small orders", "middling orders", "large orders"),
}


@dataclass(frozen=True)
class Naming:
    """Names of the segments, the most valuable first.

    Parameters
    ----------
    order
        Segment numbers of the model in the order of the names.
    names
        One name for each, all different.
    kinds
        The key of `ACTIONS` for each.
    """

    order: tuple[int, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def renumber(self, labels: Labels) -> Labels:
        """Return labels as positions in `names`."""
        place = np.empty(max(self.order) + 1, dtype=np.int64)
        place[list(self.order)] = np.arange(len(self.order))
        return place[labels]


def name_segments(features: pd.DataFrame, labels: Labels, value: pd.Series) -> Naming:
    """Return names for segments, ordered by the mean expected value of their customers.

    A name says how often they buy, and if several segments share that, what tells them apart most: how long
    they have been quiet, or how much they spend.

    Parameters
    ----------
    features
        One row per customer.
    labels
        The segment of each customer, by number.
    value
        What each customer is expected to bring.
    """
    profile = features.groupby(labels)[["recency", "frequency", "monetary"]].mean()
    order = value.groupby(labels).mean().sort_values(ascending=False).index
    kinds = [_kind(float(profile.loc[s, "frequency"])) for s in order]
    spread = features[["recency", "monetary"]].std()
    names = list(kinds)
    for kind in dict.fromkeys(kinds):
        alike = [place for place, other in enumerate(kinds) if other == kind]
        if len(alike) > 1:
            members = profile.iloc[profile.index.get_indexer(order[alike])]
            for place, words in zip(alike, _qualifiers(members, spread), strict=True):
                names[place] = f"{kind}, {words}"
    return Naming(tuple(map(int, order)), tuple(names), tuple(kinds))


def _kind(mean: float) -> str:
    if mean >= REGULAR:
        return "regulars"
    if mean >= SECOND:
        return "came back"
    return "mostly once" if mean > 1 else "once"


def _qualifiers(members: pd.DataFrame, spread: pd.Series) -> list[str]:
    """Return different words for segments that buy equally often."""
    apart = (members[["recency", "monetary"]].max() - members[["recency", "monetary"]].min()) / spread
    feature = str(apart.idxmax())
    rank = members[feature].rank(method="first").astype(int).to_numpy() - 1
    words = RANKS[feature]
    if len(members) == 2:
        return [
            words[0] if place == 0 else (words[1] if feature == "recency" else words[2]) for place in rank
        ]
    if len(members) == 3:
        return [words[place] for place in rank]
    # letters: a segment's name is recorded, and a recorded name holds no digits
    kind = "quiet" if feature == "recency" else "spend"
    return [f"{kind} {ascii_uppercase[place]}" for place in rank]


def segment_table(
    features: pd.DataFrame, labels: Labels, naming: Naming, forecast: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per segment, the most valuable first.

    Parameters
    ----------
    features, labels
        Of all customers; labels renumbered by `naming`.
    forecast
        Indexed by customer: `purchases` and `revenue` expected, `alive`.

    Returns
    -------
    pandas.DataFrame
        Indexed by name: `customers`, `share`, `revenue_share`, medians of `recency`, `frequency`,
        `monetary`; `one_time` share; `alive`, `expected_purchases`, `expected_revenue` means.
    """
    by = features.join(forecast.rename(columns={"revenue": "revenue_expected"})).groupby(labels)
    size = by.size()
    table = pd.DataFrame(
        {
            "customers": size,
            "share": size / len(features),
            "revenue_share": by["revenue"].sum() / features["revenue"].sum(),
            "recency": by["recency"].median(),
            "frequency": by["frequency"].mean(),
            "monetary": by["monetary"].median(),
            "one_time": by["frequency"].agg(lambda values: float((values == 1).mean())),
            "alive": by["alive"].mean(),
            "expected_purchases": by["purchases"].mean(),
            "expected_revenue": by["revenue_expected"].mean(),
        }
    )
    return table.set_axis(pd.Index(naming.names, name="segment"), axis=0)


def segment_cards(table: pd.DataFrame, naming: Naming, unit: str, weeks: float) -> pd.DataFrame:
    """Return one column of plain words per segment, for people who act on it.

    Parameters
    ----------
    table
        As `segment_table` returns it.
    naming
        Names and order of the segments.
    unit
        Of the amounts.
    weeks
        Length of the forecast.
    """
    cards = {}
    for (name, row), kind in zip(table.iterrows(), naming.kinds, strict=True):
        cards[name] = {
            "size": f"{row['customers']:,.0f} customers, {row['share']:.0%} of all",
            "brings": f"{row['revenue_share']:.0%} of the revenue so far",
            "bought": f"{row['frequency']:.1f} times on average, last {row['recency']:.0f} days ago",
            "usual order": f"{row['monetary']:.0f} {unit}".strip(),
            "still buying": f"{row['alive']:.0%}, by the model",
            f"next {weeks:.0f} weeks": f"{row['expected_revenue']:.2f} {unit} each".replace("  ", " "),
            "action": ACTIONS.get(str(name), ACTIONS[kind]),
        }
    return pd.DataFrame(cards)
