"""What the book's own scripts say, in the languages of its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

STATIC = Path(__file__).parent / "sphinx_ext" / "static"
PLACE = "__WORDS__"
_SAID = re.compile(r'\bsay\("([^"]+)"')


def script_texts() -> Iterator[str]:
    """Yield the English texts that the scripts say: the first argument of each `say("...")`."""
    for path in sorted(STATIC.glob("*.js")):
        yield from _SAID.findall(path.read_text(encoding="utf-8"))


def with_words(script: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """Return a script in which `__WORDS__` is what its texts are called, by language.

    Parameters
    ----------
    script
        The text of the script.
    words
        For a language, short English texts and what is said for them, more than the scripts need.
    """
    texts = sorted(set(script_texts()))
    known = {language: {one: own[one] for one in texts if one in own} for language, own in words.items()}
    return script.replace(PLACE, json.dumps(known, ensure_ascii=False, sort_keys=True).replace("</", "<\\/"))
