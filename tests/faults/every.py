"""All cases of the catalogue that apply, and those left out with the reason."""

from __future__ import annotations

from faults import (
    author_cases,
    build_cases,
    cache_cases,
    command_cases,
    data_cases,
    kernel_cases,
    model_cases,
    notebook_cases,
    parameter_cases,
    table_cases,
)
from faults.case import GROUPS, Case, Left

_MODULES = (
    notebook_cases,
    author_cases,
    parameter_cases,
    data_cases,
    table_cases,
    cache_cases,
    kernel_cases,
    build_cases,
    model_cases,
    command_cases,
)


def _place(one: Case | Left) -> tuple[int, int, str]:
    digits = "".join(character for character in one.id[1:] if character.isdigit())
    return list(GROUPS).index(one.id[0]), int(digits), one.id


CASES: tuple[Case, ...] = tuple(
    sorted((case for module in _MODULES for case in module.TABLE.cases), key=_place)
)
LEFT: tuple[Left, ...] = tuple(
    sorted((left for module in _MODULES for left in module.TABLE.left), key=_place)
)

_SHARING = {"C13", "B1", "B15"}
# One build of the torture book and one fitted model serve the first half.
TORTURED = tuple(case for case in CASES if case.group in "NKL" or case.id in _SHARING)
OTHERS = tuple(case for case in CASES if case not in TORTURED)
