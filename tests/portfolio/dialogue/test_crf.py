"""The field agrees with the enumeration of all tag sequences."""

from __future__ import annotations

import itertools

import pytest
import torch

from portfolio.dialogue.crf import Crf

TAGS = 3


def filled(seed: int) -> Crf:
    """Return a field with random transitions."""
    torch.manual_seed(seed)
    field = Crf(TAGS).double()
    for one in field.parameters():
        one.data = torch.randn(one.shape, dtype=torch.double)
    return field


def path_score(field: Crf, emissions: torch.Tensor, path: tuple[int, ...]) -> torch.Tensor:
    """Return the score of one path, term by term."""
    score = field.start[path[0]] + field.end[path[-1]]
    score = score + sum(emissions[step, tag] for step, tag in enumerate(path))
    return score + sum(field.transitions[one, other] for one, other in itertools.pairwise(path))


@pytest.mark.parametrize("seed", range(4))
def test_sum_best_and_score_equal_brute_force(seed: int) -> None:
    """In a batch of different lengths, whatever stands in the padding."""
    field = filled(seed)
    emissions = torch.randn(3, 5, TAGS, dtype=torch.double)
    mask = torch.tensor([[True] * size + [False] * (5 - size) for size in (5, 1, 3)])
    totals, best = field.log_partition(emissions, mask), field.best(emissions, mask)
    for row, size in enumerate((5, 1, 3)):
        paths = list(itertools.product(range(TAGS), repeat=size))
        scores = torch.stack([path_score(field, emissions[row], path) for path in paths])
        assert torch.isclose(totals[row], scores.logsumexp(0))
        assert tuple(best[row]) == paths[int(scores.argmax())]
        tags = torch.zeros(3, 5, dtype=torch.long)
        tags[row, :size] = torch.tensor(paths[1 % len(paths)])
        assert torch.isclose(field.score(emissions, mask, tags)[row], scores[1 % len(paths)])


def test_the_loss_is_a_negative_log_likelihood() -> None:
    """Probabilities of all sequences sum to one."""
    field, mask = filled(9), torch.ones(1, 3, dtype=torch.bool)
    emissions = torch.randn(1, 3, TAGS, dtype=torch.double)
    chances = [
        torch.exp(-field.loss(emissions, mask, torch.tensor([path])))
        for path in itertools.product(range(TAGS), repeat=3)
    ]
    assert torch.isclose(sum(chances), torch.tensor(1.0, dtype=torch.double))
