"""Files that are written in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.files import write_whole


@pytest.mark.parametrize(("content", "written"), [("é\n", "é\n".encode()), (b"\x00\r\n", b"\x00\r\n")])
@pytest.mark.parametrize("durable", [True, False])
def test_text_and_bytes_are_written_as_they_are(content, written, durable, tmp_path):
    """On every system: no line end is changed, and folders are made."""
    write_whole(tmp_path / "a" / "b.txt", content, durable=durable)
    assert (tmp_path / "a" / "b.txt").read_bytes() == written
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    """A disk that is full, say."""
    path = tmp_path / "state.json"
    write_whole(path, "old")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("state.json", "old")]
