"""Bodies of people who mean no good: no answer holds what they sent, nor anything of the machine."""

from __future__ import annotations

import json

import pytest

from fitted_scores import handed_on
from service.problems import MEDIA_TYPE
from service_client import run

MARK = "Zx9qSECRET"
GOOD = handed_on().description["example"]["rows"][0]


def applicant(**changed):
    """Return a body for one applicant."""
    return json.dumps({"applicants": [{**GOOD, **changed}]}).encode()


BODIES = {
    "nothing": b"",
    "not JSON": MARK.encode(),
    "cut off": applicant()[:-5],
    "NUL": b"\0" + MARK.encode(),
    "not UTF-8": b'{"applicants": ["\xff\xfe' + MARK.encode() + b'"]}',
    "UTF-16": applicant(Home=MARK).decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + applicant(),
    "not a number": applicant(Amount=1000).replace(b'"Amount": 1000', b'"Amount": NaN'),
    "infinity": b'{"applicants": [{"Amount": Infinity, "x": "' + MARK.encode() + b'"}]}',
    "overflow": b'{"applicants": [{"Amount": 1e999, "x": "' + MARK.encode() + b'"}]}',
    "a long number": b'{"applicants": [{"Amount": ' + b"9" * 5000 + b"}]}",
    "deep": b"[" * 100_000,
    "deep and closed": b'{"applicants":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a list": b'["' + MARK.encode() + b'"]',
    "a text": json.dumps(MARK).encode(),
    "null": b"null",
    "no applicants": b'{"applicants": []}',
    "applicants as object": json.dumps({"applicants": {MARK: GOOD}}).encode(),
    "an applicant as text": json.dumps({"applicants": [MARK]}).encode(),
    "a member twice": b'{"applicants": ["' + MARK.encode() + b'"], "applicants": []}',
    "a column twice": applicant()[:-3] + b', "Home": "' + MARK.encode() + b'"}]}',
    "an unknown member": json.dumps({"applicants": [GOOD], MARK: 1}).encode(),
    "an unknown column": applicant(**{MARK: 1}),
    "a column called like Python": applicant(**{"__class__": MARK, "__proto__": MARK}),
    "markup": applicant(Amount=f"<script>{MARK}</script>"),
    "SQL": applicant(Amount=f"1'; drop table answered; -- {MARK}"),
    "a template": applicant(Amount=f"${{jndi:ldap://{MARK}}}"),
    "a path": applicant(Amount=f"../../etc/passwd {MARK}"),
    "half a character": b'{"applicants": [{"Amount": "\\ud800' + MARK.encode() + b'"}]}',
    "an alias": json.dumps({"applicants": [GOOD], "alias": MARK}).encode(),
    "a cost ratio": json.dumps({"applicants": [GOOD], "cost_ratio": MARK}).encode(),
    "a pickle": b"\x80\x04\x95" + MARK.encode() + b"R.",
}


def is_clean(text):
    """Return whether an answer holds nothing of the request and nothing of the machine."""
    return not any(
        word in text for word in (MARK, "Traceback", "/site-packages", ".py", "/work", "/tmp", "line ")
    )


def test_there_are_thirty():
    """As many as were promised."""
    assert len(BODIES) >= 30


def test_no_answer_holds_what_was_sent(started):
    """Each is refused as a problem with a status of the caller's, and none ends the process."""

    async def ask():
        async with started() as client:
            typed = {"content-type": "application/json"}
            said = {n: await client.post("/v1/score", content=b, headers=typed) for n, b in BODIES.items()}
            return said, await client.post("/v1/score", content=applicant(), headers=typed)

    said, after = run(ask())
    assert {name: one.status_code for name, one in said.items() if one.status_code not in (400, 422)} == {}
    assert [name for name, one in said.items() if one.headers["content-type"] != MEDIA_TYPE] == []
    assert [name for name, one in said.items() if not is_clean(one.text)] == []
    assert after.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": f"text/{MARK}"},
        {"content-type": "application/json", "Idempotency-Key": MARK},
        {"content-type": "application/json", "Authorization": f"Bearer {MARK}"},
        {"content-type": "application/json", "Authorization": "Bearer \u00ff\u00fe"},
    ],
)
def test_no_answer_holds_a_header(headers, started):
    """Neither a type, nor an identity, nor a key."""

    async def ask():
        async with started() as client:
            raw = {name: value.encode("latin-1") for name, value in headers.items()}
            return await client.post("/v1/score", content=applicant(), headers=raw)

    said = run(ask())
    assert said.status_code in (400, 401, 415)
    assert is_clean(said.text)


@pytest.mark.parametrize(
    "path", [f"/{MARK}", f"/v1/score/{MARK}", f"/v1/models?x={MARK}/../..", f"/%2e%2e/{MARK}"]
)
def test_no_answer_holds_an_address(path, started):
    """An unknown one is answered in our own words."""

    async def ask():
        async with started() as client:
            return await client.get(path)

    assert is_clean(run(ask()).text)


def test_a_fault_of_ours_is_told_in_five_words(started, body, monkeypatch):
    """The log of the service has its name, the caller does not."""

    async def ask():
        async with started() as client:
            loaded = client.service.store.get("credit_score", "champion")

            def broken(*_):
                raise RuntimeError(MARK)

            monkeypatch.setattr(loaded.scorer, "decide", broken)
            return await client.post("/v1/score", json=body)

    said = run(ask())
    assert (said.status_code, said.headers["content-type"]) == (500, MEDIA_TYPE)
    assert is_clean(said.text)
