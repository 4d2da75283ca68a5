"""The lists of words that checks go by, each with its meaning in `word_lists.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TEXT = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
WORDS = {name: frozenset(words) for name, words in tomllib.loads(_TEXT).items()}
