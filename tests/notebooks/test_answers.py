"""The answers at the top of chapters against the published and the kept results that they rest on."""

from __future__ import annotations

from itertools import pairwise

import pytest

from portfolio.results.value import Value
from press.execute.pinned_results import read_kept
from press.project import Project
from press.releases.results_lock import read_lock, values_of
from press.result_references import values_from
from tests_support import ROOT

PROJECT = Project(ROOT)
TRAININGS = ("default", "seed-1", "seed-2")
Results = dict[str, dict[str, Value]]


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the locked and the kept results by run."""
    locked = {run: values_of(values) for run, values in read_lock(PROJECT.notebooks).items()}
    return locked | {one.name: values_from(one.values) for one in read_kept(PROJECT)}


def over_trainings(results: Results, chapter: str, name: str) -> list[float]:
    """Return a result of the three trainings of a chapter."""
    return [float(results[f"{chapter}/{training}"][name].value) for training in TRAININGS]


def test_an_autoencoder_generates_once_it_is_known_where_its_codes_lie(results):
    """In every training: a mixture over the codes, then the variational model, one normal, the prior."""
    order = ("mixture_fid", "vae_fid", "plain_fit_fid", "plain_prior_fid")
    kinds = [over_trainings(results, "autoencoders", name) for name in order]
    for nearer, farther in pairwise(kinds):
        assert max(nearer) < min(farther)
    full = results["autoencoders/full"]
    assert full["mixture_fid"].value < full["vae_fid"].value


def test_the_generators_stand_in_the_order_that_the_answer_gives(results):
    """At equal time the intervals lie apart; on the page the ranges over three trainings do."""
    equal = results["diffusion/equal-time"]
    gan, vae, diffusion = (equal[f"{name}_fid"].interval for name in ("gan_again", "vae_again", "untold"))
    assert gan[1] < vae[0] < vae[1] < diffusion[0]
    names = ("diffusion_fid", "gan_again_fid", "untold_fid", "vae_again_fid")
    kinds = [over_trainings(results, "diffusion", name) for name in names]
    for nearer, farther in pairwise(kinds):
        assert max(nearer) < min(farther)


def test_the_generator_draws_all_ten_digits_in_every_training(results):
    """No mode is lost to luck."""
    assert over_trainings(results, "adversaries", "gan_modes_covered") == [10, 10, 10]


@pytest.mark.parametrize(
    ("run", "name", "least"),
    [
        ("scoring/default", "auc", 0.850),
        ("scoring/default", "cost_saving", 35),
        ("language/default", "lee_pearson_best", 0.65),
        ("language/flipkart", "ari_best", 0.75),
        ("language/flipkart", "ari_tfidf_prepared", 0.60),
    ],
)
def test_what_was_aimed_at_is_reached(run, name, least, results):
    """By the published value; its interval may reach below."""
    assert results[run][name].value >= least


def test_the_bound_of_the_variational_autoencoder_is_as_low_as_was_aimed_at(results):
    """In each of three trainings."""
    assert max(over_trainings(results, "autoencoders", "vae_nll")) <= 101.5
