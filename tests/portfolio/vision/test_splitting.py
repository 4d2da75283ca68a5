"""Splits that keep together what belongs together."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.vision.splitting import (
    duplicate_groups,
    nearest_photo,
    overlapping_squares,
    quarters,
    stretches,
)

RNG = np.random.default_rng(0)
KIND = np.array(["mono"] * 150 + ["poly"] * 90)


def test_stretches_are_of_one_type_and_consecutive():
    """About as long as asked."""
    numbers = stretches(KIND, 60)
    assert len(set(numbers)) == 4
    assert all(len(set(KIND[numbers == one])) == 1 for one in set(numbers))
    assert (np.diff(numbers) >= 0).all()


def test_quarters_keep_groups_whole_and_strata_even():
    """Also when groups are large."""
    groups = np.repeat(np.arange(40), 6)
    strata = np.where(RNG.random(240) < 0.3, "bad", "good")
    found = quarters(strata, groups, 0)
    assert set(found) == {0, 1, 2, 3}
    assert all(len(set(found[groups == one])) == 1 for one in range(40))
    assert max(abs((strata[found == one] == "bad").mean() - 0.3) for one in range(4)) < 0.15


def test_a_copy_is_found_and_joined():
    """A brighter copy of a photo is its near-duplicate; other photos are not."""
    photos = RNG.random((20, 12, 12)).astype(np.float32)
    photos[17] = photos[3] * 0.8
    kind = np.array(["mono"] * 20)
    near = nearest_photo(photos, kind)
    assert near.loc[17, "photo"] == 3
    assert near.loc[17, "places"] == 14
    groups = duplicate_groups(photos, kind, 0.95)
    assert groups[17] == groups[3]
    assert len(set(groups)) == 19


@pytest.mark.parametrize("function", [nearest_photo, lambda *a: duplicate_groups(*a, 0.9)])
def test_photos_are_not_changed(function):
    """The mean photo is taken off a copy."""
    photos = RNG.random((6, 4, 4)).astype(np.float32)
    before = photos.copy()
    function(photos, np.array(["mono"] * 6))
    assert np.array_equal(photos, before)


def test_squares_that_overlap_stay_together():
    """Of one class, by chains; a square that only touches, or is of another class, stays alone."""
    columns, rows = np.array([10.0, 12, 14, 17, 12]), np.array([5.0, 5, 6, 6, 5])
    category = np.array(["sky", "sky", "sky", "sky", "path"])
    found = overlapping_squares(columns, rows, category, 3)
    assert found[0] == found[1] == found[2]
    assert len(set(found)) == 3
