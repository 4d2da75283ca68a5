"""What a masked language model has to beat: guesses from counts."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from portfolio.language.mlm_corpus import IGNORED, MASK, PAD, Blocks, Hidden

TRUST = 5  # how often a word must be seen before its own followers weigh as much as frequency alone


def frequencies(seen: Blocks, words: int) -> Tensor:
    """Return log probabilities (V,) of the words by how often they occur, plus one each: the naive guess."""
    counts = torch.bincount(seen.tokens[seen.mask], minlength=words).float() + 1
    counts[[PAD, MASK]] = 1
    return (counts / counts.sum()).log()


def naive_loss(seen: Blocks, unseen: Hidden, words: int) -> float:
    """Return the loss of guessing by frequency alone, in nats per hidden word."""
    targets = unseen.targets[unseen.targets != IGNORED]
    return float(-frequencies(seen, words)[targets].mean())


def neighbour_loss(seen: Blocks, unseen: Hidden, words: int) -> float:
    """Return the loss of guessing from the word before, in nats: counts of pairs, smoothed by frequency.

    The followers of a word seen n times weigh n / (n + `TRUST`); a text's first place has frequency alone.
    """
    single = frequencies(seen, words).exp().double().numpy()
    pairs = Counter(pair for row in seen.tokens.tolist() for pair in pairwise(row) if PAD not in pair)
    before: Counter[int] = Counter()
    for (first, _), count in pairs.items():
        before[first] += count
    rows, columns = torch.nonzero(unseen.targets != IGNORED, as_tuple=True)
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        target = int(unseen.targets[row, column])
        previous = int(unseen.tokens[row, column - 1]) if column else PAD
        share = before[previous] / (before[previous] + TRUST)
        direct = pairs[previous, target] / before[previous] if before[previous] else 0.0
        found.append(-math.log(share * direct + (1 - share) * float(single[target])))
    return float(np.mean(found))
