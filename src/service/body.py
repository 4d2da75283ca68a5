"""The body of a request: read within limits, then parsed strictly."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request

from service.model_store import CHALLENGER, CHAMPION
from service.problems import Problem
from service.settings import Settings

MEMBERS = frozenset(("applicants", "cost_ratio", "alias"))
COST_RATIOS = (1.0, 1000.0)
ALIASES = (CHAMPION, CHALLENGER)
# What is not white to Python, nor to the regular expressions of a schema, which differ in six signs.
SAYS_SOMETHING = r"[^\s\u001c-\u001f\u0085\ufeff]"
_SAYS_SOMETHING = re.compile(SAYS_SOMETHING)
_HALF = re.compile("[\ud800-\udfff]")  # JSON can write half a sign, which no model reads


@dataclass(frozen=True)
class Asked:
    """What a caller wants scored, by which version and at which cost ratio."""

    applicants: list[Any]
    alias: str
    cost_ratio: float | None


JSON_TYPE = ("application/json",)


async def read_body(request: Request, settings: Settings, types: Sequence[str] = JSON_TYPE) -> bytes:
    """Return the body.

    Parameters
    ----------
    request, settings
        What is read, and within which limits.
    types
        Media types that are taken; the message names the first.

    Raises
    ------
    Problem
        It is not of such a type, too large, too slow, or never came.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in types:
        raise Problem(415, f"Send {types[0]}.")
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > settings.max_body:
        raise Problem(413, f"At most {settings.max_body:,} bytes.", headers={"Connection": "close"})
    parts, size = [], 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size > settings.max_body:
                    raise Problem(
                        413, f"At most {settings.max_body:,} bytes.", headers={"Connection": "close"}
                    )
                parts.append(part)
    except TimeoutError:
        raise Problem(
            408, f"Within {settings.body_seconds:g} seconds.", headers={"Connection": "close"}
        ) from None
    except ClientDisconnect:
        raise Problem(400, "The body ended early.") from None
    return b"".join(parts)


def json_of(body: bytes, title: str = "") -> Any:
    """Return what a body says in JSON.

    Parameters
    ----------
    body
        Of the request.
    title
        Of the problem; that of its status if empty.

    Raises
    ------
    Problem
        It is not JSON in UTF-8.
    """
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):  # from None: what was sent stands in the error
        raise Problem(400, "Not JSON in UTF-8.", title=title) from None


def texts_of(body: bytes, most: int, longest: int, title: str = "") -> list[str]:
    """Return the texts of a request.

    Parameters
    ----------
    body
        Of the request.
    most, longest
        Texts at most, and characters of each.
    title
        See `json_of`.

    Raises
    ------
    Problem
        It is not JSON, or has no list of texts, too many of them, or one that is empty or too long.
    """
    document = json_of(body, title)
    texts = document.get("texts") if type(document) is dict and len(document) == 1 else None
    if type(texts) is not list or not 0 < len(texts) <= most:
        raise Problem(422, f"An object with `texts`, a list of 1 to {most}.", _at("/texts"), title=title)
    wrong = [
        f"/texts/{number}"
        for number, text in enumerate(texts)
        if type(text) is not str
        or len(text) > longest
        or _HALF.search(text)
        or not _SAYS_SOMETHING.search(text)
    ]
    if wrong:
        raise Problem(422, f"Each text has 1 to {longest:,} characters.", _at(*wrong[:20]), title=title)
    return texts


def parse(body: bytes, max_rows: int) -> Asked:
    """Return what a body asks for.

    Raises
    ------
    Problem
        It is not JSON in UTF-8, says a member twice, or is not what the schema says.
    """
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):  # from None: what was sent stands in the error
        raise Problem(400, "Not JSON in UTF-8 with each member once.") from None
    if type(document) is not dict or not document.keys() <= MEMBERS:
        raise Problem(422, f"An object with some of the members {', '.join(sorted(MEMBERS))}.")
    applicants = document.get("applicants")
    if type(applicants) is not list or not 0 < len(applicants) <= max_rows:
        raise _wrong("applicants", f"A list of 1 to {max_rows:,} applicants.")
    return Asked(applicants, _alias(document), _cost_ratio(document))


def _alias(document: Mapping[str, Any]) -> str:
    alias = document.get("alias", CHAMPION)
    if type(alias) is not str or alias not in ALIASES:
        raise _wrong("alias", f"One of {', '.join(ALIASES)}.")
    return alias


def _cost_ratio(document: Mapping[str, Any]) -> float | None:
    ratio = document.get("cost_ratio")
    low, high = COST_RATIOS
    if ratio is None:
        return None
    if type(ratio) not in (int, float) or not low <= ratio <= high:
        raise _wrong("cost_ratio", f"A number from {low:g} to {high:g}.")
    return float(ratio)


def _wrong(member: str, detail: str) -> Problem:
    return Problem(422, detail, _at(f"/{member}"))


def _at(*pointers: str) -> list[dict[str, str]]:
    return [{"pointer": pointer, "code": "invalid"} for pointer in pointers]


def _refuse(_word: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members
