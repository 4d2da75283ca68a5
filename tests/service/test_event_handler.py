"""The service as a function called with events: the answers of HTTP, and no row lost between calls."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import subprocess
import sys
import uuid
from contextlib import closing
from dataclasses import replace

import pytest

from fitted_scores import handed_on
from service.event_handler import EventHandler, unreadable, without_stage
from service.keys import issue
from service.log_database import open_log
from service.problems import MEDIA_TYPE
from service.settings import Settings
from service_client import place, point, run

JSON = "application/json"
HOST = "abc123.execute-api.eu-west-3.amazonaws.com"
TOLD = ("content-type", "www-authenticate", "retry-after", "x-content-type-options", "cache-control")


def rest(method, path, headers, body, encoded, stage="prod"):
    """Return an event of a REST API: payload format 1.0, headers twice, the stage not in the path."""
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-Port": "443", **headers},
        "multiValueHeaders": {"Host": [HOST], **{name: [value] for name, value in headers.items()}},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "resourceId": "0zfg7n",
            "resourcePath": "/{proxy+}",
            "httpMethod": method,
            "path": f"/{stage}{path}",
            "accountId": "123456789012",
            "protocol": "HTTP/1.1",
            "stage": stage,
            "domainPrefix": "abc123",
            "requestTimeEpoch": 1764320400000,
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "identity": {"sourceIp": "192.0.2.1", "userAgent": "curl/8.5.0", "apiKey": None},
            "domainName": HOST,
            "apiId": "abc123",
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def http(method, path, headers, body, encoded, stage="$default", host=HOST):
    """Return an event of an HTTP API: payload format 2.0; a stage with a name stands in the path."""
    full = path if stage == "$default" else f"/{stage}{path}"
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": full,
        "rawQueryString": "",
        "headers": {
            "host": host,
            "x-forwarded-proto": "https",
            "x-forwarded-port": "443",
            **{name.lower(): value for name, value in headers.items()},
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc123",
            "domainName": host,
            "domainPrefix": "abc123",
            "http": {
                "method": method,
                "path": full,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": stage,
            "time": "28/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1764320400000,
        },
        "isBase64Encoded": encoded,
    }
    return event if body is None else {**event, "body": body}


def http_with_stage(*told):
    """Return an event of an HTTP API whose stage has a name."""
    return http(*told, stage="prod")


def function_url(*told):
    """Return an event of a function URL."""
    return http(*told, host="abc123.lambda-url.eu-west-3.on.aws")


SENDERS = [rest, http, http_with_stage, function_url]


@pytest.fixture
def opened(settings):
    """Return a maker of handlers, which are closed at the end."""
    made = []

    def make(given=settings):
        made.append(EventHandler(given))
        return made[-1]

    yield make
    for one in made:
        one.close()


def event_of(sender, path, headers, content, encoded):
    """Return an event of a sender that carries some bytes."""
    body = None if content is None else content.decode("latin-1")
    if content is not None and encoded:
        body = base64.b64encode(content).decode()
    return sender("GET" if content is None else "POST", path, headers, body, encoded)


def requests(body, key):
    """Return requests by name: path, headers, body, whether it is sent as base64."""
    good = json.dumps(body).encode()
    keyed = {"Authorization": f"Bearer {key}", "Content-Type": JSON}
    same = {**keyed, "Idempotency-Key": str(uuid.UUID(int=7))}
    text = json.dumps({"documents": [{"id": "1", "language": "en", "text": "Good."}]}).encode()
    beyond = re.sub(rb'"Amount": [0-9.]+', b'"Amount": -1', good)
    return {
        "a score": ("/v1/score", same, good, False),
        "a score in base64": ("/v1/score", same, good, True),
        "without a key": ("/v1/score", {"Content-Type": JSON}, good, False),
        "of another type": ("/v1/score", {**keyed, "Content-Type": "text/plain"}, good, False),
        "too large": ("/v1/score", {**keyed, "Content-Length": "5000"}, b" " * 5000, False),
        "binary": ("/v1/score", keyed, b"\x80\x04\xff\xfe\x00", True),
        "a value out of range": ("/v1/score", keyed, beyond, False),
        "nothing there": ("/v1/nothing", keyed, None, False),
        "the models": ("/v1/models", keyed, None, False),
        "alive": ("/healthz", {}, None, False),
        "ready": ("/readyz", {}, None, False),
        "a text": ("/text/analytics/v3.1/sentiment", keyed, text, False),
    }


def told(status, headers, content):
    """Return what a caller sees of an answer."""
    return status, {name: headers[name] for name in TOLD if name in headers}, content


def seen(answer):
    """Return what a caller sees of the answer to an event."""
    headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
    body = answer["body"]
    content = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
    return told(answer["statusCode"], headers, content)


@pytest.mark.parametrize("sender", SENDERS, ids=lambda one: one.__name__)
def test_an_event_is_answered_as_a_request_is(sender, settings, started, key, body, opened):
    """Status, headers and every byte of the body, by each kind of sender."""
    small = replace(settings, max_body=4000)
    asked = requests(body, key)

    async def over_http():
        async with started(None, small) as client:
            found = {}
            for name, (path, headers, content, _) in asked.items():
                method = "GET" if content is None else "POST"
                said = await client.request(method, path, headers=headers, content=content)
                found[name] = told(said.status_code, said.headers, said.content)
            return found

    expected = run(over_http())
    handler = opened(small)
    answers = {name: handler(event_of(sender, *one), None) for name, one in asked.items()}
    assert {name: seen(answer) for name, answer in answers.items()} == expected
    assert [expected[name][0] for name in ("a score", "without a key", "too large")] == [200, 401, 413]
    assert [expected[name][0] for name in ("binary", "nothing there", "of another type")] == [400, 404, 415]
    assert not any(answer["isBase64Encoded"] for answer in answers.values())


@pytest.mark.parametrize("sender", SENDERS, ids=lambda one: one.__name__)
def test_who_asks_too_often_is_told_when_to_come_back(sender, settings, key, body, opened):
    """Within one instance; another one counts for itself."""
    handler = opened(replace(settings, rate=0.5, burst=1))
    event = event_of(sender, *requests(body, key)["a score"])
    first, second = handler(event, None), handler(event, None)
    assert (first["statusCode"], second["statusCode"]) == (200, 429)
    assert seen(second)[1]["retry-after"] == "2"


def logged(settings):
    """Return the requests in the log."""
    with closing(open_log(settings.log_address)) as log:
        return [row["request"] for row in log.read()]


def test_the_row_stands_in_the_database_before_the_answer(settings, key, body, opened):
    """An instance may vanish after any call; the same request told twice is one row."""
    handler = opened()
    event = event_of(http, *requests(body, key)["a score"])
    for _ in range(2):
        assert handler(event, None)["statusCode"] == 200
        assert logged(settings) == [str(uuid.UUID(int=7))]
    assert list(settings.spool.iterdir()) == []


def test_without_its_database_nothing_is_acknowledged(settings, key, body, opened):
    """503, and the row waits for a later call; what needs no log is answered."""
    away = replace(settings, log="postgresql://someone@127.0.0.1:1/x")
    handler = opened(away)
    asked = requests(body, key)
    said = handler(event_of(http, *asked["a score"]), None)
    assert (said["statusCode"], said["headers"]["Retry-After"]) == (503, "30")
    assert json.loads(said["body"])["detail"] == "The log is away."
    handler.close()
    later = opened()
    assert later(event_of(http, *asked["alive"]), None)["statusCode"] == 200
    assert logged(settings) == [str(uuid.UUID(int=7))]


def test_an_instance_begins_with_what_came_in_its_package(tmp_path, body):
    """Models and the hashes of the keys, from a folder that it only reads."""
    packed = Settings(state=tmp_path / "package")
    place(handed_on(), packed)
    point(packed, champion=("1", handed_on()))
    key = issue(packed.keys, "adviser")
    code = (
        "import json, sys\n"
        "from service.event_handler import handler\n"
        "print(json.dumps([handler(event, None) for event in json.load(sys.stdin)]))\n"
    )
    event = event_of(function_url, *requests(body, key)["a score"])
    environment = {
        **os.environ,
        "PORTFOLIO_API_STATE": str(tmp_path / "state"),
        "PORTFOLIO_API_BUNDLE": str(packed.state),
    }
    before = sorted(path.name for path in packed.state.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps([event, event]),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [one["statusCode"] for one in json.loads(done.stdout)] == [200, 200]
    assert sorted(path.name for path in packed.state.rglob("*")) == before


def test_a_promoted_version_answers_the_next_call(settings, key, body, opened):
    """Where the state outlives a call, aliases are looked at again."""
    handler = opened(replace(settings, refresh_seconds=0.0))
    event = event_of(http, *requests(body, key)["a score"])
    versions = [json.loads(handler(event, None)["body"])["model"]["version"]]
    place(handed_on(seed=1), settings)
    point(settings, champion=("2", handed_on(seed=1)))
    versions.append(json.loads(handler(event, None)["body"])["model"]["version"])
    assert versions == ["1", "2"]


@pytest.mark.parametrize(
    "event",
    [
        {},
        [],
        {"Records": [{"s3": {}}]},
        {"requestContext": {"routeKey": "$connect", "connectionId": "x"}},
        {**http("POST", "/v1/score", {}, "no base64!", True)},
    ],
)
def test_what_is_no_request_is_a_problem_and_no_fault(event, settings, opened):
    """A queue, a file store, a socket, a body that is not what it says."""
    assert unreadable(event) is not None
    said = opened()(event, None)
    assert (said["statusCode"], said["headers"]["content-type"]) == (400, MEDIA_TYPE)
    assert "no base64" not in said["body"]


@pytest.mark.parametrize(
    ("stage", "path", "inside"),
    [
        ("prod", "/prod/v1/score", "/v1/score"),
        ("prod", "/production/x", "/production/x"),
        ("$default", "/v1/score", "/v1/score"),
    ],
)
def test_the_name_of_a_stage_is_no_part_of_a_path(stage, path, inside):
    """Only as a whole part, and the event itself stays as it was."""
    event = {"requestContext": {"stage": stage, "http": {"path": path}}}
    assert without_stage(event)["requestContext"]["http"]["path"] == inside
    assert event["requestContext"]["http"]["path"] == path


def test_a_handler_leaves_other_loops_alone(settings, opened, key, body):
    """It works where a loop has run and ended before."""
    asyncio.run(asyncio.sleep(0))
    assert opened()(event_of(rest, *requests(body, key)["alive"]), None)["statusCode"] == 200
