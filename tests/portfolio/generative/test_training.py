"""One loop for every family: the same result whether it ran through or was killed and taken up again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from portfolio.errors import ModelFileError, UsageError
from portfolio.generative import (
    Batch,
    DivergedError,
    History,
    LossStep,
    MovingAverage,
    checked_update,
    epoch_batches,
    fit,
    reproducible,
    trainable,
)

ROWS = torch.linspace(0, 1, 40).reshape(20, 2)


def small_step(width: int = 3, *, kill_after: int | None = None, seed: int = 5) -> LossStep:
    """Return a noisy regression with momentum, schedule, dropout and average; it may raise midway."""
    with reproducible(seed):
        model = nn.Sequential(nn.Linear(2, width), nn.Dropout(0.2), nn.Linear(width, 2))
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.05)

    def loss(batch: Batch, updates: int) -> Mapping[str, Tensor]:
        if updates == kill_after:
            raise KeyboardInterrupt
        noisy = batch[0] + 0.1 * torch.randn_like(batch[0])
        return {"loss": (model(noisy) - batch[0]).square().mean()}

    schedule = torch.optim.lr_scheduler.StepLR(optimiser, 3, 0.9)
    return LossStep(model, loss, optimiser, schedule=schedule, clip=1.0, average=0.9)


def trained(step: LossStep, **settings: Any) -> History:
    """Fit on the rows with small settings."""
    return fit(step, [ROWS], **{"epochs": 6, "batch_size": 6, "seed": 1, **settings})


def flat(state: Mapping[str, Any], prefix: str = "") -> dict[str, Tensor]:
    """Return every tensor of a nested state by its path."""
    found: dict[str, Tensor] = {}
    for name, part in state.items():
        if isinstance(part, Mapping):
            found |= flat(part, f"{prefix}{name}.")
        elif isinstance(part, Tensor):
            found[f"{prefix}{name}"] = part
    return found


def assert_same_bits(one: LossStep, other: LossStep) -> None:
    """Models, optimisers and averages are equal to the last bit."""
    first, second = flat(one.state_dict()), flat(other.state_dict())
    assert set(first) == set(second)
    assert all(torch.equal(first[name], second[name]) for name in first)


def losses(history: History) -> list[float]:
    """Return the recorded losses."""
    return history.series("loss").tolist()


def test_the_same_seed_gives_the_same_bits() -> None:
    """Two trainings agree; another seed does not; the caller's random numbers are left alone."""
    one, two, other = small_step(), small_step(), small_step()
    torch.manual_seed(3)
    before = torch.get_rng_state()
    trained(one)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(99)
    trained(two)
    trained(other, seed=2)
    assert_same_bits(one, two)
    assert not torch.equal(one.model[0].weight, other.model[0].weight)


@pytest.mark.parametrize("kill_after", [2, 3, 7, 16])
def test_a_training_that_was_stopped_midway_resumes_to_the_same_bits(kill_after: int, tmp_path: Path) -> None:
    """Whatever the update at which it died, the weights and the history are those of an unbroken run."""
    whole = small_step()
    straight = trained(whole, evaluate=lambda: float(torch.rand(())), patience=9)
    path = tmp_path / "run.ckpt"
    settings: dict[str, Any] = {"evaluate": lambda: float(torch.rand(())), "patience": 9, "checkpoint": path}
    with pytest.raises(KeyboardInterrupt):
        trained(small_step(kill_after=kill_after), **settings)
    resumed = small_step(seed=77)  # fresh weights: all must come from the file
    if not path.exists():
        resumed = small_step()  # it died in the first epoch
    taken_up = trained(resumed, **settings)
    assert_same_bits(whole, resumed)
    assert losses(taken_up) == losses(straight)


KILLED = """
import os, signal, sys
sys.path.insert(0, {folder!r})
from pathlib import Path
from test_training import small_step, trained
step = small_step()
loss, path = step.loss, Path({path!r})
def deadly(batch, updates):
    if updates == 10:
        os.kill(os.getpid(), signal.SIGKILL)
    return loss(batch, updates)
step.loss = deadly
trained(step, checkpoint=path)
"""


def test_a_killed_process_resumes_to_the_same_bits(tmp_path: Path) -> None:
    """SIGKILL in the fourth epoch leaves one whole checkpoint, and the rest of the way is the same."""
    path = tmp_path / "run.ckpt"
    script = KILLED.format(folder=str(Path(__file__).parent), path=str(path))
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ}, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert [found.name for found in tmp_path.iterdir()] == ["run.ckpt"]
    resumed, whole = small_step(seed=77), small_step()
    trained(resumed, checkpoint=path)
    trained(whole)
    assert_same_bits(whole, resumed)


def test_a_finished_training_is_not_repeated(tmp_path: Path) -> None:
    """Called again with its own checkpoint, it returns at once, with the same state."""
    path, step, again = tmp_path / "run.ckpt", small_step(), small_step(kill_after=24)
    first = trained(step, checkpoint=path)
    assert losses(trained(again, checkpoint=path)) == losses(first)
    assert_same_bits(step, again)


def test_a_longer_training_starts_from_the_shorter_one(tmp_path: Path) -> None:
    """More epochs with the same checkpoint continue, as if they had been asked for at first."""
    path, parts, whole = tmp_path / "run.ckpt", small_step(), small_step()
    trained(parts, epochs=2, checkpoint=path)
    trained(parts, epochs=6, checkpoint=path)
    trained(whole)
    assert_same_bits(parts, whole)


@pytest.mark.parametrize(
    ("width", "settings", "message"),
    [
        (4, {}, r"made for another model: average.0.bias; expected \[4\]; got \[3\]"),
        (3, {"seed": 2}, "made for another model: seed; expected 2; got 1"),
        (3, {"batch_size": 5}, "batch size; expected 5; got 6"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(
    width: int, settings: dict[str, Any], message: str, tmp_path: Path
) -> None:
    """Another architecture, seed or batch size is named, and the file is left as it was."""
    path = tmp_path / "run.ckpt"
    trained(small_step(), checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(ModelFileError, match=message):
        trained(small_step(width), checkpoint=path, **settings)
    assert path.read_bytes() == before


def test_patience_ends_the_training_and_keeps_the_best() -> None:
    """Evaluations 3, 1, 2, 2: it stops after the fourth epoch with the state of the second."""
    told = iter([3.0, 1.0, 2.0, 2.0])
    step, short = small_step(), small_step()
    history = trained(step, evaluate=lambda: next(told), patience=2)
    assert (history.stopped, history.best_epoch, len(history.rows)) == ("patience", 1, 4)
    trained(short, epochs=2)
    assert_same_bits(step, short)


def test_an_evaluation_does_not_disturb_the_training() -> None:
    """A validation that draws random numbers changes nothing, and sees the same ones each time."""
    drawn: list[float] = []
    plain, judged = small_step(), small_step()
    trained(plain)
    trained(judged, evaluate=lambda: drawn.append(float(torch.rand(()))) or 1.0)
    assert_same_bits(plain, judged)
    assert len(set(drawn)) == 1
    assert len(drawn) == 6


def test_time_ends_the_training_when_asked() -> None:
    """With no time at all, one epoch is trained."""
    history = trained(small_step(), seconds=0.0)
    assert (history.stopped, len(history.rows)) == ("seconds", 1)
    assert history.seconds > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 21}, "batch size; expected 1 to 20, the number of rows; got 21"),
        ({"batch_size": 0}, "batch size; expected 1 to 20"),
        ({"epochs": 0}, "number of epochs; expected 1 or more; got 0"),
        ({"patience": 2}, "patience; expected 1 or more, and an evaluation"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_happens(
    settings: dict[str, Any], message: str, tmp_path: Path
) -> None:
    """One clear error, and no checkpoint."""
    with pytest.raises(UsageError, match=message):
        trained(small_step(), checkpoint=tmp_path / "run.ckpt", **settings)
    assert list(tmp_path.iterdir()) == []


def test_tensors_of_different_lengths_are_refused() -> None:
    """Images and labels must belong together."""
    with pytest.raises(UsageError, match=r"expected one length; got \[19, 20\]"):
        fit(small_step(), [ROWS, ROWS[:19]], epochs=1, batch_size=2)


def test_each_epoch_has_its_own_order_without_the_short_rest() -> None:
    """20 rows in batches of 6 are 18 different rows; epochs differ, the same epoch does not."""
    first, again, second = (epoch_batches(20, 6, seed=0, epoch=epoch) for epoch in (0, 0, 1))
    assert [len(batch) for batch in first] == [6, 6, 6]
    assert len(set(torch.cat(first).tolist())) == 18
    assert torch.equal(torch.cat(first), torch.cat(again))
    assert not torch.equal(torch.cat(first), torch.cat(second))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_changes_nothing(bad: float) -> None:
    """The error names the loss, and the weights are as before."""
    weight = nn.Parameter(torch.tensor([1.0]))
    optimiser = torch.optim.SGD([weight], lr=0.1)
    with pytest.raises(DivergedError, match="the critic's loss is no longer finite"):
        checked_update((weight * bad).sum(), optimiser, what="critic's loss")
    assert weight.item() == 1.0


def test_a_gradient_that_is_not_finite_changes_nothing() -> None:
    """The square root has no slope at zero, though its value is fine."""
    weight = nn.Parameter(torch.tensor([0.0]))
    with pytest.raises(DivergedError, match="the gradient of the loss is not finite"):
        checked_update(weight.sqrt().sum(), torch.optim.SGD([weight], lr=0.1))
    assert weight.item() == 0.0


def test_a_long_gradient_is_shortened_and_told() -> None:
    """The norm before clipping comes back; the update has the clipped length."""
    weight = nn.Parameter(torch.tensor([0.0, 0.0]))
    norm = checked_update(
        (torch.tensor([3.0, 4.0]) * weight).sum(), torch.optim.SGD([weight], lr=1.0), clip=1.0
    )
    assert norm == pytest.approx(5.0)
    assert weight.norm().item() == pytest.approx(1.0, abs=1e-5)


def test_the_average_follows_the_weights() -> None:
    """Constant weights are their own average, and the average can be put into a model."""
    model = nn.Linear(2, 2)
    average = MovingAverage(model, 0.99)
    with torch.no_grad():
        model.weight.fill_(2.0)
    for _ in range(3_000):
        average.update(model)
    copy = nn.Linear(2, 2)
    average.copy_to(copy)
    assert np.allclose(copy.weight.detach(), 2.0, atol=1e-3)
    assert trainable([model]) == 6
