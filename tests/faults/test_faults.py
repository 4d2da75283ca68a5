"""The catalogue of faults itself."""

from __future__ import annotations

from faults.case import GROUPS
from faults.every import CASES, LEFT


def test_no_line_of_the_catalogue_is_met_twice() -> None:
    """Each case has a name of its own, and a reason stands for each that is left out."""
    names = [one.id for one in (*CASES, *LEFT)]
    assert len(names) == len(set(names))
    assert all(one.why for one in LEFT)
    assert {name[0] for name in names} == set(GROUPS)
