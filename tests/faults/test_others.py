"""Faults that need no build of the torture book: a second process meets them meanwhile."""

from __future__ import annotations

import pytest

from faults.case import Case
from faults.every import OTHERS
from faults.lab import Lab


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.id)
def test_a_fault_ends_as_it_should_and_breaks_no_law(case: Case, lab: Lab) -> None:
    """The exit code, what a person is told, and the laws."""
    lab.judge(case)
