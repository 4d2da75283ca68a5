"""The page that sets runs side by side, and its figure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finished_runs import run_of, value
from portfolio.results.value import Value
from press.pages.comparison import against, comparison
from press.pages.dot_plot import MOST, dots_figure, drawable
from press.result_references import values_from

ALL, JFK = run_of("one/default", title="All | both"), run_of("one/jfk", title="JFK", origin="JFK")


def name(identifier: str, text: str):
    """Return a recorded name."""
    return value(identifier, text, digits=0, label="Worst weather", type="name")


def by_name(run, *recorded):
    """Return a run with what it recorded."""
    return run, values_from(list(recorded))


PAGE = comparison(
    "About delays",
    [
        by_name(ALL, value("n", 3.0, label="Flights"), name("w", "rain"), value("same", 1.0)),
        by_name(
            JFK, value("n", 2.0, label="Flights"), name("w", "fog"), value("same", 1.0), value("only", 5.0)
        ),
    ],
)


def test_differences_stand_in_words_not_in_colour_alone():
    """Against the first run, which stands in the first column."""
    assert r"| | [All \| both](one.ipynb) | [JFK](one-jfk.ipynb) |" in PAGE
    assert "| Flights | {result}`one/default.n\\|full` | {result}`one/jfk.n\\|full` *lower* |" in PAGE
    assert "| only | \N{EM DASH} | {result}`one/jfk.only\\|full` |" in PAGE


def test_a_name_stands_alone_in_the_table():
    """It is neither higher nor lower than another."""
    assert "| Worst weather | {result}`one/default.w\\|full` | {result}`one/jfk.w\\|full` |" in PAGE


def test_what_all_agree_on_has_a_part_of_its_own():
    """It would only lengthen the table."""
    assert "## The same in every run\n\n- same: {result}`one/default.same|full`" in PAGE


def test_times_of_the_machine_are_neither_the_same_nor_higher():
    """Nor drawn: the next build has others."""
    rows = [[value("t", seconds, label="Time", measured=True)] for seconds in (3.0, 3.0)]
    page = comparison("About", [by_name(ALL, *rows[0]), by_name(JFK, *rows[1])])
    assert "| Time | {result}`one/default.t\\|full` | {result}`one/jfk.t\\|full` |" in page
    assert not drawable([(ALL, {"t": Value("t", 1.0, measured=True)}), (JFK, {"t": Value("t", 2.0)})])


def test_the_switch_is_a_line_of_links_to_the_other_runs():
    """So it works without a script."""
    (switch,) = re.findall(r":::\{div\} scenario-switch\n(.*)\n:::", PAGE)
    assert re.findall(r"\]\((.*?)\)", switch) == ["one-jfk.ipynb"]


@pytest.mark.parametrize(
    ("number", "interval", "words"),
    [
        (1.0, (0.5, 1.5), "the same"),
        (1.2, (0.7, 1.7), "higher"),
        (9.0, (8.0, 9.5), "clearly higher"),
        (0.1, (0.0, 0.2), "clearly lower"),
        (0.8, None, "lower"),
        (1.0, None, ""),
    ],
)
def test_clearly_is_said_where_intervals_have_nothing_in_common(number, interval, words):
    """An estimate without interval is only higher or lower."""
    base = Value("n", 1.0, digits=1, interval=(0.5, 1.5))
    assert against(Value("n", number, digits=1, interval=interval), base) == words


def test_two_effects_that_may_both_be_zero_are_not_compared():
    """Neither run found one; where one run did, the other is lower."""
    base = Value("n", 0.0, digits=3, interval=(-0.01, 0.02))
    assert against(Value("n", -0.001, digits=3, interval=(-0.02, 0.01)), base) == ""
    assert against(Value("n", -0.015, digits=3, interval=(-0.02, -0.01)), base) == "lower"


def test_a_count_is_neither_the_same_nor_higher_nor_lower():
    """One airport has fewer flights than all three together, which is no finding."""
    assert against(Value("n", 120, digits=0), Value("n", 330, digits=0)) == ""
    assert against(Value("n", 9, digits=0), Value("n", 9, digits=0)) == ""
    assert against(Value("n", 12, unit="min", digits=0), Value("n", 33, unit="min", digits=0)) == "lower"


@pytest.mark.parametrize(("strongest", "words"), [("rain", " *higher*"), ("fog", "")])
def test_numbers_of_different_things_are_not_compared(strongest, words):
    """The correlation of the strongest reading, where that is another one; nor is it drawn."""
    runs = [
        by_name(run, name("w", of), value("rho", rho, label="Correlation", of="w"))
        for run, of, rho in ((ALL, "rain", 1.0), (JFK, strongest, 2.0))
    ]
    row = "| Correlation | {result}`one/default.rho\\|full` | {result}`one/jfk.rho\\|full`" + words + " |"
    assert row in comparison("About", runs)
    assert drawable(runs, ["rho"]) == (["rho"] if words else [])


def test_words_and_other_units_are_not_compared():
    """Nothing can be said."""
    assert against(Value("n", "a", type="name"), Value("n", "b", type="name")) == ""
    assert against(Value("n", 1.0, unit="EUR"), Value("n", 2.0, unit="USD")) == ""


def test_only_numbers_of_one_unit_that_differ_are_drawn():
    """Headlines first; without them those with intervals."""
    one = {
        "a": Value("a", 1.0),
        "b": Value("b", 1.0, interval=(0.0, 2.0)),
        "w": Value("w", "x", type="name"),
        "u": Value("u", 1.0, unit="USD"),
        "s": Value("s", 1.0),
    }
    two = {
        **one,
        "a": Value("a", 2.0),
        "b": Value("b", 3.0),
        "w": Value("w", "y", type="name"),
        "u": Value("u", 2.0, unit="EUR"),
    }
    runs = [(ALL, one), (JFK, two)]
    assert drawable(runs, ["a", "s", "lost"]) == ["a"]
    assert drawable(runs) == ["b"]


def test_the_figure_stays_small():
    """The table holds all."""
    runs = [
        (run, {f"n{k}": Value(f"n{k}", float(k + i), interval=(0, 99)) for k in range(20)})
        for i, run in enumerate((ALL, JFK))
    ]
    assert len(drawable(runs)) == MOST


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.floats(0.1, 1e6))
def test_every_mark_lies_on_its_scale(middle: float, below: float, above: float):
    """Whatever the numbers are."""
    runs = [
        (ALL, {"n": Value("n", middle, interval=(middle - below, middle + above))}),
        (JFK, {"n": Value("n", middle + above, interval=(middle, middle + 2 * above))}),
    ]
    places = [float(one) for one in re.findall(r"left:(-?[\d.]+)%", dots_figure(runs, ["n"]))]
    assert len(places) == 4
    assert all(0 <= place <= 100 for place in places)


def test_names_in_the_figure_are_text():
    """A title cannot become markup."""
    run = run_of("one/x", title="<b>x</b>")
    assert "<b>x" not in dots_figure([(run, {"n": Value("n", 1.0)})], ["n"])


def test_nothing_to_draw_is_no_figure():
    """An empty frame says nothing."""
    assert dots_figure([(ALL, {})], []) == ""
    assert "At a glance" not in comparison(
        "T", [by_name(ALL, value("w", "a")), by_name(JFK, value("w", "b"))]
    )
