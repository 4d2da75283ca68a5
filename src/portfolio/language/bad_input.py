"""What a reader's file may hold, and what is answered."""

from __future__ import annotations

import html

import pandas as pd

from portfolio.errors import PortfolioError
from portfolio.language.corpus import LONGEST, NO_TITLE, check_articles, own_rows

GOOD = pd.DataFrame(
    {
        "text": [f"steel {kind} for the kitchen" for kind in ("lid", "pan", "pot", "knife", "fork", "spoon")]
        * 2
        + [f"cotton {kind} for a baby" for kind in ("shirt", "sock", "hat", "bib", "blanket", "sheet")] * 2,
        "category": ["kitchen"] * 12 + ["baby"] * 12,
    }
)
GOOD = GOOD.assign(text=[f"{text}, number {place}" for place, text in enumerate(GOOD["text"])])


def bad_inputs() -> dict[str, pd.DataFrame]:
    """Return small faulty tables, each named after its fault."""
    return {
        "empty texts": _with_first(""),
        "one category": GOOD.assign(category="kitchen"),
        "a category with one article": GOOD.assign(category=["garden", *GOOD["category"][1:]]),
        "a category missing": GOOD.assign(category=["", *GOOD["category"][1:]]),
        "a text of 100,000 characters": _with_first("steel lid " * (5 * LONGEST // 10)),
        "UTF-8 read as Windows-1252": _with_first("une tasse pour le cafÃ©"),
        "characters lost earlier": _with_first(
            "une tasse \N{REPLACEMENT CHARACTER} caf\N{REPLACEMENT CHARACTER}"
        ),
        "markup and script": _with_first("<b>steel lid</b><script>alert('x')</script>"),
        "emoji": _with_first("steel lid \N{FROG FACE}\N{COOKING}"),
        "from right to left": _with_first("غطاء فولاذي للمطبخ"),
        "three documents": GOOD.iloc[[0, 1, 12]],
        "a column misnamed": GOOD.rename(columns={"text": "txet"}),
    }


def _with_first(text: str) -> pd.DataFrame:
    return GOOD.assign(text=[text, *GOOD["text"][1:]])


def answer(table: pd.DataFrame) -> str:
    """Return what the checks say to a table: the refusal, or the defects counted and the first text left."""
    try:
        articles = check_articles(own_rows(table, "text", "category"))
    except PortfolioError as refusal:
        return f"refused: {refusal}"
    found = articles.defects[articles.defects["articles"] > 0].drop(NO_TITLE, errors="ignore")  # none has one
    told = "; ".join(f"{name} ({row['articles']}): {row['treatment']}" for name, row in found.iterrows())
    first = articles.texts[0][:40]
    return f"accepted, {len(articles.frame)} articles: {told or 'nothing to treat'}; the first is {first!r}"


def escaped(text: str, longest: int = 160) -> str:
    """Return the start of a text, safe to stand in a page or a hover label: no tag of it acts.

    Examples
    --------
    >>> escaped("<b>lid</b>")
    '&lt;b&gt;lid&lt;/b&gt;'
    """
    return html.escape(text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…", quote=False)
