"""Planted leaks are found, wherever they hide."""

from __future__ import annotations

from collections import Counter

import pytest

from leak_corpus import ALL_KINDS, CARRIERS, clean_files, corpus, is_found
from press.gate.context import SiteContext
from press.gate.registry import FILE_CHECKS
from press.gate.scanning import checked_file

CHECKS = [check for check in FILE_CHECKS if check.group in ("secrets", "privacy")]
CONTEXT = SiteContext(names=(), folders=())
SIZE = 5 * len(ALL_KINDS)


def missed(size: int, seed: int) -> Counter[str]:
    """Return how many leaks of each kind are not found."""
    found: Counter[str] = Counter()
    for leak in corpus(size, seed):
        _, findings = checked_file(leak.name, leak.data, CONTEXT, CHECKS)
        if not is_found(leak, [finding.text for finding in findings]):
            found[f"{leak.kind} in {leak.carrier}"] += 1
    return found


def test_the_corpus_is_what_it_says():
    """At least 300 leaks of at least 25 kinds, each kind in several forms of file."""
    leaks = list(corpus(SIZE, 1))
    assert len(leaks) >= 300
    assert len({leak.kind for leak in leaks}) >= 25
    assert {leak.carrier for leak in leaks} == set(CARRIERS)
    assert (
        min(
            len({leak.carrier for leak in leaks if leak.kind == kind})
            for kind in {leak.kind for leak in leaks}
        )
        >= 5
    )
    alike = {leak.data for leak in corpus(SIZE, 2)} & {leak.data for leak in leaks}
    assert len(alike) < 0.005 * SIZE  # a path is made of few words


def test_of_a_hundred_leaks_at_most_one_is_missed():
    """Values drawn at random, so that no rule can know them."""
    lost = missed(SIZE, seed=1)
    assert lost.total() <= 0.01 * SIZE, lost


@pytest.mark.parametrize("carrier", clean_files())
def test_the_carriers_themselves_are_no_leak(carrier):
    """What is found is the leak, not the file around it."""
    name = carrier.split(": ")[1]
    assert checked_file(name, clean_files()[carrier], CONTEXT, CHECKS)[1] == []
