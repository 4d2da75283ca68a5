"""A checkpoint is whole and its own, or it is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch

from portfolio.errors import ModelFileError
from portfolio.generative import load_checkpoint, save_checkpoint

MADE_FOR = {"shapes": {"weight": [2, 2]}, "seed": 0}


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Return a good checkpoint."""
    path = tmp_path / "model.ckpt"
    save_checkpoint(path, {"weight": torch.eye(2), "epoch": 3}, made_for=MADE_FOR)
    return path


def test_what_was_saved_comes_back(stored: Path) -> None:
    """Tensors and plain values are the same."""
    state = load_checkpoint(stored, made_for=MADE_FOR)
    assert torch.equal(state["weight"], torch.eye(2))
    assert state["epoch"] == 3


@pytest.mark.parametrize("kept", [0, 10, 60, 95, 300, -1])
def test_a_truncated_file_is_refused(stored: Path, kept: int) -> None:
    """Wherever it was cut, in the header or behind it."""
    stored.write_bytes(stored.read_bytes()[:kept])
    with pytest.raises(ModelFileError, match=r"is not a checkpoint|truncated or damaged"):
        load_checkpoint(stored, made_for=MADE_FOR)


def test_one_wrong_byte_is_enough(stored: Path) -> None:
    """A flipped bit in the weights would train on silently; it is refused."""
    content = bytearray(stored.read_bytes())
    content[len(content) // 2] ^= 1
    stored.write_bytes(bytes(content))
    with pytest.raises(ModelFileError, match="truncated or damaged"):
        load_checkpoint(stored, made_for=MADE_FOR)


def test_a_foreign_file_is_never_executed(tmp_path: Path) -> None:
    """A pickle is not a checkpoint, whatever it would do."""
    path = tmp_path / "model.ckpt"
    path.write_bytes(pickle.dumps({"state": 1}))
    with pytest.raises(ModelFileError, match="is not a checkpoint"):
        load_checkpoint(path, made_for=MADE_FOR)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says what cannot be read."""
    with pytest.raises(ModelFileError, match=r"gone\.ckpt cannot be read"):
        load_checkpoint(tmp_path / "gone.ckpt", made_for=MADE_FOR)


@pytest.mark.parametrize(
    ("made_for", "message"),
    [
        ({"shapes": {"weight": [2, 3]}, "seed": 0}, r"weight; expected \[2, 3\]; got \[2, 2\]"),
        ({"shapes": {"bias": [2]}, "seed": 0}, r"bias; expected \[2\]; got nothing"),
        ({"shapes": {"weight": [2, 2]}, "seed": 1}, "seed; expected 1; got 0"),
    ],
)
def test_another_architecture_is_refused(stored: Path, made_for: dict[str, object], message: str) -> None:
    """The first difference is named."""
    with pytest.raises(ModelFileError, match=message):
        load_checkpoint(stored, made_for=made_for)


def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk loses the new state, not the old one."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = stored.read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(stored, {"weight": torch.zeros(2, 2)}, made_for=MADE_FOR)
    assert stored.read_bytes() == before
    assert [path.name for path in stored.parent.iterdir()] == ["model.ckpt"]
