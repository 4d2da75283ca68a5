"""One gradient step, checked: a loss or gradient that is not finite ends the training with a clear error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from portfolio.errors import PortfolioError
from portfolio.generative.training import Batch, best_device

Loss = Callable[[Batch, int], Mapping[str, Tensor]]


class DivergedError(PortfolioError):
    """A training whose loss or gradient is no longer a finite number."""

    exit_code = 4


def checked_update(
    loss: Tensor, optimiser: torch.optim.Optimizer, *, clip: float | None = None, what: str = "loss"
) -> float:
    """Update an optimiser's parameters down the gradient of a loss and return the gradient's norm.

    Parameters
    ----------
    loss
        One number.
    optimiser
        Owns the parameters; gradients of any others are left as they were.
    clip
        Largest norm of the gradient; a longer one is shortened. The norm before that is returned.
    what
        Names the loss in the error.

    Raises
    ------
    DivergedError
        The loss or the gradient is not finite. The parameters are as before.
    """
    if not torch.isfinite(loss):
        raise DivergedError(
            f"the {what} is no longer finite",
            got=float(loss.detach()),
            hint="Lower the learning rate, or clip the gradient.",
        )
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    owned = [p for group in optimiser.param_groups for p in group["params"] if p.grad is not None]
    norm = float(torch.nn.utils.clip_grad_norm_(owned, float("inf") if clip is None else clip))
    if not norm < float("inf"):
        optimiser.zero_grad(set_to_none=True)
        raise DivergedError(
            f"the gradient of the {what} is not finite", got=norm, hint="Lower the learning rate."
        )
    optimiser.step()
    return norm


class LossStep:
    """The update of one model by one optimiser and one loss.

    Parameters
    ----------
    model
        Trained in place; moved to the GPU when there is one.
    loss
        From a batch and the number of updates before it, which lets a weight be annealed, to named losses;
        `loss` is the one that is minimised, others are only recorded.
    optimiser
        Over the parameters of the model.
    schedule
        Changes the learning rate after every update.
    clip
        Largest norm of the gradient.
    average
        Share of the old value in the exponential moving average of the weights; none without it. The average
        is in `averaged`.
    """

    def __init__(
        self,
        model: nn.Module,
        loss: Loss,
        optimiser: torch.optim.Optimizer,
        *,
        schedule: torch.optim.lr_scheduler.LRScheduler | None = None,
        clip: float | None = None,
        average: float | None = None,
    ) -> None:
        self.model, self.loss, self.optimiser = model.to(best_device()), loss, optimiser
        self.schedule, self.clip = schedule, clip
        self.average = None if average is None else MovingAverage(model, average)
        self.updates = 0

    def __call__(self, batch: Batch) -> dict[str, float]:
        """Update once; the norm of the gradient comes back as `gradient`."""
        self.model.train()
        losses = self.loss(batch, self.updates)
        norm = checked_update(losses["loss"], self.optimiser, clip=self.clip)
        if self.schedule is not None:
            self.schedule.step()
        if self.average is not None:
            self.average.update(self.model)
        self.updates += 1
        return {**{name: float(value.detach()) for name, value in losses.items()}, "gradient": norm}

    def state_dict(self) -> dict[str, Any]:
        """Return model, optimiser, schedule, average and the number of updates."""
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "updates": self.updates,
        }
        if self.schedule is not None:
            state["schedule"] = self.schedule.state_dict()
        if self.average is not None:
            state["average"] = self.average.shadow
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up a state that `state_dict` returned."""
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.updates = state["updates"]
        if self.schedule is not None:
            self.schedule.load_state_dict(state["schedule"])
        if self.average is not None:
            self.average.shadow = {name: value.clone() for name, value in state["average"].items()}


class MovingAverage:
    """Exponential moving average of a model's weights: often better than the last ones, at little cost.

    The first updates are averaged over a shorter time, so that the random start is soon forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.shadow = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self.shadow["updates"] = torch.zeros((), dtype=torch.int64)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move the average towards the model's weights."""
        count = int(self.shadow["updates"].add_(1))
        decay = min(self.decay, (1 + count) / (10 + count))
        for name, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                self.shadow[name].lerp_(value, 1 - decay)
            else:
                self.shadow[name].copy_(value)

    def copy_to(self, model: nn.Module) -> None:
        """Give a model the averaged weights."""
        model.load_state_dict({name: value for name, value in self.shadow.items() if name != "updates"})


def trainable(models: Iterable[nn.Module]) -> int:
    """Return the number of trained parameters of some models."""
    return sum(p.numel() for model in models for p in model.parameters() if p.requires_grad)
