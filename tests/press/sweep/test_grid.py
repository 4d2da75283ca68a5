"""The points of a sweep."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from press.runs.notebook import Notebook
from press.sweep.grid import MOST_POINTS, Grid, grid_of
from tests_support import TinyBook


def points(grid: Grid) -> list[tuple[object, ...]]:
    """Return the values of what varies at each point."""
    return [tuple(run.parameters[name] for name in grid.varied) for run in grid.runs]


def test_every_combination_is_a_point_in_one_order(swept: TinyBook, notebook: Notebook) -> None:
    """Points are sorted by the declared order of the parameters, however they were typed."""
    one = grid_of(notebook, ["seed=1,0", "ratio=5,2"], None, swept.project)
    other = grid_of(notebook, ["ratio=2,5", "seed=0..1"], None, swept.project)
    assert points(one) == points(other) == [(2.0, 0), (2.0, 1), (5.0, 0), (5.0, 1)]
    assert [run.name for run in one.runs] == ["one/point-1", "one/point-2", "one/point-3", "one/point-4"]


def test_a_value_asked_for_twice_is_one_point(swept: TinyBook, notebook: Notebook) -> None:
    """`1`, `1.0` and `1e0` are the same ratio."""
    grid = grid_of(notebook, ["ratio=1,1.0,1e0,2"], None, swept.project)
    assert points(grid) == [(1.0,), (2.0,)]
    assert grid.repeated == 2


def test_a_range_reaches_its_end(swept: TinyBook, notebook: Notebook) -> None:
    """Steps of a tenth end where they should in spite of binary fractions."""
    grid = grid_of(notebook, ["ratio=0..1..0.1"], None, swept.project)
    assert points(grid) == [(number / 10,) for number in range(11)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ratio=0..1", "needs its step"),
        ("seed=9..0", "rises in positive steps"),
        ("seed=0..9..0", "rises in positive steps"),
        ("seed=0..99999999", "too many values"),
        ("seed=", "an empty value"),
        ("seed=1,,2", "an empty value"),
        ("seed=1,x", "whole number"),
        ("ratio=1,101", "out of range"),
        ("sead=1", "Did you mean 'seed'"),
        ("city=Paris", "out of range"),
    ],
)
def test_a_wrong_value_is_told_before_a_kernel_starts(
    swept: TinyBook, notebook: Notebook, typed: str, told: str
) -> None:
    """The message names the parameter and what is expected."""
    with pytest.raises(UsageError, match=told):
        grid_of(notebook, [typed], None, swept.project)


def test_all_faults_are_told_together(swept: TinyBook, notebook: Notebook) -> None:
    """A person mends them in one go."""
    with pytest.raises(UsageError, match=r"(?s)2 problems.*sead.*out of range"):
        grid_of(notebook, ["sead=1", "ratio=101"], None, swept.project)


def test_too_many_points_are_refused(swept: TinyBook, notebook: Notebook) -> None:
    """The number is told before anything is made of it."""
    with pytest.raises(UsageError, match=f"at most {MOST_POINTS:,}"):
        grid_of(notebook, ["seed=0..999", "ratio=0..10"[:-4] + "1..50..1"], None, swept.project)


def test_nothing_to_vary_is_refused(swept: TinyBook, notebook: Notebook) -> None:
    """A sweep without values is a run."""
    with pytest.raises(UsageError, match="nothing to vary"):
        grid_of(notebook, [], None, swept.project)


def test_a_comma_in_a_value_stands_in_quotes(swept: TinyBook, notebook: Notebook, tmp_path: Path) -> None:
    """A file may have a comma in its name."""
    table = tmp_path / "a,b.csv"
    table.write_text("x\n1\n", encoding="utf-8")
    grid = grid_of(notebook, [f'city="csv:{table}",Rome'], None, swept.project)
    assert points(grid) == [("Rome",), (f"csv:{table}",)]


def test_rows_of_a_table_are_points(swept: TinyBook, notebook: Notebook, tmp_path: Path) -> None:
    """They combine with what is typed, and are no full grid unless they happen to be one."""
    table = tmp_path / "rows.csv"
    table.write_text("\ufeffratio,city\n2,Oslo\n5,Rome\n", encoding="utf-8")
    grid = grid_of(notebook, ["seed=0,1"], table, swept.project)
    assert points(grid) == [(2.0, "Oslo", 0), (2.0, "Oslo", 1), (5.0, "Rome", 0), (5.0, "Rome", 1)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ratio\n", "then a line for each point"),
        ("", "then a line for each point"),
        ("ratio,ratio\n1,2\n", "different parameter names"),
        ("ratio,seed\n1\n", "line 2"),
        ("ratio\n1\nx\n", "line 3"),
        ("speed\n1\n", "no parameter 'speed'"),
        ("seed\n1\n", "stands in the table too"),
    ],
)
def test_a_wrong_table_names_its_line(
    swept: TinyBook, notebook: Notebook, tmp_path: Path, text: str, told: str
) -> None:
    """The message says where and what."""
    table = tmp_path / "rows.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        grid_of(notebook, ["seed=0"], table, swept.project)


def test_a_table_that_is_not_there_is_named(swept: TinyBook, notebook: Notebook) -> None:
    """A path starts in the current folder."""
    with pytest.raises(UsageError, match="there is no table"):
        grid_of(notebook, [], Path("absent.csv"), swept.project)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.permutations([0.5, 1.5, 2.5]))
def test_the_grid_is_the_set_of_its_points(
    swept: TinyBook, notebook: Notebook, seeds: list[int], ratios: list[float]
) -> None:
    """Order and repeats of what is typed change nothing."""
    typed = [f"seed={','.join(map(str, seeds))}", f"ratio={','.join(map(str, ratios))}"]
    grid = grid_of(notebook, typed, None, swept.project)
    wanted = sorted({(ratio, seed) for ratio in ratios for seed in seeds})
    assert [(run.parameters["ratio"], run.parameters["seed"]) for run in grid.runs] == wanted
