"""The command line: parse, call one function, print."""

from portfolio.cli.boundary import main

__all__ = ["main"]
