"""The learning rate over a training."""

from __future__ import annotations

import pytest
import torch

from portfolio.generative.schedule import rise_and_fall


def rates(updates: int, rise: int) -> list[float]:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=2.0)
    schedule = rise_and_fall(optimiser, updates, rise)
    found = []
    for _ in range(updates):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return [*found, optimiser.param_groups[0]["lr"]]


def test_the_rate_rises_then_falls_to_zero():
    """Up to about the optimiser's own rate, and never beyond it."""
    found = rates(100, 10)
    top = max(range(len(found)), key=found.__getitem__)
    assert top == 9
    assert found[:top] == sorted(found[:top])
    assert found[top:] == sorted(found[top:], reverse=True)
    assert found[top] == pytest.approx(2.0, rel=0.05)
    assert found[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_training_without_updates_has_a_rate():
    """An empty training is refused elsewhere, with a clearer error than a division by zero."""
    assert rates(0, 1) == [2.0]
