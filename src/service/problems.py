"""Errors as `application/problem+json` (RFC 9457), which hold nothing that the caller sent.

An answer names our own columns and our own limits. No value of the request, no path and no traceback ever
enters one: what a caller typed may be a person's data, and what we run on is nobody's business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The body cannot be read",
    401: "A valid key is needed",
    404: "There is nothing here",
    405: "Not with this method",
    408: "The body did not arrive in time",
    413: "The body is too large",
    415: "The body has another type",
    422: "The applicants cannot be scored",
    429: "Too many requests",
    500: "A fault of the service",
    503: "Not now",
}


class Problem(Exception):  # noqa: N818  the word of RFC 9457
    """Why a request is not answered.

    Parameters
    ----------
    status
        Of HTTP.
    detail
        One sentence, made of our own words.
    errors
        What is wrong where: pointers into the body, made of places and of our own names.
    headers
        Of the answer.
    title
        In place of the title of the status.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        title: str = "",
    ) -> None:
        super().__init__(status)
        self.title = title
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """Return the document."""
        title = self.title or TITLES.get(self.status, "The request cannot be answered")
        document: dict[str, Any] = {"type": "about:blank", "title": title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = list(self.errors)
        return json.dumps(document).encode()
