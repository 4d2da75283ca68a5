"""Sentiment of texts in the form of a well-known cloud service, Text Analytics 3.1: its requests, its errors.

A client that was written for that service reaches this one by another address. The texts are not logged: they
may be a person's words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from portfolio.sentiment.lexicon import VERSION, Tone, sentences_of, together, tone_of

Judge = Callable[[str], Tone]

PATH = "/text/analytics/v3.1/sentiment"
KEY = "ocp-apim-subscription-key"
MOST_DOCUMENTS = 10
LONGEST = 5_120  # characters of a document
LANGUAGES = ("en",)
DECIMALS = 2


class TextError(Exception):
    """Why a whole request is not answered, as that service says it.

    Parameters
    ----------
    status
        Of HTTP.
    code, message
        Of the error, in our own words: nothing of the request enters them.
    inner
        Code of the inner error; empty without one.
    wait
        Seconds after which the caller may try again.
    """

    def __init__(self, status: int, code: str, message: str, inner: str = "", wait: float = 0.0) -> None:
        super().__init__(status)
        self.status, self.code, self.message, self.inner, self.wait = status, code, message, inner, wait

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer."""
        return {"Retry-After": str(math.ceil(self.wait))} if self.wait else {}

    def body(self) -> bytes:
        """Return the document."""
        return json.dumps({"error": _error(self.code, self.message, self.inner)}).encode()


def documents_of(body: bytes) -> list[Any]:
    """Return the documents of a request.

    Raises
    ------
    TextError
        It is not JSON, has no list of documents, or too many of them.
    """
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _refused("InvalidRequestBodyFormat", "The body is not JSON in UTF-8.") from None
    documents = document.get("documents") if isinstance(document, dict) else None
    if not isinstance(documents, list) or not documents:
        raise _refused("MissingInputRecords", "The body has no list of documents.")
    if len(documents) > MOST_DOCUMENTS:
        raise _refused("InvalidDocumentBatch", f"At most {MOST_DOCUMENTS} documents are permitted.")
    return documents


def answer(documents: list[Any], judge: Judge = tone_of, version: str = VERSION) -> bytes:
    """Return the answer to a request: the tone of each document, and what is wrong with the others.

    Parameters
    ----------
    documents
        Of the request.
    judge, version
        What gives a sentence its tone, and how it is called; a list of words unless a model is given.
    """
    told: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    seen: set[str] = set()
    for one in documents:
        identity = one.get("id") if isinstance(one, dict) else None
        known = isinstance(identity, str) and identity and identity not in seen
        fault = _fault(one) if known else ("InvalidDocument", "A document has an id of its own.")
        if fault:
            wrong = _error("InvalidArgument", "Invalid document in request.", *fault)
            errors.append({"id": identity if isinstance(identity, str) else "", "error": wrong})
        else:
            told.append(_document(one, judge))
        seen.add(str(identity))
    return json.dumps({"documents": told, "errors": errors, "modelVersion": version}).encode()


def _fault(document: Mapping[str, Any]) -> tuple[str, str] | None:
    text = document.get("text")
    if not isinstance(text, str) or not any(True for _ in sentences_of(text)):
        return "InvalidDocument", "Document text is empty."
    if len(text) > LONGEST:
        return "InvalidDocument", f"A document has at most {LONGEST:,} characters."
    if document.get("language", LANGUAGES[0]) not in LANGUAGES:
        return "UnsupportedLanguageCode", f"Supported languages: {', '.join(LANGUAGES)}."
    return None


def _document(document: Mapping[str, Any], judge: Judge) -> dict[str, Any]:
    found = [(place, sentence, judge(sentence)) for place, sentence in sentences_of(document["text"])]
    label, tone = together([one for _, _, one in found])
    rows = [
        {
            "sentiment": one.label,
            "confidenceScores": _scores(one),
            "offset": place,
            "length": len(sentence),
            "text": sentence,
        }
        for place, sentence, one in found
    ]
    return {
        "id": document["id"],
        "sentiment": label,
        "confidenceScores": _scores(tone),
        "sentences": rows,
        "warnings": [],
    }


def _scores(tone: Tone) -> dict[str, float]:
    """Return the three numbers, rounded so that they still add up to one."""
    positive, negative = round(tone.positive, DECIMALS), round(tone.negative, DECIMALS)
    return {
        "positive": positive,
        "neutral": round(1 - positive - negative, DECIMALS),
        "negative": negative,
    }


def _refused(inner: str, message: str) -> TextError:
    return TextError(400, "InvalidRequest", message, inner)


def _error(code: str, message: str, inner: str = "", inner_message: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message}
    if inner:
        error["innererror"] = {"code": inner, "message": inner_message or message}
    return error
