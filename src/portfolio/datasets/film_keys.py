"""The same films in two datasets of one site, which number them differently: found by title and year."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

_ARTICLE = re.compile(r"(?P<title>.+), (?P<article>the|an?|les?|la|l'|il|el|das|der|die)$")


def plain_title(title: str) -> str:
    """Return a title without accents, capitals, marks and what stands in parentheses, its article in front.

    Examples
    --------
    >>> plain_title("Cité des enfants perdus, La (City of Lost Children, The)")
    'la cite des enfants perdus'
    """
    letters = unicodedata.normalize("NFKD", title)
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign)).lower()
    plain = re.sub(r"\(.*?\)", "", plain).strip()
    turned = _ARTICLE.fullmatch(plain)
    plain = f"{turned['article']} {turned['title']}" if turned else plain
    return " ".join(re.findall(r"[a-z0-9]+", plain.replace("&", " and ")))


def same_films(films: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return the number that each film has elsewhere, for those that are found by title and year.

    A title that stands twice for one year on either side is left out, and so is a film without a year.

    Parameters
    ----------
    films, others
        Titles and years of two datasets, columns `title` and `year`, by the number of the film.

    Returns
    -------
    Series
        Numbers of `others`, by number of `films`.
    """
    sides = []
    for table in (films, others):
        title = table["title"].dropna().astype(str).map(plain_title)
        key = pd.DataFrame({"title": title, "year": pd.to_numeric(table["year"], errors="coerce")})
        known = key[(key["title"] != "") & key["year"].notna()]
        sides.append(known[~known.duplicated(keep=False)].rename_axis("number").reset_index())
    both = sides[0].merge(sides[1], on=["title", "year"], suffixes=("", "_there"))
    return both.set_index("number")["number_there"]
