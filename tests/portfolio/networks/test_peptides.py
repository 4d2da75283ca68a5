"""Peptides: reading, counting, relatives, folds, and the networks on them."""

from __future__ import annotations

import zipfile

import numpy as np
import pandas as pd
import pytest
import torch

from portfolio.errors import DataError
from portfolio.networks import peptides as pp
from portfolio.networks import sequences as sq

RNG = np.random.default_rng(0)


def invented(count: int) -> tuple[list[str], np.ndarray]:
    """Return random sequences, half of them with the motif CKC somewhere, and whether they have it."""
    marked = np.arange(count) % 2 == 0
    letters = list("ADEFGHILNPQRSTVWY")
    found = []
    for one in marked:
        text = "".join(RNG.choice(letters, RNG.integers(12, 30)))
        place = RNG.integers(0, len(text))
        found.append(text[:place] + ("CKC" if one else "KAK") + text[place:])
    return found, marked


def test_a_file_is_read_with_its_header_and_blanks(tmp_path):
    """The first line holds counts and names."""
    wheel = tmp_path / "modlamp.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(pp.MEMBER, "2,1,UniProt,AMP\nGLWSK, 1\nMKV, 0\n\n")
    frame = pp.read_peptides(wheel)
    assert frame.to_dict("list") == {"sequence": ["GLWSK", "MKV"], "antimicrobial": [True, False]}


@pytest.mark.parametrize("bad", ["GLXSK", "glwsk", "", "G LW"])
def test_a_letter_that_is_no_amino_acid_is_refused(bad):
    """With its row."""
    frame = pd.DataFrame({"sequence": ["GLW", bad], "antimicrobial": [True, False]})
    with pytest.raises(DataError, match="1 of 2 peptides, the first in row 1"):
        pp.checked_peptides(frame)


def test_a_table_without_rows_or_columns_is_refused():
    """In one sentence."""
    with pytest.raises(DataError, match="without antimicrobial"):
        pp.checked_peptides(pd.DataFrame({"sequence": ["GLW"]}))
    with pytest.raises(DataError, match="0 rows"):
        pp.checked_peptides(pd.DataFrame({"sequence": [], "antimicrobial": []}))


def test_repeats_are_counted_and_contradictions_dropped():
    """A repeated one is kept once; one with both labels not at all."""
    frame = pd.DataFrame(
        {"sequence": list("AACCDE"), "antimicrobial": [True, True, True, False, False, True]}
    )
    cleaned = pp.clean_peptides(frame)
    assert list(cleaned.frame["sequence"]) == ["A", "D", "E"]
    assert (cleaned.rows, cleaned.repeated, cleaned.contradictory) == (6, 2, 1)


def test_relatives_are_joined_by_chains_and_by_nothing_shorter():
    """The first and the third share nothing but the second."""
    found = pp.relatives(["AAAAAACC", "CAAAAAADDDDDD", "GDDDDDD", "GAAAAAG", "WWW", "WWW"], 6)
    assert found[0] == found[1] == found[2] == 0
    assert found[3] not in found[:3]
    assert found[4] == found[5]


def test_no_family_lies_on_both_sides():
    """And the family that is always learnt from has no fold; labels stay balanced."""
    groups = np.sort(RNG.integers(0, 60, 600))
    labels = RNG.random(600) < 0.4
    fold = pp.folds(labels, groups, 0, always_learnt=0)
    assert (fold[groups == 0] == -1).all()
    assert (fold[groups > 0] >= 0).all()
    for number in range(5):
        assert not set(groups[fold == number]) & set(groups[fold != number])
        assert abs(labels[fold == number].mean() - 0.4) < 0.1
    assert np.bincount(pp.folds(labels, None, 0)).tolist() == [120] * 5


def test_sequences_become_numbers():
    """Cut behind the longest, zero behind the end."""
    assert pp.encode(["ACY", "AAAAA"], 4).tolist() == [[1, 2, 20, 0], [1, 1, 1, 1]]


@pytest.mark.parametrize("name", list(sq.NETWORKS))
def test_a_network_learns_a_motif_and_does_not_see_what_lies_behind_the_end(name):
    """On sequences of its own; padding changes nothing."""
    texts, marked = invented(500)
    coded = pp.encode(texts)
    fitted = sq.train_sequences(name, coded[:400], marked[:400], epochs=12, seed=0)
    assert fitted.losses[-1] < fitted.losses[0]
    said = sq.probabilities(fitted.network, coded[400:])
    assert ((said > 0.5) == marked[400:]).mean() > 0.9
    with torch.inference_mode():
        short = fitted.network(torch.from_numpy(coded[400:401, : len(texts[400])]))
        whole = fitted.network(torch.from_numpy(coded[400:401]))
    assert torch.allclose(short, whole, atol=1e-5)


def test_a_fold_is_predicted_by_a_network_that_did_not_see_it():
    """What is written over the labels of a fold changes nothing of what is said of it."""
    texts, marked = invented(60)
    coded, fold = pp.encode(texts), np.arange(60) % 5
    said, fitted = sq.predict_folds("convolution", coded, marked, fold, epochs=1, seed=0)
    assert len(fitted) == 3
    assert np.isnan(said).tolist() == (~np.isin(fold, (1, 2, 3))).tolist()
    spoilt = np.where(fold == 2, ~marked, marked)
    other, _ = sq.predict_folds("convolution", coded, spoilt, fold, epochs=1, seed=0)
    assert np.array_equal(said[fold == 2], other[fold == 2])
    assert not np.array_equal(said[fold == 1], other[fold == 1])


def test_attention_weights_add_up_to_one_over_the_letters():
    """And none lies behind the end."""
    coded = torch.from_numpy(pp.encode(["ACDEF", "GHIKLMNPQ"]))
    _, weights = sq.Attention().eval().looked_at(coded)
    assert torch.allclose(weights.sum(1), torch.ones(2))
    assert (weights[0, 5:] == 0).all()
