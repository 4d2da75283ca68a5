"""Start without the grammars of internationalised addresses, which nothing here uses."""

from __future__ import annotations

import sys

MODULE = "rfc3987_syntax"


def skip_address_grammars() -> None:
    """Let `jsonschema` start without its optional check of internationalised addresses.

    It would compile 38 grammars at import, which takes a second of every process that reads a notebook with
    nbformat. Notebooks and settings hold no such addresses. A module that is already there is left alone.
    """
    sys.modules.setdefault(MODULE, None)  # type: ignore[arg-type]  # None makes its import fail, as if not installed
