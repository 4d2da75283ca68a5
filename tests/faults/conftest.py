"""The lab, made once: a built book takes seconds, a copy of it takes none."""

from __future__ import annotations

import pytest

from faults.lab import Lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Return the lab."""
    return Lab(tmp_path_factory.mktemp("faults"))
