"""A small invented fleet as text files: what is read, what is refused, and what is computed."""

import gzip
import re

import numpy as np
import pandas as pd
import pytest

from portfolio import maintenance as mt
from portfolio.errors import DataError, EnvironmentFaultError
from portfolio.maintenance import turbofans as tf

LIVES = {1: 30, 2: 24, 3: 40}


def lines(lives):
    """Return cycles as text: the second sensor falls with the age, all others stand still."""
    rows = []
    for engine, life in lives.items():
        for cycle in range(1, life + 1):
            sensors = ["5.0"] * 21
            sensors[1] = f"{100 - (life - cycle):.1f}"
            rows.append(" ".join([str(engine), str(cycle), "0", "0", "100", *sensors]) + "  ")
    return rows


def write(folder, train, test, left):
    """Write the three files of a fleet; the first of them packed."""
    (folder / "train_FD001.txt.gz").write_bytes(gzip.compress("\n".join(train).encode()))
    (folder / "test_FD001.txt").write_text("\n".join(test))
    (folder / "RUL_FD001.txt").write_text("\n".join(left))
    return str(folder)


@pytest.fixture
def fleet(tmp_path):
    """Three engines that fail, two whose records stop."""
    return mt.read_engines(write(tmp_path, lines(LIVES), lines({1: 12, 2: 22}), ["18 ", "2 "]))


def test_a_fleet_is_read(fleet):
    """Packed or not, with blanks at the ends of lines."""
    assert fleet.train.groupby("engine").size().to_dict() == LIVES
    assert fleet.left.to_dict() == {1: 18, 2: 2}
    assert mt.informative(fleet.train) == ["sensor_2"]
    assert mt.remaining_cycles(fleet.train).iloc[[0, 29, 30]].tolist() == [29, 0, 23]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [rows[0] + " 7", *rows[1:]], "line 1: columns; expected 26; got 27"),
        (lambda rows: [" ".join(row.split()[:-1]) for row in rows], "line 1: columns; expected 26; got 25"),
        (lambda rows: rows[:30] + rows[54:], "none missing; got no engine 2"),
        (lambda rows: rows[54:] + rows[:54], "got engines out of order"),
        (lambda rows: rows[:9] + rows[10:], "line 10, engine 1: cycle; expected 10; got 11"),
        (lambda rows: [rows[0].replace("99", "?").replace("71.0", "?"), *rows[1:]], "expected a number"),
        (lambda rows: [], "rows; expected one or more; got 0"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path, change, said):
    """Which file, where, what was expected and what is there."""
    folder = write(tmp_path, change(lines(LIVES)), lines({1: 12}), ["18"])
    with pytest.raises(DataError, match=re.escape(said)) as refused:
        mt.read_engines(folder)
    assert str(refused.value).startswith("train_FD001.txt")


def test_remaining_lives_of_another_length_are_refused(tmp_path):
    """The three files of one fleet belong together."""
    folder = write(tmp_path, lines(LIVES), lines({1: 12, 2: 22}), ["18"])
    with pytest.raises(DataError, match=r"RUL_FD001\.txt: remaining lives; expected 2, one for each engine"):
        mt.read_engines(folder)


def test_a_negative_remaining_life_is_refused(tmp_path):
    """No engine failed before its record ends."""
    folder = write(tmp_path, lines(LIVES), lines({1: 12}), ["-1"])
    with pytest.raises(DataError, match="expected 0 or more; got -1"):
        mt.read_engines(folder)


def test_a_folder_without_the_files_says_what_to_bring(tmp_path):
    """The name of the file and the ways to name a folder."""
    with pytest.raises(EnvironmentFaultError, match=r"train_FD001.txt, or train_FD001.txt.gz"):
        mt.read_engines(str(tmp_path))


def test_windows_end_where_they_are_asked_to(fleet):
    """A young engine repeats its first cycle, and no window reaches into another engine."""
    values = fleet.test[["engine", "cycle"]].to_numpy(float)
    last = np.flatnonzero(mt.remaining_cycles(fleet.test) == 0)
    taken = mt.windows(fleet.test, values, last, 15)
    assert taken[0, :, 1].tolist() == [1, 1, 1, *range(1, 13)]
    assert taken[1, :, 1].tolist() == list(range(8, 23))
    assert (taken[:, :, 0] == [[1], [2]]).all()


def test_window_ends_hold_the_last_cycle_of_each_engine(fleet):
    """Also of an engine that is younger than the first end."""
    left = mt.remaining_cycles(fleet.test).iloc[mt.window_ends(fleet.test, 2)]
    assert left.tolist() == [0, 2, 0]


def test_smoothed_signals_know_no_future(fleet):
    """What comes after a cycle changes nothing up to it, and engines do not touch."""
    values = np.random.default_rng(0).normal(size=(len(fleet.train), 2))
    before = mt.with_smoothed(fleet.train, values)
    values[20:30] = 1e6  # the end of the first engine
    after = mt.with_smoothed(fleet.train, values)
    assert np.array_equal(before[:20], after[:20])
    assert np.array_equal(before[30:], after[30:])


def test_features_of_a_line_are_its_mean_end_and_slope():
    """Of a signal that rises by two a cycle."""
    line = 2.0 * np.arange(11)[None, :, None]
    assert np.allclose(mt.window_features(line), [[10.0, 16.0, 2.0]])


def test_late_costs_more_than_early():
    """The score at values worked out by hand."""
    assert mt.nasa_score([0.0], [10.0]) == pytest.approx(np.e - 1)
    assert mt.nasa_score([13.0], [0.0]) == pytest.approx(np.e - 1)
    assert mt.rmse([1.0, 1.0], [1.0, 3.0]) == pytest.approx(np.sqrt(2))


def test_a_conformal_margin_covers_what_it_claims():
    """Nine in ten of new errors, over many draws; one rank less would not."""
    rng = np.random.default_rng(0)
    inside = [abs(rng.normal()) <= mt.conformal_margin(np.abs(rng.normal(size=19)), 0.9) for _ in range(4000)]
    assert 0.885 < np.mean(inside) < 0.915
    with pytest.raises(DataError, match=r"enough for a level of 0\.9"):
        mt.conformal_margin(np.ones(5), 0.9)


def test_a_network_learns_the_fleet_and_repeats_itself():
    """Better than the mean on engines it has not seen; the same seed gives the same answer."""
    rng = np.random.default_rng(0)
    share = rng.uniform(0, 1, 600)
    x = (1 - share)[:, None, None] + 0.3 * rng.normal(size=(600, 10, 2))
    recipe = mt.Recipe(hidden=8, epochs=8, batch=32, rate=1e-2)
    networks = [mt.train_life(x[:500], share[:500], 1, recipe) for _ in range(2)]
    first, second = (mt.predict_life(one, x[500:], 100) for one in networks)
    assert np.array_equal(first, second)
    assert first.min() >= 0 and first.max() <= 100
    assert mt.rmse(100 * share[500:], first) < 0.6 * 100 * share[500:].std()


def test_boosting_learns_from_features():
    """Trees of the chapter, on a line."""
    x = np.random.default_rng(0).uniform(size=(400, 2))
    made = tf.life_boosting().fit(x, 10 * x[:, 0]).predict(x)
    assert pd.Series(made).corr(pd.Series(x[:, 0])) > 0.95
