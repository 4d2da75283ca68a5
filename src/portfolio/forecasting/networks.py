"""Two networks that forecast a day from the weeks before it: a GRU, and a transformer over patches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import DataError

Floats = NDArray[np.float64]

WEEK = 7  # days that a network looks back
BATCH = 64


class Recurrent(nn.Module):
    """A GRU that reads a week day by day; its last state and the calendar give the day that follows.

    Parameters
    ----------
    steps
        Of a day.
    context
        Numbers of the calendar.
    width
        Of the state.
    """

    def __init__(self, steps: int, context: int, width: int = 64) -> None:
        super().__init__()
        self.patch = steps
        self.gru = nn.GRU(self.patch, width, batch_first=True)
        self.head = nn.Sequential(
            nn.Linear(width + context, 2 * width), nn.ReLU(), nn.Linear(2 * width, steps)
        )

    def forward(self, window: Tensor, context: Tensor) -> Tensor:
        """Return the day that follows each window, shape (windows, steps)."""
        tokens = window.unfold(1, self.patch, self.patch)  # (windows, 7, steps)
        _, state = self.gru(tokens)
        out: Tensor = self.head(torch.cat([state[-1], context], 1))
        return out


class PatchTransformer(nn.Module):
    """Patches as tokens, self-attention among them, a linear head, as in PatchTST (Nie et al. 2023).

    Parameters
    ----------
    steps
        Of a day.
    context
        Numbers of the calendar.
    width
        Of a token.
    heads
        Of the attention.
    """

    def __init__(self, steps: int, context: int, width: int = 48, heads: int = 4) -> None:
        super().__init__()
        self.patch = steps // 2
        tokens = 2 * WEEK
        self.embed = nn.Linear(self.patch, width)
        self.position = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.feed = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        flat = tokens * width + context
        self.head = nn.Sequential(nn.Linear(flat, 2 * width), nn.ReLU(), nn.Linear(2 * width, steps))

    def forward(self, window: Tensor, context: Tensor) -> Tensor:
        """Return the day that follows each window, shape (windows, steps)."""
        patches = window.unfold(1, self.patch, self.patch)  # (windows, tokens, patch)
        x = self.embed(patches) + self.position
        x = self.norms[0](x + self.attention(x, x, x, need_weights=False)[0])
        x = self.norms[1](x + self.feed(x))
        out: Tensor = self.head(torch.cat([x.flatten(1), context], 1))
        return out


@dataclass(frozen=True)
class Plan:
    """How a network is trained along the way.

    Parameters
    ----------
    epochs
        Of the first training.
    rate
        Its learning rate.
    further
        Epochs each time that new days have come, at a quarter of the rate.
    every
        Days from one training to the next.
    """

    epochs: int = 16
    rate: float = 3e-3
    further: int = 3
    every: int = 46


@dataclass(frozen=True)
class Windows:
    """Weeks and the days that follow them, scaled by the level and spread of each week.

    Parameters
    ----------
    past
        Shape (windows, steps of a week).
    context
        Calendar of the day that follows, shape (windows, numbers).
    after
        The day that follows, less the day before, shape (windows, steps).
    end
        Step after the last one of `after`: when it is known.
    level, spread
        Of each week, shape (windows, 1).
    """

    past: Tensor
    context: Tensor
    after: Tensor
    end: NDArray[np.int64]
    level: Tensor
    spread: Tensor

    def at(self, rows: NDArray[np.bool_]) -> Windows:
        """Return the windows of some rows."""
        keep = torch.from_numpy(np.flatnonzero(rows))
        parts = (self.past[keep], self.context[keep], self.after[keep], self.end[rows])
        return Windows(*parts, self.level[keep], self.spread[keep])


def windows(values: Floats, works: NDArray[np.int64], per_day: int, every: int) -> Windows:
    """Return a window for each `every`-th step, as far as the week before it is known.

    Windows whose following day is not there yet have missing targets.

    Parameters
    ----------
    values
        The series, from a midnight on that begins a Monday's or any other day; no value is missing.
    works
        Whether each day is a working day.
    per_day
        Steps of a day.
    every
        Steps from one window to the next, a divisor of `per_day`.

    Raises
    ------
    DataError
        A value is missing, or `every` does not divide a day.
    """
    if np.isnan(values).any() or per_day % every:
        raise DataError(
            "windows for a network", expected="no missing value, and steps that divide a day",
            got=f"{int(np.isnan(values).sum())} missing, every {every} of {per_day}",
        )  # fmt: skip
    week = WEEK * per_day
    start = np.arange(week, len(values) - per_day + 1, every)
    past = np.stack([values[at - week : at] for at in start])
    after = np.stack([values[at : at + per_day] for at in start])
    level, spread = past.mean(1, keepdims=True), past.std(1, keepdims=True) + 1e-6
    move = (after - past[:, -per_day:]) / spread
    context = _context(start, works, per_day)
    scaled, calendar, moves = _tensor((past - level) / spread), _tensor(context), _tensor(move)
    return Windows(scaled, calendar, moves, start + per_day, _tensor(level), _tensor(spread))


def _tensor(values: Floats) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)


def _context(start: NDArray[np.int64], works: NDArray[np.int64], per_day: int) -> Floats:
    """Return the clock of each start and, for half days around it, whether they are worked."""
    by_step = np.repeat(works, per_day).astype(float)
    half = per_day // 2
    ahead = [by_step[start + at] for at in (0, half - 1, half, per_day - 1)]
    back = [by_step[start - day * per_day + half - 1] for day in range(1, WEEK + 1)]
    turn = 2 * np.pi * (start % per_day) / per_day
    week = 2 * np.pi * (start % (7 * per_day)) / (7 * per_day)
    clock = [np.sin(turn), np.cos(turn), np.sin(week), np.cos(week), np.sin(2 * week), np.cos(2 * week)]
    return np.column_stack([*ahead, *back, *clock])


def batches(count: int, rng: np.random.Generator) -> Iterator[Tensor]:
    """Yield the rows of each batch of one epoch, in a random order.

    Parameters
    ----------
    count
        Of windows.
    rng
        Of the order.
    """
    order = torch.from_numpy(rng.permutation(count))
    yield from torch.split(order, BATCH)  # type: ignore[no-untyped-call]


def train(
    model: nn.Module,
    data: Windows,
    epochs: int,
    rate: float,
    seed: int,
    watch: Callable[[nn.Module], float] | None = None,
) -> list[float]:
    """Train by the mean absolute error; the learning rate falls to zero along half a cosine.

    Parameters
    ----------
    model
        Changed in place.
    data
        To learn from.
    epochs
        Passes over the data.
    rate
        Learning rate at the start.
    seed
        Of the order of the windows.
    watch
        Called after each epoch; its values are returned.
    """
    rng, watched = np.random.default_rng(seed), []
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(epochs, 1))
    for _ in range(epochs):
        for rows in batches(len(data.past), rng):
            loss = (model(data.past[rows], data.context[rows]) - data.after[rows]).abs().mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
        if watch is not None:
            watched.append(watch(model))
    return watched


def predict(model: nn.Module, data: Windows) -> Floats:
    """Return the days that follow, in the unit of the series.

    Parameters
    ----------
    model
        Trained.
    data
        Windows; what follows them is not looked at.
    """
    steps = data.after.shape[1]
    with torch.no_grad():
        move = model(data.past, data.context) + data.past[:, -steps:]
    return np.asarray((move * data.spread + data.level).numpy(), dtype=float)


def rolling_network(
    make: Callable[[], nn.Module], data: Windows, first: int, last: int, plan: Plan, seed: int
) -> Floats:
    """Return the forecasts of the days `first` to `last` by a network that goes on learning.

    It is trained on the windows whose days are over before `first`, and every `plan.every` days a little
    more, on all windows whose days are over by then.

    Parameters
    ----------
    make
        Returns a network that has learnt nothing.
    data
        All windows, see `windows`.
    first, last
        Numbers of days; `last` is left out.
    plan
        How long it learns, and how often.
    seed
        Of weights and order.
    """
    steps = data.after.shape[1]
    torch.manual_seed(seed)
    model, parts = make(), []
    for origin in range(first, last, plan.every):
        more = origin > first
        epochs, rate = (plan.further, plan.rate / 4) if more else (plan.epochs, plan.rate)
        train(model, data.at(data.end <= origin * steps), epochs, rate, seed + origin)
        until = min(origin + plan.every, last)
        day, rest = np.divmod(data.end, steps)
        parts.append(predict(model, data.at((rest == 0) & (day > origin) & (day <= until))))
    return np.concatenate(parts)
