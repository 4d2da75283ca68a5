"""How much room a part of a chapter is given before it is laid out.

A browser that skips a part far from the screen has to guess its height. A guess too small lets parts overlap
for whoever asks where something stands, and the scroll bar lies. What cells show makes nearly all of
the height.
"""

from __future__ import annotations

import re

_PART = re.compile(rb"<section\b[^>]*(?=>\s*(?:<span[^>]*></span>\s*)*<h2)")
_OUTPUT = b'class="cell_output'


def with_part_heights(page: bytes) -> bytes:
    """Return a page whose parts say how many outputs they hold, for the style sheet to make room.

    Examples
    --------
    >>> with_part_heights(b'<section id="a"><h2>A</h2><div class="cell_output"></div></section>')[:35]
    b'<section id="a" style="--outputs:1"'
    """
    starts = [match.end() for match in _PART.finditer(page)]
    if not starts or _OUTPUT not in page:
        return page
    pieces, before = [], 0
    for start, end in zip(starts, [*starts[1:], len(page)], strict=True):
        count = page.count(_OUTPUT, start, end)
        pieces += [page[before:start], b' style="--outputs:%d"' % count if count else b""]
        before = start
    return b"".join([*pieces, page[before:]])
