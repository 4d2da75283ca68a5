"""The adviser's page at /app: a document filled in the reader's language, and the few files that it loads.

The page talks to the API as any other caller does. It may load and ask nothing but this server, runs no
script that stands in the document, and its files hold no data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from fastapi import FastAPI, Request, Response

from service.problems import Problem

PATH = "/app"
LANGUAGES = ("en", "fr")  # the first where a reader asks for neither
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
INSPECTION = "/inspect"
# the page shows the photo that was chosen, from the browser's memory
PHOTO_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": POLICY.replace("img-src 'self'", "img-src 'self' blob:"),
}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
_OWN = files("service").joinpath("adviser_page")
_BOOK = files("portfolio.scoring").joinpath("explorer.js")  # the book's widget, which draws here too


def add_pages(app: FastAPI) -> None:
    """Add the page for advisers and its files to an application."""
    add_page(app, PATH, _OWN, more=(_BOOK,))


def add_inspection_page(app: FastAPI) -> None:
    """Add the page on which a photo of a solar cell is dropped, and its two files."""
    add_page(app, INSPECTION, files("service").joinpath("inspection_page"), PHOTO_HEADERS)


def add_page(
    app: FastAPI,
    path: str,
    folder: Traversable,
    headers: Mapping[str, str] = HEADERS,
    more: Sequence[Traversable] = (),
) -> None:
    """Add a page in each language and its files to an application; they are read once.

    Parameters
    ----------
    app
        The application.
    path
        Of the page; its files lie below.
    folder
        With `page.html`, `words.json`, scripts and styles.
    headers
        Of every answer.
    more
        Files beside those of the folder.
    """
    document = folder.joinpath("page.html").read_text(encoding="utf-8")
    words = json.loads(folder.joinpath("words.json").read_bytes())
    pages = {language: filled(document, words[language], language).encode() for language in LANGUAGES}
    served = {one.name: (_type(one), one.read_bytes()) for one in (*folder.iterdir(), *more) if _type(one)}

    @app.get(path, include_in_schema=False)
    async def page(request: Request) -> Response:
        wanted = request.query_params.get("lang", ""), request.headers.get("accept-language", "")
        language = chosen_language(*wanted)
        told = {**headers, "Content-Language": language, "Vary": "Accept-Language"}
        return Response(pages[language], media_type="text/html", headers=told)

    @app.get(path + "/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        if name not in served:
            raise Problem(404)
        kind, content = served[name]
        return Response(content, media_type=kind, headers=headers)


def filled(document: str, words: Mapping[str, Any], language: str) -> str:
    """Return the document with the words of a language, so that it reads without a script too.

    Parameters
    ----------
    document
        An element with `data-word` gets the text of that name, one with `data-label` the label.
    words
        Texts by name.
    language
        Of the words.
    """
    document = document.replace('<html lang="en">', f'<html lang="{language}">')
    document = re.sub(r'data-word="(\w+)"[^>]*>', lambda one: one[0] + escape(words[one[1]]), document)
    return re.sub(
        r'data-label="(\w+)"', lambda one: f'{one[0]} aria-label="{escape(words[one[1]])}"', document
    )


def chosen_language(asked: str, accepted: str) -> str:
    """Return the language of the page.

    Parameters
    ----------
    asked
        In the address; what is not offered there counts as nothing.
    accepted
        The header of the browser, such as `fr-CA, fr;q=0.9, en;q=0.8`.
    """
    if asked in LANGUAGES:
        return asked
    ranked = []
    for place, part in enumerate(accepted.lower().split(",")[:20]):
        name, _, weight = part.partition(";")
        language, quality = name.strip().partition("-")[0], _quality(weight)
        if language in LANGUAGES and quality:
            ranked.append((-quality, place, language))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name != "q":
        return 1.0
    return float(value) if re.fullmatch(r"[01](\.\d{0,3})?", value) else 0.0


def _type(one: Traversable) -> str:
    return _TYPES.get("." + one.name.rpartition(".")[2], "")
