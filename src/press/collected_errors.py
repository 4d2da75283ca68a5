"""Several faults told as one error, so that a person mends them in one go."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.errors import PortfolioError, UsageError


class ManyFaultsError(UsageError):
    """Several faults reported as one error; `faults` holds the text of each."""

    def __init__(self, faults: Iterable[str], where: str) -> None:
        self.faults = tuple(faults)
        super().__init__("\n  - ".join([f"{len(self.faults)} problems in {where}:", *self.faults]))


def one_error(problems: Iterable[PortfolioError], *, where: str) -> UsageError:
    """Return a single error that reports every problem found in `where`, none twice."""
    faults: list[str] = []
    for problem in problems:
        faults += problem.faults if isinstance(problem, ManyFaultsError) else (str(problem),)
    distinct = list(dict.fromkeys(faults))
    return UsageError(distinct[0]) if len(distinct) == 1 else ManyFaultsError(distinct, where)
