"""Code without the marks that change nothing: names in the colour of text are most elements of a chapter."""

from __future__ import annotations

import re

# Names, punctuation and spaces, in Pygments' short form: the theme gives them the code's own colour.
UNCOLOURED = ("n", "p", "w")
_MARK = re.compile(rb'<span class="(?:%s)">([^<]*)</span>' % b"|".join(map(str.encode, UNCOLOURED)))


def plain_code(page: bytes) -> bytes:
    """Return a page whose code has no elements around what is not coloured.

    Examples
    --------
    >>> plain_code(b'<span class="n">total</span> <span class="o">=</span>')
    b'total <span class="o">=</span>'
    """
    return _MARK.sub(rb"\1", page)
