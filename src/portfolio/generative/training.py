"""One small training loop for every family of models: seeds, early stopping, checkpoint and resume.

The loop knows batches, epochs and files. What an update is, the `Step` knows: it owns its models and
optimisers. A plain loss needs `LossStep`; an adversarial pair or a diffusion model brings its own.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from portfolio.errors import UsageError
from portfolio.generative.checkpoint import load_checkpoint, save_checkpoint, shapes
from portfolio.generative.memory import keep_freed_memory

Batch = tuple[Tensor, ...]


class Step(Protocol):
    """One update from one batch, with everything that the update owns."""

    def __call__(self, batch: Batch) -> Mapping[str, float]:
        """Update the models once and return the losses of the batch by name."""

    def state_dict(self) -> dict[str, Any]:
        """Return models, optimisers and whatever else decides the next update."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up a state that `state_dict` returned."""


@dataclass(frozen=True)
class History:
    """What happened in each epoch.

    Parameters
    ----------
    rows
        One dictionary per epoch: the mean of each loss over the batches, `seconds` since the start (pauses
        between kill and resume left out) and, where there was an evaluation, `validation`.
    stopped
        Why the training ended: `epochs`, `patience` or `seconds`.
    best_epoch
        The epoch, from 0, whose state was kept: the best by validation, or the last.
    """

    rows: tuple[Mapping[str, float], ...]
    stopped: str
    best_epoch: int

    def series(self, name: str) -> np.ndarray:
        """Return one column, shape (epochs,); NaN where an epoch has none."""
        return np.array([row.get(name, np.nan) for row in self.rows])

    @property
    def seconds(self) -> float:
        """Seconds of training in all."""
        return float(self.rows[-1]["seconds"]) if self.rows else 0.0


def best_device() -> torch.device:
    """Return the GPU when there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@contextmanager
def reproducible(seed: int) -> Iterator[None]:
    """Draw every random number of torch from a seed, and compute deterministically on the CPU, for a while.

    What was set before comes back at the end, the state of the random numbers too.
    """
    before = torch.are_deterministic_algorithms_enabled()
    filled = torch.utils.deterministic.fill_uninitialized_memory  # type: ignore[attr-defined]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        try:
            # a GPU has no deterministic form of some operations: there the seed has to do
            torch.use_deterministic_algorithms(not torch.cuda.is_available())
            torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
            yield
        finally:
            torch.use_deterministic_algorithms(before)
            torch.utils.deterministic.fill_uninitialized_memory = filled  # type: ignore[attr-defined]


def epoch_batches(count: int, batch_size: int, *, seed: int, epoch: int) -> list[Tensor]:
    """Return the places of the rows of each batch of an epoch: an order of its own, the short rest left out.

    Raises
    ------
    UsageError
        The batch is larger than the data, or smaller than 1.
    """
    if not 1 <= batch_size <= count:
        raise UsageError("batch size", expected=f"1 to {count}, the number of rows", got=batch_size)
    order = torch.from_numpy(np.random.default_rng([seed, epoch]).permutation(count))
    return [order[start : start + batch_size] for start in range(0, count - batch_size + 1, batch_size)]


def fit(
    step: Step,
    data: Sequence[Tensor],
    *,
    epochs: int,
    batch_size: int,
    seed: int = 0,
    evaluate: Callable[[], float] | None = None,
    evaluate_every: int = 1,
    patience: int | None = None,
    seconds: float | None = None,
    checkpoint: Path | None = None,
    device: torch.device | None = None,
) -> History:
    """Train until the epochs, the patience or the time are used up.

    The same call gives the same weights to the last bit on one machine, whether it ran through or was killed
    and called again with the same `checkpoint`; only `seconds` may differ. Training is not stopped by time
    unless `seconds` is given, since a clock is not reproducible.

    Parameters
    ----------
    step
        Updates the models.
    data
        Tensors with the same number of rows; a batch is the same rows of each.
    epochs, batch_size
        Passes over the data, and rows of a batch; the rest of an epoch that fills no batch is left out.
    seed
        Order of the rows and every random number drawn by the step.
    evaluate, evaluate_every
        Returns the validation loss, lower is better; asked after each such number of epochs. It sees the
        same random numbers at every call, and does not disturb those of the training.
    patience
        Stop after this number of evaluations without a better one; the best state is taken up again.
    seconds
        Stop after the epoch in which this time has passed; one epoch is always trained.
    checkpoint
        File to resume from if it is there, written after every epoch.
    device
        Where the batches go; the GPU when there is one.

    Raises
    ------
    UsageError
        A batch larger than the data, no epoch, a patience without evaluation, tensors of different lengths.
    ModelFileError
        The checkpoint is damaged or belongs to another model or other settings.
    DivergedError
        From the step: a loss or gradient that is not finite.
    """
    _check_settings(data, epochs, patience, evaluate)
    made_for = _made_for(step, data, batch_size, seed)
    place = device or best_device()
    keep_freed_memory()
    with reproducible(seed):
        course = _Course(step, patience)
        course.resume(checkpoint, made_for)
        while (stopped := course.stopped(epochs, seconds)) is None:
            epoch = len(course.rows)
            batches = epoch_batches(len(data[0]), batch_size, seed=seed, epoch=epoch)
            row = _one_epoch(step, data, batches, place)
            if evaluate is not None and (epoch + 1) % evaluate_every == 0:
                row["validation"] = _undisturbed(evaluate, seed)
            course.add(row)
            course.save(checkpoint, made_for)
        return course.finish(stopped)


def _made_for(step: Step, data: Sequence[Tensor], batch_size: int, seed: int) -> dict[str, Any]:
    """Return what a checkpoint has to agree with; a batch that does not fit the data is refused."""
    epoch_batches(len(data[0]), batch_size, seed=seed, epoch=0)
    return {
        "shapes": _all_shapes(step.state_dict()),
        "seed": seed,
        "batch size": batch_size,
        "rows": [list(part.shape) for part in data],
    }


class _Course:
    """A training under way: rows so far, best state so far, and the time that earlier parts took."""

    def __init__(self, step: Step, patience: int | None) -> None:
        self.step, self.patience = step, patience
        self.rows: list[dict[str, float]] = []
        self.best: dict[str, Any] | None = None
        self.best_epoch, self.waited, self.spent = -1, 0, 0.0
        self.began = time.perf_counter()

    def add(self, row: dict[str, float]) -> None:
        row["seconds"] = self.spent + time.perf_counter() - self.began
        self.rows.append(row)
        if "validation" not in row:
            return
        known = self.rows[self.best_epoch]["validation"] if self.best_epoch >= 0 else np.inf
        if row["validation"] < known:
            self.best_epoch, self.waited = len(self.rows) - 1, 0
            # without patience the last state is the result, and the best one is not kept
            self.best = copy.deepcopy(self.step.state_dict()) if self.patience is not None else None
        else:
            self.waited += 1

    def stopped(self, epochs: int, seconds: float | None) -> str | None:
        if self.patience is not None and self.waited >= self.patience:
            return "patience"
        if len(self.rows) >= epochs:
            return "epochs"
        late = bool(self.rows) and seconds is not None and self.rows[-1]["seconds"] >= seconds
        return "seconds" if late else None

    def finish(self, stopped: str) -> History:
        if self.best is not None:
            self.step.load_state_dict(self.best)
        kept = self.best_epoch if self.best is not None else len(self.rows) - 1
        return History(tuple(self.rows), stopped, kept)

    def state(self) -> dict[str, Any]:
        random: dict[str, Any] = {"cpu": torch.get_rng_state()}
        if torch.cuda.is_available():
            random["cuda"] = torch.cuda.get_rng_state_all()
        kept = {"rows": self.rows, "best": self.best, "best_epoch": self.best_epoch, "waited": self.waited}
        return {"step": self.step.state_dict(), "random": random, **kept}

    def save(self, checkpoint: Path | None, made_for: Mapping[str, Any]) -> None:
        if checkpoint is not None:
            save_checkpoint(checkpoint, self.state(), made_for=made_for)

    def resume(self, checkpoint: Path | None, made_for: Mapping[str, Any]) -> None:
        if checkpoint is not None and checkpoint.exists():
            self.load(load_checkpoint(checkpoint, made_for=made_for))

    def load(self, state: dict[str, Any]) -> None:
        self.step.load_state_dict(state["step"])
        self.rows, self.best = state["rows"], state["best"]
        self.best_epoch, self.waited = state["best_epoch"], state["waited"]
        self.spent = self.rows[-1]["seconds"] if self.rows else 0.0
        torch.set_rng_state(state["random"]["cpu"])
        if torch.cuda.is_available() and "cuda" in state["random"]:
            torch.cuda.set_rng_state_all(state["random"]["cuda"])


def _one_epoch(
    step: Step, data: Sequence[Tensor], batches: Sequence[Tensor], place: torch.device
) -> dict[str, float]:
    """Return the mean of each loss over the batches of an epoch."""
    totals: dict[str, float] = {}
    counts: dict[str, int] = {}
    for rows in batches:
        for name, value in step(tuple(part[rows].to(place) for part in data)).items():
            totals[name] = totals.get(name, 0.0) + float(value)
            counts[name] = counts.get(name, 0) + 1  # a loss need not come with every batch
    return {name: total / counts[name] for name, total in totals.items()}


def _undisturbed(evaluate: Callable[[], float], seed: int) -> float:
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        return float(evaluate())


def _check_settings(
    data: Sequence[Tensor], epochs: int, patience: int | None, evaluate: Callable[[], float] | None
) -> None:
    lengths = {len(part) for part in data}
    if len(lengths) != 1:
        raise UsageError("tensors of one data set", expected="one length", got=sorted(lengths) or "no tensor")
    if epochs < 1:
        raise UsageError("number of epochs", expected="1 or more", got=epochs)
    if patience is not None and (patience < 1 or evaluate is None):
        raise UsageError("patience", expected="1 or more, and an evaluation to judge by", got=patience)


def _all_shapes(state: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the shapes of the tensors of a nested state; those of optimisers come with the first step."""
    found: dict[str, Any] = {f"{prefix}{name}": shape for name, shape in shapes(state).items()}
    for name, part in state.items():
        if isinstance(part, Mapping) and "param_groups" not in part:
            found |= _all_shapes(part, f"{prefix}{name}.")
    return found
