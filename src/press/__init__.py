"""The press: executes the notebooks of a book, prints it and holds it against what must be true."""

from portfolio import __version__

__all__ = ["__version__"]
