"""Sweeps from the command to their table: resumed, refused, the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from portfolio import datasets
from portfolio.errors import UsageError
from press.build.plan import plan
from press.build.run_sweep import Swept, sweep
from press.execute import parallel
from press.execute.progress import TextDisplay
from press.project import Limits
from press.sweep.swept_results import keep_sweep, outdated_sweeps, read_sweeps
from pretend_kernel import pretended
from tests_support import TinyBook

GRID = ("ratio=1,2,4", "seed=0..1")


def run(book: TinyBook, *typed: str, **options: Any) -> Swept:
    """Execute a sweep of the notebook."""
    return sweep(book.project, "one", typed or GRID, limits=Limits(), display=TextDisplay, **options)


def files(folder: Path) -> dict[str, bytes]:
    """Return the tables of a sweep."""
    return {path.name: path.read_bytes() for path in folder.glob("results.*")}


def count_executions(monkeypatch: pytest.MonkeyPatch, fail_after: int | None = None) -> list[str]:
    """Note each execution; raise as a kill would after some."""
    seen: list[str] = []

    def counted(run: Any, *arguments: Any, **options: Any) -> Any:
        if fail_after is not None and len(seen) >= fail_after:
            raise KeyboardInterrupt
        seen.append(run.name)
        return pretended(run, *arguments, **options)

    monkeypatch.setattr(parallel, "execute", counted)
    return seen


def test_each_point_and_result_is_a_row(swept: TinyBook) -> None:
    """Measured times are left out; a wording stands in its own column."""
    done = run(swept)
    frame = pd.read_csv(done.folder / "results.csv")
    assert list(frame.columns) == ["ratio", "seed", "result", "value", "low", "high", "text", "unit", "label"]
    assert len(frame) == 6 * 3
    total = frame[frame["result"] == "total"]
    assert total["value"].tolist() == [10 * ratio + seed for ratio in (1, 2, 4) for seed in (0, 1)]
    assert (total["high"] - total["low"]).eq(2).all()
    assert set(frame.loc[frame["result"] == "verdict", "text"]) == {"is high", "is low"}
    assert "took" not in set(frame["result"])


def test_the_parquet_table_is_the_csv(swept: TinyBook) -> None:
    """Both hold the same values; read with DuckDB, which wrote it."""
    import duckdb

    done = run(swept)
    wide = duckdb.sql(f"SELECT * FROM read_parquet('{done.folder / 'results.parquet'}')").df()
    flat = pd.read_csv(done.folder / "results.csv")
    assert wide["value"].tolist() == pytest.approx(flat["value"].tolist(), nan_ok=True)
    assert wide["result"].tolist() == flat["result"].tolist()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_and_order_do_not_change_a_byte(swept: TinyBook, workers: int, tmp_path: Path) -> None:
    """One worker, two and four, typed the other way round."""
    first = files(run(swept).folder)
    other = run(swept, "seed=1,0", "ratio=4,2,1", workers=workers, restart=True)
    assert files(other.folder) == first


def test_a_sweep_goes_on_where_it_was_cut_short(swept: TinyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """No finished point is executed again, whatever became of the cache, and the bytes are the same."""
    whole = files(run(swept).folder)
    shutil.rmtree(swept.project.build)
    seen = count_executions(monkeypatch, fail_after=4)
    with pytest.raises(KeyboardInterrupt):
        run(swept, workers=1)
    assert len(seen) == 4
    shutil.rmtree(swept.project.cache)
    again = count_executions(monkeypatch)
    done = run(swept, workers=1)
    assert len(again) == 6 - done.held
    assert done.held >= 3  # what was in the hand that was cut off may be lost, what was written is not
    assert not set(again) & set(seen[: done.held])
    assert files(done.folder) == whole


def test_a_whole_sweep_is_not_executed_again(swept: TinyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call only writes the table."""
    run(swept)
    seen = count_executions(monkeypatch)
    done = run(swept)
    assert (seen, done.held) == ([], 6)


def test_a_damaged_point_is_executed_again(swept: TinyBook) -> None:
    """A file that was cut is no point."""
    done = run(swept)
    whole = files(done.folder)
    point = sorted((done.folder / "points").iterdir())[2]
    point.write_bytes(point.read_bytes()[:40])
    again = run(swept)
    assert again.held == 5
    assert files(again.folder) == whole


def test_points_of_two_grids_share_the_cache(swept: TinyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wider grid executes only what is new."""
    run(swept)
    seen = count_executions(monkeypatch)
    done = run(swept, "ratio=1,2,4,8", "seed=0..1")
    assert len(seen) == 2
    assert len(done.grid.runs) == 8


def test_a_changed_line_refuses_to_go_on_and_is_named(swept: TinyBook) -> None:
    """Points of two programs are never mixed, and nothing is thrown away unasked."""
    done = run(swept)
    kept = files(done.folder)
    path = swept.root / "notebooks" / "one.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("10 * ratio", "11 * ratio"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"(?s)other sources.*code cell 2 changed.*--restart"):
        run(swept)
    assert files(done.folder) == kept
    anew = run(swept, restart=True)
    assert files(anew.folder) != kept


def test_a_changed_pin_is_named(swept: TinyBook) -> None:
    """A package of another version is another program."""
    swept.write("requirements.txt", "not-installed==1.0\n")
    run(swept)
    swept.write("requirements.txt", "not-installed==2.0\n")
    with pytest.raises(UsageError, match=r"package not-installed 1.0 -> 2.0"):
        run(swept)


def test_a_changed_dataset_is_named(swept: TinyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point tells what it read; other data are other points."""
    done = run(swept)
    for path in (done.folder / "points").iterdir():
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**told, "datasets": {"flights": "old"}}), encoding="utf-8")
    monkeypatch.setattr(datasets, "fingerprint", lambda _: "new")
    with pytest.raises(UsageError, match="dataset flights changed"):
        run(swept)


def test_a_failing_point_leaves_the_others(swept: TinyBook) -> None:
    """The exit code is the failure's, the table holds what is there, and the next call tries the rest."""
    code = "assert ratio != 2\nfrom portfolio import results\nresults.record('x', ratio)"
    swept.notebook("one", code, parameters="ratio: float = 1.0  # a ratio")
    done = run(swept, "ratio=1,2,3")
    assert done.exit_code == 4
    assert done.sweep is None
    assert len(pd.read_csv(done.folder / "results.csv")) == 2
    assert len(run(swept, "ratio=1,2,3").failed) == 1


def test_a_kept_sweep_is_read_as_it_was_written(swept: TinyBook) -> None:
    """And is outdated as soon as a cell changes, not when a parameter's default does."""
    done = run(swept)
    assert done.sweep is not None
    assert done.sweep.command == "portfolio sweep one -p ratio=1,2,4 -p seed=0,1 --keep"
    keep_sweep(swept.project, done.sweep)
    found = read_sweeps(swept.project)
    assert found == {"one": done.sweep}

    def keys() -> dict[str, Any]:
        return {run.notebook: verdict.key for run, verdict in plan(swept.project).verdicts}

    assert outdated_sweeps(found, keys()) == ()
    swept.notebook("one", "pass", parameters="ratio: float = 1.0  # a ratio")
    assert outdated_sweeps(found, keys()) == (done.sweep,)


def test_a_broken_kept_sweep_is_refused(swept: TinyBook) -> None:
    """The message says how it is mended."""
    swept.write("notebooks/kept/one.sweep.json", '{"notebook": "one"}')
    with pytest.raises(UsageError, match="portfolio sweep one"):
        read_sweeps(swept.project)


def test_an_unknown_notebook_is_named(swept: TinyBook) -> None:
    """The nearest is offered."""
    with pytest.raises(UsageError, match="Did you mean 'one'"):
        sweep(swept.project, "on", GRID, limits=Limits(), display=TextDisplay)
