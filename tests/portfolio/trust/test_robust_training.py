"""Parts of the digits, networks that learn, and labels made wrong."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from portfolio.errors import UsageError
from portfolio.trust.attack_figures import plot_poisoning
from portfolio.trust.attacks import is_right
from portfolio.trust.certificates import is_certified
from portfolio.trust.robust_training import Digits, digit_parts, poisoned, train_net


@pytest.fixture
def digits() -> Digits:
    """Return images of which one bright pixel says the class."""
    y = torch.arange(300) % 10
    x = 0.3 * torch.rand(300, 10, generator=torch.Generator().manual_seed(0))
    x[torch.arange(300), y] += 0.6
    return Digits(x, y)


@pytest.mark.parametrize("way", ["plain", "attacked", "bounds", "noise"])
def test_each_way_learns_and_a_seed_repeats_it(digits: Digits, way) -> None:
    """The same seed gives the same weights."""
    nets = [train_net(digits, 1, way=way, epsilon=0.05, epochs=70, hidden=16) for _ in range(2)]
    assert is_right(nets[0], digits.x, digits.y).mean() > 0.9
    assert torch.equal(nets[0][0].weight, nets[1][0].weight)


def test_training_on_bounds_certifies_more(digits: Digits) -> None:
    """That is what it is for."""
    plain, bounds = (train_net(digits, 0, way=way, epochs=60, hidden=16) for way in ("plain", "bounds"))
    certified = [is_certified(net, digits.x, digits.y, 0.1).mean() for net in (plain, bounds)]
    assert certified[1] > certified[0]


def test_parts_share_no_image() -> None:
    """Whatever the seed."""
    images = np.arange(20).reshape(20, 1, 1) * 5
    parts = digit_parts(images, np.arange(20) % 10, (10, 6, 3), 4)
    seen = torch.cat([part.x[:, 0] for part in parts])
    assert [len(part) for part in parts] == [10, 6, 3]
    assert len(torch.unique(seen)) == 19
    with pytest.raises(UsageError, match="at most 20 images; got 21"):
        digit_parts(images, np.arange(20), (20, 1), 0)


def test_exactly_so_many_labels_become_wrong(digits: Digits) -> None:
    """None of them stays as it was, and with a pair only one digit is touched."""
    assert int((poisoned(digits, 0.2, 0).y != digits.y).sum()) == 60
    one = poisoned(digits, 0.5, 0, pair=(4, 9)).y
    assert int((one != digits.y).sum()) == 15
    assert set(zip(digits.y[one != digits.y].tolist(), one[one != digits.y].tolist(), strict=True)) == {
        (4, 9)
    }


def test_an_unknown_way_is_refused(digits: Digits) -> None:
    """The known ones are listed."""
    with pytest.raises(UsageError, match="plain, attacked, bounds, noise; got brave"):
        train_net(digits, 0, way="brave")  # type: ignore[arg-type]


def test_a_figure_of_poisoning_names_its_axes() -> None:
    """In per cent."""
    import pandas as pd

    table = pd.DataFrame({"share": [0, 10], "mean": [90.0, 80], "min": [89.0, 79], "max": [91.0, 82]})
    assert plot_poisoning(table).get_xlabel() == "labels made wrong, %"
