"""The risk register, and the energy and emissions of training."""

from __future__ import annotations

import pandas as pd

from portfolio.errors import DataError

# All figures are assumed. Impacts are shares of the budget.
REGISTER = pd.DataFrame(
    [
        ("Outcomes are too young to train on", 0.30, 0.60, 0.10, 0.60, "wait for outcomes",
         "fewer than half of the loans have matured"),
        ("The score treats a group worse", 0.25, 0.90, 0.10, 0.50, "audit by group before each release",
         "refusals of good payers differ beyond chance"),
        ("Underwriters overrule the score", 0.40, 0.50, 0.20, 0.40, "two underwriters in the team",
         "more than a fifth of decisions overruled"),
        ("Applicants change", 0.35, 0.40, 0.35, 0.15, "stability index and a shadow scorecard",
         "the drift alarm rings"),
        ("The one data engineer leaves", 0.20, 0.50, 0.20, 0.20, "work in pairs, runbook",
         "a story that one person alone can do"),
        ("Conformity is not reached in time", 0.25, 0.70, 0.10, 0.50, "documentation from the first sprint",
         "a duty without an owner"),
    ],
    columns=["risk", "probability", "impact", "residual probability", "residual impact", "mitigation",
             "trigger"],
).set_index("risk")  # fmt: skip


def exposure(register: pd.DataFrame) -> pd.DataFrame:
    """Return probability times impact before and after mitigation, the largest first.

    Raises
    ------
    DataError
        A probability is not between 0 and 1, or a mitigation makes a risk larger.
    """
    shares = register[["probability", "residual probability"]]
    if not ((shares >= 0) & (shares <= 1)).all(axis=None):
        raise DataError("risk register", expected="probabilities between 0 and 1", got=shares.max().max())
    table = pd.DataFrame({"before": register["probability"] * register["impact"]})
    table["after"] = register["residual probability"] * register["residual impact"]
    worse = table.index[table["after"] > table["before"]]
    if len(worse):
        raise DataError("risk register", expected="mitigations that lower the exposure", got=list(worse))
    return table.sort_values("before", ascending=False)


def training_energy(
    core_seconds: float, watts_per_core: float, memory_gb: float, cores: int, overhead: float
) -> float:
    """Return the energy of a training in kWh, by the formula of Lannelongue et al. (2021).

    Parameters
    ----------
    core_seconds
        Seconds of all cores together.
    watts_per_core
        Power of one busy core.
    memory_gb, cores
        Memory that is held while the cores work, 0.3725 W for each GB.
    overhead
        Power usage effectiveness of the building: what it draws for each watt of the computer.

    Examples
    --------
    >>> training_energy(3_600, 1_000, 0, 1, 1.0)
    1.0
    """
    watts = watts_per_core + 0.3725 * memory_gb / cores
    return core_seconds * watts * overhead / 3.6e6
