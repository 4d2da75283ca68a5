"""The versions of what is pinned: an upgrade of any package executes every notebook again."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\#]+)", re.MULTILINE)


def package_versions(requirements: Path) -> dict[str, str]:
    """Return the version of each pinned package: the installed one, where there is none the pinned one.

    `requirements` is a file as pip-compile writes it; one that is not there pins nothing.
    """
    text = requirements.read_text(encoding="utf-8") if requirements.exists() else ""
    pinned = {_normalised(name): version for name, version in _PIN.findall(text)}
    installed = installed_versions()
    return {name: installed.get(name, version) for name, version in sorted(pinned.items())}


def installed_versions() -> dict[str, str]:
    """Return the version of every installed package, by normalised name.

    The names of the `.dist-info` folders hold both, so nothing is opened: importlib.metadata, which reads
    each METADATA file, takes twenty times as long.
    """
    found = {}
    for folder in reversed(sys.path):  # the first on the path is the one that is imported
        for path in Path(folder).glob("*.dist-info"):
            name, _, version = path.stem.rpartition("-")
            found[_normalised(name)] = version
    return found


def _normalised(name: str) -> str:
    # as indexes compare names
    return re.sub(r"[-_.]+", "-", name).lower()
