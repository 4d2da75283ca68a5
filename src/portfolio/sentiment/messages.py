"""Short public messages as models read them: handles masked, copies found, parts without leaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from portfolio.errors import DataError
from portfolio.sentiment.masking import masked, words_of

LABELS = ("negative", "neutral", "positive")
PARTS = ("train", "validation", "test")
FEWEST = 100  # messages of a label: fewer leave nothing to choose or to test on
LONGEST = 5_000  # characters; no message of the trade is nearly as long


@dataclass(frozen=True)
class Messages:
    """Messages that are ready to be split.

    Parameters
    ----------
    frame
        `text` (masked), `label`, `confidence`, `group`: messages of one group are near copies of each other.
    treated
        How many rows each treatment concerned.
    """

    frame: pd.DataFrame
    treated: dict[str, int]


def labelled(raw: pd.DataFrame) -> pd.DataFrame:
    """Return a table with `text`, `sentiment` in lower case, and `confidence`, 1 where none is given.

    Parameters
    ----------
    raw
        A reader's table may write labels in capitals and lack the confidence.

    Raises
    ------
    DataError
        A column is missing, a confidence lies outside 0 to 1, or a label has too few messages.
    """
    missing = [name for name in ("text", "sentiment") if name not in raw]
    if missing:
        got = ", ".join(map(str, raw.columns))
        raise DataError("labelled messages", expected=f"a column {missing[0]!r}", got=got[:200])
    sentiment = raw["sentiment"].astype("str").str.strip().str.lower()
    sentiment = sentiment.mask(sentiment == "")
    confidence = pd.to_numeric(raw["confidence"], errors="coerce") if "confidence" in raw else 1.0
    told = raw.assign(text=raw["text"].astype("str"), sentiment=sentiment, confidence=confidence)
    outside = told["confidence"].dropna()[lambda one: ~one.between(0, 1)]
    if len(outside):
        raise DataError("column 'confidence'", expected="shares from 0 to 1", got=outside.iloc[0])
    counts = {label: int((sentiment == label).sum()) for label in LABELS}
    rarest = min(counts, key=counts.__getitem__)
    if counts[rarest] < FEWEST and set(sentiment.dropna()) <= set(LABELS):  # unknown labels: see `prepare`
        raise DataError(
            "column 'sentiment'",
            expected=f"at least {FEWEST} messages of each of {', '.join(LABELS)}",
            got=f"{counts[rarest]} of {rarest}",
        )
    return told


def prepare(raw: pd.DataFrame, similarity: float = 0.5) -> Messages:
    """Return messages without copies, grouped by near copies.

    Copies whose labels differ get the label with the largest sum of the annotators' confidence.

    Parameters
    ----------
    raw
        `text`, `sentiment` and `confidence`.
    similarity
        Jaccard index of the pairs of neighbouring words from which two messages are near copies.

    Raises
    ------
    DataError
        A label is unknown, no message is left, or one is longer than a message can be.
    """
    strange = sorted(set(raw["sentiment"].dropna().astype(str)) - set(LABELS))
    if strange:
        raise DataError("column 'sentiment'", expected=f"one of {', '.join(LABELS)}", got=strange[0][:40])
    long = raw["text"].astype("str").str.len() > LONGEST
    if long.any():
        where = f"row {int(np.flatnonzero(long)[0])} of column 'text'"
        raise DataError(
            where, expected=f"at most {LONGEST:,} characters", got=int(raw["text"].str.len().max())
        )
    known = raw.dropna(subset=["text", "sentiment"])
    known = known[known["text"].str.strip().astype(bool)]
    known = known.assign(masked=known["text"].map(masked), weight=known["confidence"].fillna(1.0))
    sums = known.pivot_table(index="masked", columns="sentiment", values="weight", aggfunc="sum")
    first = known.drop_duplicates("masked").set_index("masked")
    frame = pd.DataFrame(
        {"label": sums.idxmax(axis=1).reindex(first.index), "confidence": first["confidence"]}
    )
    frame = frame.rename_axis("text").reset_index()
    if frame.empty:
        raise DataError("messages", expected="at least one with text and label", got="none")
    frame["group"] = near_copies(frame["text"].tolist(), similarity)
    largest = frame["group"].value_counts()
    copies = int(known["text"].duplicated().sum())
    treated = {
        "without text or label, dropped": len(raw) - len(known),
        "copy of an earlier text, dropped": copies,
        "copy once handles and links are masked, dropped": len(known) - len(frame) - copies,
        "texts whose copies disagree on the label": int((sums.notna().sum(axis=1) > 1).sum()),
        "has a near copy, kept in one group with it": int(largest[largest > 1].sum()),
    }
    return Messages(frame, treated)


def pair_sets(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return which pairs of neighbouring words each text holds, (texts, pairs), as 0 and 1."""
    counter = CountVectorizer(
        tokenizer=_with_ends, preprocessor=str, token_pattern=None, ngram_range=(2, 2), binary=True
    )
    return sparse.csr_matrix(counter.fit_transform(texts))


def _with_ends(text: str) -> list[str]:
    return ["<", *words_of(text), ">"]  # ends, so that a text of one word has pairs too


def near_copies(texts: Sequence[str], similarity: float) -> NDArray[np.int64]:
    """Return a group number for each text: texts whose pairs of words overlap enough share it, and so on.

    Parameters
    ----------
    texts
        Masked messages.
    similarity
        Jaccard index, from 0 to 1, from which two texts are joined.
    """
    first, second, _ = similar_pairs(texts, similarity)
    n = len(texts)
    graph = sparse.coo_matrix((np.ones(len(first)), (first, second)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def similar_pairs(
    texts: Sequence[str], similarity: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return all pairs of texts with at least this Jaccard index: first, second, index.

    Parameters
    ----------
    texts
        Masked messages.
    similarity
        Above 0, at most 1.
    """
    sets = pair_sets(texts)
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    for start in range(0, len(texts), 1000):
        shared = sparse.coo_matrix(sets[start : start + 1000].astype(np.float32) @ sets.T.astype(np.float32))
        one, other = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
        index = shared.data / (sizes[one] + sizes[other] - shared.data)
        near = (index >= similarity) & (one < other)
        found.append((one[near], other[near], index[near].astype(float)))
    first, second, index = (np.concatenate(part) for part in zip(*found, strict=True))
    return first, second, index


def split(frame: pd.DataFrame, shares: tuple[float, float] = (0.15, 0.15), seed: int = 0) -> NDArray[np.str_]:
    """Return the part of each message: whole groups are drawn, label by label.

    Parameters
    ----------
    frame
        `label` and `group`.
    shares
        Of the messages, for validation and test.
    seed
        Of the draw.
    """
    rng = np.random.default_rng(seed)
    first = frame.groupby("group")["label"].first()
    part = pd.Series("train", index=first.index)
    for label in sorted(first.unique()):
        drawn = rng.permutation(first.index[first == label].to_numpy())
        held, tested = (round(share * len(drawn)) for share in shares)
        part[drawn[:held]], part[drawn[held : held + tested]] = "validation", "test"
    return frame["group"].map(part).to_numpy(dtype=str)


def share_with_twin(
    texts: NDArray[np.str_], known: NDArray[np.bool_], asked: NDArray[np.bool_], level: float = 0.8
) -> float:
    """Return the percentage of asked messages that resemble a known one, by the cosine of runs of letters.

    Parameters
    ----------
    texts
        Masked messages.
    known, asked
        Which of them are learnt from, and which are tested on.
    level
        Cosine from which two are twins.
    """
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), min_df=2).fit_transform(texts)
    nearest = (vectors[asked] @ vectors[known].T).max(axis=1).toarray()
    return float(100 * (nearest >= level).mean())
