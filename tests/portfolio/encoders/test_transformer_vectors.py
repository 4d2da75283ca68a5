"""Encoders are found by name, on this machine only."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.datasets import load
from portfolio.encoders import transformer_vectors as encoders
from portfolio.errors import EnvironmentFaultError


@pytest.fixture(scope="module")
def minilm():
    return encoders.find_weights("MiniLM", load("minilm"))


@pytest.fixture(scope="module")
def tiny_bert(tmp_path_factory, minilm):
    """Return a plain BERT with random weights, saved as its makers save one."""
    import shutil

    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny-bert")
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=30522, **shape)).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        shutil.copy(minilm.folder / name, folder / name)
    return encoders.find_weights(str(folder))


def test_a_model_without_weights_says_so():
    """The message names the model and how to get it; nothing is downloaded."""
    with pytest.raises(EnvironmentFaultError, match=r"weights not on this machine.*hf download"):
        encoders.find_weights("microsoft/deberta-v3-base")


@pytest.mark.parametrize("name", ["", "../x", "no such model", "a/b/c"])
def test_a_strange_name_is_a_missing_model(name):
    """No traceback of another library."""
    with pytest.raises(EnvironmentFaultError, match="weights not on this machine"):
        encoders.find_weights(name)


def test_the_mean_under_the_mask_is_what_the_model_returns(minilm):
    """Pooling by hand equals the package's."""
    texts = ["a lid", "steel lids for large pans and pots"]
    pooled = encoders.mean_under_mask(*encoders.token_vectors(minilm, texts))
    pooled = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    assert np.allclose(pooled, encoders.encode(minilm, texts, folder=None), atol=1e-5)


def test_like_texts_are_near(minilm):
    """The weights are those of a sentence encoder; emoji, empty and Arabic texts have vectors too."""
    texts = ["a cat sleeps", "a kitten is asleep", "stock prices fell", "", "🙂", "قميص"]
    found = encoders.encode(minilm, texts, folder=None)
    assert found[0] @ found[1] > found[0] @ found[2]
    assert np.isfinite(found).all()


def test_equal_texts_have_equal_vectors(minilm, tmp_path):
    """Each text is encoded once; kept vectors are the same bytes."""
    first = encoders.encode(minilm, ["b", "a", "b"], folder=tmp_path)
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first, encoders.encode(minilm, ["b", "a", "b"], folder=tmp_path))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_plain_bert_is_loaded_and_averaged(tiny_bert):
    """A model that does not say how to pool is averaged under its mask."""
    assert not tiny_bert.is_sentence_model
    found = encoders.encode(tiny_bert, ["a lid", "a much longer text about lids"], folder=None)
    assert found.shape == (2, 16)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    alone = encoders.encode(tiny_bert, ["a lid"], folder=None)
    assert np.allclose(alone[0], found[0], atol=1e-5)  # padding changes nothing


def test_tokens_ids_and_mask_are_shown(minilm):
    """The shorter text is padded, and the mask says where."""
    tokenizer = encoders.load_tokenizer(minilm)
    table = encoders.token_table(tokenizer, ["a lid", "steel lids for pans"])
    assert table.loc[(1, "token")].tolist()[-1] == "[PAD]"
    assert table.loc[(1, "attention mask")].tolist() == [1, 1, 1, 1, 0, 0, 0]
    assert encoders.token_lengths(tokenizer, ["a lid", "lid " * 400]).tolist() == [4, 402]


def test_only_the_first_pieces_of_a_text_are_read(minilm):
    """Two marks and six pieces: what follows changes nothing."""
    texts = ["steel lid for a large pan", "steel lid for a large pan or a cotton sock"]
    short = encoders.encode(minilm, texts, 8, folder=None)
    assert np.allclose(short[0], short[1], atol=1e-6)
    assert not np.allclose(*encoders.encode(minilm, texts, folder=None), atol=1e-2)
