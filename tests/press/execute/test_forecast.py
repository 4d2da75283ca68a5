"""How long the runs of a build will take here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.execute.forecast import Forecast, about, announced, forecast, makespan

SECONDS = st.floats(0.1, 1000)


def test_without_a_history_the_published_times_count():
    """A fresh clone has no other."""
    expected = forecast(
        ["a/default", "b/default"], {"a/default": None}, {"a/default": 40, "b/default": 20}, 2
    )
    assert (dict(expected.seconds), expected.basis) == ({"a/default": 40, "b/default": 20}, "published")


def test_earlier_runs_on_this_machine_scale_the_others():
    """It is twice as fast as the one that published; what ran here counts as it ran."""
    last = {"a/default": {"seconds": 20.0}, "b/default": {"seconds": 10.0}}
    published = {"a/default": 40, "b/default": 20, "c/default": 30}
    expected = forecast(["c/default", "a/default"], last, published, 1)
    assert (dict(expected.seconds), expected.basis) == ({"c/default": 15.0, "a/default": 20.0}, "here")


def test_a_run_with_other_parameters_takes_about_as_long_as_its_notebook():
    """There is no better guess."""
    assert forecast(["a/custom"], {}, {"a/default": 40}, 1).seconds == {"a/custom": 40}


def test_a_run_never_timed_counts_like_the_others_and_is_told():
    """Nobody must think that it takes no time."""
    expected = forecast(["n/default", "a/default", "b/default"], {}, {"a/default": 40, "b/default": 60}, 1)
    assert expected.seconds["n/default"] == 50
    assert announced(expected).endswith("; 1 of them was never timed")


def test_the_longest_run_comes_first_and_an_unknown_one_before_it():
    """A long run that starts last leaves the other cores idle."""
    names = ["a/default", "b/default", "n/default", "a/oslo"]
    last = {"a/default": {"seconds": 1.0}, "b/default": {"seconds": 9.0}}
    assert list(forecast(names, last, {}, 1).seconds) == ["n/default", "b/default", "a/default", "a/oslo"]
    assert list(forecast(names, last, {"n/default": 5.0}, 1).seconds)[:2] == ["b/default", "n/default"]


def test_nothing_is_promised_where_nothing_is_known():
    """Not even a median."""
    assert announced(forecast(["n/default"], {}, {}, 1)) == "executing 1 run; none was timed before"


def test_the_announcement_says_how_many_how_long_and_on_what_ground():
    """Of runs that go two at a time."""
    expected = Forecast({"a/default": 300.0, "b/default": 200.0, "c/default": 100.0}, 2, "published")
    assert announced(expected).startswith("executing 3 runs, 2 at a time: about 5 min if this machine")


@given(st.lists(SECONDS, min_size=1, max_size=12), st.integers(1, 6))
def test_the_end_lies_between_the_bounds_of_any_schedule(seconds, workers):
    """Neither before the longest run nor after all in a row."""
    end = makespan(seconds, workers)
    assert max(*seconds, sum(seconds) / workers) <= end * (1 + 1e-9)
    assert end <= sum(seconds) * (1 + 1e-9)


@given(st.dictionaries(st.sampled_from("abcdef"), SECONDS, min_size=1), st.data())
def test_share_and_rest_keep_their_bounds(seconds, data):
    """However long a run takes; at the end nothing is left."""
    expected = Forecast(seconds, 2, "here")
    ended = {name: data.draw(SECONDS) for name in data.draw(st.sets(st.sampled_from(sorted(seconds))))}
    running = {name: data.draw(SECONDS) for name in sorted(seconds.keys() - ended.keys())[:2]}
    assert 0 <= expected.share(ended, running) <= 1 + 1e-9
    assert (expected.left(ended, running) > 0) == (len(ended) < len(seconds))


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "about 5 s"), (42, "about 40 s"), (89, "about 90 s"), (610, "about 10 min")]
)
def test_times_are_told_as_one_says_them(seconds, text):
    """No false precision."""
    assert about(seconds) == text
