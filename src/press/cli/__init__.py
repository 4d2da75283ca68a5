"""The command line: parse, call one function, print."""

from press.cli.boundary import main

__all__ = ["main"]
