"""The library behind the notebooks, and the press that prints the book."""

__version__ = "0.1.0"
