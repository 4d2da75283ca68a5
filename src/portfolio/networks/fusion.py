"""Images and words together: pairs of a digit and a number word, and a network that looks across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
WORDS = {
    "English": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "French": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
}
LETTERS = "".join(sorted({letter for words in WORDS.values() for word in words for letter in word}))
LONGEST = max(len(word) for words in WORDS.values() for word in words)
PATCH, SIDE = 4, 28
RATE, BATCH = 4e-3, 100


@dataclass(frozen=True, eq=False)
class Pairs:
    """Images with a word each, half of them the word of the image.

    Parameters
    ----------
    patches
        (n, 49, 16), squares of 4 × 4 pixels, in the order of reading.
    letters
        (n, 6), from 1, 0 behind the end of the word.
    digits, named
        The digit in the image and the one that the word names, (n,).
    """

    patches: Floats
    letters: Ints
    digits: Ints
    named: Ints

    @property
    def match(self) -> NDArray[np.bool_]:
        """Whether the word is that of the image."""
        same: NDArray[np.bool_] = self.digits == self.named
        return same


def to_patches(images: NDArray[np.uint8]) -> Floats:
    """Return images of bytes, (n, 28, 28), as patches of 16 numbers from 0 to 1, (n, 49, 16)."""
    count, across = len(images), SIDE // PATCH
    cut = images.reshape(count, across, PATCH, across, PATCH).transpose(0, 1, 3, 2, 4)
    return np.ascontiguousarray(cut.reshape(count, across * across, PATCH * PATCH) / 255, dtype=np.float32)


def spell(words: list[str]) -> Ints:
    """Return the letters of words as numbers, (n, 6)."""
    found = np.zeros((len(words), LONGEST), dtype=np.int64)
    for row, word in enumerate(words):
        found[row, : len(word)] = [LETTERS.index(letter) + 1 for letter in word]
    return found


def make_pairs(images: NDArray[np.uint8], digits: Ints, rng: np.random.Generator) -> Pairs:
    """Give each image a word in one of two languages, for a half of them that of another digit.

    Parameters
    ----------
    images
        Bytes, (n, 28, 28).
    digits
        In the images.
    rng
        Source of chance.
    """
    wrong = (digits + rng.integers(1, 10, len(digits))) % 10
    named = np.where(rng.random(len(digits)) < 0.5, digits, wrong)
    languages = [list(WORDS)[one] for one in rng.integers(0, 2, len(digits))]
    words = [WORDS[language][number] for language, number in zip(languages, named, strict=True)]
    return Pairs(to_patches(images), spell(words), digits, named)


class Fusion(nn.Module):
    """Letters that ask the patches of an image: `cross`, or both only side by side, or one of them alone.

    The four kinds have the same layers; what a kind does not use stays as it was drawn.
    """

    def __init__(self, kind: str = "cross", width: int = 32, heads: int = 4) -> None:
        super().__init__()
        self.kind = kind
        self.patch = nn.Linear(PATCH * PATCH, width)
        self.places = nn.Parameter(0.3 * torch.randn((SIDE // PATCH) ** 2, width))
        self.letter = nn.Embedding(len(LETTERS) + 1, width, padding_idx=0)
        self.order = nn.Parameter(0.3 * torch.randn(LONGEST, width))
        self.word = nn.Linear(LONGEST * width, width)
        self.flat = nn.Linear((SIDE // PATCH) ** 2 * width, width)
        self.cross = nn.MultiheadAttention(width, heads, batch_first=True)
        self.first, self.second = nn.Linear(2 * width, 64), nn.Linear(64, 1)

    def words(self, letters: Tensor) -> Tensor:
        """Return one vector for each word, (n, width)."""
        spelt = (self.letter(letters) + self.order) * (letters > 0)[..., None]
        found: Tensor = self.word(spelt.flatten(1)).relu()
        return found

    def looked_at(self, patches: Tensor, letters: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the word sees in the image, and the share of each patch in it, (n, 49)."""
        seen = (self.patch(patches) + self.places).relu()
        found, weights = self.cross(self.words(letters)[:, None], seen, seen)
        return found[:, 0], weights[:, 0]

    def forward(self, patches: Tensor, letters: Tensor) -> Tensor:  # noqa: D102
        word = self.words(letters)
        if self.kind == "cross":
            image = self.looked_at(patches, letters)[0]
        else:
            image = self.flat((self.patch(patches) + self.places).relu().flatten(1)).relu()
        if self.kind == "image alone":
            word = torch.zeros_like(word)
        if self.kind == "word alone":
            image = torch.zeros_like(image)
        scores: Tensor = self.second(self.first(torch.cat([image, word], 1)).relu())[:, 0]
        return scores


def train_fusion(pairs: Pairs, kind: str, *, epochs: int, seed: int) -> Fusion:
    """Train a network to say whether a word is that of an image.

    Parameters
    ----------
    pairs
        To learn from.
    kind
        `cross`, `side by side`, `image alone` or `word alone`.
    epochs
        Passes over the pairs.
    seed
        Of the weights and the order.
    """
    torch.manual_seed(seed)
    network = Fusion(kind)
    steps = epochs * -(-len(pairs.digits) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    patches, letters = torch.from_numpy(pairs.patches), torch.from_numpy(pairs.letters)
    match = torch.from_numpy(pairs.match.astype(np.float32))
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(len(match)), BATCH):
            scores = network(patches[rows], letters[rows])
            loss = nn.functional.binary_cross_entropy_with_logits(scores, match[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return network.eval()


def says_match(network: Fusion, pairs: Pairs) -> NDArray[np.bool_]:
    """Return whether a network says that the word is that of the image.

    Parameters
    ----------
    network
        Trained.
    pairs
        To be judged.
    """
    with torch.inference_mode():
        scores = network(torch.from_numpy(pairs.patches), torch.from_numpy(pairs.letters))
    says: NDArray[np.bool_] = scores.numpy() > 0
    return says
