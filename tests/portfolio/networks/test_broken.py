"""Broken trainings and the tests that find them; pairs of images and words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from portfolio.networks import broken as br
from portfolio.networks import fusion as fu

RNG = np.random.default_rng(0)


def strokes(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images with a bar whose place is their label, and noise."""
    labels = np.arange(count) % 10
    images = RNG.integers(0, 20, (count, 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 4 : 2 * label + 6, 4:24] = 250
    return images, labels


@pytest.fixture(scope="module")
def digits() -> br.Digits:
    """Return two thousand strokes in three parts: sixty steps are the fewest that all tests need."""
    return br.cut_digits(*strokes(2000), seed=0)


def test_the_parts_are_disjoint_and_the_first_is_sorted(digits):
    """Pixels lie between 0 and 1."""
    rows = [one.tobytes() for part in (digits.train, digits.validation, digits.fresh) for one in part[0]]
    assert len(rows) == len(set(rows)) == 2000
    assert (np.diff(digits.train[1]) >= 0).all()
    assert 0 <= digits.train[0].min() < digits.train[0].max() <= 1


@pytest.fixture(scope="module")
def healthy(digits) -> br.Run:
    """Return a healthy training, at the rate that suits these simple images."""
    return br.train(digits, replace(br.HEALTHY, rate=0.3), 0)


def test_nothing_speaks_up_on_a_healthy_training(healthy):
    """And it learns."""
    assert healthy.accuracy["fresh"] > 60
    assert not [name for name, test in br.TESTS.items() if test.measure(healthy) > test.limit]


@pytest.mark.parametrize("fault", list(br.FAULTS))
def test_each_fault_is_found_by_its_test(digits, fault):
    """On images that no limit was set on."""
    run = br.train(digits, br.FAULTS[fault], 3)
    assert br.TESTS[fault].measure(run) > br.TESTS[fault].limit


def test_every_fault_has_a_test_and_differs_from_the_healthy_one():
    """By name."""
    assert list(br.FAULTS) == list(br.TESTS)
    assert all(recipe != br.HEALTHY for recipe in br.FAULTS.values())


def test_the_gradient_of_a_step_is_the_sum_of_all_before_if_none_was_cleared(digits):
    """While a cleared one is the batch's own."""
    recipe = replace(br.HEALTHY, dropout=0.0, rate=1e-12, shuffled_rows=False)
    kept, cleared = (
        br.train(digits, replace(recipe, clears_gradients=clears), 0) for clears in (False, True)
    )
    assert abs(cleared.stale - 1) < 1e-6
    assert kept.stale > 1.2


def test_the_same_seed_gives_the_same_training(digits):
    """On one machine."""
    one, two = (br.train(digits, replace(br.HEALTHY, epochs=1), 5) for _ in range(2))
    assert one.losses == two.losses


def test_patches_and_letters():
    """A patch is a square of the image; a word is spelt from the left."""
    image = np.arange(784, dtype=np.int64).reshape(1, 28, 28) % 251
    patches = fu.to_patches(image.astype(np.uint8))
    assert np.allclose(patches[0, 8] * 255, image[0, 4:8, 4:8].ravel())
    assert fu.spell(["un"])[0].tolist()[2:] == [0, 0, 0, 0]


def test_half_of_the_pairs_match_and_neither_side_says_which():
    """Digits and words are as frequent among those that match as among the others."""
    images, labels = strokes(4000)
    pairs = fu.make_pairs(images, labels, np.random.default_rng(1))
    assert abs(pairs.match.mean() - 0.5) < 0.03
    for of in (pairs.digits, pairs.named):
        shares = [pairs.match[of == number].mean() for number in range(10)]
        assert max(shares) < 0.62
        assert min(shares) > 0.38


def test_a_fusion_learns_and_one_side_alone_does_not():
    """On pairs that it did not learn from."""
    images, labels = strokes(2400)
    pairs = fu.make_pairs(images[:2000], labels[:2000], np.random.default_rng(2))
    fresh = fu.make_pairs(images[2000:], labels[2000:], np.random.default_rng(3))
    both = fu.train_fusion(pairs, "side by side", epochs=8, seed=0)
    alone = fu.train_fusion(pairs, "image alone", epochs=1, seed=0)
    assert (fu.says_match(both, fresh) == fresh.match).mean() > 0.8
    assert (fu.says_match(alone, fresh) == fresh.match).mean() < 0.62
    letters = torch.from_numpy(fresh.letters)
    one = alone(torch.from_numpy(fresh.patches), letters)
    assert torch.allclose(one, alone(torch.from_numpy(fresh.patches), letters.roll(1, 0)))
