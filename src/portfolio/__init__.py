"""The library behind the notebooks: data, methods, and what they record."""

__version__ = "0.1.0"
