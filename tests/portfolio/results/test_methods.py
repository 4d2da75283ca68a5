"""A value whose interval was made by an unknown method is refused where it is recorded."""

from __future__ import annotations

import pickle

import pytest

from portfolio import results
from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.results.methods import METHODS


def test_an_interval_brings_its_method():
    """The author writes nothing: the library knows how it made the interval."""
    recorded = results.record("x", 2.0, interval=Interval(1, 3, "Wilson"))
    assert (recorded.interval, recorded.method) == ((1.0, 3.0), "Wilson")


def test_two_bounds_need_a_method():
    """The message shows both ways to give one."""
    with pytest.raises(DataError, match=r"(?s)'x': its interval names no method.*as the library returns it"):
        results.record("x", 2.0, interval=(1.0, 3.0))


def test_a_method_that_is_not_registered_is_refused():
    """With the name that was perhaps meant."""
    with pytest.raises(DataError, match=r"made by 'bootstap'.*Did you mean 'bootstrap'"):
        results.record("x", 2.0, interval=(1.0, 3.0), method="bootstap")
    with pytest.raises(DataError, match=r"'an interval'.*made by 'guess'"):
        Interval(1, 3, "guess")


def test_two_methods_for_one_interval_are_refused():
    """One of them would be wrong."""
    with pytest.raises(DataError, match="expected made by 'Wilson'; got 'bootstrap'"):
        results.record("x", 2.0, interval=Interval(1, 3, "Wilson"), method="bootstrap")


@pytest.mark.parametrize(("interval", "method"), [(None, "bootstrap"), ((1.0, 3.0), "corrected t test")])
def test_a_method_that_made_no_interval_is_refused(interval, method):
    """It belongs to an interval, and a test makes none."""
    with pytest.raises(DataError, match=r"without interval|makes no interval"):
        results.record("x", 2.0, interval=interval, method=method)


def test_a_range_claims_nothing():
    """Three trainings are no sample from which a coverage follows."""
    assert results.record("x", 2.0, interval=(1.0, 3.0), method="range").method == "range"
    assert all((method.kind == "range") == (method.nominal is None) for method in METHODS.values())


def test_an_interval_times_a_number_keeps_its_method():
    """As a share in percent; a negative number turns the bounds."""
    turned = Interval(0.1, 0.3, "Wilson").times(-100)
    assert (turned, turned.method) == ((-30.0, -10.0), "Wilson")


def test_an_interval_survives_another_process():
    """With its method."""
    copied = pickle.loads(pickle.dumps(Interval(1, 3, "Wilson")))
    assert (copied, copied.method) == ((1.0, 3.0), "Wilson")
