"""Tokens whose form their issuer has made known: a prefix, a length, an alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.check import Match, TextCheck
from press.gate.reading.document import View
from press.gate.secrets.formats import FORMATS
from press.gate.secrets.judgement import is_example

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

# A token is one run of these, with a digit in it; everything else on a page is left out before the patterns.
_RUN = re.compile(r"[\w~.$+/=:@%*-]{16,4096}")


class KnownToken(TextCheck):
    """Tokens of known form."""

    name = "known-token"
    group = "secrets"
    demands = (
        "No file holds a token of a known form, such as a cloud key, a web token or a package "
        "registry's token."
    )
    advice = (
        "Withdraw the token where it was issued, then remove it from the cell, output or page that shows it."
    )

    skipped = frozenset()

    def found(self, passage: Passage, _context: SiteContext, _in_code: bool) -> Iterator[Match]:
        """Yield every token, by the name of its issuer and its length."""
        for issuer, value, offset in tokens_in(passage.text, any_case=passage.view is View.INDEX):
            yield f"a token of {issuer} ({len(value)} characters)", offset, value


def tokens_in(text: str, *, any_case: bool = False) -> Iterator[tuple[str, str, int]]:
    """Yield issuer, value and offset of each token of known form.

    Parameters
    ----------
    any_case
        Whether the text may have lost its capitals, as the words of a search index have.
    """
    runs = "\n".join(dict.fromkeys(run for run in _RUN.findall(text) if not run.isalpha()))
    taken: set[str] = set()
    lowered = runs.lower() if any_case else runs
    for form in FORMATS if runs else ():
        if any(anchor in runs or (any_case and anchor.lower() in lowered) for anchor in form.anchors):
            for value in form.matches(runs, any_case=any_case):
                if value not in taken and not is_example(value):
                    taken.add(value)
                    yield form.issuer, value, text.index(value)
