"""The client of a sentiment service: its key is shown nowhere, it waits, and it keeps what came back."""

from __future__ import annotations

import json
import logging
import pickle

import pytest

from portfolio.errors import EnvironmentFaultError, UsageError
from portfolio.sentiment.client import AGAIN, KEY_VARIABLE, Client, Key, send, wait_of

SECRET = "s3cr3t-of-a-test"
LOCAL = "http://127.0.0.1:1"


def good(documents, wrong=()):
    """Return the body of an answer to documents, with an error for those that are wrong."""
    told = [
        {"id": one["id"], "sentiment": "neutral", "confidenceScores": {"neutral": 1.0}}
        for one in documents
        if one["id"] not in wrong
    ]
    inner = {"code": "InvalidArgument", "innererror": {"code": "InvalidDocument"}}
    errors = [{"id": identity, "error": inner} for identity in wrong]
    return json.dumps({"documents": told, "errors": errors}).encode()


class Contract:
    """A transport that answers with these statuses, in order, and keeps what was sent."""

    def __init__(self, *statuses, wrong=(), headers=None):
        self.statuses, self.wrong, self.headers, self.sent = list(statuses), wrong, headers or {}, []

    def __call__(self, address, headers, body):
        self.sent.append((address, dict(headers), body))
        status = self.statuses.pop(0) if self.statuses else 200
        documents = json.loads(body)["documents"]
        return status, self.headers, good(documents, self.wrong) if status == 200 else b"{}"


def client(contract, **how):
    """Return a client whose waits are counted and not slept."""
    waits = []
    return Client(LOCAL, Key(SECRET), contract, sleep=waits.append, jitter=lambda: 0.5, **how), waits


@pytest.mark.parametrize("status", AGAIN)
def test_a_busy_service_is_asked_again(status):
    """As often as it takes, with longer waits, up to the bound."""
    asking, waits = client(Contract(status, status))
    judged = asking.judge(["a"])
    assert (judged.tries, len(judged.scores), judged.failures) == (3, 1, {})
    assert waits[1] == 2 * waits[0] > 0


def test_the_wait_that_is_asked_for_is_kept():
    """And a date or nonsense in its place is a wait of ours; nobody waits for an hour."""
    assert 7 <= wait_of(1, {"Retry-After": "7"}, 0.5) <= 8
    assert wait_of(1, {"retry-after": "soon"}, 1.0) == 1.0
    assert wait_of(1, {"Retry-After": "3600"}, 0.0) == 60 == wait_of(30, {}, 1.0)


def test_patience_ends_and_says_so():
    """Each text of a request that failed has its status; other requests are not lost with it."""
    asking, waits = client(Contract(503, 503, 200), tries=2)
    judged = asking.judge([f"text {number}" for number in range(12)])
    assert set(judged.failures.values()) == {"http 503"} and set(judged.failures) == set(range(10))
    assert set(judged.scores) == {10, 11} and len(waits) == 1


@pytest.mark.parametrize("status", [400, 401, 500])
def test_what_will_not_succeed_is_not_sent_again(status):
    """A wrong key stays wrong."""
    contract = Contract(status)
    asking, waits = client(contract)
    assert asking.judge(["a"]).failures == {0: f"http {status}"}
    assert len(contract.sent) == 1 and not waits


def test_a_document_that_fails_leaves_the_others():
    """With the code of the service, and nothing of its text."""
    judged = client(Contract(wrong=["1"]))[0].judge(["a", "private words", "c"])
    assert set(judged.scores) == {0, 2} and judged.failures == {1: "InvalidDocument"}
    assert "private" not in repr(judged)


def test_an_answer_without_a_document_is_told():
    """A text that neither list names is not passed over."""
    empty = json.dumps({"documents": [], "errors": []}).encode()
    asking, _ = client(lambda *_: (200, {}, empty))
    assert asking.judge(["a"]).failures == {0: "unanswered"}
    broken, _ = client(lambda *_: (200, {}, b"<html>"))
    assert broken.judge(["a"]).failures == {0: "http 200"}


def test_the_key_is_sent_and_shown_nowhere(caplog, capsys):
    """Not in a text of any object, not in a log at any level, not in an error; and it is not pickled."""
    contract = Contract(429)
    with caplog.at_level(logging.DEBUG):
        asking, _ = client(contract)
        judged = asking.judge(["a"])
        key = asking.key
        shown = [repr(asking), str(asking), repr(key), str(key), f"{key}", repr(judged), repr(vars(asking))]
        with pytest.raises(TypeError) as pickled:
            pickle.dumps(asking)
    assert all(SECRET in str(headers) for _, headers, _ in contract.sent) and len(contract.sent) == 2
    told = [*shown, str(pickled.value), caplog.text, *capsys.readouterr()]
    assert not any(SECRET in text for text in told)
    assert not any(SECRET in address + body.decode() for address, _, body in contract.sent)


def test_the_key_comes_from_the_environment(monkeypatch):
    """Without one the error says where it is looked for; a broken one is not repeated."""
    monkeypatch.setenv(KEY_VARIABLE, f" {SECRET} ")
    assert SECRET in Key.from_environment().header().values()
    monkeypatch.setenv(KEY_VARIABLE, "")
    with pytest.raises(EnvironmentFaultError, match=KEY_VARIABLE):
        Key.from_environment()
    with pytest.raises(UsageError) as broken:
        Key("line\nbreak-of-a-key")
    assert "break-of-a-key" not in str(broken.value)


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1", "example.org"])
def test_a_key_goes_over_no_open_line(address):
    """Plain http is for this machine alone."""
    with pytest.raises(UsageError, match="https"):
        Client(address, Key(SECRET))


def test_a_service_that_is_not_there_is_away():
    """No traceback with the request in it, but the status that is asked again."""
    assert send(f"{LOCAL}/nobody", {}, b"{}")[0] == 503
