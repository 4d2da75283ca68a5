"""What a chapter hands on to a service."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from portfolio import results
from portfolio.errors import DataError, ModelFileError
from portfolio.results import Field, Signature, run_log
from portfolio.results.artefacts import checked, read_artefact


def lowered(column):
    """Return a column halved: a function, which a file must not name."""
    return column / 2


def made(model=None, name="small", **changed):
    """Return a small artefact."""
    frame = pd.DataFrame({"age": [1.0, 2.0, 3.0, 4.0]})
    model = model or LogisticRegression().fit(frame, [0, 0, 1, 1])
    given = {
        "plain": {"slope": 2.5},
        "signature": Signature((Field("age", "number", minimum=0, maximum=120),)),
        "example": frame.head(2),
        "answers": [0.25, 0.5],
        "reference": {"age": [1, 3]},
        "parameters": {"C": 1.0},
        "metrics": {"auc": 0.75},
    }
    return results.artefact(name, model, **{**given, **changed})


def test_the_same_model_has_the_same_digest():
    """Neither the time nor addresses in memory enter a file."""
    assert made().digest == made().digest


def test_a_description_says_what_the_model_reads_and_was_made_of():
    """Signature, example with answers, parameters, metrics, packages."""
    said = made().description
    assert said["example"] == {"rows": [{"age": 1.0}, {"age": 2.0}], "answers": [0.25, 0.5]}
    assert said["metrics"] == {"auc": 0.75}
    assert said["packages"]["numpy"] == np.__version__


def test_tensors_are_written_as_safetensors():
    """A network has no types at all in its file."""
    kept = made({"weight": np.eye(2, dtype=np.float32)})
    assert kept.description["model"] == "model.safetensors"


def test_a_type_that_is_not_trusted_is_refused():
    """A file that names a function could execute it."""
    with pytest.raises(DataError, match="types that are not trusted"):
        made(FunctionTransformer(lowered))


def test_a_large_model_is_refused():
    """The limit holds for all files together."""
    with pytest.raises(DataError, match="too large; expected at most 1,000,000 bytes"):
        made(plain={"noise": np.random.default_rng(0).random(60_000).tolist()})


def test_answers_belong_to_the_example():
    """A missing answer would be a check that cannot fail."""
    with pytest.raises(DataError, match="2 answers"):
        made(answers=[0.5])


@pytest.mark.parametrize("file", ["model.skops", "plain.json", "reference.json"])
def test_a_tampered_file_is_refused(file):
    """Each file is compared with its digest."""
    files = dict(made().files)
    files[file] += b" "
    with pytest.raises(ModelFileError, match=f"{file} is not the file that was registered"):
        checked(files)


@pytest.mark.parametrize("changed", [{"more.json": b"{}"}, {"plain.json": None}, {"artefact.json": b"[]"}])
def test_other_files_than_described_are_refused(changed):
    """One more, one fewer, no description."""
    files = {name: data for name, data in {**made().files, **changed}.items() if data is not None}
    with pytest.raises(ModelFileError):
        checked(files)


def test_a_run_keeps_its_artefact_beside_its_log(tmp_path, monkeypatch):
    """The press finds the files there, and in the log their digests and those of the data."""
    log = tmp_path / "journal.jsonl"
    monkeypatch.setenv(run_log.VARIABLE, str(log))
    run_log.append("dataset", {"name": "loans", "fingerprint": "f00d"})
    kept = made()
    assert read_artefact(tmp_path / "artefacts" / "small").digest == kept.digest
    assert kept.description["datasets"] == {"loans": "f00d"}
    assert run_log.read(log)[1]["digest"] == kept.digest


def test_a_signature_survives_its_json():
    """It is read as it was written."""
    signature = Signature(
        (Field("age", "number", unit="years"), Field("home", "text", levels=("own", "rent")))
    )
    assert Signature.of(json.loads(json.dumps(signature.as_data()))) == signature


def test_a_signature_names_each_column_once():
    """Two columns of one name could not be told apart."""
    with pytest.raises(DataError, match="columns, each once"):
        Signature((Field("age", "number"), Field("age", "number")))
