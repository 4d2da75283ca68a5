"""A file held against a JSON schema, as `check-jsonschema` does, in this process."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result


def held_against(file: Path, *schema: object) -> Result:
    """Return what the checker says of a file; skip where it is not installed."""
    checker = pytest.importorskip("check_jsonschema", reason="make test installs check-jsonschema")
    return CliRunner().invoke(checker.main, [*map(str, schema), str(file)])
