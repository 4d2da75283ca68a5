"""Macro-F1 with resamples of groups, calibration, costs of an alarm, and the rule to abstain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from portfolio.errors import UsageError
from portfolio.sentiment.linear import softmax
from portfolio.statistics.bootstrap import cluster_codes, sums_by

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def macro_f1_draws(truth: Codes, predicted: Codes, groups: pd.Series, weights: Floats) -> Floats:
    """Return macro-F1 in each resample of whole groups.

    Parameters
    ----------
    truth, predicted
        Labels from 0.
    groups
        Of each message.
    weights
        How often each group is drawn, (resamples, groups).
    """
    codes, count = cluster_codes(groups)
    scores = []
    for label in np.unique(truth):
        hit = weights @ sums_by(codes, count, (truth == label) & (predicted == label))
        size = weights @ sums_by(codes, count, (truth == label).astype(int) + (predicted == label))
        scores.append(np.divide(2 * hit, size, out=np.zeros_like(hit), where=size > 0))
    made: Floats = np.mean(scores, axis=0)
    return made


def macro_f1(truth: Codes, predicted: Codes) -> float:
    """Return the mean over labels of the F1 score.

    Parameters
    ----------
    truth, predicted
        Labels from 0.
    """
    every = pd.Series(np.zeros(len(truth)))
    return float(macro_f1_draws(truth, predicted, every, np.ones((1, 1)))[0])


def log_loss(truth: Codes, probabilities: Floats) -> float:
    """Return the mean of minus the logarithm of the probability of the true label.

    Parameters
    ----------
    truth
        Labels from 0.
    probabilities
        (messages, labels).
    """
    right = probabilities[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(right, 1e-12)).mean())


def fit_temperature(truth: Codes, logits: Floats) -> float:
    """Return the temperature with the smallest log loss; Guo et al. (2017).

    Parameters
    ----------
    truth
        Labels of held-out messages, from 0.
    logits
        Of these messages, (messages, labels).
    """

    def loss(log_temperature: float) -> float:
        return log_loss(truth, softmax(logits, float(np.exp(log_temperature))))

    return float(np.exp(optimize.minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def reliability(happened: NDArray[np.bool_], probability: Floats, bins: int = 10) -> pd.DataFrame:
    """Return, for bins of equal size, the mean probability, the share that happened, and how many.

    Parameters
    ----------
    happened
        Whether each message was a complaint.
    probability
        That it is one.
    bins
        How many.
    """
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, bins)
    rows = [[probability[part].mean(), happened[part].mean(), len(part)] for part in parts]
    return pd.DataFrame(rows, columns=["said", "happened", "messages"])


def alarm_costs(complaint: NDArray[np.bool_], alarm: NDArray[np.bool_], cost_ratio: float) -> Floats:
    """Return the cost of each message: one for a false alarm, `cost_ratio` for a missed complaint.

    Parameters
    ----------
    complaint, alarm
        What was true and what was said.
    cost_ratio
        Above 0.

    Raises
    ------
    UsageError
        The ratio is not above 0.
    """
    if not cost_ratio > 0:
        raise UsageError("cost_ratio", expected="a number above 0", got=cost_ratio)
    made: Floats = np.where(complaint, np.where(alarm, 0.0, cost_ratio), alarm.astype(float))
    return made


def best_cutoff(complaint: NDArray[np.bool_], probability: Floats, cost_ratio: float) -> float:
    """Return the probability from which an alarm is cheapest on these messages.

    Parameters
    ----------
    complaint
        Whether each message was a complaint.
    probability
        That it is one.
    cost_ratio
        Of a missed complaint to a false alarm.
    """
    tried = np.linspace(0.01, 0.99, 99)
    costs = [alarm_costs(complaint, probability >= cutoff, cost_ratio).mean() for cutoff in tried]
    return float(tried[int(np.argmin(costs))])


def abstention(truth: Codes, probabilities: Floats, shares: Sequence[float]) -> pd.DataFrame:
    """Return the accuracy on the messages that are answered, the least certain ones being left to a person.

    Parameters
    ----------
    truth
        Labels from 0.
    probabilities
        (messages, labels).
    shares
        Of the messages that are left to a person.
    """
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    right = probabilities.argmax(axis=1)[order] == truth[order]
    kept = [max(1, round((1 - share) * len(order))) for share in shares]
    return pd.DataFrame({"left to a person": shares, "accuracy": [right[:n].mean() for n in kept]})


def differences(models: Mapping[str, Floats], reference: str) -> pd.DataFrame:
    """Return the draws of each model minus those of the reference, a column each.

    Parameters
    ----------
    models
        Draws of a score over the same resamples, by model.
    reference
        One of them.
    """
    return pd.DataFrame(
        {name: draws - models[reference] for name, draws in models.items() if name != reference}
    )


def quality(truth: Codes, predicted: Codes) -> dict[str, float]:
    """Return accuracy and macro-F1.

    Parameters
    ----------
    truth, predicted
        Labels from 0.
    """
    return {"accuracy": float((truth == predicted).mean()), "macro-F1": macro_f1(truth, predicted)}
