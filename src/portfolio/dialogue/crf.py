"""A linear-chain conditional random field: scores of tag sequences, their sum, and the best of them.

Lafferty, McCallum and Pereira (2001). A sequence scores the emission of each tag, the transition between
neighbours, and what starts and ends it. All sums stay in logarithms.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Crf(nn.Module):
    """Transitions between tags, learnt beside whatever gives the emissions.

    Parameters
    ----------
    tags
        How many tags there are.
    """

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(tags, tags))  # from row to column
        self.start = nn.Parameter(torch.zeros(tags))
        self.end = nn.Parameter(torch.zeros(tags))

    def log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Return the logarithm of the sum over all tag sequences, by the forward algorithm: (batch,).

        Parameters
        ----------
        emissions
            (batch, length, tags).
        mask
            True for a word, False for padding: (batch, length); the first is a word.
        """
        alpha = self.start + emissions[:, 0]  # (batch, tags)
        for step in range(1, emissions.shape[1]):
            through = alpha[:, :, None] + self.transitions  # (batch, from, to)
            moved = through.logsumexp(1) + emissions[:, step]
            alpha = torch.where(mask[:, step, None], moved, alpha)
        return (alpha + self.end).logsumexp(1)

    def score(self, emissions: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
        """Return the score of given tag sequences: (batch,).

        Parameters
        ----------
        emissions
            (batch, length, tags).
        mask
            True for a word: (batch, length).
        tags
            (batch, length); anything where the mask is False.
        """
        emitted = (emissions.gather(2, tags[:, :, None])[:, :, 0] * mask).sum(1)
        moved = (self.transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        last = tags.gather(1, mask.sum(1, keepdim=True) - 1)[:, 0]
        total: Tensor = emitted + moved + self.start[tags[:, 0]] + self.end[last]
        return total

    def loss(self, emissions: Tensor, mask: Tensor, tags: Tensor) -> Tensor:
        """Return the mean negative log-likelihood of given tag sequences.

        Parameters
        ----------
        emissions
            (batch, length, tags).
        mask
            True for a word: (batch, length).
        tags
            (batch, length).
        """
        return (self.log_partition(emissions, mask) - self.score(emissions, mask, tags)).mean()

    @torch.no_grad()
    def best(self, emissions: Tensor, mask: Tensor) -> list[list[int]]:
        """Return the tag sequence with the highest score of each sentence, by Viterbi's algorithm.

        Parameters
        ----------
        emissions
            (batch, length, tags).
        mask
            True for a word: (batch, length).
        """
        score, back = self.start + emissions[:, 0], []
        for step in range(1, emissions.shape[1]):
            highest, came = (score[:, :, None] + self.transitions).max(1)  # (batch, to)
            here = mask[:, step, None]
            back.append(torch.where(here, came, torch.arange(score.shape[1])))
            score = torch.where(here, highest + emissions[:, step], score)
        tag = (score + self.end).argmax(1)
        paths = [tag]
        for came in reversed(back):
            paths.append(came.gather(1, paths[-1][:, None])[:, 0])
        table = torch.stack(paths[::-1], 1)
        return [row[:size].tolist() for row, size in zip(table, mask.sum(1).tolist(), strict=True)]
