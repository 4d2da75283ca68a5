"""Text of a reader's table in figures that read markup."""

from __future__ import annotations

import html
import textwrap


def plotly_text(text: object) -> str:
    """Return a text as plotly shows it as it stands: no tags, no entities, no mathematics between dollars.

    Examples
    --------
    >>> plotly_text("<b> $5 & up")
    '&lt;b&gt; &#36;5 &amp; up'
    """
    return html.escape(str(text), quote=False).replace("$", "&#36;")


def shortened(text: object, longest: int) -> str:
    """Return a text cut at a blank, or within a word where the first word is too long by itself.

    Examples
    --------
    >>> shortened("kitchen and home", 12), shortened("Kuchengabelspitze", 8)
    ('kitchen …', 'Kucheng…')
    """
    whole = " ".join(str(text).split())
    short = textwrap.shorten(whole, longest, placeholder=" …")
    return short if len(short) > 3 or len(whole) <= longest else f"{whole[: longest - 1]}…"
