"""A stand-in for a search API on this machine: a lesson needs no network, and the client is the real one."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas as pd

SEARCH = "/api/v2/search"


@contextmanager
def serve_products(products: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Serve products in the form of Open Food Facts and give the address, for as long as the block lasts.

    The category of a query is looked for in the field `categories_tags`; pages and fields are honoured.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(products))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def products_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the dataset `fastfood` as the products of a search API: item, restaurant, categories."""
    slugs = frame["restaurant"].str.lower().str.replace(r"[^a-z]+", "-", regex=True).str.strip("-")
    return [
        {
            "code": f"{number:08d}",
            "product_name": item,
            "brands": brand,
            "categories": f"Fast food, {brand}",
            "categories_tags": ["en:fast-food", f"en:{slug}"],
            "energy-kcal": calories,  # a field nobody asked for
        }
        for number, (item, brand, slug, calories) in enumerate(
            zip(frame["item"], frame["restaurant"], slugs, frame["calories"].tolist(), strict=True)
        )
    ]


def answer(products: Sequence[Mapping[str, Any]], query: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what the API says to a query: the count of all that match, and one page of them."""
    wanted = f"en:{query['categories_tags_en'][0]}"
    fields = query["fields"][0].split(",")
    size, page = int(query["page_size"][0]), int(query["page"][0])
    match = [product for product in products if wanted in product["categories_tags"]]
    shown = match[(page - 1) * size : page * size]
    kept = [{field: product[field] for field in fields if field in product} for product in shown]
    return {"count": len(match), "page": page, "page_size": size, "products": kept}


def _handler(products: Sequence[Mapping[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            if parts.path != SEARCH:
                self.send_error(404)
                return
            body = json.dumps(answer(products, urllib.parse.parse_qs(parts.query))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the page is not a log."""

    return Handler
