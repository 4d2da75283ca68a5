"""One store for all models but the scores: it follows the aliases and never gives what was not tried."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from portfolio.errors import EnvironmentFaultError, ModelFileError
from service.champion import Champion
from service.problems import Problem
from service.recommend import MODEL
from small_models import put_champion, recommender, text_model


@pytest.fixture
def loads():
    """Return a list of what was loaded."""
    return []


@pytest.fixture
def store(settings, loads):
    """Return a store that notes what it loads."""

    def load(artefact):
        loads.append(artefact.digest)
        return artefact.name

    return Champion(settings.models, MODEL, load)


def test_a_champion_is_loaded_once_by_whoever_asks_first(settings, store, loads):
    """Many threads that ask at the same time wait for one of them."""
    made = recommender()
    put_champion(settings, made, "7")
    assert loads == []
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.get(), range(32)))
    assert loads == [made.digest]
    assert {one.version for one in found} == {"7"}
    assert store.get().named() == {"name": MODEL, "version": "7", "digest": made.digest}


def test_it_follows_the_alias_and_a_request_keeps_what_it_took(settings, store, loads):
    """The same version under a rewritten file is not read again."""
    put_champion(settings, recommender(), "1")
    taken = store.get()
    put_champion(settings, text_model(), "5")  # the file of aliases is another one, the champion is not
    assert store.get() is taken
    put_champion(settings, recommender(), "2")
    assert (taken.version, store.get().version, len(loads)) == ("1", "2", 2)


def test_without_an_alias_or_with_a_broken_file_the_last_one_goes_on(settings, store):
    """And where there never was one, the answer says when to ask again."""
    with pytest.raises(Problem) as told:
        store.get()
    assert told.value.headers == {"Retry-After": "5"}
    put_champion(settings, recommender(), "1")
    assert store.get().version == "1"
    (settings.models / "aliases.json").write_text("{")
    assert store.get().version == "1"
    (settings.models / "aliases.json").unlink()
    assert store.get().version == "1"


def test_what_is_not_the_registered_model_is_refused_and_told_once(settings, store, caplog):
    """Another name or digest: the last one goes on."""
    put_champion(settings, recommender(), "1")
    store.get()
    other = recommender("another")
    put_champion(settings, other)  # its files are there, under its own name
    put_champion(settings, recommender(), "2", digest=other.digest)
    with caplog.at_level(logging.ERROR):
        assert [store.get().version for _ in range(3)] == ["1"] * 3
    assert len([one for one in caplog.records if "version 2 refused" in one.message]) == 1


def test_what_waits_for_something_is_tried_again(settings):
    """Weights that are not at hand yet may come; a model that is wrong stays wrong."""
    faults = [EnvironmentFaultError("no weights"), ModelFileError("not a model"), None]

    def load(artefact):
        fault = faults.pop(0)
        if fault:
            raise fault
        return artefact.name

    store = Champion(settings.models, MODEL, load)
    put_champion(settings, recommender(), "1")
    assert store.find() is None and len(faults) == 2
    assert store.find() is None and len(faults) == 1
    assert store.find() is None and len(faults) == 1
