"""Was this person among those a model learned from? Small networks in plenty, and two attacks on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy import stats
from torch import Tensor
from torch.nn import functional

from portfolio.errors import DataError
from portfolio.statistics.means import wilson

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
HIDDEN = 64


def draw_members(people: int, attacked: int, blocks: int, share: int, seed: int) -> Flags:
    """Return who belongs to what each network learns from, shape (attacked + blocks * share, people).

    The attacked networks come first; each takes everybody with the same probability, independently of all
    others, so that one person more or less is the only difference that an attack can see. The shadow networks
    come in blocks, and those of a block divide all people among them, so that each person is inside as many
    shadow networks as any other.

    Parameters
    ----------
    people
        How many there are.
    attacked, blocks
        Networks to attack, and blocks of shadow networks.
    share
        Each network learns from one person in so many.
    seed
        Of the draws.

    Raises
    ------
    DataError
        The people cannot be divided into equal shares.
    """
    if share < 2 or people % share:
        raise DataError(
            f"people to divide: {people:,}", expected=f"a multiple of {share}", hint="Leave some of them out."
        )
    rng = np.random.default_rng(seed)
    inside = np.zeros((attacked + blocks * share, people), dtype=bool)
    for one in range(attacked):
        inside[one] = rng.random(people) < 1 / share
    for block in range(blocks):
        rows = np.arange(share) + attacked + block * share
        inside[rng.permutation(np.repeat(rows, people // share)), np.arange(people)] = True
    return inside


@dataclass(frozen=True)
class Nets:
    """Networks of one hidden layer: weights of shapes (m, d, h), (m, 1, h), (m, h, 1), (m, 1, 1)."""

    weights: tuple[Tensor, Tensor, Tensor, Tensor]

    def logits(self, x: Tensor) -> Tensor:
        """Return the log-odds that each network gives to each row, shape (m, n)."""
        first, bias, second, end = self.weights
        rows = x if x.dim() == 3 else x.expand(len(first), -1, -1)
        return ((rows @ first + bias).relu() @ second + end).squeeze(-1)

    def margins(self, x: Tensor, y: Tensor) -> Floats:
        """Return the log-odds of the true answer, shape (m, n).

        Parameters
        ----------
        x, y
            Rows, shape (n, d), and their answers 0 and 1, shape (n,).
        """
        with torch.no_grad():
            return (self.logits(x) * (2 * y - 1)).numpy().astype(float)


def start_nets(networks: int, columns: int, chance: torch.Generator) -> Nets:
    """Return networks that have learned nothing.

    Parameters
    ----------
    networks, columns
        How many, and of how many inputs.
    chance
        Source of the weights.
    """
    first = torch.randn(networks, columns, HIDDEN, generator=chance) / columns**0.5
    second = torch.randn(networks, HIDDEN, 1, generator=chance) / HIDDEN**0.5
    return Nets((first, torch.zeros(networks, 1, HIDDEN), second, torch.zeros(networks, 1, 1)))


def train_nets(x: Tensor, y: Tensor, epochs: int, seed: int, batch: int = 100, decay: float = 0.0) -> Nets:
    """Return networks trained side by side by Adam, each on its own people.

    Parameters
    ----------
    x, y
        What each network learns from, shapes (m, n, d) and (m, n).
    epochs, batch
        Passes over the people, and people in a step.
    seed
        Of the weights and of the order.
    decay
        Strength of the weight decay.
    """
    chance = torch.Generator().manual_seed(seed)
    nets = start_nets(len(x), x.shape[2], chance)
    for one in nets.weights:
        one.requires_grad_()
    adam = torch.optim.AdamW(nets.weights, lr=0.005, weight_decay=decay)
    for _ in range(epochs):
        for rows in torch.randperm(x.shape[1], generator=chance).split(batch):  # type: ignore[no-untyped-call]
            logits = nets.logits(x[:, rows])
            loss = functional.binary_cross_entropy_with_logits(logits, y[:, rows], reduction="none")
            adam.zero_grad()
            loss.mean(dim=1).sum().backward()  # type: ignore[no-untyped-call]
            adam.step()
    return Nets(tuple(one.detach() for one in nets.weights))  # type: ignore[arg-type]


def likelihood_ratio(margins: Floats, shadows: Floats, inside: Flags) -> Floats:
    """Return how much likelier each margin is, in logs, if the person was learned from.

    After Carlini et al. (2022). Both distributions are normal; the standard deviation is that of the person
    outside, scaled inside by the ratio over all people, since few shadow networks have any one person inside.

    Parameters
    ----------
    margins
        Log-odds of the true answer by the attacked network, shape (n,).
    shadows
        The same by the shadow networks, shape (m, n).
    inside
        Who belongs to which shadow network, shape (m, n).

    Raises
    ------
    DataError
        Somebody is inside none, or outside fewer than two shadow networks.
    """
    within, without = inside.sum(axis=0), (~inside).sum(axis=0)
    if within.min() < 1 or without.min() < 2:
        raise DataError(
            "shadow networks", expected="for each person one with and two without", got=len(shadows)
        )
    mean_in = (shadows * inside).sum(axis=0) / within
    mean_out = (shadows * ~inside).sum(axis=0) / without
    squares_in = (inside * (shadows - mean_in) ** 2).sum(axis=0)
    squares_out = (~inside * (shadows - mean_out) ** 2).sum(axis=0)
    spread = np.sqrt(squares_out / (without - 1))
    free = max(1, int((within - 1).sum()))
    ratio = np.sqrt(squares_in.sum() / free / np.mean(spread**2))
    own = stats.norm.logpdf(margins, mean_in, ratio * spread)
    return np.asarray(own - stats.norm.logpdf(margins, mean_out, spread))


def threshold(strangers: Floats, rate: float) -> float:
    """Return the smallest threshold that at most this share of the strangers lies above.

    Parameters
    ----------
    strangers
        Scores of people who were not learned from.
    rate
        Of false positives.

    Raises
    ------
    DataError
        There are too few strangers for one false positive.
    """
    allowed = int(np.floor(rate * len(strangers) + 1e-9))
    if allowed < 1:
        raise DataError(
            f"strangers for a rate of {rate:g}: {len(strangers):,}", expected=f"at least {1 / rate:,.0f}"
        )
    return float(np.sort(strangers)[-allowed - 1])


@dataclass(frozen=True)
class Found:
    """What an attack reaches at one threshold: shares with their intervals by Wilson's method."""

    true: float
    true_interval: tuple[float, float]
    false: float
    false_interval: tuple[float, float]


def reached(members: Floats, strangers: Floats, fresh: Floats, rate: float) -> Found:
    """Return the true positives at a threshold that strangers set, and the false ones among fresh strangers.

    Parameters
    ----------
    members, strangers, fresh
        Scores of the three kinds of people.
    rate
        Of false positives among the strangers.
    """
    cut = threshold(strangers, rate)
    hits, alarms = int((members > cut).sum()), int((fresh > cut).sum())
    ends = [wilson(hits, len(members)), wilson(alarms, len(fresh))]
    low, high = ((float(one[0]), float(one[1])) for one in ends)
    return Found(hits / len(members), low, alarms / len(fresh), high)


def area(members: Floats, strangers: Floats) -> float:
    """Return the area under the ROC curve of a score.

    Parameters
    ----------
    members, strangers
        Scores of those who should lie high and of those who should lie low.
    """
    ranks = stats.rankdata(np.concatenate([members, strangers]))[: len(members)]
    above = ranks.sum() - len(members) * (len(members) + 1) / 2
    return float(above / (len(members) * len(strangers)))


def odd_and_even(scores: Floats) -> tuple[Floats, Floats]:
    """Return the scores of strangers who set a threshold, and of fresh ones on whom it is tried."""
    return scores[::2], scores[1::2]


def train_members(x: Tensor, y: Tensor, inside: Flags, attacked: int, epochs: int, seed: int) -> Nets:
    """Return the attacked networks and their shadows, trained in the same way.

    Parameters
    ----------
    x, y
        Rows of all people, shape (n, d), and their answers, shape (n,).
    inside
        Who belongs to which network, shape (networks, n).
    attacked
        How many networks come first that are attacked.
    epochs, seed
        Of the trainings.
    """
    rows = [torch.from_numpy(np.flatnonzero(one)) for one in inside]
    alone = [
        train_nets(x[one][None], y[one][None], epochs, seed + k) for k, one in enumerate(rows[:attacked])
    ]
    together = torch.stack(rows[attacked:])
    every = [*alone, train_nets(x[together], y[together], epochs, seed + attacked)]
    parts = zip(*(one.weights for one in every), strict=True)
    return Nets(tuple(torch.cat(part) for part in parts))  # type: ignore[arg-type]


def attack_table(margins: Floats, inside: Flags, attacked: int) -> pd.DataFrame:
    """Return what both attacks reach on each attacked network, shares in per cent.

    Parameters
    ----------
    margins
        Log-odds of the true answer by each network for each person, shape (networks, n).
    inside
        Who belongs to which network, of the same shape.
    attacked
        How many networks come first that are attacked.
    """
    rows = []
    for one in range(attacked):
        ratio = likelihood_ratio(margins[one], margins[attacked:], inside[attacked:])
        for attack, scores in {"loss": margins[one], "ratio": ratio}.items():
            members, (strangers, fresh) = scores[inside[one]], odd_and_even(scores[~inside[one]])
            row = {"attack": attack, "network": one, "auc": area(members, fresh)}
            for name, rate in {"percent": 0.01, "permille": 0.001}.items():
                found = reached(members, strangers, fresh, rate)
                row |= {name: 100 * found.true, f"{name}_false": 100 * found.false}
                row |= {f"{name}_low": 100 * found.true_interval[0]}
                row |= {f"{name}_high": 100 * found.true_interval[1]}
            rows.append(row | {"accuracy": 100 * (margins[one][~inside[one]] > 0).mean()})
    return pd.DataFrame(rows).set_index("attack")
