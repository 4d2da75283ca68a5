"""What a decision costs, in units of one refused good payer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.errors import UsageError

SPREAD = 2.0  # settings are compared over cost ratios from half to twice the one asked for
_RATIOS = 9


def cost_matrix(cost_ratio: float) -> pd.DataFrame:
    """Return the cost of each decision for each outcome."""
    check_ratio(cost_ratio)
    return pd.DataFrame(
        {"accepted": [0.0, cost_ratio], "refused": [1.0, 0.0]}, index=["good payer", "bad payer"]
    )


def check_ratio(cost_ratio: float) -> None:
    """Refuse a cost ratio that is not a positive number.

    Raises
    ------
    UsageError
        It is not.
    """
    if not (np.isfinite(cost_ratio) and cost_ratio > 0):
        raise UsageError("the cost ratio", expected="a positive number", got=cost_ratio)


def theoretical_cutoff(cost_ratio: float) -> float:
    """Return the probability of bad above which refusing is cheaper, if probabilities are true.

    Accepting costs `cost_ratio * p`, refusing `1 - p`: Elkan (2001), The foundations of cost-sensitive
    learning.
    """
    check_ratio(cost_ratio)
    return 1 / (1 + cost_ratio)


def expected_cost(
    bad: np.ndarray, refused: np.ndarray, cost_ratio: float, weights: np.ndarray | None = None
) -> float:
    """Return the mean cost of an application.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    refused
        Decisions, true for refused, shape (n,).
    cost_ratio
        Cost of an accepted bad applicant; a refused good one costs 1.
    weights
        Money at stake of each application relative to the mean; equal if left out.
    """
    check_ratio(cost_ratio)
    cost = np.where(refused, 1.0 - bad, cost_ratio * bad)
    return float(np.average(cost, weights=weights))


def base_costs(bad: np.ndarray, cost_ratio: float) -> dict[str, float]:
    """Return the cost of the two decisions that need no model.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    """
    share = float(np.mean(bad))
    return {"accept all": cost_ratio * share, "refuse all": 1 - share}


def cost_curve(bad: np.ndarray, probability: np.ndarray, cost_ratio: float) -> pd.DataFrame:
    """Return the mean cost at each useful cut-off, from refusing all to accepting all.

    An applicant is refused whose probability is above the cut-off. Indexed by cut-off, ascending; the
    first is below every probability.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    """
    check_ratio(cost_ratio)
    order = np.argsort(probability, kind="stable")
    ranked, outcomes = probability[order], bad[order]
    missed = np.concatenate([[0.0], np.cumsum(outcomes)])
    refused_good = (len(bad) - bad.sum()) - np.concatenate([[0.0], np.cumsum(1 - outcomes)])
    cost = (cost_ratio * missed + refused_good) / len(bad)
    last = np.append(np.diff(ranked) > 0, True)  # between equal probabilities no cut-off lies
    keep = np.concatenate([[True], last])
    middle = np.append((ranked[:-1] + ranked[1:]) / 2, max(1.0, ranked[-1]))
    return (
        pd.Series(cost[keep], index=np.concatenate([[-1e-12], middle[last]]), name="cost")
        .rename_axis("cutoff")
        .to_frame()
    )


def cheapest_cutoff(bad: np.ndarray, probability: np.ndarray, cost_ratio: float, smooth: int = 0) -> float:
    """Return the cut-off of the lowest cost.

    The curve is flat at its foot and jagged from single applicants: with `smooth`, a running mean over
    that many steps on each side is minimised instead, if the curve is long enough.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    smooth
        Steps on each side that are averaged; 0 for none.
    """
    curve = cost_curve(bad, probability, cost_ratio)["cost"]
    if smooth and len(curve) > 4 * smooth:
        curve = curve.rolling(2 * smooth + 1, center=True, min_periods=smooth + 1).mean()
    return float(np.clip(curve.index.to_numpy(dtype=float)[int(curve.argmin())], 0.0, 1.0))


def cost_score(bad: np.ndarray, probability: np.ndarray, cost_ratio: float) -> float:
    """Return the cost by which settings are compared: the lowest, averaged over nearby cost ratios.

    The cost at one cut-off jumps with single applicants. The lowest cost for each of nine ratios from half to
    twice the one asked for, each relative to the better decision without a model, moves less. 1 means no use.

    Parameters
    ----------
    bad
        Outcomes, 1 for bad, shape (n,).
    probability
        Predicted probability of bad, shape (n,).
    cost_ratio
        A missed bad applicant costs this many refused good ones.
    """
    ratios = np.geomspace(cost_ratio / SPREAD, cost_ratio * SPREAD, _RATIOS)
    order = np.argsort(probability, kind="stable")
    ranked, outcomes = probability[order], bad[order]
    ends = np.concatenate([[True], np.append(np.diff(ranked) > 0, True)])
    missed = np.concatenate([[0.0], np.cumsum(outcomes)])[ends]
    refused_good = ((1 - bad).sum() - np.concatenate([[0.0], np.cumsum(1 - outcomes)]))[ends]
    relative = [
        (ratio * missed + refused_good).min() / len(bad) / min(base_costs(bad, ratio).values())
        for ratio in ratios
    ]
    return float(np.mean(relative))
