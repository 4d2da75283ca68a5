"""Records that a bench left in `book/`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic.dataclasses import dataclass

from portfolio.errors import UsageError
from press.settings.record import read_record
from press.yaml_reader import STRICT, Text


@dataclass(frozen=True, config=STRICT)
class Measured:
    """What the bench of these tests measures."""

    tool: Text


def test_a_record_is_read_by_its_types(tmp_path: Path):
    """As the page needs it."""
    path = tmp_path / "book" / "speed.yml"
    path.parent.mkdir()
    path.write_text("tool: a\n")
    assert read_record(path, Measured, "tests/bench/speed.py").tool == "a"
    path.write_text("tools: a\n")
    with pytest.raises(UsageError, match=r"book/speed\.yml, line 1"):
        read_record(path, Measured, "tests/bench/speed.py")


def test_a_record_that_is_missing_names_the_bench_that_writes_it(tmp_path: Path):
    """With the command."""
    with pytest.raises(UsageError, match=r"book/speed\.yml is missing.*python tests/bench/speed\.py"):
        read_record(tmp_path / "book" / "speed.yml", Measured, "tests/bench/speed.py")
