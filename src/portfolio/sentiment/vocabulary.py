"""Words of messages as numbers: a vocabulary, input ids of one length, and the mask of the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int64]
PADDING, UNKNOWN = "<padding>", "<unknown>"
_TOKEN = re.compile(r"@\w+|#?[a-z]+(?:'[a-z]+)?|\d+|[!?]+|☺")


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a masked message: words, marks of masking, ! and ?, and a sign for emoji."""
    found = _TOKEN.findall(text.lower())
    return [token[0] if token[0] in "!?" else "0" if token[0].isdigit() else token for token in found]


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by number; 0 is padding and 1 is any token that was not in it."""

    tokens: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], least: int = 2) -> Vocabulary:
        """Return the tokens that appear at least so often in the texts, the most frequent first.

        Parameters
        ----------
        texts
            Masked messages to learn from, and no others.
        least
            Appearances without which a token is unknown.
        """
        counts = Counter(token for text in texts for token in tokens_of(text))
        kept = sorted(
            (token for token, count in counts.items() if count >= least), key=lambda t: (-counts[t], t)
        )
        return cls((PADDING, UNKNOWN, *kept))

    def ids(self, texts: Sequence[str], length: int = 30) -> Codes:
        """Return the numbers of the first tokens of each text, (texts, length), padded with 0.

        Parameters
        ----------
        texts
            Masked messages.
        length
            Tokens that are read; the rest is cut off.
        """
        number = {token: place for place, token in enumerate(self.tokens)}
        made = np.zeros((len(texts), length), dtype=np.int64)
        for row, text in enumerate(texts):
            found = [number.get(token, 1) for token in tokens_of(text)[:length]] or [1]
            made[row, : len(found)] = found
        return made

    def table(self, text: str, length: int) -> pd.DataFrame:
        """Return token, input id and mask of one text, a column for each position."""
        ids = self.ids([text], length)[0]
        rows = {"token": [self.tokens[i] for i in ids], "input id": ids, "mask": (ids > 0).astype(int)}
        return pd.DataFrame(rows).T
