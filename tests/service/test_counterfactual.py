"""What would have to change: it turns the decision, is as small as can be, and touches nothing else."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from fitted_scores import applicants, fitted, handed_on
from portfolio.scoring.plain_score import rows_of
from portfolio.scoring.row_scorer import RowScorer
from portfolio.scoring.tables import TABLES
from service.counterfactual import counterfactuals
from service.problems import MEDIA_TYPE
from service.spool import drain
from service_client import run

PLAIN = handed_on().data("plain.json")
SCORER, ACTIONS, POPULATION = RowScorer(PLAIN), PLAIN["actions"], PLAIN["population"]["columns"]
ROWS = rows_of(fitted(), applicants().features)[::60]
REFUSED = SCORER.decide(ROWS).refused


def found(row, cost_ratio=None, actions=ACTIONS):
    """Return the changes for one applicant."""
    return counterfactuals(SCORER, row, actions, POPULATION, cost_ratio)


def moved(row, change):
    """Return the applicant after a change."""
    other = list(row)
    for one in change.moves:
        assert other[SCORER.columns.index(one.column)] == one.before
        other[SCORER.columns.index(one.column)] = one.after
    return other


def passed(column, before, after):
    """Return the share of the population that a value passes, counted plainly."""
    known = [value for value in POPULATION[column] if value is not None]
    low, high = sorted((before, after))
    return sum(low < value <= high for value in known) / len(known)


@pytest.mark.parametrize("cost_ratio", [None, 2.0, 20.0])
def test_each_change_turns_the_decision_of_the_fitted_pipeline(cost_ratio):
    """Not only of its plain form: the library's own model says the same probability."""
    frame, score, count = applicants().features.iloc[::60], fitted(), 0
    for place, row in enumerate(ROWS[:25]):
        before = SCORER.decide([row], cost_ratio).refused[0]
        for change in found(row, cost_ratio):
            after = frame.iloc[[place]].assign(**{one.column: one.after for one in change.moves})
            assert score.probability(after)[0] == change.probability
            assert (change.probability > SCORER.cutoff_at(cost_ratio)) != before
            count += 1
    assert count > 10


def test_values_stay_within_the_population_and_move_where_they_may():
    """Only changeable columns; a refused applicant asks for less and never for more."""
    directions = {one.lstrip("+-"): one[0] for one in ACTIONS}
    count = 0
    for row, refused in zip(ROWS, REFUSED, strict=True):
        for change in found(row):
            assert 1 <= len(change.moves) <= 2
            for one in change.moves:
                assert one.after in POPULATION[one.column]
                if directions[one.column] == "-":
                    assert (one.after < one.before) == refused
                count += 1
    assert count > 60


def test_nothing_protected_or_fixed_is_changeable():
    """Neither what the law protects, nor what a person cannot change, nor what is not read."""
    protected = set(TABLES["credit_data"].protected)
    assert ACTIONS == ["-Amount", "Time", "-Expenses", "-Debt"]
    assert not protected & ({one.lstrip("+-") for one in ACTIONS} | set(POPULATION) | set(SCORER.columns))


def test_a_single_change_is_the_smallest_there_is():
    """Against every value of the population, tried one by one."""
    directions = {one.lstrip("+-"): one[0] for one in ACTIONS}
    tried = 0
    for row, refused in list(zip(ROWS, REFUSED, strict=True))[:12]:
        said = {one.moves[0].column: one.distance for one in found(row) if len(one.moves) == 1}
        for column, sign in directions.items():
            place = SCORER.columns.index(column)
            before = row[place]
            if math.isnan(before):
                assert column not in said
                continue
            values = {value for value in POPULATION[column] if value is not None and value != before}
            if sign == "-":
                values = {value for value in values if (value < before) == refused}
            turning = [
                value
                for value in values
                if SCORER.decide([[*row[:place], float(value), *row[place + 1 :]]]).refused[0] != refused
            ]
            tried += len(values)
            least = min((passed(column, before, value) for value in turning), default=None)
            assert said.get(column) == pytest.approx(least) if turning else column not in said
    assert tried > 400


def test_a_pair_is_told_only_where_it_is_smaller_than_either_alone():
    """And its distance is the sum of both."""
    pairs = 0
    for row in ROWS:
        ways = found(row)
        alone = {one.moves[0].column: one.distance for one in ways if len(one.moves) == 1}
        assert [one.distance for one in ways] == sorted(one.distance for one in ways)
        for way in ways:
            total = sum(passed(*one) for one in way.moves)
            assert way.distance == pytest.approx(total)
            if len(way.moves) == 2:
                pairs += 1
                assert all(way.distance < alone.get(one.column, np.inf) for one in way.moves)
    assert pairs > 5


def test_where_none_is_found_there_is_none():
    """Every value of two columns together, for those whom the search leaves without an answer."""
    stuck = [row for row, refused in zip(ROWS, REFUSED, strict=True) if refused and not found(row)]
    assert stuck
    places = [SCORER.columns.index(name) for name in ("Amount", "Time")]
    for row in stuck[:2]:
        amounts = sorted({value for value in POPULATION["Amount"] if value < row[places[0]]})
        for amount, time in product(amounts[:12], set(POPULATION["Time"])):
            other = list(row)
            other[places[0]], other[places[1]] = float(amount), float(time)
            assert SCORER.decide([other]).refused[0]


def test_a_model_that_declares_nothing_changeable_is_answered_with_nothing():
    """No column is guessed."""
    assert found(ROWS[0], actions=()) == []


def ask(started, body, **headers):
    """Return the answers to a request for a score and for what would have to change."""

    async def both():
        async with started() as client:
            scored = await client.post("/v1/score", json=body)
            return scored, await client.post("/v1/counterfactual", json=body, headers=headers)

    return run(both())


def test_the_endpoint_says_what_the_score_says(started):
    """The same probability and decision, at any cost ratio; each change is scored by the API itself."""
    applicant = handed_on().description["example"]["rows"][9]
    scored, said = (one.json() for one in ask(started, {"applicants": [applicant], "cost_ratio": 4}))
    (result,) = scored["results"]
    assert (said["probability"], said["decision"]) == (result["probability"], result["decision"])
    assert (said["cutoff"], said["cost_ratio"]) == (scored["cutoff"], 4)
    assert said["model"] == scored["model"]
    assert said["counterfactuals"]
    changed = [
        {**applicant, **{one["column"]: one["to"] for one in way["changes"]}}
        for way in said["counterfactuals"]
    ]
    again = ask(started, {"applicants": changed, "cost_ratio": 4})[0].json()
    assert [one["probability"] for one in again["results"]] == [
        way["probability"] for way in said["counterfactuals"]
    ]
    assert {one["decision"] for one in again["results"]} == {"accept"}


def test_asking_what_would_have_to_change_is_not_logged(started, body, settings):
    """An applicant counts once in the log and in the drift: when scored."""

    async def one():
        async with started() as client:
            said = await client.post("/v1/counterfactual", json=body)
            return said.status_code

    assert run(one()) == 200
    lines: list[bytes] = []
    drain(settings.spool, lines.extend)
    assert lines == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"applicants": []}, 422),
        ({"applicants": [{}, {}]}, 422),
        ({"applicants": [{"Amount": "ZqSECRET"}]}, 422),
        ({"applicants": "ZqSECRET"}, 422),
        ({"cost_ratio": 0}, 422),
        ({"alias": "challenger"}, 404),
    ],
)
def test_what_cannot_be_is_a_problem(changed, status, started, body):
    """One applicant, within the signature; nothing that was sent comes back."""
    said = ask(started, {**body, **changed})[1]
    assert (said.status_code, said.headers["content-type"]) == (status, MEDIA_TYPE)
    assert "SECRET" not in said.text


@pytest.mark.parametrize("path", ["/v1/counterfactual", "/v1/reference"])
def test_both_need_a_key(path, started, body):
    """As every answer does."""

    async def one():
        async with started(None) as client:
            return await (client.get(path) if path == "/v1/reference" else client.post(path, json=body))

    assert run(one()).status_code == 401
