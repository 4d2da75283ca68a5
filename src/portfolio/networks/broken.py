"""A small network for digits, twelve ways to break its training, and a test that finds each of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; the defaults are healthy.

    Parameters
    ----------
    shuffled_labels, shuffled_rows, leak
        Labels of the training images in a random order; a new order of the rows for each pass; a part of the
        validation images among the training images.
    gain, bias, depth, activation
        Of the weights, as a multiple of He's; of the hidden biases; hidden layers; `relu` or `sigmoid`.
    residual, normalised, dropout
        Whether each layer is added to what came in; layer normalisation; share of units dropped before the
        output.
    softmax_axis, clears_gradients, evaluates
        1 for a softmax over the classes; whether gradients are set to zero before each step; whether the
        network is put into `eval` mode before it predicts.
    rate, scale, epochs, batch
        Learning rate; what pixels from 0 to 1 are multiplied by; passes; images of a batch.
    """

    shuffled_labels: bool = False
    shuffled_rows: bool = True
    leak: bool = False
    gain: float = 1.0
    bias: float = 0.0
    depth: int = 2
    activation: str = "relu"
    residual: bool = False
    normalised: bool = False
    dropout: float = 0.2
    softmax_axis: int = 1
    clears_gradients: bool = True
    evaluates: bool = True
    rate: float = 0.1
    scale: float = 1.0
    epochs: int = 5
    batch: int = 50


HEALTHY = Recipe()
FAULTS: dict[str, Recipe] = {
    "labels shuffled": replace(HEALTHY, shuffled_labels=True),
    "rows not shuffled": replace(HEALTHY, shuffled_rows=False),
    "gradients explode": replace(HEALTHY, gain=6.0),
    "gradients vanish": replace(HEALTHY, activation="sigmoid", depth=6),
    "dead units": replace(HEALTHY, bias=-4.0),
    "leak": replace(HEALTHY, leak=True),
    "softmax over the wrong axis": replace(HEALTHY, softmax_axis=0),
    "gradients not cleared": replace(HEALTHY, clears_gradients=False),
    "not in eval mode": replace(HEALTHY, evaluates=False, dropout=0.5),
    "learning rate too small": replace(HEALTHY, rate=0.005),
    "learning rate too large": replace(HEALTHY, rate=3.0),
    "pixels not scaled": replace(HEALTHY, scale=255.0),
}


class Dense(nn.Module):
    """A dense network for digits, by recipe."""

    def __init__(self, recipe: Recipe, width: int = 32) -> None:
        super().__init__()
        widths = [784] + [width] * recipe.depth
        self.recipe = recipe
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(widths))
        self.norms = nn.ModuleList(
            nn.LayerNorm(width) if recipe.normalised else nn.Identity() for _ in self.hidden
        )
        self.dropout, self.out = nn.Dropout(recipe.dropout), nn.Linear(width, 10)
        for layer in (*self.hidden, self.out):
            nn.init.normal_(layer.weight, std=recipe.gain * float(np.sqrt(2 / layer.in_features)))
            nn.init.constant_(layer.bias, 0.0 if layer is self.out else recipe.bias)

    def states(self, x: Tensor) -> list[Tensor]:
        """Return what each hidden layer gives."""
        found = []
        for number, (layer, norm) in enumerate(zip(self.hidden, self.norms, strict=True)):
            new = norm(layer(x))
            new = new.relu() if self.recipe.activation == "relu" else new.sigmoid()
            x = x + new if self.recipe.residual and number else new
            found.append(x)
        return found

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        scores: Tensor = self.out(self.dropout(self.states(x)[-1]))
        return scores

    def probabilities(self, x: Tensor) -> Tensor:
        """Return what the loss takes for probabilities, and what the network is used for."""
        found: Tensor = self(x).softmax(self.recipe.softmax_axis)
        return found


@dataclass(frozen=True, eq=False)
class Digits:
    """Images of digits to learn from, to validate and fresh ones, with labels; pixels from 0 to 1."""

    train: tuple[Floats, Ints]
    validation: tuple[Floats, Ints]
    fresh: tuple[Floats, Ints]


def cut_digits(images: NDArray[np.uint8], labels: Ints, seed: int, learnt: int = 1000) -> Digits:
    """Return three parts of the images, disjoint; the first is sorted by label, as files often are.

    Parameters
    ----------
    images
        Bytes, (n, 28, 28).
    labels
        (n,).
    seed
        Of the draw.
    learnt
        Images to learn from; half as many to validate, and as many fresh ones.
    """
    order = np.random.default_rng(seed).permutation(len(images))[: learnt + learnt]
    first, second, third = np.split(order, [learnt, learnt + learnt // 2])
    first = first[np.argsort(labels[first], kind="stable")]
    pixels = (images.reshape(len(images), -1) / 255).astype(np.float32)
    return Digits(*((pixels[part], labels[part].astype(np.int64)) for part in (first, second, third)))


@dataclass(eq=False)
class Run:
    """A training and what was seen of it.

    Parameters
    ----------
    network, recipe, digits
        What was trained, how, on what.
    losses, norms, kinds
        Of each step: the loss, the norm of the gradient of each layer as the step uses it, and how many
        labels the batch holds.
    stale
        Of the third step: the norm of the gradient that is used, in norms of the batch's own.
    accuracy
        By part of the digits, in per cent.
    """

    network: Dense
    recipe: Recipe
    digits: Digits
    losses: list[float] = field(default_factory=list)
    norms: list[list[float]] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    stale: float = 1.0
    accuracy: dict[str, float] = field(default_factory=dict)

    def predict(self, images: Floats) -> Floats:
        """Return probabilities as the network is used, in the mode that the recipe says."""
        self.network.train(not self.recipe.evaluates)
        with torch.no_grad():
            found: Floats = self.network.probabilities(torch.from_numpy(images)).numpy()
        return found


def with_faults(digits: Digits, recipe: Recipe, rng: np.random.Generator) -> Digits:
    """Return the digits as a recipe spoils them.

    Parameters
    ----------
    digits
        In order.
    recipe
        Whether labels are shuffled, validation images leak, and what pixels are multiplied by.
    rng
        Source of chance.
    """
    parts = (digits.train, digits.validation, digits.fresh)
    digits = Digits(*((images * np.float32(recipe.scale), labels) for images, labels in parts))
    x, y = digits.train
    if recipe.shuffled_labels:
        y = rng.permutation(y)
    if recipe.leak:
        x = np.concatenate([x, digits.validation[0]])
        y = np.concatenate([y, digits.validation[1]])
    return replace(digits, train=(x, y))


def train(digits: Digits, recipe: Recipe, seed: int) -> Run:
    """Train a network by a recipe, by plain stochastic gradient descent, and note what a test may need.

    Parameters
    ----------
    digits
        In order; the recipe spoils them.
    recipe
        How.
    seed
        Of the weights and the order.
    """
    run = _trained(with_faults(digits, recipe, np.random.default_rng(seed)), recipe, seed)
    for part in ("train", "validation", "fresh"):
        images, labels = getattr(run.digits, part)
        run.accuracy[part] = 100 * float((run.predict(images).argmax(1) == labels).mean())
    run.network.eval()
    return run


def _trained(digits: Digits, recipe: Recipe, seed: int) -> Run:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    run = Run(Dense(recipe), recipe, digits)
    x, y = (torch.from_numpy(one) for one in run.digits.train)
    optimiser = torch.optim.SGD(run.network.parameters(), lr=recipe.rate)
    for _ in range(recipe.epochs):
        order = rng.permutation(len(x)) if recipe.shuffled_rows else np.arange(len(x))
        for rows in np.split(order, range(recipe.batch, len(x), recipe.batch)):
            _step(run, optimiser, x[rows], y[rows])
    return run


def _step(run: Run, optimiser: torch.optim.Optimizer, x: Tensor, y: Tensor) -> None:
    run.network.train()
    if run.recipe.clears_gradients:
        optimiser.zero_grad()
    share = run.network.probabilities(x)[torch.arange(len(y)), y]
    loss = -share.clamp_min(1e-12).log().mean()
    third = len(run.losses) == 2
    before = _gradients(run.network) if third else torch.zeros(0)
    loss.backward()  # type: ignore[no-untyped-call]
    if third:
        own = (_gradients(run.network) - before).norm().item()
        run.stale = _gradients(run.network).norm().item() / max(own, 1e-12)
    layers = (*run.network.hidden, run.network.out)
    run.norms.append([float(layer.weight.grad.norm()) for layer in layers])  # type: ignore[union-attr, operator]
    run.losses.append(loss.item())
    run.kinds.append(len(np.unique(y.numpy())))
    optimiser.step()


def _gradients(network: nn.Module) -> Tensor:
    return torch.cat(
        [
            torch.zeros(one.numel()) if one.grad is None else one.grad.flatten().clone()
            for one in network.parameters()
        ]
    )


def neighbours_disagree(run: Run) -> float:
    """Return the share of training images whose nearest other one has another label."""
    x, y = run.digits.train
    squares = (x**2).sum(1)
    away = squares[:, None] + squares - 2 * x @ x.T
    np.fill_diagonal(away, np.inf)
    return float((y[away.argmin(1)] != y).mean())


def missing_labels(run: Run) -> float:
    """Return the share of all labels that a batch lacks, on average."""
    return 1 - float(np.mean(run.kinds)) / len(np.unique(run.digits.train[1]))


def first_gradient(run: Run) -> float:
    """Return the norm of the first gradient of all layers together."""
    return float(np.linalg.norm(run.norms[0]))


def fading(run: Run) -> float:
    """Return how many times smaller the first hidden layer's gradient is than the last one's, per weight."""
    first, last = run.norms[0][1], run.norms[0][-2]
    return last / max(first, 1e-12)


def dead_units(run: Run) -> float:
    """Return the largest share of units of a hidden layer that give 0 for every training image."""
    with torch.no_grad():
        states = run.network.eval().states(torch.from_numpy(run.digits.train[0]))
    return max(float((one == 0).all(0).float().mean()) for one in states)


def shared_images(run: Run) -> float:
    """Return the share of validation images that are training images as well, byte by byte."""
    known = {one.tobytes() for one in run.digits.train[0]}
    return float(np.mean([one.tobytes() in known for one in run.digits.validation[0]]))


def rows_off_one(run: Run) -> float:
    """Return how far the probabilities of an image are from 1 in sum, on average."""
    with torch.no_grad():
        found = run.network.eval().probabilities(torch.from_numpy(run.digits.train[0][:100]))
    return float((found.sum(1) - 1).abs().mean())


def stale_gradient(run: Run) -> float:
    """Return how far the gradient in use is from the batch's own in norm, at the third step."""
    return abs(run.stale - 1)


def answers_differ(run: Run) -> float:
    """Return the largest difference between two answers to the same images."""
    images = run.digits.validation[0][:100]
    return float(np.abs(run.predict(images) - run.predict(images)).max())


def better_at_ten_times(run: Run) -> float:
    """Return how much lower the loss gets in sixty steps at ten times the learning rate, as a share."""
    return _gain_at(run, 10.0)


def better_at_a_tenth(run: Run) -> float:
    """Return how much lower the loss gets in sixty steps at a tenth of the learning rate, as a share."""
    return _gain_at(run, 0.1)


def _gain_at(run: Run, times: float) -> float:
    """Compare the losses of steps 51 to 60 with those of a training at another rate."""
    recipe = replace(run.recipe, epochs=3, rate=times * run.recipe.rate)
    other = _trained(run.digits, recipe, 0).losses[50:60]  # of digits that are spoilt already
    own, new = float(np.mean(run.losses[50:60])), float(np.mean(other))
    if not np.isfinite(own):
        return 1.0
    return 1 - new / own if np.isfinite(new) else 0.0


def spread_of_pixels(run: Run) -> float:
    """Return the standard deviation of all inputs."""
    return float(run.digits.train[0].std())


@dataclass(frozen=True)
class Test:
    """What finds a fault: a measure of a run, and the value beyond which it speaks up."""

    __test__ = False
    measure: Callable[[Run], float]
    limit: float


TESTS: dict[str, Test] = {
    "labels shuffled": Test(neighbours_disagree, 0.5),
    "rows not shuffled": Test(missing_labels, 0.5),
    "gradients explode": Test(first_gradient, 6.0),
    "gradients vanish": Test(fading, 10.0),
    "dead units": Test(dead_units, 0.5),
    "leak": Test(shared_images, 0.0),
    "softmax over the wrong axis": Test(rows_off_one, 1e-3),
    "gradients not cleared": Test(stale_gradient, 0.1),
    "not in eval mode": Test(answers_differ, 1e-6),
    "learning rate too small": Test(better_at_ten_times, 0.3),
    "learning rate too large": Test(better_at_a_tenth, 0.3),
    "pixels not scaled": Test(spread_of_pixels, 3.0),
}
