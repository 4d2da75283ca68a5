"""Batches of photos, augmented by several processes while the network computes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Dataset

from portfolio.errors import UsageError

Floats = NDArray[np.float32]
Batch = tuple[Floats, NDArray[np.bool_]]


def augmented(images: Floats, rng: np.random.Generator) -> Floats:
    """Return square images, each turned by a quarter, mirrored and made brighter or darker at random.

    Parameters
    ----------
    images
        (n, side, side); they are not changed.
    rng
        Of the choices.
    """
    made = np.empty_like(images)
    choices = rng.integers(0, 8, len(images))
    gains = rng.uniform(0.85, 1.15, len(images)).astype(np.float32)
    for number, (choice, gain) in enumerate(zip(choices, gains, strict=True)):
        turned = np.rot90(images[number], choice % 4)
        made[number] = gain * (turned[:, ::-1] if choice >= 4 else turned)
    return made


def _batch(images: Floats, labels: NDArray[np.bool_], seed: list[int]) -> Batch:
    return augmented(images, np.random.default_rng(seed)), labels


class BatchGenerator:
    """Iterate over augmented batches that several processes prepare, the same for any number of them.

    Parameters
    ----------
    images
        (n, side, side).
    labels
        (n,).
    size
        Photos of a batch.
    seed
        Of the order and of each batch's augmentation: a batch has a seed of its own, whoever prepares it.
    processes
        0 prepares in this process.

    Raises
    ------
    UsageError
        No photo, another number of labels, or a batch of none.
    """

    AHEAD = 2  # batches that each process may be ahead

    def __init__(
        self, images: Floats, labels: NDArray[np.bool_], size: int, seed: int = 0, processes: int = 0
    ) -> None:
        if not len(images) or len(images) != len(labels) or size < 1:
            raise UsageError(
                "a generator of batches",
                expected="as many labels as photos, and at least one of each",
                got=f"{len(images)} photos, {len(labels)} labels, batches of {size}",
            )
        self.images, self.labels, self.size, self.seed = images, labels, size, seed
        self.processes, self.epoch = processes, 0

    def __len__(self) -> int:
        return (len(self.images) + self.size - 1) // self.size

    def _tasks(self) -> Iterator[tuple[Floats, NDArray[np.bool_], list[int]]]:
        order = np.random.default_rng([self.seed, self.epoch]).permutation(len(self.images))
        for number in range(len(self)):
            rows = order[number * self.size : (number + 1) * self.size]
            yield self.images[rows], self.labels[rows], [self.seed, self.epoch, number]

    def __iter__(self) -> Iterator[Batch]:
        tasks = self._tasks()
        if not self.processes:
            yield from (_batch(*task) for task in tasks)
        else:
            context = get_context("forkserver")  # a fork of a process with threads may hang
            with ProcessPoolExecutor(self.processes, mp_context=context) as pool:
                ahead = [pool.submit(_batch, *task) for task in islice(tasks, self.AHEAD * self.processes)]
                while ahead:
                    yield ahead.pop(0).result()
                    ahead += [pool.submit(_batch, *task) for task in islice(tasks, 1)]
        self.epoch += 1


class PhotoDataset(Dataset[tuple[Floats, bool]]):
    """The same photos for PyTorch's `DataLoader`, which augments one photo at a time.

    Parameters
    ----------
    images, labels
        (n, side, side) and (n,).
    seed
        Of the augmentation.
    """

    def __init__(self, images: Floats, labels: NDArray[np.bool_], seed: int = 0) -> None:
        self.images, self.labels, self.seed = images, labels, seed

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, row: int) -> tuple[Floats, bool]:
        rng = np.random.default_rng([self.seed, row])
        return augmented(self.images[row : row + 1], rng)[0], bool(self.labels[row])
