"""Recommendations from the likes that a request brings: identifiers in, identifiers out, nothing is kept.

The model is found where the mirror puts the others, by the same aliases, and follows them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, ModelFileError
from portfolio.results.artefacts import PLAIN, read_artefact
from service.problems import Problem

if TYPE_CHECKING:  # a service of scores needs none of its packages
    from portfolio.recommendation.serving import Recommender

PATH = "/v1/recommend"
MODEL = "film_recommender"
CHAMPION, ALIASES = "champion", "aliases.json"
MOST_LIKES, MOST_ITEMS, LONGEST = 500, 50, 40
MEMBERS = {"liked", "seen", "count"}
SAME = 1e-9
log = logging.getLogger("service")

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


class Recommenders:
    """The champion among the registered recommenders; it follows the aliases that the mirror writes.

    Parameters
    ----------
    folder
        Where the mirror puts models.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[int, int] | None = None
        self._loaded: tuple[str, Recommender] | None = None

    def champion(self) -> tuple[str, Recommender]:
        """Return version and model.

        Raises
        ------
        Problem
            There is none.
        """
        try:
            status = (self.folder / ALIASES).stat()
            seen = (status.st_ino, status.st_mtime_ns)
            if seen != self._seen:
                wanted = json.loads((self.folder / ALIASES).read_bytes())[MODEL][CHAMPION]
                self._loaded = wanted["version"], load(self.folder / wanted["digest"], wanted["digest"])
                self._seen = seen
        except (OSError, ValueError, KeyError, TypeError):
            pass  # what is in use goes on
        except ModelFileError as error:
            log.error("model %s refused: %s", MODEL, error)  # noqa: TRY400
        if self._loaded is None:
            raise Problem(503, "There is no model yet.", headers={"Retry-After": "5"})
        return self._loaded


def load(folder: Path, digest: str) -> Recommender:
    """Return the recommender in a folder, if it is what was registered and gives the answers to its example.

    Parameters
    ----------
    folder
        With the files of its artefact.
    digest
        As it was registered.

    Raises
    ------
    ModelFileError
        It is not, or does not.
    """
    from portfolio.recommendation.serving import Recommender

    artefact = read_artefact(folder)
    if artefact.digest != digest or artefact.name != MODEL:
        raise ModelFileError("this is not the model that was registered")
    try:
        model = Recommender(artefact.data(PLAIN))
    except (DataError, KeyError, ValueError) as error:
        raise ModelFileError("the model is no recommender") from error
    example = artefact.description["example"]
    for row, answer in zip(example["rows"], example["answers"], strict=True):
        best, _ = model.recommend([row["liked"]])
        if not best or abs(best[0]["score"] - answer) > SAME:
            raise ModelFileError("the model does not reproduce its answers")
    return model


def answer(body: bytes, version: str, model: Recommender) -> bytes:
    """Return the answer to a request.

    Parameters
    ----------
    body
        Of the request.
    version, model
        That answers.

    Raises
    ------
    Problem
        The body is not JSON, or not what the schema says.
    """
    liked, seen, count = _asked(body)
    items, unknown = model.recommend(liked, seen, count)
    return json.dumps({"version": version, "items": items, "unknown": len(unknown)}).encode()


def _asked(body: bytes) -> tuple[list[str], list[str], int]:
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Problem(400, "Not JSON in UTF-8.") from None
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
