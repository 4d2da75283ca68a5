"""Files that installed packages ship, found without importing them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def package_folders(package: str) -> list[Path]:
    """Return the folders of an installed package; none where it is not installed."""
    spec = find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []


def shipped_files(package: str, pattern: str) -> list[Path]:
    """Return the files of an installed package that fit a pattern such as `theme/**/*.html`, in order."""
    found = (path for folder in package_folders(package) for path in sorted(folder.glob(pattern)))
    return [path for path in found if path.is_file()]
