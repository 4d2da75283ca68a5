"""The catalogue of faults itself."""

from __future__ import annotations

from faults.case import GROUPS
from faults.every import CASES, LEFT, OTHERS, TORTURED


def test_no_line_of_the_catalogue_is_met_twice() -> None:
    """Each case has a name of its own, and a reason stands for each that is left out."""
    names = [one.id for one in (*CASES, *LEFT)]
    assert len(names) == len(set(names))
    assert all(one.why for one in LEFT)
    assert {name[0] for name in names} == set(GROUPS)


def test_every_case_is_met() -> None:
    """In one of the two files, and not in both."""
    assert sorted(case.id for case in (*TORTURED, *OTHERS)) == sorted(case.id for case in CASES)
