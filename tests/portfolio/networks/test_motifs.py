"""The gamma-core, found and broken."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.networks import motifs


@pytest.mark.parametrize(
    ("sequence", "places"),
    [
        ("AGKCAAAC", (1, 3, 7)),  # three letters between
        ("GKCAAAAAAAAAC", (0, 2, 12)),  # nine
        ("GKCAAC", ()),  # two are too few
        ("GKCAAAAAAAAAAC", ()),  # ten too many
        ("GCAAAC", ()),  # nothing between G and C
    ],
)
def test_the_motif_is_found_where_it_is(sequence, places):
    """At most nine letters and at least three between its cysteines."""
    assert motifs.gamma_core(sequence) == places


def test_the_broken_one_and_its_control_hold_the_same_letters():
    """Only the control keeps the motif; a peptide without spare letters or behind the cut is left out."""
    sequences = ["KGKCAAACKGCKC", "AGKCAAAC", "KKKKK", "K" * 50 + "GKCAAACKGCKC"]
    found = motifs.break_motif(sequences, np.random.default_rng(0))
    assert found.rows.tolist() == [0]
    assert sorted(found.broken[0]) == sorted(found.control[0])
    assert motifs.gamma_core(found.broken[0]) == ()
    assert motifs.gamma_core(found.control[0]) == tuple(found.core[0]) == (1, 3, 7)
    assert found.elsewhere[0].tolist() == [9, 10, 12]


def test_no_peptide_with_the_motif_is_an_empty_answer():
    """With the shapes of a full one."""
    found = motifs.break_motif(["KKKK"], np.random.default_rng(0))
    assert found.core.shape == found.elsewhere.shape == (0, 3)
    assert found.broken == found.control == []
