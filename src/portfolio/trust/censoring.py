"""A representation made against an adversary that reads a protected column, and later adversaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.nn import functional

Floats = NDArray[np.float64]
_STEADY: dict[str, Any] = {"n_jobs": 1, "verbose": -1, "deterministic": True, "force_row_wise": True}


class Reversal(torch.autograd.Function):
    """Passes values on as they are, and gradients with the opposite sign."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, strength: float) -> Tensor:
        """Return the values.

        Parameters
        ----------
        ctx
            Keeps the strength.
        values, strength
            What is passed on, and by what its gradient is multiplied besides the sign.
        """
        ctx.strength = strength
        return values.view_as(values)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, None]:
        """Return the gradient with the opposite sign.

        Parameters
        ----------
        ctx
            Holds the strength.
        gradients
            Of the values.
        """
        return -ctx.strength * gradients[0], None


@dataclass(frozen=True)
class Censored:
    """A trained encoder, its task and the adversary that it was trained against."""

    encoder: nn.Module
    task: nn.Module
    adversary: nn.Module

    def code(self, x: Tensor) -> Floats:
        """Return the representation of each row, shape (n, code)."""
        with torch.no_grad():
            return np.asarray(self.encoder(x).numpy().astype(float))

    def scores(self, x: Tensor) -> tuple[Floats, Floats]:
        """Return what the task and the adversary say of each row, shapes (n,)."""
        with torch.no_grad():
            code = self.encoder(x)
            task, adversary = (
                one(code).squeeze(-1).numpy().astype(float) for one in (self.task, self.adversary)
            )
        return task, adversary


def fit_censored(
    x: Tensor, y: Tensor, hidden: Tensor, strength: float, seed: int, epochs: int = 15
) -> Censored:
    """Return an encoder that serves a task and works against an adversary.

    Parameters
    ----------
    x, y
        Rows, shape (n, d), and the answers of the task, shape (n,).
    hidden
        The protected column, shape (n,), 0 or 1.
    strength
        Of the reversed gradient; 0 trains the adversary without hindering it.
    seed
        Of weights and order.
    epochs
        Passes over the rows.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        encoder = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 8))
        task, adversary = nn.Linear(8, 1), nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    weights = [*encoder.parameters(), *task.parameters(), *adversary.parameters()]
    adam, chance = torch.optim.Adam(weights, lr=0.005), torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        for rows in torch.randperm(len(x), generator=chance).split(200):  # type: ignore[no-untyped-call]
            code = encoder(x[rows])
            useful = functional.binary_cross_entropy_with_logits(task(code).squeeze(-1), y[rows])
            read = adversary(Reversal.apply(code, strength)).squeeze(-1)  # type: ignore[no-untyped-call]
            adam.zero_grad()
            (useful + functional.binary_cross_entropy_with_logits(read, hidden[rows])).backward()  # type: ignore[no-untyped-call]
            adam.step()
    return Censored(encoder, task, adversary)


def fresh_adversaries(code: Floats, hidden: NDArray[np.bool_], seed: int) -> dict[str, Any]:
    """Return adversaries that are trained afterwards on a finished representation.

    Parameters
    ----------
    code
        Representations, shape (n, code).
    hidden
        The protected column, shape (n,).
    seed
        Of the fits.
    """
    linear = make_pipeline(StandardScaler(), LogisticRegression())
    boosted = LGBMClassifier(n_estimators=100, num_leaves=15, random_state=seed, **_STEADY)
    return {"linear": linear.fit(code, hidden), "boosted": boosted.fit(code, hidden)}


def read_by(adversary: Any, code: Floats) -> Floats:
    """Return the probability of the protected group that an adversary reads from each row.

    Parameters
    ----------
    adversary
        A fitted classifier.
    code
        Representations, shape (n, code).
    """
    return np.asarray(adversary.predict_proba(code)[:, 1])
