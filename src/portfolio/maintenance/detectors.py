"""Alarms on daily signals: control chart, CUSUM, isolation forest, autoencoder, at one rate of false alarms.

Each detector turns days into scores; an alarm is raised where a score passes its threshold. After an alarm
the turbine is inspected, the detector starts anew and is silent for `SILENT` days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest
from torch import nn

from portfolio.errors import DataError

Floats = NDArray[np.float64]
ALLOWANCE = 0.5  # of a CUSUM, in standard deviations: half of the shift it is best at
CLIP = 6.0  # standard deviations that one day may count
SILENT = 14  # days without an alarm after one
MONTH = 30.0  # days


def cusum(z: Floats, allowance: float = ALLOWANCE) -> Floats:
    """Return the larger of the two one-sided cumulative sums after each day.

    Parameters
    ----------
    z
        In standard deviations, days along the first axis.
    allowance
        What is taken off each day.
    """
    up, down = np.zeros(z.shape[1:]), np.zeros(z.shape[1:])
    sums = np.empty(z.shape)
    for day, value in enumerate(z):
        up = np.maximum(0.0, up + value - allowance)
        down = np.maximum(0.0, down - value - allowance)
        sums[day] = np.maximum(up, down)
    return sums


def alarm_days(score: Floats, threshold: float, memory: float | None = None) -> NDArray[np.bool_]:
    """Return on which days an alarm is raised, paths along the second axis.

    Parameters
    ----------
    score
        Shape (days, paths), or (days, paths, signals) where each signal has a sum of its own.
    threshold
        An alarm is raised above it.
    memory
        The allowance of a CUSUM that is run over the score and starts anew after an alarm; without it each
        day stands alone.
    """
    days, paths = score.shape[:2]
    up, down = np.zeros(score.shape[1:]), np.zeros(score.shape[1:])
    silent = np.zeros(paths, dtype=int)
    rung = np.zeros((days, paths), dtype=bool)
    for day in range(days):
        if memory is None:
            level = score[day]
        else:
            up = np.maximum(0.0, up + score[day] - memory)
            down = np.maximum(0.0, down - score[day] - memory)
            level = np.maximum(up, down)
        level = level if level.ndim == 1 else level.max(axis=1)
        rung[day] = (level > threshold) & (silent == 0)
        silent = np.where(rung[day], SILENT, np.maximum(silent - 1, 0))
        still = (silent > 0) if up.ndim == 1 else (silent > 0)[:, None]
        up, down = np.where(still, 0.0, up), np.where(still, 0.0, down)
    return rung


def false_alarms(score: Floats, threshold: float, memory: float | None = None) -> float:
    """Return alarms a month, on paths in which nothing is wrong.

    Parameters
    ----------
    score
        Shape (days, paths) or (days, paths, signals).
    threshold
        An alarm is raised above it.
    memory
        See `alarm_days`.
    """
    return float(MONTH * alarm_days(score, threshold, memory).mean())


def threshold_for(score: Floats, rate: float, memory: float | None = None) -> float:
    """Return the threshold that raises `rate` false alarms a month, by bisection.

    Parameters
    ----------
    score
        On paths in which nothing is wrong.
    rate
        Alarms a month.
    memory
        See `alarm_days`.

    Raises
    ------
    DataError
        No threshold raises as many: an alarm silences the days after it.
    """
    most = MONTH / (SILENT + 1)
    if not 0 < rate < most:
        raise DataError("false alarms a month", expected=f"between 0 and {most:g}", got=rate)
    low, high = 0.0, float(np.abs(score).max()) * (1.0 if memory is None else len(score))
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if false_alarms(score, middle, memory) > rate else (low, middle)
    return high


def block_paths(days: int, length: int, block: int, paths: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return row numbers of redrawn paths, shape (days, paths): blocks of neighbouring days, end to end.

    Künsch (1989), The jackknife and the bootstrap for general stationary observations; here in a circle.

    Parameters
    ----------
    days
        How many there are to draw from.
    length
        Of a path.
    block
        Days in a block.
    paths
        How many.
    rng
        Source of chance.
    """
    starts = rng.integers(days, size=(-(-length // block), paths))
    rows = (starts[:, None, :] + np.arange(block)[None, :, None]) % days
    drawn: NDArray[np.intp] = rows.reshape(-1, paths)[:length]
    return drawn


def clipped(z: Floats) -> Floats:
    """Return standard deviations that no single day exceeds `CLIP`."""
    return np.clip(z, -CLIP, CLIP)


class Autoencoder(nn.Module):
    """A network that must pass a day through two numbers and give it back.

    Parameters
    ----------
    signals
        How many a day has.
    code
        Numbers in the middle.
    """

    def __init__(self, signals: int, code: int = 2) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(signals, 8), nn.Tanh(), nn.Linear(8, code))
        self.decoder = nn.Sequential(nn.Linear(code, 8), nn.Tanh(), nn.Linear(8, signals))

    def forward(self, day: torch.Tensor) -> torch.Tensor:
        """Return the days as they come back, shape (days, signals)."""
        made: torch.Tensor = self.decoder(self.encoder(day))
        return made


def train_autoencoder(z: Floats, seed: int, epochs: int = 200) -> Autoencoder:
    """Return an autoencoder of normal days.

    Parameters
    ----------
    z
        Days in standard deviations, shape (days, signals).
    seed
        Of the weights.
    epochs
        Steps over all days at once.
    """
    torch.manual_seed(seed)
    model, days = Autoencoder(z.shape[1]), torch.tensor(clipped(z), dtype=torch.float32)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        loss = ((model(days) - days) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return model.eval()


def reconstruction_errors(model: Autoencoder, z: Floats) -> Floats:
    """Return the mean squared error with which each day comes back.

    Parameters
    ----------
    model
        As `train_autoencoder` returns it.
    z
        Days in standard deviations, signals along the last axis.
    """
    with torch.no_grad():
        days = torch.tensor(clipped(z), dtype=torch.float32)
        errors = ((model(days) - days) ** 2).mean(dim=-1)
    return np.asarray(errors.numpy(), dtype=float)


def isolation_scores(z: Floats, seed: int) -> Callable[[Floats], Floats]:
    """Return a function that scores days by an isolation forest of normal ones (Liu et al. 2008).

    Parameters
    ----------
    z
        Days in standard deviations, shape (days, signals).
    seed
        Of the forest.
    """
    forest = IsolationForest(n_estimators=60, random_state=seed).fit(clipped(z))

    def score(days: Floats) -> Floats:
        flat = clipped(days).reshape(-1, days.shape[-1])
        return np.asarray(-forest.score_samples(flat), dtype=float).reshape(days.shape[:-1])

    return score


@dataclass(frozen=True)
class Detector:
    """How days become scores, and whether these are summed up (the allowance of a CUSUM, or None)."""

    score: Callable[[Floats], Floats]
    memory: float | None = None


def all_detectors(normal: Floats, seed: int) -> dict[str, Detector]:
    """Return each detector by name, fitted to normal days.

    The two charts watch the first signal (power) and the last one (temperature), the two models all of them.

    Parameters
    ----------
    normal
        Days in standard deviations, shape (days, signals).
    seed
        Of the models.
    """
    model = train_autoencoder(normal, seed)
    errors = np.log(reconstruction_errors(model, normal))
    middle, spread = float(np.median(errors)), float(errors.std())

    def surprise(z: Floats) -> Floats:
        return clipped((np.log(reconstruction_errors(model, z)) - middle) / spread)

    return {
        "control chart": Detector(lambda z: np.abs(z[..., [0, -1]]).max(axis=-1)),
        "CUSUM": Detector(lambda z: clipped(z[..., [0, -1]]), ALLOWANCE),
        "isolation forest": Detector(isolation_scores(normal, seed)),
        "autoencoder": Detector(lambda z: reconstruction_errors(model, z)),
        "autoencoder, summed": Detector(surprise, ALLOWANCE),
    }


def delays(score: Floats, threshold: float, start: int, memory: float | None = None) -> Floats:
    """Return how many days after `start` the first alarm comes on each path; infinite where none comes.

    Alarms before are false ones; they silence a detector as they would in use.

    Parameters
    ----------
    score
        Shape (days, paths) or (days, paths, signals), with a fault from `start` on.
    threshold
        An alarm is raised above it.
    start
        Day on which the fault begins.
    memory
        See `alarm_days`.
    """
    after = alarm_days(score, threshold, memory)[start:]
    found: Floats = np.where(after.any(axis=0), after.argmax(axis=0).astype(float), np.inf)
    return found
