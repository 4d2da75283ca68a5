"""What a build imports, imported once by the process that every command is forked from."""

import filelock
import jupyter_book.config
import jupyter_book.sphinx
import myst_nb.sphinx_ext
import psutil
import sphinx.application
import sphinx_book_theme

import faults.order
import portfolio.cli.commands
import portfolio.cli.refreshing
import portfolio.cli.single
import portfolio.site.assembly
import portfolio.site.extension
import portfolio.site.printing

__all__ = [
    "faults",
    "filelock",
    "jupyter_book",
    "myst_nb",
    "portfolio",
    "psutil",
    "sphinx",
    "sphinx_book_theme",
]
