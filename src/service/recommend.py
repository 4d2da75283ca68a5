"""Recommendations from the likes that a request brings: identifiers in, identifiers out, nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN
from service.body import json_of
from service.champion import Version
from service.model_store import SAME
from service.problems import Problem

if TYPE_CHECKING:  # a service of scores needs none of its packages
    from portfolio.recommendation.serving import Recommender

PATH = "/v1/recommend"
MODEL = "film_recommender"
MOST_LIKES, MOST_ITEMS, LONGEST = 500, 50, 40
MEMBERS = {"liked", "seen", "count"}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "liked": {"type": "array", "maxItems": MOST_LIKES, "items": {"type": "string", "maxLength": LONGEST}},
        "seen": {"type": "array", "maxItems": MOST_LIKES, "items": {"type": "string", "maxLength": LONGEST}},
        "count": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS},
    },
    "required": ["liked"],
    "additionalProperties": False,
}
ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "item": {"type": "string"},
                    "score": {"type": "number"},
                    "because": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["item", "score", "because"],
            },
        },
        "unknown": {"type": "integer", "description": "Likes that the model does not know."},
    },
    "required": ["version", "items", "unknown"],
}


def load(artefact: Artefact) -> Recommender:
    """Return the model of an artefact, which still gives the answers to its example.

    Raises
    ------
    ModelFileError
        It does not, or is not a recommender.
    """
    from portfolio.recommendation.serving import Recommender

    try:
        model = Recommender(artefact.data(PLAIN))
    except (DataError, KeyError, ValueError) as error:
        raise ModelFileError("the model is not a recommender") from error
    example = artefact.description["example"]
    for row, answer in zip(example["rows"], example["answers"], strict=True):
        best, _ = model.recommend([row["liked"]])
        if not best or abs(best[0]["score"] - answer) > SAME:
            raise ModelFileError("the model does not reproduce its answers")
    return model


def answer(body: bytes, used: Version[Recommender]) -> bytes:
    """Return the answer to a request.

    Parameters
    ----------
    body
        Of the request.
    used
        The version that answers.

    Raises
    ------
    Problem
        The body is not JSON, or not what the schema says.
    """
    liked, seen, count = _asked(body)
    items, unknown = used.model.recommend(liked, seen, count)
    return json.dumps({"version": used.version, "items": items, "unknown": len(unknown)}).encode()


def _asked(body: bytes) -> tuple[list[str], list[str], int]:
    document = json_of(body)
    if type(document) is not dict or not document.keys() <= MEMBERS or "liked" not in document:
        raise Problem(422, f"An object with liked, and any of {', '.join(sorted(MEMBERS))}.")
    count = document.get("count", 10)
    if type(count) is float and count.is_integer():  # JSON knows one kind of number, and 10.0 is whole
        count = int(count)
    if type(count) is not int or not 1 <= count <= MOST_ITEMS:
        raise _wrong("count", f"A whole number from 1 to {MOST_ITEMS}.")
    return _texts(document, "liked"), _texts(document, "seen"), count


def _texts(document: Mapping[str, Any], member: str) -> list[str]:
    found = document.get(member, [])
    if type(found) is not list or len(found) > MOST_LIKES:
        raise _wrong(member, f"A list of at most {MOST_LIKES} identifiers.")
    if not all(type(one) is str and len(one) <= LONGEST for one in found):
        raise _wrong(member, f"Identifiers are texts of at most {LONGEST} characters.")
    return found


def _wrong(member: str, detail: str) -> Problem:
    return Problem(422, detail, [{"pointer": f"/{member}", "code": "invalid"}])
