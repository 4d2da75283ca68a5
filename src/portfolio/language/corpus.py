"""Articles with a title, a text and a category, and what was done to the raw rows to get them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.datasets.spellings import find_column, spelling
from portfolio.datasets.treatments import treatments_of, with_treatments
from portfolio.errors import DataError, UsageError
from portfolio.language.cleaning import (
    has_lost_characters,
    has_markup,
    joined,
    mend_encoding,
    opening,
    without_markup,
    without_unseen,
)
from portfolio.language.tokens import units_of

LONGEST = 20_000  # characters of an article that are read; no encoder here sees more than a tenth of it
SMALLEST_CATEGORY = 5  # articles: one to test on and a few to learn from
SMALLEST_CORPUS = 20  # articles; neighbours and splits mean nothing below

NO_TITLE = "no title"  # a defect

FEWEST_CATEGORIES = 2
FEWEST_WORDS = 5  # that texts share; below, there is nothing to turn into directions
CLASS_LEVEL = 4  # the leaves of the NACE tree
SECTIONS = 7  # of NACE; the next ones have few classes


@dataclass(frozen=True)
class Articles:
    """Cleaned articles and the account of the cleaning.

    Parameters
    ----------
    frame
        Columns `title`, `body` (may be empty) and `category`; one row per article, numbered from 0.
    defects
        Indexed by defect: `articles` touched, and `treatment` in words.
    """

    frame: pd.DataFrame
    defects: pd.DataFrame

    @property
    def texts(self) -> list[str]:
        """Title and body of each article as one text."""
        return [
            joined(title, body) for title, body in zip(self.frame["title"], self.frame["body"], strict=True)
        ]

    @property
    def categories(self) -> list[str]:
        """The categories, largest first, names in order where sizes tie."""
        counts = self.frame["category"].value_counts()
        return sorted(counts.index, key=lambda name: (-counts[name], name))

    @property
    def labels(self) -> NDArray[np.int64]:
        """Number of each article's category in `categories`."""
        known = {name: number for number, name in enumerate(self.categories)}
        return np.array([known[name] for name in self.frame["category"]], dtype=np.int64)


def read_rows(name: str, frame: pd.DataFrame, columns: tuple[str, str, str]) -> pd.DataFrame:
    """Return a loaded dataset as raw rows of articles.

    Parameters
    ----------
    name
        `newsgroups`, `nace_rev2`, `flipkart`, or `csv:PATH`.
    frame
        The dataset.
    columns
        Text, category and title (empty if there is none) of a reader's table.
    """
    if name == "newsgroups":
        return own_rows(frame, "text", "category")
    if name == "nace_rev2":
        return nace_rows(frame)
    return flipkart_rows(frame) if name == "flipkart" else own_rows(frame, *columns)


def draw_rows(rows: pd.DataFrame, most: int, seed: int) -> pd.DataFrame:
    """Return at most about `most` rows, the same share of every category, in the order of the file."""
    if len(rows) <= most:
        return rows
    groups = rows.groupby("category", dropna=False, group_keys=False)
    return groups.sample(frac=most / len(rows), random_state=seed).sort_index()


def nace_rows(frame: pd.DataFrame, sections: int = SECTIONS) -> pd.DataFrame:
    """Return the leaf classes of NACE Rev. 2 in its largest sections, as raw rows of articles.

    Parameters
    ----------
    frame
        The dataset `nace_rev2`.
    sections
        How many of the largest sections are kept.

    Returns
    -------
    pandas.DataFrame
        Columns `title`, `body`, `category` (name of the section). What a class excludes is left out: it
        quotes the codes and names of other classes.
    """
    by_code = frame.set_index("Code")
    leaves = frame[frame["Level"] == CLASS_LEVEL]
    division = leaves["Parent"].map(by_code["Parent"])
    section = division.map(by_code["Parent"])
    largest = section.value_counts().index[:sections]
    rows = pd.DataFrame(
        {
            "title": leaves["Description"],
            "body": leaves["This_item_includes"].fillna(""),
            "category": section.map(by_code["Description"]).str.capitalize(),
        }
    )
    return rows[section.isin(largest)].reset_index(drop=True)


def flipkart_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the products of Flipkart as raw rows; the category is the first level of the path."""
    path = frame["product_category_tree"].str.strip('[]"').str.split(r"\s*>>\s*", regex=True)
    return pd.DataFrame(
        {
            "title": frame["product_name"],
            "body": frame["description"],
            "category": path.str[0],
        }
    )


def own_rows(frame: pd.DataFrame, text: str, category: str, title: str = "") -> pd.DataFrame:
    """Return the named columns of a reader's table as raw rows.

    Raises
    ------
    UsageError
        A column does not exist, the message names the nearest; or it is named twice.
    """
    roles = {"text": text, "category": category, "title": title}
    found = {
        role: find_column(name, frame.columns, f"the {role} column") for role, name in roles.items() if name
    }
    twice = [role for role, name in found.items() if list(found.values()).count(name) > 1]
    if twice:
        raise UsageError(
            f"{' and '.join(twice)} are the same column", expected="another for each", got=found[twice[0]]
        )
    rows = pd.DataFrame(
        {
            "title": frame[found["title"]] if title else "",
            "body": frame[found["text"]],
            "category": _names(frame[found["category"]]),
        }
    )
    return with_treatments(rows, [one for one in treatments_of(frame) if one.column in found.values()])


def _names(categories: pd.Series) -> pd.Series:
    """Return categories as texts; whole numbers have no decimals, even if a missing one made them floats."""
    if not pd.api.types.is_float_dtype(categories) or (categories.dropna() % 1 != 0).any():
        return categories
    return categories.astype("Int64").astype("string").astype(object)


def check_articles(rows: pd.DataFrame) -> Articles:
    """Return the articles of raw rows, every defect treated by a declared rule and counted.

    Parameters
    ----------
    rows
        Columns `title`, `body`, `category`, as one of the functions above returns them.

    Raises
    ------
    DataError
        Fewer than two categories or too few articles are left; the message says what was dropped.
    """
    raw = rows[["title", "body"]].astype(object).fillna("").astype(str)
    mended = raw.map(mend_encoding)
    bare = mended.map(without_markup)
    clean = bare.map(without_unseen)
    cut = clean.apply(lambda column: column.str.slice(0, LONGEST))
    untitled = (cut["title"] == "") & (cut["body"] != "")
    openings = cut["body"][untitled].map(opening)
    whole = cut.copy()
    cut.loc[untitled, "title"] = [head for head, _ in openings]
    cut.loc[untitled, "body"] = [rest for _, rest in openings]
    frame = cut.assign(category=rows["category"])
    empty = (cut["title"] + cut["body"]) == ""
    unfiled = frame["category"].fillna("").astype(str).str.strip() == ""
    copies = frame.duplicated(["title", "body", "category"]) & ~empty & ~unfiled
    left = ~(empty | unfiled | copies)
    names = frame["category"].where(left).astype("string").str.strip()
    rare = names.map(names.value_counts()).lt(SMALLEST_CATEGORY).fillna(False) & left
    treated = {
        "no text": (empty, "dropped"),
        "no category": (unfiled & ~empty, "dropped"),
        "the same text and category again": (copies, "kept once"),
        f"category with fewer than {SMALLEST_CATEGORY} articles": (rare, "dropped"),
        "markup in the text": (mended.map(has_markup).any(axis=1), "tags removed, their words kept"),
        f"longer than {LONGEST:,} characters": (clean.ne(whole).any(axis=1), "cut"),
        "read in the wrong encoding": (raw.ne(mended).any(axis=1), "decoded again"),
        "characters lost in an earlier reading": (raw.map(has_lost_characters).any(axis=1), "kept"),
    }
    kept = frame[left & ~rare].assign(category=names[left & ~rare].astype(str))
    whole_texts = frame["title"][left].str.cat(frame["body"][left], sep=" ")
    found = whole_texts.map(lambda text: frozenset(units_of(text, "stems")))
    _check_any_words(found)
    words = found[~rare[left]]
    counts = [(name, int(rows_.sum()), treatment) for name, (rows_, treatment) in treated.items()]
    if (unseen := int(clean.ne(bare).any(axis=1).sum())) > 0:
        counts.append(("signs that nobody sees", unseen, "removed"))
    if untitled.any():
        counts.append((NO_TITLE, int(untitled.sum()), "the first words stand for it"))
    if (wordless := int((words.map(len) == 0).sum())) > 0:
        counts.append(("no words in the text", wordless, "kept"))
    several = names.dropna().groupby(names.dropna().map(spelling)).transform("nunique") > 1
    if several.any():
        counts.append(
            ("category that another differs from in case or width only", int(several.sum()), "kept")
        )
    counts += [(f"{one.column}: {one.what}", one.count, "as read") for one in treatments_of(rows)]
    defects = pd.DataFrame(counts, columns=["defect", "articles", "treatment"]).set_index("defect")
    _check_extent(kept, defects)
    _check_shared_words(words)
    return Articles(kept.reset_index(drop=True), defects)


def _check_any_words(words: pd.Series) -> None:
    """Refuse texts most of which hold no word."""
    wordless = int((words.map(len) == 0).sum())
    if wordless > len(words) / 2:
        raise DataError(
            "most texts hold no words",
            expected="words of three letters or more, or a script without blanks",
            got=f"none in {wordless} of {len(words)} texts",
        )


def _check_shared_words(words: pd.Series) -> None:
    """Refuse texts that have nothing in common that could be counted."""
    texts_with = Counter(word for found in words for word in found)
    shared = sum(count > 1 for count in texts_with.values())
    if shared < FEWEST_WORDS:
        raise DataError(
            "the texts share too few words to be compared",
            expected=f"at least {FEWEST_WORDS} words that stand in two texts or more",
            got=shared,
        )


def _check_extent(kept: pd.DataFrame, defects: pd.DataFrame) -> None:
    dropped = defects[(defects["articles"] > 0) & defects["treatment"].isin(["dropped", "kept once"])]
    told = "; ".join(f"{name}: {count}" for name, count in dropped["articles"].items())
    hint = f"Dropped before: {told}." if told else ""
    if kept["category"].nunique() < FEWEST_CATEGORIES:
        raise DataError(
            "nothing can be filed",
            expected=f"at least {FEWEST_CATEGORIES} categories of {SMALLEST_CATEGORY} articles or more",
            got=f"{kept['category'].nunique()} of that size",
            hint=hint,
        )
    if len(kept) < SMALLEST_CORPUS:
        raise DataError(
            "the corpus is too small to compare ways of filing",
            expected=f"at least {SMALLEST_CORPUS} articles",
            got=len(kept),
            hint=hint,
        )
