"""Vendor files that are published exactly as their package ships them: they are known by their digest."""

from __future__ import annotations

import hashlib
from functools import cache

from press.gate.context import SiteContext
from press.installed_files import shipped_files

# Packages, and where in them lies what a site may publish unchanged.
SHIPPED = (
    ("plotly", "package_data/plotly.min.js"),
    ("sphinx", "search/non-minified-js/*.js"),
    ("sphinx", "themes/basic/static/*.js"),
    ("sphinx_copybutton", "_static/*.js"),
    ("sphinx_togglebutton", "_static/*.js"),
    ("sphinx_design", "compiled/*.js"),
    ("sphinx_book_theme", "theme/sphinx_book_theme/static/scripts/*.js"),
    ("pydata_sphinx_theme", "theme/pydata_sphinx_theme/static/scripts/*.js"),
)
LARGE = 1_000_000  # bytes; smaller scripts are scanned like any other file, at no cost worth saving


def is_vetted(data: bytes, context: SiteContext) -> bool:
    """Return whether a file is a vendor's, unchanged."""
    if context.vetted is not None:
        return hashlib.sha256(data).hexdigest() in context.vetted
    return len(data) >= LARGE and hashlib.sha256(data).hexdigest() in shipped_digests()


@cache
def shipped_digests() -> frozenset[str]:
    """Return the digests of the large scripts that the installed packages ship."""
    return frozenset(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for package, pattern in SHIPPED
        for path in shipped_files(package, pattern)
        if path.stat().st_size >= LARGE
    )
