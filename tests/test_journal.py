"""What a run tells the press."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio import journal


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return the journal of this run."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal.jsonl"))
    return tmp_path / "journal.jsonl"


def test_entries_are_read_in_the_order_written(path):
    """Each with its kind."""
    journal.append("value", {"name": "a"})
    journal.append("dataset", {"name": "b"})
    assert journal.read(path) == [{"kind": "value", "name": "a"}, {"kind": "dataset", "name": "b"}]


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(text, tmp_path_factory):
    """Line separators of Unicode too, which are no line ends of the file."""
    path = tmp_path_factory.mktemp("run") / "journal.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(journal.VARIABLE, str(path))
        journal.append("value", {"label": text})
    assert journal.read(path) == [{"kind": "value", "label": text}]


def test_an_absent_journal_is_empty(tmp_path):
    """A notebook need not record anything."""
    assert journal.read(tmp_path / "none") == []


def test_without_a_journal_nothing_is_written(monkeypatch, tmp_path):
    """As in JupyterLab."""
    monkeypatch.setenv(journal.VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    journal.append("value", {"name": "a"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rest", ['{"kind": "val', '{"kind": "value", "label": "\u00e9'.encode()[:-1]])
def test_a_line_cut_by_a_killed_kernel_is_left_out(path, rest):
    """Even in the middle of a character."""
    journal.append("value", {"name": "a"})
    with path.open("ab") as file:
        file.write(rest if isinstance(rest, bytes) else rest.encode())
    assert journal.read(path) == [{"kind": "value", "name": "a"}]


def test_a_damaged_line_before_the_last_is_no_accident(path):
    """It is not passed over."""
    path.write_text('{"kind"\n{"kind": "value"}\n')
    with pytest.raises(json.JSONDecodeError):
        journal.read(path)


def test_infinity_is_no_json(path):
    """No other program could read it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        journal.append("value", {"value": float("inf")})
    assert not path.exists()
