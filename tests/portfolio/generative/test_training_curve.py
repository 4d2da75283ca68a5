"""The course of a training: what is seen on the way, and where it passes others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.generative import training_curve as course_of
from portfolio.generative.quality import Quality
from portfolio.generative.training import History
from portfolio.generative.training_curve import Looks, ended, passed, times_of, until_passed

COURSE = pd.DataFrame(
    {"seconds": [1.0, 2.0, 4.0, 8.0], "fid": [40.0, 9.0, 12.0, 3.0]},
    index=pd.Index([2, 4, 6, 8], name="epoch"),
)


def quality(fid: float) -> Quality:
    return Quality(10, fid, fid - 1, fid + 1, *[0.5] * 6, 10, 1.0, 0.5)


def test_a_course_passes_where_every_later_look_is_closer():
    """A single early look that is closer by luck does not count."""
    assert passed(COURSE, 10.0) == 8
    assert passed(COURSE, 20.0) == 4


def test_a_course_that_starts_ahead_has_passed_at_its_first_look():
    """There is no look behind the rival."""
    assert passed(COURSE, 50.0) == 2


def test_a_course_that_stays_behind_never_passes():
    """Nor does one that only equals its rival."""
    assert passed(COURSE, 3.0) is None


def test_a_rival_that_is_never_passed_takes_the_whole_training():
    """One that is passed takes the epochs until then."""
    assert until_passed(COURSE, 20.0) == 4
    assert until_passed(COURSE, 3.0) == 8


def test_times_are_told_over_the_whole_training_of_the_rival():
    """At the epoch of passing, or at the end where there is none."""
    assert times_of(COURSE, {"fid": 20.0, "seconds": 4.0}) == pytest.approx(0.5)
    assert times_of(COURSE, {"fid": 1.0, "seconds": 4.0}) == pytest.approx(2.0)


def test_the_end_replaces_a_look_at_the_last_epoch():
    """The finished model has more drawings to be judged by, and is the one that counts."""
    longer = ended(COURSE, 8, 9.0, quality(2.0))
    assert list(longer.index) == [2, 4, 6, 8]
    assert longer.loc[8, ["seconds", "fid"]].tolist() == [9.0, 2.0]


def test_the_end_follows_the_last_look():
    """Where the last epoch was not looked at."""
    assert list(ended(COURSE, 9, 9.0, quality(2.0)).index) == [2, 4, 6, 8, 9]


def test_the_time_of_looking_is_no_time_of_training(monkeypatch):
    """Each look takes its own processor time out of the seconds of later looks."""
    clock = iter([0.0, 10.0, 13.0, 20.0, 21.0])
    monkeypatch.setattr(course_of.time, "process_time", lambda: next(clock))
    monkeypatch.setattr(course_of, "judge", lambda drawn, reference, n: quality(float(drawn[0])))
    looks = Looks(lambda model: np.full(10, model), reference=None, n=10)  # type: ignore[arg-type]
    assert (looks(7.0), looks(5.0)) == (7.0, 5.0)
    seen = looks.course(History(({}, {"validation": 7.0}, {}, {"validation": 5.0}), "epochs", 3))
    assert seen["seconds"].to_dict() == {2: 10.0, 4: 17.0}
    assert looks.spent == pytest.approx(4.0)
