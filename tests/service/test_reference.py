"""What a model hands on beside itself: a population, examples, and what may change."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from fitted_scores import DATASET, applicants, fitted, handed_on
from portfolio.datasets import card
from portfolio.errors import ModelFileError
from portfolio.scoring import explanation, plain_score
from portfolio.scoring.row_scorer import RowScorer
from service.model_store import SAME
from service.reference import read_reference
from service.row_reader import RowReader
from service_client import run

PLAIN, SIGNATURE = handed_on().data("plain.json"), handed_on().signature


def read(plain):
    """Return the reference that a plain form holds."""
    return read_reference(plain, RowScorer(plain), RowReader(SIGNATURE), SAME)


def changed(**parts):
    """Return the plain form with other parts."""
    return {**copy.deepcopy(PLAIN), **parts}


def test_the_population_is_a_seeded_sample_with_the_answers_of_the_book():
    """At most 500 rows, the same for the same seed, and none where a reader brought the data."""
    score, people = fitted(), applicants().features
    sample = plain_score.population_sample(score, people, card(DATASET), seed=3)
    assert sample == plain_score.population_sample(score, people, card(DATASET), seed=3)
    assert sample != plain_score.population_sample(score, people, card(DATASET), seed=4)
    assert {len(column) for column in sample["columns"].values()} == {len(sample["probability"])} == {500}
    assert plain_score.population_sample(score, people, card("csv")) == {}
    drawn = people.iloc[plain_score.sample_rows(len(people), 500, 3)]
    assert sample["columns"]["Amount"] == drawn["Amount"].tolist()
    assert sample["probability"] == score.probability(drawn).tolist()


def test_examples_go_from_the_safest_to_the_riskiest():
    """Accepted ones and refused ones are among them."""
    answers = handed_on().description["example"]["answers"]
    assert answers == sorted(answers)
    assert answers[0] < fitted().cutoff < answers[-1]


def test_what_counts_is_the_mean_absolute_contribution_of_the_book():
    """Over the population, feature by feature."""
    score, people = fitted(), applicants().features
    where = people.iloc[plain_score.sample_rows(len(people), 500)]
    parts = explanation.contributions(score, where)
    centred = explanation.centred(parts, explanation.contributions(score, people)).values
    ours = read(PLAIN).importance
    assert np.allclose([ours[name] for name in centred], centred.abs().mean(), atol=1e-9)


def test_an_artefact_without_a_population_serves_all_the_same():
    """One that was registered before there was any."""
    older = {name: part for name, part in PLAIN.items() if name not in ("population", "actions")}
    reference = read(older)
    assert (reference.probability, reference.actions, reference.importance) == ([], (), {})


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"population": {**PLAIN["population"], "probability": [0.5] * 500}}, "other scores"),
        ({"population": {**PLAIN["population"], "probability": [0.5]}}, "cannot be read|other scores"),
        ({"population": {"columns": {"Amount": [1.0]}, "probability": [0.5]}}, "cannot be read"),
        ({"population": {"columns": 1, "probability": []}}, "cannot be read"),
        ({"actions": ["-Home"]}, "no numbers"),
        ({"actions": ["Age"]}, "no numbers"),
        ({"actions": 1}, "cannot be read"),
    ],
)
def test_what_is_not_of_the_model_is_refused(parts, message):
    """The version before it goes on answering."""
    with pytest.raises(ModelFileError, match=message):
        read(changed(**parts))


def test_the_endpoint_gives_what_a_page_needs(started):
    """Form, examples, population and cost ratio; examples and population are answered as they say."""

    async def ask():
        async with started() as client:
            told = (await client.get("/v1/reference")).json()
            columns = told["population"]["columns"]
            rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            rows += [one["values"] for one in told["examples"]]
            return told, (await client.post("/v1/score", json={"applicants": rows})).json()

    told, scored = run(ask())
    expected = told["population"]["probability"] + [one["probability"] for one in told["examples"]]
    assert [one["probability"] for one in scored["results"]] == expected
    assert [one["name"] for one in told["fields"]] == list(RowScorer(PLAIN).columns)
    assert told["cost_ratios"] == [1, 1000]
    assert "Age" not in told["population"]["columns"]
