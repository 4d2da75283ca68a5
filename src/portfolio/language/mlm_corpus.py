"""A corpus for guessing hidden words: word pieces, texts of equal length, hidden places.

Source: Devlin et al. 2019, BERT, section 3.1, for what is hidden and how.
Letters in shapes: B texts, N tokens, V words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import torch
from torch import Tensor

from portfolio.errors import DataError

PAD, UNKNOWN, MASK = 0, 1, 2
SPECIAL = ("[PAD]", "[UNK]", "[MASK]")
IGNORED = -100  # the target of a place that is not to be guessed


@dataclass(frozen=True)
class Vocabulary:
    """Word pieces of a tokenizer that a corpus uses, sorted, behind three special ones."""

    pieces: tuple[str, ...]
    tokenizer: Path

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of each text as numbers; a piece that the corpus does not know is `UNKNOWN`."""
        known = {piece: number for number, piece in enumerate(self.pieces)}
        return [[known.get(piece, UNKNOWN) for piece in text] for text in pieces_of(texts, self.tokenizer)]


def pieces_of(texts: Sequence[str], tokenizer: Path) -> list[list[str]]:
    """Return the word pieces of each text, without the tokenizer's marks of begin and end."""
    from tokenizers import Tokenizer

    cutter = Tokenizer.from_file(str(tokenizer))
    cutter.no_truncation()
    cutter.no_padding()
    return [encoded.tokens for encoded in cutter.encode_batch(list(texts), add_special_tokens=False)]


def vocabulary_of(texts: Sequence[str], tokenizer: Path, *, least: int = 2) -> Vocabulary:
    """Return the pieces that occur at least `least` times.

    Raises
    ------
    DataError
        No piece does.
    """
    counts = Counter(piece for text in pieces_of(texts, tokenizer) for piece in text)
    kept = sorted(piece for piece, count in counts.items() if count >= least and piece not in SPECIAL)
    if not kept:
        raise DataError("the corpus", expected=f"pieces that occur {least} times", got="none")
    return Vocabulary((*SPECIAL, *kept), tokenizer)


@dataclass(frozen=True)
class Blocks:
    """Texts cut to equal length: `tokens` (B, N), padded with `PAD`."""

    tokens: Tensor

    @property
    def mask(self) -> Tensor:
        """(B, N), true where there is a word."""
        return self.tokens != PAD


def blocks_of(encoded: Sequence[Sequence[int]], length: int, *, least: int = 8) -> Blocks:
    """Cut each text into blocks of `length` tokens; a rest shorter than `least` is left out.

    Raises
    ------
    DataError
        No text is long enough.
    """
    rows = []
    for text in encoded:
        for start in range(0, len(text), length):
            row = list(text[start : start + length])
            if len(row) >= least:
                rows.append(row + [PAD] * (length - len(row)))
    if not rows:
        raise DataError("the corpus", expected=f"a text of {least} tokens or more", got="none")
    return Blocks(torch.tensor(rows))


@dataclass(frozen=True)
class Hidden:
    """Texts with places hidden: `tokens` (B, N) to read, `targets` (B, N) to guess, `IGNORED` elsewhere."""

    tokens: Tensor
    targets: Tensor
    mask: Tensor


def hide(blocks: Blocks, words: int, generator: torch.Generator, *, rate: float = 0.15) -> Hidden:
    """Hide places: of those chosen, 80 % become `MASK`, 10 % another word, and 10 % stay as they are.

    Parameters
    ----------
    words
        V, to draw other words from.
    rate
        Share of the words that are chosen.
    """
    shape = blocks.tokens.shape
    chosen = (torch.rand(shape, generator=generator) < rate) & blocks.mask
    way = torch.rand(shape, generator=generator)
    other = torch.randint(len(SPECIAL), words, shape, generator=generator)
    tokens = torch.where(chosen & (way < 0.8), torch.tensor(MASK), blocks.tokens)
    tokens = torch.where(chosen & (way >= 0.9), other, tokens)
    return Hidden(tokens, torch.where(chosen, blocks.tokens, torch.tensor(IGNORED)), blocks.mask)


@dataclass(frozen=True)
class Corpus:
    """Texts to learn from, and texts to be measured on, of other branches of the classification.

    Parameters
    ----------
    vocabulary
        Pieces of the texts to learn from.
    seen
        Texts to learn from.
    unseen
        Texts to be measured on, with the same places hidden for every model.
    """

    vocabulary: Vocabulary
    seen: Blocks
    unseen: Hidden

    @property
    def words(self) -> int:
        """V."""
        return len(self.vocabulary.pieces)

    @property
    def hidden(self) -> int:
        """How many words of the unseen texts are to be guessed."""
        return int((self.unseen.targets != IGNORED).sum())


def corpus_of(
    texts: pd.Series, groups: pd.Series, tokenizer: Path, *, length: int = 32, one_in: int = 8, seed: int = 0
) -> Corpus:
    """Split texts by group, so that near copies stay together, and cut them into blocks.

    Parameters
    ----------
    texts, groups
        One text and the name of its group in each row.
    tokenizer
        File of a word-piece tokenizer.
    one_in
        Every how many groups one is kept to measure on.
    seed
        Of the hidden places of the unseen texts.

    Raises
    ------
    DataError
        Fewer than two groups, or no text that is long enough.
    """
    names = sorted(groups.unique())
    if len(names) < 2:
        raise DataError("the corpus", expected="2 groups or more", got=len(names))
    held = groups.isin(names[::one_in])
    vocabulary = vocabulary_of(list(texts[~held]), tokenizer)
    seen, later = (blocks_of(vocabulary.encode(list(texts[part])), length) for part in (~held, held))
    generator = torch.Generator().manual_seed(seed)
    return Corpus(vocabulary, seen, hide(later, len(vocabulary.pieces), generator))
