"""What a build imports, imported once by the process that every command is forked from."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from sphinx.application import builtin_extensions

import faults.order
from press.sphinx_ext.run_sphinx import load_sphinx

OURS = ("portfolio.results", "press")
WHOLE = ("myst_nb.ext", "myst_parser.sphinx_ext", "sphinx_design", "sphinx_external_toc")
SINGLE = (
    "a11y_pygments",
    "filelock",
    "jinja2.sandbox",
    "jupyter_book.config",
    "jupyter_book.sphinx",
    "lxml.html",
    "myst_nb.sphinx_ext",
    "psutil",
    "sphinx_book_theme",
    "sphinx_copybutton",
    "sphinx_multitoc_numbering",
    "sphinx_togglebutton",
    "stdnum.iban",
    "stdnum.luhn",
    "xml.sax.expatreader",
)

__all__ = ["faults"]


def wanted() -> Iterator[str]:
    """Yield the names of the modules."""
    yield from SINGLE
    yield from builtin_extensions
    for package in (*WHOLE, *OURS):
        yield package
        yield from (found.name for found in walk_packages(import_module(package).__path__, f"{package}."))


load_sphinx()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what is imported for its own sake may be deprecated
    for _name in wanted():
        if not _name.endswith(("__main__", "nbval_kernel")):  # a plugin of pytest is not for commands
            import_module(_name)
