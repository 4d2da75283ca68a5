"""Transformers that turn a text into numbers: found by name, loaded from this machine only.

Any sentence-transformers model works by its name, and any plain BERT or DeBERTa, whose token vectors are
averaged under the attention mask. Nothing is downloaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.encoders.vector_store import cache_folder, content_key, kept
from portfolio.errors import EnvironmentFaultError

Singles = NDArray[np.float32]

NO_WEIGHTS = "weights not on this machine"
BATCH = 32
PIECES = 256  # of a text that a model reads, as many as MiniLM was made for


@dataclass(frozen=True)
class EncoderSource:
    """Where the weights of a model lie.

    Parameters
    ----------
    name
        As readers know it, such as `microsoft/deberta-v3-base`.
    folder
        The files of the model.
    is_sentence_model
        Whether it was trained to compare texts (it says how to pool), or is a plain transformer.
    """

    name: str
    folder: Path
    is_sentence_model: bool


def find_weights(name: str, extra: Path | None = None) -> EncoderSource:
    """Return where the weights of a model lie on this machine.

    Parameters
    ----------
    name
        A folder, or a model's name: `bert-base-uncased`, `sentence-transformers/all-mpnet-base-v2`.
    extra
        A folder known to hold this model, such as that of a package.

    Raises
    ------
    EnvironmentFaultError
        The weights are not on this machine.
    """
    for folder in filter(None, (extra, Path(name), _in_hub_cache(name))):
        if (folder / "config.json").is_file() and any(folder.glob("*.safetensors")):
            return EncoderSource(name, folder, (folder / "modules.json").is_file())
    raise EnvironmentFaultError(
        f"model {name!r}: {NO_WEIGHTS}",
        expected="a folder with config.json and *.safetensors, or a model in the cache of Hugging Face",
        hint="Nothing is downloaded here. Fetch it once: hf download " + name,
    )


def _in_hub_cache(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for known in (name, f"sentence-transformers/{name}"):
        with contextlib.suppress(HFValidationError):  # the name of a folder is not the name of a model
            found = try_to_load_from_cache(known, "config.json")
            if isinstance(found, str):
                return Path(found).parent
    return None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep progress bars and reports of the libraries out of the page, and the network out of the run."""
    from transformers.utils import logging as transformers_logging

    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    loud = logging.getLogger("sentence_transformers").level
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    level, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        logging.getLogger("sentence_transformers").setLevel(loud)
        os.environ.pop("HF_HUB_OFFLINE")
        if before is not None:
            os.environ["HF_HUB_OFFLINE"] = before


def encode(
    source: EncoderSource,
    texts: Sequence[str],
    pieces: int = PIECES,
    *,
    folder: Path | str | None = "default",
) -> Singles:
    """Return one vector of length one per text: (texts, width), computed once for each content.

    Parameters
    ----------
    source
        From `find_weights`.
    texts
        What is encoded; see `token_lengths`.
    pieces
        Word pieces of a text that are read, start and end marks included; the rest is cut off.
    folder
        Where vectors are kept; None keeps nothing.
    """
    place = cache_folder() if isinstance(folder, str) else folder
    # each text once, in one order: the same set of texts is the same content
    single = sorted(set(texts))
    key = content_key(weights_digest(source), f"length one, {BATCH}, {pieces}", single)
    vectors = kept(key, lambda: _encode(source, single, pieces), place)
    row = {text: number for number, text in enumerate(single)}
    return vectors[[row[text] for text in texts]]


def encoding_seconds(source: EncoderSource, texts: Sequence[str], pieces: int = PIECES) -> float:
    """Return the seconds of processor time that a text of these takes, once the model is loaded."""
    from sentence_transformers import SentenceTransformer

    with _quiet():
        model = SentenceTransformer(str(source.folder), device="cpu", local_files_only=True)
        model.max_seq_length = pieces
        model.encode(list(texts[:2]), show_progress_bar=False)  # the first call prepares
        began = time.process_time()
        model.encode(list(texts), batch_size=BATCH, show_progress_bar=False)
    return (time.process_time() - began) / len(texts)


def weights_digest(source: EncoderSource) -> str:
    """Return the sha256 of the files that decide what a model answers."""
    digest = hashlib.sha256()
    for path in sorted(source.folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".txt", ".model"}:
            with path.open("rb") as file:
                digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _encode(source: EncoderSource, texts: Sequence[str], pieces: int) -> Singles:
    vectors_of = _sentence_vectors if source.is_sentence_model else _plain_vectors
    with _quiet():
        return vectors_of(source, texts, pieces)


def _sentence_vectors(source: EncoderSource, texts: Sequence[str], pieces: int) -> Singles:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source.folder), device="cpu", local_files_only=True)
    model.max_seq_length = pieces
    found: Singles = model.encode(
        list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(found, dtype=np.float32)


def _plain_vectors(source: EncoderSource, texts: Sequence[str], pieces: int) -> Singles:
    """Return means of the last layer's token vectors under the attention mask, as for any BERT or DeBERTa."""
    tokenizer, model = load_tokenizer(source), plain_model(source)
    parts = [
        mean_under_mask(*_states(tokenizer, model, texts[start : start + BATCH], pieces))
        for start in range(0, len(texts), BATCH)
    ]
    vectors = np.concatenate(parts)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def mean_under_mask(states: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the mean of the token vectors that the mask marks as text, not padding: (texts, width).

    Parameters
    ----------
    states
        Token vectors, (texts, tokens, width).
    mask
        1 for a token of the text, 0 for padding, (texts, tokens).
    """
    weight = mask[:, :, None].astype(states.dtype)  # (texts, tokens, 1)
    found: NDArray[np.float32] = (states * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
    return found


def token_vectors(
    source: EncoderSource, texts: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the last layer's vectors and the attention mask of a few texts, padded to one length.

    Returns
    -------
    states
        (texts, tokens, width).
    mask
        (texts, tokens).
    """
    return _states(load_tokenizer(source), plain_model(source), texts)


def plain_model(source: EncoderSource) -> Any:
    """Return the transformer of a model, without pooling and ready to answer."""
    from transformers import AutoModel

    with _quiet():
        return AutoModel.from_pretrained(str(source.folder), local_files_only=True).eval()


def _states(
    tokenizer: Any, model: Any, texts: Sequence[str], pieces: int = PIECES
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    import torch

    batch = tokenizer(list(texts), padding=True, truncation=True, max_length=pieces, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch).last_hidden_state  # (texts, tokens, width)
    return states.numpy(), batch["attention_mask"].numpy()


def load_tokenizer(source: EncoderSource) -> Any:
    """Return the tokenizer that belongs to a model."""
    from transformers import AutoTokenizer

    with _quiet():
        return AutoTokenizer.from_pretrained(str(source.folder), local_files_only=True)


def token_table(tokenizer: Any, texts: Sequence[str]) -> pd.DataFrame:
    """Return the tokens, input ids and attention mask of texts padded to one length, as three rows each."""
    batch = tokenizer(list(texts), padding=True)
    rows = {}
    pairs = zip(batch["input_ids"], batch["attention_mask"], strict=True)
    for number, (ids, mask) in enumerate(pairs, start=1):
        rows[number, "token"] = tokenizer.convert_ids_to_tokens(ids)
        rows[number, "input id"] = ids
        rows[number, "attention mask"] = mask
    table = pd.DataFrame.from_dict(rows, orient="index").astype(object)
    table.index = pd.MultiIndex.from_tuples(table.index, names=["text", "row"])
    return table


def token_lengths(tokenizer: Any, texts: Sequence[str]) -> NDArray[np.int64]:
    """Return how many tokens each text has, start and end marks included, before any cut."""
    with _quiet():
        ids = tokenizer(list(texts), truncation=False)["input_ids"]
    return np.array([len(one) for one in ids])
