"""What a build found out about texts, kept for the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.kept_answers import kept_answers


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """Return a file that decides what the answers are."""
    path = tmp_path / "code.py"
    path.write_text("1")
    return path


def asked(memory: Path | None, code: Path, *texts: str) -> tuple[list[list[str]], list[str]]:
    """Return the words of some texts, and which of the texts were read for it."""
    read = []

    def words(text: str) -> set[str]:
        read.append(text)
        return set(text.split())

    with kept_answers(memory, [code]) as answers:
        return [answers.words(words, text) for text in texts], read


def test_only_a_text_that_changed_is_read_again(tmp_path, code):
    """The answers are the same."""
    memory = tmp_path / "memory.json"
    assert asked(memory, code, "b a", "c")[1] == ["b a", "c"]
    assert asked(memory, code, "b a", "d") == ([["a", "b"], ["d"]], ["d"])


def test_what_is_asked_no_more_is_forgotten(tmp_path, code):
    """The file does not grow with every edit."""
    memory = tmp_path / "memory.json"
    asked(memory, code, "a", "b")
    asked(memory, code, "b")
    assert asked(memory, code, "a", "b")[1] == ["a"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1, "answers": {}}', '{"answers": 3}'])
def test_a_damaged_memory_is_no_memory(damage, tmp_path, code):
    """Everything is read again."""
    memory = tmp_path / "memory.json"
    asked(memory, code, "a")
    memory.write_text(damage)
    assert asked(memory, code, "a")[1] == ["a"]


def test_other_code_may_answer_otherwise(tmp_path, code):
    """Nothing is known then."""
    memory = tmp_path / "memory.json"
    asked(memory, code, "a")
    code.write_text("2")
    assert asked(memory, code, "a")[1] == ["a"]


def test_a_fault_leaves_what_was_known(tmp_path, code):
    """Half a build is not the last word."""
    memory = tmp_path / "memory.json"
    asked(memory, code, "a")
    with pytest.raises(ValueError, match="fault"), kept_answers(memory, [code]):
        raise ValueError("fault")
    assert asked(memory, code, "a")[1] == []


def test_without_a_memory_nothing_is_left(tmp_path, code):
    """Each text is read once all the same."""
    assert asked(None, code, "a", "a")[1] == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["code.py"]
