"""The client of a search API, against a server on this machine."""

from __future__ import annotations

import gzip
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.errors import DataError, EnvironmentFaultError, UsageError
from portfolio.language.collection import Query, collect
from portfolio.language.mock_api import products_of, serve_products

PRODUCTS = [
    {"code": str(n), "product_name": f"lid {n}", "secret": n, "categories_tags": ["en:lids"]}
    for n in range(7)
]


@contextmanager
def server_of(answers):
    """Serve (status, body) pairs in turn; the last one again and again."""
    left, seen = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            status, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *args):  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query(**changes) -> Query:
    return Query(
        **{"category": "lids", "fields": ("code", "product_name"), "page_size": 3, "pages": 5} | changes
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"category": "Big Lids"}, "lower case with hyphens"),
        ({"category": "a&page=9"}, "lower case with hyphens"),
        ({"fields": ("code", "brand")}, "Did you mean 'brands'"),
        ({"fields": ()}, "fields none"),
        ({"page_size": 0}, "1 to 100"),
        ({"page_size": 101}, "1 to 100"),
        ({"pages": 51}, "1 to 50"),
    ],
)
def test_a_wrong_query_is_refused_before_it_is_sent(changes, said):
    """The API would answer it wrongly or not at all."""
    with pytest.raises(UsageError, match=said):
        query(**changes)


def test_the_url_holds_the_query():
    """Page by page."""
    assert (
        query()
        .url(2)
        .endswith("/api/v2/search?categories_tags_en=lids&fields=code,product_name&page_size=3&page=2")
    )


def test_all_pages_are_read_and_only_the_fields_asked_for_are_kept():
    """Seven products on three pages; reading stops there."""
    with serve_products(PRODUCTS) as address:
        found = collect(query(), address, pause=0)
    assert list(found.columns) == ["code", "product_name"]
    assert found["code"].tolist() == [str(n) for n in range(7)]


def test_no_more_pages_are_read_than_asked_for_and_pauses_are_kept():
    """The API's rules on pauses are obeyed."""
    waited = []
    with serve_products(PRODUCTS) as address:
        found = collect(query(pages=2), address, pause=6, wait=waited.append)
    assert len(found) == 6
    assert waited == [6]


def test_a_product_on_two_pages_is_kept_once():
    """Pages shift while one reads."""
    body = b'{"count": 9, "products": [{"code": "1", "product_name": null}]}'
    with server_of([(200, body)]) as (address, seen):
        found = collect(query(pages=3), address, pause=0)
    assert len(seen) == 3
    assert found.to_dict("records") == [{"code": "1", "product_name": ""}]


def test_an_error_of_the_server_is_tried_again():
    """Twice busy, then an answer."""
    good = (200, b'{"count": 1, "products": [{"code": "1"}]}')
    with server_of([(503, b""), (429, b""), good]) as (address, _):
        assert len(collect(query(), address, pause=0)) == 1


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (404, 1)])
def test_a_server_that_keeps_refusing_is_given_up(status, tries):
    """A wrong address is not asked again."""
    with (
        server_of([(status, b"")]) as (address, seen),
        pytest.raises(EnvironmentFaultError, match=f"status {status}"),
    ):
        collect(query(), address, pause=0)
    assert len(seen) == tries


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>maintenance</html>", "not JSON; got '<html>"),
        (b"[]", "another form"),
        (b'{"count": "many", "products": []}', "another form"),
        (b'{"count": 1, "products": ["lid"]}', "another form"),
        (b'{"count": 0, "products": []}', "no product of category 'lids'"),
    ],
)
def test_a_wrong_answer_is_named(body, said):
    """Nothing is guessed from it."""
    with server_of([(200, body)]) as (address, _), pytest.raises(DataError, match=said):
        collect(query(), address, pause=0)


def test_only_safe_addresses_are_asked():
    """No plain http beyond this machine, no files."""
    for address in ("http://example.org", "file:///etc"):
        with pytest.raises(UsageError, match="expected https"):
            collect(query(), address, pause=0)


def test_a_server_that_is_not_there_is_reported():
    """A closed port."""
    with serve_products(PRODUCTS) as address:
        pass
    with pytest.raises(EnvironmentFaultError, match="did not answer"):
        collect(query(), address, pause=0)


def test_the_fast_food_table_is_served_as_products():
    """Real rows in the form of the API."""
    products = products_of(load("fastfood"))
    with serve_products(products) as address:
        found = collect(Query("subway", ("code", "brands"), page_size=100, pages=3), address, pause=0)
    assert set(found["brands"]) == {"Subway"}


def test_a_recorded_export_is_collected_whole():
    """An export of the real database, if the reader has one."""
    path = Path(os.environ.get("PORTFOLIO_DATA", "")) / "openfoodfacts_search_export_1263.tsv.gz"
    if not path.is_file():
        pytest.skip("PORTFOLIO_DATA holds no export of Open Food Facts")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table = pd.read_csv(file, sep="\t", dtype=str, usecols=["code", "product_name", "categories"])
    rows = table.assign(categories_tags=[["en:all"]] * len(table)).astype(object)
    products = rows.where(rows.notna(), None).to_dict("records")
    with serve_products(products) as address:
        found = collect(Query("all", page_size=100, pages=20), address, pause=0)
    assert len(found) == len(table.drop_duplicates())
