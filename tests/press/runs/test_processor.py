"""The profiles of processors."""

from __future__ import annotations

import os

import pytest

from portfolio.errors import UsageError
from press.execute.runner import execute
from press.project import Limits
from press.runs.notebook import read_notebooks
from press.runs.processor import PROFILES, THREADS, VARIABLES, chosen, in_words, threads, under
from press.settings.scenarios import load_scenarios

SEES = """import numpy, threadpoolctl, torch
from numpy._core._multiarray_umath import __cpu_features__ as features
from portfolio import results
results.name("torch", torch.backends.cpu.get_cpu_capability())
results.record("threads", torch.get_num_threads())
results.record("wide", int(features["X86_V3"]))
results.name("blas", sorted({i["architecture"] for i in threadpoolctl.threadpool_info()
                               if i["internal_api"] == "openblas"})[0])"""


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_sets_only_what_kernels_get(profile):
    """A variable that is not handed on would change nothing."""
    assert set(PROFILES[profile]) <= {*VARIABLES, THREADS}


def test_a_profile_is_set_for_a_while_and_the_callers_own_come_back(monkeypatch):
    """Whatever happens meanwhile; what the caller had set does not mix with it."""
    monkeypatch.setenv("MKL_CBWR", "AUTO")
    monkeypatch.setenv(THREADS, "3")
    before = dict(os.environ)
    with pytest.raises(ZeroDivisionError), under("mkl-sse"):
        assert chosen() == {"MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}
        raise ZeroDivisionError
    assert dict(os.environ) == before


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "²"])
def test_a_cap_on_threads_that_is_not_a_number_is_an_error(text):
    """It names the variable."""
    with pytest.raises(UsageError, match="PORTFOLIO_THREADS"):
        threads({THREADS: text})


def test_one_thread_is_the_default_and_no_part_of_a_key():
    """Set or not."""
    assert (threads({}), threads({THREADS: ""}), chosen({THREADS: "1"})) == (1, 1, {})
    assert chosen({THREADS: "02"}) == {THREADS: "2"}


@pytest.mark.parametrize("profile", PROFILES)
def test_variables_are_told_as_the_profile_that_sets_them(profile):
    """Those of none are listed."""
    assert in_words(chosen(PROFILES[profile])) == profile
    assert in_words({"MKL_CBWR": "X", "NUMBA_CPU_NAME": "y"}) == "MKL_CBWR=X, NUMBA_CPU_NAME=y"


@pytest.mark.slow
def test_the_libraries_in_a_kernel_work_as_on_an_old_processor(book):
    """PyTorch, NumPy and OpenBLAS say what they use."""
    book.notebook("one", SEES)
    known = read_notebooks(book.project.notebooks)
    (run,) = load_scenarios(book.project, known)
    with under("old"):
        outcome = execute(run, known["one"], book.root / "run", limits=Limits(), threads=2)
    assert outcome.failure is None
    told = {value["name"]: value["value"] for value in outcome.record.values}
    assert told == {"torch": "DEFAULT", "threads": 2, "wide": 0, "blas": "Nehalem"}
