"""What the processes of a preview say to the one that a person started: a line of JSON each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from portfolio.errors import PortfolioError
from press.runs.redaction import without_secrets

Tell = Callable[..., None]


def own_wire() -> Tell:
    """Return a function that sends a message; what others print goes to standard error from now on."""
    wire = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(**message: Any) -> None:
        wire.write(json.dumps(message) + "\n")
        wire.flush()

    return tell


def in_words(error: Exception) -> str:
    """Return what a person is told of an error."""
    known = isinstance(error, (PortfolioError, OSError))
    told = str(error) if known else f"a fault of the press itself: {type(error).__name__}: {error}"
    return without_secrets(told)
