"""Fitted models on their way from a run to the cache and out of it."""

from __future__ import annotations

import hashlib

import pytest

from portfolio.errors import EnvironmentFaultError, UsageError
from press.cache.cache import Cache
from press.cache.keys import Key, digest_of
from press.execute.artefacts import artefact_files, read_files
from press.execute.finished import Record
from press.execute.runner import Outcome

FILES = {"artefact.json": b"{}", "model.skops": b"model"}


@pytest.fixture
def outcome(tmp_path):
    """Return a run that handed one artefact on."""
    folder = tmp_path / "artefacts" / "score"
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    record = Record(1.0, 1.0, artefacts=({"name": "score", "digest": "d", "files": digests},))
    executed = tmp_path / "executed.ipynb"
    executed.write_text("{}")
    return Outcome(None, None, executed, record)


def test_an_artefact_comes_out_of_the_cache_as_it_went_in(outcome, tmp_path):
    """Its files stand in the entry, their digests in the record."""
    parts = {"cells": []}
    key = Key("a/default", digest_of(parts), parts)
    files = {"executed.ipynb": outcome.executed, **artefact_files(outcome)}
    entry = Cache(tmp_path / "cache", lambda _: "").store(
        key, files, {**outcome.record.stored(), "status": "ok"}
    )
    assert read_files(entry, "score") == FILES
    assert Record.of(entry.record).artefacts == outcome.record.artefacts
    with pytest.raises(UsageError, match=r"no artefact 'scores'\. Did you mean 'score'"):
        read_files(entry, "scores")


def test_a_file_that_changed_meanwhile_is_not_kept(outcome, tmp_path):
    """A later cell may have written over it."""
    (tmp_path / "artefacts" / "score" / "model.skops").write_bytes(b"other")
    with pytest.raises(EnvironmentFaultError, match=r"model\.skops changed after it was written"):
        artefact_files(outcome)


def test_a_missing_file_is_an_error(outcome, tmp_path):
    """It names the file."""
    (tmp_path / "artefacts" / "score" / "model.skops").unlink()
    with pytest.raises(EnvironmentFaultError, match=r"artefact score: model\.skops"):
        artefact_files(outcome)
