"""Two towers: a network for people and one for films, whose product says what to show."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
import torch.nn.functional as nnf
from scipy import sparse
from torch import Tensor, nn

from portfolio.recommendation.rankers import Score
from portfolio.recommendation.ratings import Codes, Floats

WIDTH, BATCH, RATE, DECAY, FORGOTTEN = 48, 512, 3e-3, 0.1, 0.3


class TwoTower(nn.Module):
    """A person is the mean of the films they like, through a layer; a film is what it holds, and itself.

    Parameters
    ----------
    content
        Films by features.
    width
        Of the vectors in which both towers end.
    """

    def __init__(self, content: Floats, width: int = WIDTH) -> None:
        super().__init__()
        films, features = content.shape
        self.register_buffer("content", torch.from_numpy(content).float())
        self.itself, self.liked = nn.Embedding(films, width), nn.Embedding(films, width)
        self.holds, self.person = nn.Linear(features, width, bias=False), nn.Linear(width, width)
        for table in (self.itself, self.liked):
            nn.init.normal_(table.weight, std=0.1)

    def films(self, kept: Tensor | float = 1.0) -> Tensor:
        """Return a vector for each film, (films, width).

        Parameters
        ----------
        kept
            What is kept of a film's own vector, (films, 1): 0 leaves what it holds alone, as for a new film.
        """
        found: Tensor = self.holds(self.content) + kept * self.itself.weight
        return found

    def people(self, history: Tensor) -> Tensor:
        """Return a vector for each row of a history of likes, (people, width)."""
        means = history @ self.liked.weight / history.sum(1, keepdim=True).clamp(min=1)
        found: Tensor = self.person(means)
        return found


def batch_loss(
    towers: TwoTower, history: Tensor, liked: Tensor, shares: Tensor, kept: Tensor | float
) -> Tensor:
    """Return the loss of a batch of likes: each film against the other films of the batch.

    A popular film stands in more batches, so the logarithm of its popularity is taken off (Yi et al. 2019).

    Parameters
    ----------
    towers
        To be trained.
    history
        Likes of the person of each like without the liked film, (batch, films).
    liked
        The liked film, (batch,).
    shares
        Of each film among the likes, (films,).
    kept
        See `TwoTower.films`.
    """
    scores = towers.people(history) @ towers.films(kept)[liked].T - shares[liked].log()
    same = (liked == liked[:, None]) & ~torch.eye(len(liked), dtype=torch.bool)
    return nnf.cross_entropy(scores.masked_fill(same, -torch.inf), torch.arange(len(liked)))


def train_towers(likes: sparse.csr_array, content: Floats, seed: int) -> Iterator[TwoTower]:
    """Yield the towers after each pass over the likes, without end; they are the same object each time.

    In each batch the own vectors of some films are left out, so that what a film holds learns to stand alone.

    Parameters
    ----------
    likes
        Users by items.
    content
        Items by features.
    seed
        Of weights, order and what is left out.
    """
    torch.manual_seed(seed)
    rng, towers = np.random.default_rng(seed), TwoTower(content)
    optimiser = torch.optim.AdamW(towers.parameters(), lr=RATE, weight_decay=DECAY)
    users, items = likes.nonzero()
    dense = torch.from_numpy(likes.toarray() > 0).float()
    shares = (dense.sum(0) / dense.sum()).clamp(min=1e-9)
    while True:
        for rows in np.array_split(rng.permutation(len(users)), -(-len(users) // BATCH)):
            liked, history = torch.from_numpy(items[rows]).long(), dense[users[rows]]
            history[torch.arange(len(rows)), liked] = 0
            kept = torch.from_numpy(rng.random((len(content), 1)) >= FORGOTTEN).float()
            loss = batch_loss(towers, history, liked, shares, kept)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        yield towers


def fit_two_towers(
    likes: sparse.csr_array, content: Floats, passes: int, seed: int, new: Codes | None = None
) -> Score:
    """Return a ranker by trained towers.

    Parameters
    ----------
    likes
        Users by items.
    content
        Items by features.
    passes
        Over the likes; 1 or more.
    seed
        See `train_towers`.
    new
        Items without a like, which are placed by what they hold alone.
    """
    return tower_score(next(islice(train_towers(likes, content, seed), passes - 1, None)), new)


def tower_score(towers: TwoTower, new: Codes | None = None) -> Score:
    """Return the ranker of towers as they are now.

    Parameters
    ----------
    towers
        Trained; the ranker does not change when they are trained on.
    new
        Items that are placed by what they hold alone.
    """
    kept = torch.ones(towers.itself.num_embeddings, 1)
    if new is not None:
        kept[torch.from_numpy(np.asarray(new))] = 0
    done = copy.deepcopy(towers).eval()

    def score(history: sparse.csr_array) -> Floats:
        with torch.inference_mode():
            people = done.people(torch.from_numpy(history.toarray() > 0).float())
            return np.asarray(people @ done.films(kept).T, dtype=float)

    return score


def new_film_scores(likes: sparse.csr_array, films: Codes, content: Floats, passes: int, seed: int) -> Floats:
    """Return scores of films that nobody has rated yet, users by those films.

    Parameters
    ----------
    likes
        Users by items; the columns of the new films are not read.
    films
        The new films.
    content
        Items by features.
    passes, seed
        See `fit_two_towers`.
    """
    known = likes.toarray()
    known[:, films] = 0
    history = sparse.csr_array(known)
    return fit_two_towers(history, content, passes, seed, films)(history)[:, films]
