"""The end of whoever read our output."""

from __future__ import annotations


class ClosedPipeError(Exception):
    """The reader of our output went away, as `| head` does; click would end the process by itself."""
