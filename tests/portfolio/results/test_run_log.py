"""What a run tells the press."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.results import run_log


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return the journal of this run."""
    monkeypatch.setenv(run_log.VARIABLE, str(tmp_path / "journal.jsonl"))
    return tmp_path / "journal.jsonl"


def test_entries_are_read_in_the_order_written(path):
    """Each with its kind."""
    run_log.append("value", {"name": "a"})
    run_log.append("dataset", {"name": "b"})
    assert run_log.read(path) == [{"kind": "value", "name": "a"}, {"kind": "dataset", "name": "b"}]


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(text, tmp_path_factory):
    """Line separators of Unicode too, which are no line ends of the file."""
    path = tmp_path_factory.mktemp("run") / "journal.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(run_log.VARIABLE, str(path))
        run_log.append("value", {"label": text})
    assert run_log.read(path) == [{"kind": "value", "label": text}]


def test_an_absent_journal_is_empty(tmp_path):
    """A notebook need not record anything."""
    assert run_log.read(tmp_path / "none") == []


def test_without_a_journal_nothing_is_written(monkeypatch, tmp_path):
    """As in JupyterLab."""
    monkeypatch.setenv(run_log.VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    run_log.append("value", {"name": "a"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rest", ['{"kind": "val', '{"kind": "value", "label": "\u00e9'.encode()[:-1]])
def test_a_line_cut_by_a_killed_kernel_is_left_out(path, rest):
    """Even in the middle of a character."""
    run_log.append("value", {"name": "a"})
    with path.open("ab") as file:
        file.write(rest if isinstance(rest, bytes) else rest.encode())
    assert run_log.read(path) == [{"kind": "value", "name": "a"}]


def test_a_damaged_line_before_the_last_is_no_accident(path):
    """It is not passed over."""
    path.write_text('{"kind"\n{"kind": "value"}\n')
    with pytest.raises(json.JSONDecodeError):
        run_log.read(path)


def test_infinity_is_no_json(path):
    """No other program could read it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        run_log.append("value", {"value": float("inf")})
    assert not path.exists()
