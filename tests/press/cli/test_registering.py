"""`portfolio register`: from the cache of a run to the command that uploads."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from portfolio.results.artefacts import read_artefact
from press.cli import registering
from tests_support import cell

HAND_ON = """
import numpy as np, pandas as pd
from portfolio import results
from portfolio.results import Field, Signature
frame = pd.DataFrame({"age": [1.0, 2.0]})
for name in NAMES:
    results.artefact(name, {"w": np.eye(2)}, plain={}, signature=Signature((Field("age", "number"),)),
                     example=frame, answers=[0.1, 0.2], reference={}, parameters={}, metrics={"auc": 0.5})
"""


@pytest.fixture
def uploaded(monkeypatch):
    """Return what the program that uploads was called with."""
    calls, others = [], subprocess.run

    def called(command, **options):
        start = 1 + len(registering.UPLOAD)
        if tuple(command[1:start]) != registering.UPLOAD:
            return others(command, **options)
        calls.append((read_artefact(Path(command[start])).name, command[start + 1 :]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", called)
    return calls


def handing_on(book, *names):
    """Make a notebook that hands artefacts on."""
    book.notebook("model", cell(HAND_ON.replace("NAMES", repr(names))))


def test_the_model_of_a_run_goes_to_the_registry(portfolio, book, uploaded):
    """With its files, whole, and the alias that was asked for."""
    handing_on(book, "score")
    assert portfolio("execute", "model").code == 0
    assert portfolio("register", "model/default", "--alias", "challenger").code == 0
    assert uploaded == [("score", ["--alias", "challenger"])]


def test_of_several_models_one_is_named(portfolio, book, uploaded):
    """The command does not guess."""
    handing_on(book, "score", "segments")
    portfolio("execute", "model")
    told = portfolio("register", "model/default")
    assert told.code == 2
    assert told.verdict.endswith("which artefact?; expected --name with one of score, segments")
    assert portfolio("register", "model/default", "--name", "segments").code == 0
    assert uploaded == [("segments", [])]


def test_a_run_without_execution_is_executed_first(portfolio, book, uploaded):
    """By the person: it may take minutes."""
    handing_on(book, "score")
    told = portfolio("register", "model/default")
    assert (told.code, uploaded) == (2, [])
    assert told.verdict.endswith("Run: portfolio execute model.")


def test_a_run_without_a_model_is_an_error(portfolio, book):
    """It says how a chapter hands one on."""
    handing_on(book)
    portfolio("execute", "model")
    assert (
        "hands no model on. A chapter hands a model on with results.artefact."
        in portfolio("register", "model/default").verdict
    )
