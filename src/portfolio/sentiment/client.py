"""A client of a sentiment service in the cloud form: a key that is never shown, patience, partial failures.

The same code reaches the service of this repository or the real one: only the address and the key differ.
"""

from __future__ import annotations

import json
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolio.errors import EnvironmentFaultError, UsageError
from portfolio.sentiment.masking import masked
from portfolio.sentiment.plain import PlainClassifier

PATH = "/text/analytics/v3.1/sentiment"
KEY_VARIABLE = "TEXT_ANALYTICS_KEY"
HEADER = "Ocp-Apim-Subscription-Key"
BATCH = 10  # documents of one request
AGAIN = (429, 503)  # statuses after which the same request may succeed
LONGEST_WAIT = 60.0  # seconds, whatever the service asks for
Answer = tuple[int, Mapping[str, str], bytes]
Transport = Callable[[str, Mapping[str, str], bytes], Answer]


class Key:
    """A key that no text of it shows: it is read where it is sent, and nowhere else."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not value or not value.isprintable() or not value.isascii():
            raise UsageError("the key", expected="printable ASCII letters", got=f"{len(value)} characters")
        self._value = value

    @classmethod
    def from_environment(cls, variable: str = KEY_VARIABLE) -> Key:
        """Return the key that the environment holds.

        Raises
        ------
        EnvironmentFaultError
            It holds none.
        """
        value = os.environ.get(variable, "").strip()
        if not value:
            hint = "Set it in the shell or in the secrets of the machine, never in a notebook."
            raise EnvironmentFaultError(f"no key in {variable}", expected="a key", got="nothing", hint=hint)
        return cls(value)

    def header(self) -> dict[str, str]:
        """Return the header that carries it."""
        return {HEADER: self._value}

    def __repr__(self) -> str:
        return "Key(hidden)"

    __str__ = __repr__

    def __format__(self, _how: str) -> str:
        return repr(self)

    def __reduce__(self) -> Any:
        raise TypeError("a key is not pickled")


@dataclass(frozen=True)
class Judged:
    """What came back: a row for each text that was judged, and the code of what is wrong with each other one.

    Parameters
    ----------
    scores
        By the number of the text: its label and the three confidences.
    failures
        By the number of the text: a code of the service, or `http` and a status; nothing of the text.
    tries
        Requests that were sent.
    """

    scores: dict[int, dict[str, Any]] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    tries: int = 0


@dataclass(frozen=True)
class Client:
    """Ask a service for the sentiment of texts.

    Parameters
    ----------
    address
        Such as `http://127.0.0.1:8000`; plain http is for this machine alone.
    key
        As `Key.from_environment` reads it.
    transport
        Sends one request: (address, headers, body) to (status, headers, body).
    tries
        How often a request is sent at most.
    sleep, jitter
        How to wait, and chance from 0 to 1 that spreads the waits of many clients.
    """

    address: str
    key: Key
    transport: Transport = field(default_factory=lambda: send, repr=False)
    tries: int = 5
    sleep: Callable[[float], object] = field(default=time.sleep, repr=False)
    jitter: Callable[[], float] = field(default=random.random, repr=False)

    def __post_init__(self) -> None:
        local = self.address.startswith(("http://127.0.0.1", "http://localhost"))
        if not (local or self.address.startswith("https://")):
            raise UsageError("the address of a service", expected="https://, or http:// to this machine")

    def judge(self, texts: Sequence[str], language: str = "en") -> Judged:
        """Return the sentiment of each text; what cannot be judged leaves the others as they are.

        Parameters
        ----------
        texts
            Masked messages.
        language
            Of all of them.
        """
        scores: dict[int, dict[str, Any]] = {}
        failures: dict[int, str] = {}
        tries = 0
        for numbers in _batches(len(texts)):
            documents = [{"id": str(i), "language": language, "text": texts[i]} for i in numbers]
            status, body, sent = self._ask(json.dumps({"documents": documents}).encode())
            tries += sent
            told = _read(body) if status == 200 else None
            if told is None:
                failures.update(dict.fromkeys(numbers, f"http {status}"))
                continue
            scores.update(
                {
                    int(one["id"]): {"label": one["sentiment"], **one["confidenceScores"]}
                    for one in told["documents"]
                }
            )
            failures.update({int(one["id"]): _code(one["error"]) for one in told["errors"]})
        lost = set(range(len(texts))) - set(scores) - set(failures)
        return Judged(scores, failures | dict.fromkeys(sorted(lost), "unanswered"), tries)

    def _ask(self, body: bytes) -> tuple[int, bytes, int]:
        headers = {"Content-Type": "application/json", **self.key.header()}
        for attempt in range(1, self.tries + 1):
            status, answered, content = self.transport(self.address.rstrip("/") + PATH, headers, body)
            if status not in AGAIN or attempt == self.tries:
                break
            self.sleep(wait_of(attempt, answered, self.jitter()))
        return status, content, attempt


def wait_of(attempt: int, headers: Mapping[str, str], chance: float) -> float:
    """Return the seconds to wait: what the service asks for, else twice as long each time, spread by chance.

    Parameters
    ----------
    attempt
        How often was asked, from 1.
    headers
        Of the answer.
    chance
        From 0 to 1.
    """
    asked = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    if asked.isdigit():
        return min(float(asked) + chance, LONGEST_WAIT)
    return min(2.0 ** (attempt - 1) * (0.5 + chance / 2), LONGEST_WAIT)


def send(address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send one request and return its answer; a service that cannot be reached is a 503.

    Parameters
    ----------
    address, headers, body
        Of the request.
    """
    request = urllib.request.Request(address, data=body, headers=dict(headers), method="POST")
    try:
        with _opener.open(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()
    except OSError:
        return 503, {}, b""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: the key goes to the address that was given and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def _batches(count: int) -> Iterator[list[int]]:
    for start in range(0, count, BATCH):
        yield list(range(start, min(start + BATCH, count)))


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if isinstance(told, dict) and {"documents", "errors"} <= set(told) else None


def _code(error: Mapping[str, Any]) -> str:
    return str(error.get("innererror", error).get("code", "unknown"))


def local_contract(classifier: PlainClassifier, busy: int = 0) -> Transport:
    """Return a transport that answers on this machine as the service does, without a network.

    Parameters
    ----------
    classifier
        What judges the texts.
    busy
        How many requests are first told to come again in a second.
    """
    asked = 0

    def answer(_address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        nonlocal asked
        asked += 1
        if not headers.get(HEADER):
            return 401, {}, b"{}"
        if asked <= busy:
            return 429, {"Retry-After": "1"}, b"{}"
        documents: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for one in json.loads(body)["documents"]:
            if one["text"].strip():
                said = classifier.probabilities(masked(one["text"]))
                label = max(said, key=lambda name: said[name])
                documents.append({"id": one["id"], "sentiment": label, "confidenceScores": said})
            else:
                inner = {"code": "InvalidDocument", "message": "Document text is empty."}
                errors.append({"id": one["id"], "error": {"code": "InvalidArgument", "innererror": inner}})
        return 200, {}, json.dumps({"documents": documents, "errors": errors}).encode()

    return answer
