"""What a caller is promised."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from fitted_scores import applicants, fitted, handed_on
from portfolio.scoring import explanation
from portfolio.scoring.export import plain
from service.keys import issue
from service.log_database import rows_of
from service.problems import MEDIA_TYPE
from service.spool import drain
from service_client import run


def records(frame):
    """Return applicants as a caller sends them."""
    columns = {str(name): plain(frame[name]) for name in frame}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_every_applicant_of_the_data_gets_the_answer_of_the_book(started):
    """The same bits after JSON, HTTP and JSON again; contributions to the last digits."""
    frame, score = applicants().features, fitted()

    async def ask():
        async with started() as client:
            return (await client.post("/v1/score", json={"applicants": records(frame)})).json()

    said = run(ask())
    expected = score.probability(frame)
    assert np.array_equal([one["probability"] for one in said["results"]], expected)
    assert [one["decision"] == "refuse" for one in said["results"]] == (expected > score.cutoff).tolist()
    parts = explanation.contributions(score, frame)
    centred = explanation.centred(parts, parts)
    ours = np.array([[one["contributions"][name] for name in centred.values] for one in said["results"]])
    assert np.abs(ours - centred.values.to_numpy()).max() < 1e-9
    assert abs(said["base"] - centred.base) < 1e-9


def test_an_answer_names_version_reasons_and_cut_off(started, body):
    """All that an adviser has to tell."""

    async def ask():
        async with started() as client:
            return (await client.post("/v1/score", json={**body, "cost_ratio": 9})).json()

    said = run(ask())
    assert said["model"] == {"name": "credit_score", "version": "1", "digest": handed_on().digest}
    assert (said["cost_ratio"], said["cutoff"]) == (9, 0.1)
    (one,) = said["results"]
    assert one["reasons"][0]["contribution"] == max(one["contributions"].values())
    assert one["unseen"] == []


def test_an_unseen_category_is_told_and_counted_and_not_logged(started, body, settings):
    """It may be anything, a name as well."""
    applicant = {**body["applicants"][0], "Home": "houseboat of Jane Roe"}

    async def ask():
        async with started() as client:
            said = (await client.post("/v1/score", json={"applicants": [applicant]})).json()
            return said, (await client.get("/metrics")).text

    said, metrics = run(ask())
    assert said["results"][0]["unseen"] == ["Home"]
    assert 'portfolio_unseen_total{column="Home"} 1.0' in metrics
    lines: list[bytes] = []
    drain(settings.spool, lines.extend)
    assert b"Jane" not in b"".join(lines)
    assert rows_of(lines)[0][7].count("(unseen)") == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Amount": 5001}, "out_of_range"),
        ({"Amount": -1e308}, "out_of_range"),
        ({"Amount": "1000"}, "not_a_number"),
        ({"Amount": True}, "not_a_number"),
        ({"Amount": None}, "missing"),
        ({"Records": 1}, "not_a_text"),
        ({"Home": "x" * 201}, "not_a_text"),
        ({"Age": 44}, "unknown_columns"),
    ],
)
def test_what_the_signature_forbids_is_refused_by_column(changed, code, started, body):
    """Ranges and types come from the card of the data; a protected column is not even read."""
    applicant = {**body["applicants"][0], **changed}

    async def ask():
        async with started() as client:
            return await client.post("/v1/score", json={"applicants": [applicant]})

    said = run(ask())
    assert (said.status_code, said.headers["content-type"]) == (422, MEDIA_TYPE)
    assert [error["code"] for error in said.json()["errors"]] == [code]


def test_a_missing_value_is_accepted_where_the_data_have_some(started, body):
    """Null, or left out."""
    given = {name: value for name, value in body["applicants"][0].items() if name != "Income"}

    async def ask():
        async with started() as client:
            both = [given, {**given, "Income": None}]
            return (await client.post("/v1/score", json={"applicants": both})).json()

    one, two = run(ask())["results"]
    assert one == two


def test_without_a_valid_key_nothing_is_answered(started, body, key):
    """Neither without, nor with another, nor with the hash of a key."""

    async def ask():
        async with started(None) as client:
            headers = [{}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {key}"}]
            return [await client.post("/v1/score", json=body, headers=one) for one in headers]

    for said in run(ask()):
        assert (said.status_code, said.headers["www-authenticate"]) == (401, "Bearer")


def test_who_asks_too_often_is_told_when_to_come_back(started, body, settings):
    """Each key has a bucket of its own."""

    async def ask():
        async with started(changed=replace(settings, rate=0.5, burst=2)) as client:
            return [await client.post("/v1/score", json=body) for _ in range(3)]

    said = run(ask())
    assert [one.status_code for one in said] == [200, 200, 429]
    assert said[2].headers["retry-after"] == "2"


def test_bodies_and_batches_have_limits(started, body, settings):
    """Told beforehand or found while reading."""

    async def chunks():
        for _ in range(5):
            yield b" " * 1000

    async def ask():
        async with started(changed=replace(settings, max_body=4000, max_rows=2)) as client:
            typed = {"content-type": "application/json"}
            told = await client.post("/v1/score", content=b" " * 4001, headers=typed)
            found = await client.post("/v1/score", content=chunks(), headers=typed)
            many = await client.post("/v1/score", json={"applicants": body["applicants"] * 3})
            return told.status_code, found.status_code, many.status_code

    assert run(ask()) == (413, 413, 422)


def test_a_body_that_does_not_come_is_given_up(started, settings):
    """A slow client holds nothing for long."""

    async def slow():
        yield b"{"
        await asyncio.sleep(5)

    async def ask():
        async with started(changed=replace(settings, body_seconds=0.05)) as client:
            typed = {"content-type": "application/json"}
            return await client.post("/v1/score", content=slow(), headers=typed)

    assert run(ask()).status_code == 408


def test_no_other_site_may_read_an_answer(started, body):
    """CORS is closed: no header lets a browser pass an answer on."""

    async def ask():
        async with started() as client:
            asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
            return await client.options("/v1/score", headers=asked), await client.post(
                "/v1/score", json=body, headers=asked
            )

    for said in run(ask()):
        assert not any(name.startswith("access-control") for name in said.headers)


def test_without_a_model_it_is_alive_and_not_ready(started, settings, body):
    """A load balancer waits; the process is not killed."""
    empty = replace(settings, score_model="other")

    async def ask():
        async with started(changed=empty) as client:
            paths = [await client.get("/healthz"), await client.get("/readyz")]
            return [one.status_code for one in (*paths, await client.post("/v1/score", json=body))]

    assert run(ask()) == [200, 503, 503]


def test_the_index_of_drift_follows_the_applicants(started, body):
    """It is the one of the library, over the applicants of this process."""

    async def ask():
        async with started() as client:
            await client.post("/v1/score", json={"applicants": body["applicants"] * 50})
            return (await client.get("/metrics")).text, client.service.store.get("credit_score", "champion")

    metrics, loaded = run(ask())
    index = loaded.drift.index()["Home"]
    assert index > 1
    assert f'column="Home",model="credit_score",version="1"}} {index}' in metrics.replace(
        'model="credit_score",version="1",column="Home"', 'column="Home",model="credit_score",version="1"'
    )


def test_the_schema_is_that_of_the_model_in_use(started, body):
    """Ranges and missing values as the signature has them, with an example that is answered."""

    async def ask():
        async with started() as client:
            schema = (await client.get("/openapi.json")).json()
            example = schema["paths"]["/v1/score"]["post"]["requestBody"]["content"]["application/json"][
                "example"
            ]
            return schema, await client.post("/v1/score", json=example)

    schema, said = run(ask())
    amount = schema["components"]["schemas"]["Applicant"]["properties"]["Amount"]
    assert (amount["minimum"], amount["maximum"], amount["type"]) == (100, 5000, "number")
    assert said.status_code == 200


def test_ten_thousand_applicants_fit_into_a_request(started, body):
    """And one more does not."""

    async def ask():
        async with started() as client:
            many = {"applicants": body["applicants"] * 10_000}
            return await client.post("/v1/score", json=many)

    assert len(run(ask()).json()["results"]) == 10_000


def test_a_key_that_is_made_or_removed_counts_within_a_moment(started, body, settings, key):
    """Without a restart."""

    async def ask():
        async with started() as client:
            second = issue(settings.keys, "second")
            headers = {"Authorization": f"Bearer {second}"}
            while (await client.post("/v1/score", json=body, headers=headers)).status_code == 401:
                await asyncio.sleep(0.01)
            settings.keys.unlink()
            while (said := await client.post("/v1/score", json=body)).status_code == 200:
                await asyncio.sleep(0.01)
            return said.status_code

    assert run(ask()) == 401
