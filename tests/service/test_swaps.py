"""Versions change under load; what is not what was registered is refused, and the old one goes on."""

from __future__ import annotations

import asyncio
import json

import pytest

from fitted_scores import applicants, fitted, handed_on
from portfolio.errors import EnvironmentFaultError
from portfolio.results import Artefact
from portfolio.results.artefacts import checked
from portfolio.scoring import plain_score
from service.mirror import mirror
from service.model_store import ALIASES, ModelStore
from service_client import place, point, run


class Shelf:
    """A registry in memory."""

    def __init__(self, **versions):
        self.versions = versions
        self.pointing = {}
        self.away = False

    def aliases(self, _name):
        if self.away:
            raise EnvironmentFaultError("the registry cannot be used")
        return {
            alias: {"version": version, "digest": handed_on(seed=int(version)).digest}
            for alias, version in self.pointing.items()
        }

    def fetch(self, _name, version, _folder):
        return checked(self.versions.get(f"v{version}", handed_on(seed=int(version))).files)


def tampered(artefact):
    """Return an artefact with one number changed."""
    plain = artefact.files["plain.json"].replace(b'"cutoff": 0.192', b'"cutoff": 0.991')
    assert plain != artefact.files["plain.json"]
    return Artefact(artefact.name, {**artefact.files, "plain.json": plain})


def test_twenty_switches_and_five_rollbacks_under_load(settings, started, body):
    """No request fails, and each answer is of one version as a whole."""
    one, two = handed_on(seed=0), handed_on(seed=1)
    place(two, settings)
    people = plain_score.examples(fitted(seed=0), applicants().features)
    expected = {seed: fitted(seed=seed).probability(people).tolist() for seed in (0, 1)}
    many = {"applicants": one.description["example"]["rows"]}

    async def load(client, said, stop):
        while not stop.is_set():
            said.append(await client.post("/v1/score", json=many))

    async def ask():
        said, stop = [], asyncio.Event()
        async with started() as client:
            loads = [asyncio.create_task(load(client, said, stop)) for _ in range(4)]
            for turn in range(25):  # there and back: each second one is a rollback
                artefact, version = (two, "2") if turn % 2 == 0 else (one, "1")
                point(settings, champion=(version, artefact))
                while client.service.store.get("credit_score", "champion").version != version:
                    await asyncio.sleep(0.005)
                await asyncio.sleep(0.01)
            stop.set()
            await asyncio.gather(*loads)
        return said

    said = run(ask())
    assert [one for one in said if one.status_code != 200] == []
    versions = {one.json()["model"]["version"] for one in said}
    assert versions == {"1", "2"}
    for one in said:
        answer = one.json()
        wanted = expected[int(answer["model"]["version"]) - 1]
        assert [row["probability"] for row in answer["results"]] == wanted


def test_a_challenger_answers_beside_the_champion(settings, started, body):
    """By its alias, for whoever asks for it."""
    place(handed_on(seed=1), settings)
    point(settings, champion=("1", handed_on()), challenger=("2", handed_on(seed=1)))

    async def ask():
        async with started() as client:
            both = [
                await client.post("/v1/score", json={**body, "alias": one})
                for one in ("champion", "challenger")
            ]
            return [one.json()["model"]["version"] for one in both], (await client.get("/v1/models")).json()

    versions, listed = run(ask())
    assert versions == ["1", "2"]
    assert [(one["alias"], one["version"]) for one in listed["models"]] == [
        ("challenger", "2"),
        ("champion", "1"),
    ]


@pytest.mark.parametrize("file", ["plain.json", "model.skops", "artefact.json"])
def test_a_tampered_copy_is_refused_and_the_old_version_goes_on(file, settings, started, body):
    """Whoever can write the folder cannot change what is served."""
    two = handed_on(seed=1)
    place(two, settings)
    path = settings.models / two.digest / file
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))

    async def ask():
        async with started() as client:
            point(settings, champion=("2", two))
            store = client.service.store
            while not store.refused:
                await asyncio.sleep(0.005)
            return await client.post("/v1/score", json=body), (await client.get("/metrics")).text

    said, metrics = run(ask())
    assert said.json()["model"]["version"] == "1"
    assert "portfolio_models_refused 1.0" in metrics


def test_a_model_that_answers_otherwise_is_refused(settings):
    """Its files may be whole, and its digest the registered one: it must reproduce its example."""
    files = dict(handed_on().files)
    said = json.loads(files["artefact.json"])
    said["example"]["answers"][0] += 0.01
    files["artefact.json"] = json.dumps(said).encode()
    other = Artefact("credit_score", files)
    place(other, settings)
    point(settings, champion=("3", other))
    store = ModelStore(settings.models)
    store.refresh()
    assert (store.get("credit_score", "champion"), store.refused) == (None, 1)


def test_a_mirror_copies_what_has_an_alias(tmp_path):
    """Once: the second time nothing is fetched."""
    shelf = Shelf()
    shelf.pointing = {"champion": "0", "challenger": "1"}
    assert mirror(shelf, ["credit_score"], tmp_path)
    assert not mirror(shelf, ["credit_score"], tmp_path)
    store = ModelStore(tmp_path)
    store.refresh()
    assert store.get("credit_score", "challenger").digest == handed_on(seed=1).digest


def test_a_version_tampered_in_the_registry_leaves_its_alias_where_it_was(tmp_path):
    """The digest that was registered is not that of the file."""
    shelf = Shelf(v1=tampered(handed_on(seed=1)))
    shelf.pointing = {"champion": "0"}
    mirror(shelf, ["credit_score"], tmp_path)
    shelf.pointing = {"champion": "1"}
    assert not mirror(shelf, ["credit_score"], tmp_path)
    assert json.loads((tmp_path / ALIASES).read_text())["credit_score"]["champion"]["version"] == "0"


def test_without_a_registry_the_last_copy_goes_on(tmp_path):
    """Later as well as at the start of a process."""
    shelf = Shelf()
    shelf.pointing = {"champion": "0"}
    mirror(shelf, ["credit_score"], tmp_path)
    shelf.away = True
    with pytest.raises(EnvironmentFaultError):
        mirror(shelf, ["credit_score"], tmp_path)
    store = ModelStore(tmp_path)
    assert store.refresh()
    assert store.get("credit_score", "champion") is not None


def test_a_digest_that_is_a_path_is_refused(tmp_path):
    """A registry may hold anything."""
    shelf = Shelf()
    shelf.aliases = lambda _name: {"champion": {"version": "1", "digest": "../" * 21 + "x"}}
    mirror(shelf, ["credit_score"], tmp_path / "models")
    assert [path.name for path in tmp_path.iterdir()] == ["models"]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [ALIASES]


def test_a_challenger_that_is_not_there_is_the_callers_mistake(started, body):
    """The service is well: it answers from its champion."""

    async def ask():
        async with started() as client:
            return await client.post("/v1/score", json={**body, "alias": "challenger"})

    said = run(ask())
    assert (said.status_code, said.json()["errors"][0]["code"]) == (404, "not_in_use")
