"""Collect articles through a search API: a query that is checked before it is sent.

The form is that of Open Food Facts (https://openfoodfacts.github.io/openfoodfacts-server/api/), whose data
are under the Open Database Licence.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from portfolio.errors import DataError, EnvironmentFaultError, UsageError, nearest

ADDRESS = "https://world.openfoodfacts.org"
FIELDS = (
    "code",
    "product_name",
    "generic_name",
    "brands",
    "categories",
    "ingredients_text",
    "image_url",
    "nutriscore_grade",
)
LARGEST_PAGE = 100
MOST_PAGES = 50
LARGEST_ANSWER = 20 * 2**20  # bytes
PAUSE = 6.0  # seconds between pages: the API allows ten searches a minute
TRIES = 3
AGENT = "portfolio-lesson/1.0 (reads a few pages of search results)"

_TAG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Query:
    """A search for products of one category.

    Parameters
    ----------
    category
        Tag of the category in English, such as `champagnes`.
    fields
        The fields that are kept, of `FIELDS`; others are never asked for.
    page_size
        Products on a page, 1 to 100.
    pages
        Most pages read, 1 to 50.

    Raises
    ------
    UsageError
        A setting that the API would answer wrongly or not at all.
    """

    category: str
    fields: tuple[str, ...] = ("code", "product_name", "categories", "ingredients_text")
    page_size: int = 50
    pages: int = 1

    def __post_init__(self) -> None:
        if not _TAG.fullmatch(self.category):
            raise UsageError(
                f"category {self.category!r}", expected="lower case with hyphens, such as plant-milks"
            )
        unknown = [field for field in self.fields if field not in FIELDS]
        if unknown or not self.fields:
            raise UsageError(f"fields {unknown or 'none'}", hint=nearest(str(unknown[:1]), FIELDS))
        if not 1 <= self.page_size <= LARGEST_PAGE:
            raise UsageError("page_size", expected=f"1 to {LARGEST_PAGE}", got=self.page_size)
        if not 1 <= self.pages <= MOST_PAGES:
            raise UsageError("pages", expected=f"1 to {MOST_PAGES}", got=self.pages)

    def url(self, page: int, address: str = ADDRESS) -> str:
        """Return the address of one page of results, from 1.

        Examples
        --------
        >>> Query("champagnes", ("code",), page_size=10).url(1)
        'https://world.openfoodfacts.org/api/v2/search?categories_tags_en=champagnes&fields=code&page_size=10&page=1'
        """
        settings = {
            "categories_tags_en": self.category,
            "fields": ",".join(self.fields),
            "page_size": self.page_size,
            "page": page,
        }
        return f"{address}/api/v2/search?{urllib.parse.urlencode(settings, safe=',')}"


def collect(
    query: Query, address: str = ADDRESS, *, pause: float = PAUSE, wait: Callable[[float], None] = time.sleep
) -> pd.DataFrame:
    """Return the products that a query finds: one row each, the fields asked for, as text.

    Parameters
    ----------
    query
        What to ask.
    address
        Where; another server that answers in the same form may stand in.
    pause
        Seconds between pages and before another try.
    wait
        Called to wait; tests give their own.

    Raises
    ------
    EnvironmentFaultError
        The server cannot be reached, refuses, or answers with errors three times.
    DataError
        The answer is not JSON of the expected form, is too large, or finds nothing.
    """
    found: list[Mapping[str, Any]] = []
    for page in range(1, query.pages + 1):
        if page > 1:
            wait(pause)
        answer = _checked(_read(query.url(page, address), pause, wait))
        found += answer["products"]
        if not answer["products"] or len(found) >= answer["count"]:
            break
    if not found:
        raise DataError(
            f"no product of category {query.category!r}", hint="See the site's list of categories."
        )
    rows = [{field: _text(product.get(field)) for field in query.fields} for product in found]
    frame = pd.DataFrame(rows, columns=list(query.fields))
    # pages shift while one reads: a product may come twice
    return frame.drop_duplicates(ignore_index=True)


def _read(url: str, pause: float, wait: Callable[[float], None]) -> bytes:
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        given = url.partition("?")[0]
        raise UsageError("the address of the API", expected="https, or this machine", got=given)
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept": "application/json"})
    problem = ""
    for attempt in range(TRIES):
        if attempt:
            wait(pause)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                content: bytes = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as error:
            problem = f"status {error.code}"
            error.close()
            if error.code < 500 and error.code != 429:  # asking again would not help
                break
        except OSError as error:  # URLError among them
            problem = str(getattr(error, "reason", error))
        else:
            if len(content) > LARGEST_ANSWER:
                raise DataError(
                    "the answer of the API is too large", expected=f"at most {LARGEST_ANSWER} bytes"
                )
            return content
    raise EnvironmentFaultError("the API did not answer", got=problem, hint="Try later, or use a saved file.")


def _checked(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        start = content[:40].decode("utf-8", "replace")
        raise DataError("the answer of the API is not JSON", got=repr(start)) from None
    products = answer.get("products") if isinstance(answer, dict) else None
    if not (
        isinstance(products, list)
        and all(isinstance(product, dict) for product in products)
        and isinstance(answer.get("count"), int)
    ):
        raise DataError("the answer of the API has another form", expected="count and a list of products")
    return dict(answer)


def _text(value: object) -> str:
    return "" if value is None else str(value)
