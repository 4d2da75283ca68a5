"""What the book claims holds in simulation, and the check of it can fail."""

from __future__ import annotations

import numpy as np
import pytest

from claim_list import COMMAND, all_claims, recorded, waiting
from portfolio.errors import DataError
from portfolio.results.methods import METHODS
from portfolio.statistics import claims, shared_claims
from portfolio.statistics.claims import Claim, _without_docstrings, band, digest, tried


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.name)
def test_a_claim_holds_and_its_broken_twin_is_refused(claim: Claim) -> None:
    """Some hundred repeats: the rate lies in its band, that of the broken twin outside."""
    found = tried(claim, claim.repeats)
    low, high = band(claim.rate, found.repeats, claim.margin)
    assert low <= found.rate <= high
    assert not low <= found.broken <= high


def test_every_method_that_claims_a_rate_is_tried_or_says_why_not() -> None:
    """And nothing is excused that was tried."""
    of_claims = {claim.method for claim in all_claims()}
    owing = {method.name for method in METHODS.values() if method.nominal and not method.why_untried}
    assert of_claims == owing


def test_the_committed_table_is_of_this_code() -> None:
    """A method that changed is measured again before its result is shown."""
    rows = recorded()
    mine = [claim for claim in all_claims() if claim.name in rows]
    stale = [claim.name for claim in mine if digest(claim) != rows[claim.name]["digest"]]
    assert not stale, f"out of date in the table of claims; run: {COMMAND}"
    assert {claim.name for claim in all_claims()} == {*rows, *waiting()}, f"run: {COMMAND}"


def test_names_of_claims_are_unique() -> None:
    """The table is read by name."""
    names = [claim.name for claim in all_claims()]
    assert len(set(names)) == len(names)


def test_the_twins_are_narrower() -> None:
    """Of intervals that miss by a known distance."""
    middles = iter([0.0, 0.45, 0.7, 0.9, 1.1])

    def repeat(_: np.random.Generator) -> tuple[float, float, float]:
        middle = next(middles)
        return middle - 1, middle + 1, 0.0

    found = tried(Claim("x", "bootstrap", "", repeat), 5)
    assert (found.rate, found.broken, found.finer) == (0.8, 0.4, 0.6)


def test_an_alarms_twins_ring_more_often() -> None:
    """At three times the level, and at one and a half."""
    values = iter([0.04, 0.06, 0.1, 0.14, 0.2])
    found = tried(Claim("x", "corrected t test", "", lambda _: next(values)), 5)
    assert (found.rate, found.broken, found.finer) == (0.2, 0.8, 0.4)


def test_an_interval_without_width_covers_its_own_point_alone() -> None:
    """As of a statistic that no resample changes."""
    truths = iter([1.0, 1.5])
    found = tried(Claim("x", "bootstrap", "", lambda _: (1.0, 1.0, next(truths))), 2)
    assert found.rate == 0.5


@pytest.mark.parametrize("method", ["range", "guess"])
def test_a_claim_needs_a_method_that_claims_something(method: str) -> None:
    """A range claims nothing, and an unknown method cannot."""
    with pytest.raises(DataError, match="a registered method that claims a rate"):
        tried(Claim("x", method, "", lambda _: 0.5), 1)


def test_more_repeats_see_more() -> None:
    """The finer twin of an exact interval covers 88 %: 200 repeats cannot see that, 10,000 can."""
    assert band(0.95, 200)[0] < 0.883 < band(0.95, 10_000)[0]


def test_a_change_of_the_method_changes_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a number that it uses; a change of another method does not."""
    mean, seeds = (
        shared_claims.CLAIMS[0],
        next(c for c in shared_claims.CLAIMS if c.name == "mean over seeds"),
    )
    before = digest(mean), digest(seeds)
    monkeypatch.setattr(shared_claims, "RESAMPLES", 400)
    assert (digest(mean) != before[0], digest(seeds)) == (True, before[1])


def test_the_digest_follows_the_code_that_is_called() -> None:
    """From the population over the method to what the method calls."""
    names = claims._used_by(shared_claims.gap_over_folds, {})
    assert {"portfolio.statistics.folds.corrected_t", "portfolio.statistics.folds.Estimate"} <= set(names)
    assert not any(name.startswith("portfolio.results") for name in names)


def test_words_are_not_part_of_the_digest() -> None:
    """A docstring may be mended without measuring again; a line of code may not."""
    bare = "def double(x):\n    # twice\n    return 2 * x\n"
    told = bare.replace("    #", '    """Return it twice."""\n    #')
    assert _without_docstrings(told) == _without_docstrings(bare)
    assert _without_docstrings(told.replace("2 *", "3 *")) != _without_docstrings(bare)
