"""Why a run is executed or reused, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.cache.cache import ABSENT, Cache, Miss
from press.cache.decide import Verdict, decide, differences, reasons
from press.cache.keys import Key, digest_of
from press.project import Project
from press.runs.notebook import Notebook
from press.runs.scenarios import Run

PARTS: dict[str, Any] = {
    "cells": ["c1", "c2", "c3", "c4"],
    "parameters": {"origin": "all", "seed": 0},
    "modules": {"portfolio": "m0", "portfolio.exploration": "m1", "portfolio.exploration.cleaning": "m2"},
    "packages": {"numpy": "2.0", "pandas": "3.1.0"},
    "python": "3.11",
    "kernel": "python3",
    "press": "p",
}
FILES = {"executed.ipynb": b"{}"}
RECORD = {"status": "ok", "datasets": {"flights": "f1"}, "seconds": 1.0}
RUN = Run("study", "default", "Study", {"origin": "all"})


def key(**changes: Any) -> Key:
    parts = {**PARTS, **changes}
    return Key("study/default", digest_of(parts), parts)


def notebook(*code: str) -> Notebook:
    cells = [{"cell_type": "code", "metadata": {}, "source": text} for text in code]
    return Notebook("study", Path("study.ipynb"), {"cells": cells, "metadata": {}, "nbformat": 4})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    package = tmp_path / "src" / "portfolio"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "cleaning.py").write_text("x = 1\n")
    return Project(tmp_path)


def cache(project: Project, fingerprint: str = "f1") -> Cache:
    return Cache(project.cache, lambda _: fingerprint)


def executed(project: Project, run: Run = RUN, code: str = "import portfolio.cleaning") -> Verdict:
    verdict = decide(run, notebook(code), project, cache(project))
    cache(project).store(verdict.key, FILES, RECORD)
    return verdict


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cells": ["c1", "c2", "c3", "x"]}, "code cell 4 changed"),
        ({"cells": ["x", "c2", "y", "c4"]}, "code cells 1, 3 changed"),
        ({"cells": ["c1", "c2", "x", "y", "c3", "c4"]}, "2 code cells added"),
        ({"cells": ["c1", "c2", "c4"]}, "1 code cell removed"),
        ({"cells": ["c2", "c1", "c3", "c4"]}, "code cells are in another order"),
        ({"parameters": {"origin": "JFK", "seed": 0}}, "parameter origin: 'all' -> 'JFK'"),
        ({"parameters": {"origin": "all", "seed": 0.0}}, "parameter seed: 0 -> 0.0"),
        ({"parameters": {"origin": "all", "seed": False}}, "parameter seed: 0 -> False"),
        ({"parameters": {"origin": "all"}}, "parameter seed removed"),
        ({"parameters": {**PARTS["parameters"], "k": 3}}, "parameter k added: 3"),
        (
            {"modules": {**PARTS["modules"], "portfolio.exploration.cleaning": "x"}},
            "module portfolio.exploration.cleaning changed",
        ),
        (
            {"modules": {**PARTS["modules"], "portfolio.language": "x"}},
            "module portfolio.language is imported now",
        ),
        (
            {"modules": {"portfolio": "m0", "portfolio.exploration": "m1"}},
            "module portfolio.exploration.cleaning is no longer imported",
        ),
        ({"packages": {"numpy": "2.0", "pandas": "3.1.1"}}, "package pandas 3.1.0 -> 3.1.1"),
        ({"packages": {**PARTS["packages"], "torch": "2.9"}}, "package torch not pinned -> 2.9"),
        ({"packages": {"numpy": "2.0"}}, "package pandas 3.1.0 -> no longer pinned"),
        ({"python": "3.12"}, "Python 3.11 -> 3.12"),
        ({"kernel": ""}, "kernel python3 -> default"),
        ({"press": "q"}, "the way notebooks are executed changed"),
        ({"processor": {"PORTFOLIO_THREADS": "2"}}, "processor profile native -> native-two-threads"),
        ({"processor": {"MKL_CBWR": "AVX2"}}, "processor profile native -> MKL_CBWR=AVX2"),
    ],
)
def test_each_difference_is_told_in_words(changes: dict[str, Any], expected: str) -> None:
    """One change, one sentence."""
    assert reasons(key(**changes), {"parts": PARTS}, Miss(ABSENT)) == (expected,)


def test_all_differences_are_told() -> None:
    """Not only the first."""
    changed = key(cells=["c1"], python="3.12")
    assert reasons(changed, {"parts": PARTS}, Miss(ABSENT)) == ("3 code cells removed", "Python 3.11 -> 3.12")


def test_many_of_one_kind_are_counted() -> None:
    """A hundred upgraded packages do not fill the screen."""
    told = list(differences({"packages": {}}, {"packages": {f"p{n:03}": "1" for n in range(100)}}))
    assert told[-1] == "95 more packages differ"
    assert len(told) == 6


def test_no_line_says_that_one_more_differs() -> None:
    """It would be as long as the line it saves."""
    told = list(differences({"modules": {}}, {"modules": {f"m{n}": "1" for n in range(6)}}))
    assert told[-1] == "module m5 is imported now"


def test_long_values_are_cut() -> None:
    """A page of text as parameter does not fill the screen."""
    (told,) = differences({"parameters": {"q": "a" * 500}}, {"parameters": {"q": "b" * 500}})
    assert len(told) < 160


def test_a_run_never_seen_is_said_so() -> None:
    """No history, no comparison."""
    assert reasons(key(), None, Miss(ABSENT)) == ("never executed",)
    assert reasons(key(), None, None) == ("never executed",)


def test_an_unchanged_run_without_entry_is_said_so() -> None:
    """Pruned or deleted."""
    assert reasons(key(), {"parts": PARTS}, Miss(ABSENT)) == ("its entry is no longer in the cache",)


@pytest.mark.parametrize("reason", ["dataset flights changed", "entry damaged: executed.ipynb is missing"])
def test_what_the_look_up_found_explains_alone(reason: str) -> None:
    """The entry is of this very key, so nothing else differs."""
    assert reasons(key(), {"parts": {}}, Miss(reason, warning=True)) == (reason,)


TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))
ANY_PARTS = st.fixed_dictionaries(
    {
        "cells": st.lists(st.sampled_from("abc")),
        "parameters": st.dictionaries(st.sampled_from("abc"), st.sampled_from([0, 1, 1.0, True, "1", None])),
        "modules": TEXTS,
        "packages": TEXTS,
        "python": st.sampled_from("xy"),
        "kernel": st.sampled_from("xy"),
        "press": st.sampled_from("xy"),
    }
)


@given(ANY_PARTS, ANY_PARTS)
def test_keys_differ_exactly_if_a_difference_is_told(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Nothing re-executes without a reason, and no reason is made up."""
    assert bool(list(differences(old, new))) == (digest_of(old) != digest_of(new))


def test_a_first_run_is_executed(project: Project) -> None:
    """There is nothing to reuse."""
    verdict = decide(RUN, notebook("x = 1"), project, cache(project))
    assert (verdict.action, verdict.reasons, verdict.entry) == ("execute", ("never executed",), None)


def test_an_unchanged_run_is_reused(project: Project) -> None:
    """Its entry comes with the verdict."""
    executed(project)
    verdict = decide(RUN, notebook("import portfolio.cleaning"), project, cache(project))
    assert (verdict.run, verdict.action, verdict.reasons) == ("study/default", "reuse", ("nothing changed",))
    assert verdict.entry is not None
    assert verdict.entry.digest == verdict.key.digest


def test_a_changed_module_is_named(project: Project) -> None:
    """The student learns which file made the notebook run again."""
    executed(project)
    (project.source / "portfolio" / "cleaning.py").write_text("x = 2\n")
    verdict = decide(RUN, notebook("import portfolio.cleaning"), project, cache(project))
    assert verdict.reasons == ("module portfolio.cleaning changed",)


def test_a_changed_parameter_is_named(project: Project) -> None:
    """Old and new value."""
    executed(project)
    other = replace(RUN, parameters={"origin": "JFK"})
    verdict = decide(other, notebook("import portfolio.cleaning"), project, cache(project))
    assert verdict.reasons == ("parameter origin: 'all' -> 'JFK'",)


def test_a_changed_dataset_is_named(project: Project) -> None:
    """Data are compared when a run is looked up."""
    executed(project)
    verdict = decide(RUN, notebook("import portfolio.cleaning"), project, cache(project, "f2"))
    assert (verdict.action, verdict.reasons) == ("execute", ("dataset flights changed",))
    assert verdict.warning is None


def test_going_back_to_an_earlier_state_reuses_its_entry(project: Project) -> None:
    """Undoing an edit costs nothing."""
    executed(project, code="x = 1")
    executed(project, code="x = 2")
    assert decide(RUN, notebook("x = 1"), project, cache(project)).action == "reuse"


def test_force_executes_whatever_is_cached(project: Project) -> None:
    """Really everything, and the key is there to store the result."""
    before = executed(project)
    verdict = decide(RUN, notebook("import portfolio.cleaning"), project, cache(project), force=True)
    assert (verdict.action, verdict.reasons) == ("execute", ("execution was asked for",))
    assert verdict.key == before.key


def test_damage_is_a_reason_and_a_warning(project: Project) -> None:
    """Whoever builds learns why a run is executed again."""
    entry = cache(project).lookup(executed(project).key)
    assert not isinstance(entry, Miss)
    entry.notebook.write_text("{} ")
    verdict = decide(RUN, notebook("import portfolio.cleaning"), project, cache(project))
    damage = "entry damaged: executed.ipynb does not match its digest"
    assert (verdict.reasons, verdict.warning) == ((damage,), damage)
