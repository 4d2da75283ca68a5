"""The search index without the words of pages that are gone.

Sphinx keeps each word it ever indexed, with an empty list of pages once no page holds it any more. The same
book would differ by its history, and a word that was removed for a reason could still be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

NAME = "searchindex.js"
_OPEN, _CLOSE = "Search.setIndex(", ")"
_WORDS = ("terms", "titleterms")


def without_lost_words(site: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a site, with only those words in its search index that some page holds."""
    return {name: _tidy(content) if name == NAME else content for name, content in site.items()}


def _tidy(content: bytes) -> bytes:
    text = content.decode("utf-8", "replace").strip()
    if not (text.startswith(_OPEN) and text.endswith(_CLOSE)):
        return content
    try:
        index = json.loads(text[len(_OPEN) : -len(_CLOSE)])
    except ValueError:
        return content
    for kind in _WORDS:
        index[kind] = {word: pages for word, pages in index.get(kind, {}).items() if pages != []}
    return (_OPEN + json.dumps(index, sort_keys=True) + _CLOSE).encode()
