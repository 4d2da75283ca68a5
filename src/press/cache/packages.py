"""Which versions of foreign packages a notebook rests on."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ABSENT = "not installed"

# Only names that differ by more than case and punctuation.
DISTRIBUTION_OF = {
    "Crypto": "pycryptodome",
    "IPython": "ipython",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "imblearn": "imbalanced-learn",
    "jwt": "pyjwt",
    "markdown_it": "markdown-it-py",
    "mpl_toolkits": "matplotlib",
    "osgeo": "gdal",
    "pkg_resources": "setuptools",
    "pylab": "matplotlib",
    "pythonjsonlogger": "python-json-logger",
    "rpds": "rpds-py",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "umap": "umap-learn",
    "websocket": "websocket-client",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}

_REQUIREMENT = re.compile(r"^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:===?\s*([^\s;\\#]+)|@\s*(\S+))?")
_VIA = re.compile(r"#\s*via\b(.*)$")
_VIA_NEXT = re.compile(r"^\s+#\s+(\S.*)$")


@dataclass(frozen=True)
class Pins:
    """What requirements.txt says.

    Parameters
    ----------
    versions
        Pinned version (or address) of each distribution, by normalised name; empty where none is given.
    needs
        The distributions that each distribution brings along.
    """

    versions: Mapping[str, str]
    needs: Mapping[str, frozenset[str]]


def package_versions(imported: set[str] | frozenset[str], requirements: Path) -> dict[str, str]:
    """Return the version of each imported distribution and of all that it needs.

    The installed version counts, where there is none the pinned one. Without `requirements` only the
    imported distributions themselves are known.

    Parameters
    ----------
    imported
        Top-level import names of foreign packages.
    requirements
        A file as pip-compile writes it, with `# via` annotations.
    """
    pins = read_pins(_text_of(requirements))
    installed = installed_versions()
    wanted = closure({_distribution(name, pins, installed) for name in imported}, pins.needs)
    return {name: installed.get(name) or pins.versions.get(name) or ABSENT for name in sorted(wanted)}


def python_version() -> str:
    """Return `major.minor` of the running Python."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def closure(names: set[str], needs: Mapping[str, frozenset[str]]) -> set[str]:
    """Return `names` with everything they need, directly or not."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(needs.get(name, ()))
    return found


def normalised(name: str) -> str:
    """Return a distribution's name as indexes compare it: lower case, runs of `-_.` as one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


@lru_cache(maxsize=8)  # by content
def read_pins(text: str) -> Pins:
    """Return the pins and dependencies in a requirements file.

    Read are both annotation styles of pip-compile: `# via x, y` on one line, and one name a line. Lines that
    are no requirement, options and hashes among them, are skipped.
    """
    versions: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    current, in_via = "", False
    for line in text.splitlines():
        requirement = _REQUIREMENT.match(line)
        if requirement:
            current = normalised(requirement[1])
            versions[current] = requirement[2] or requirement[3] or ""
        via, more = _VIA.search(line), _VIA_NEXT.match(line)
        listed = via[1] if via else more[1] if more and in_via else ""
        in_via = via is not None or (in_via and more is not None)
        for parent in _parents(listed):
            needs.setdefault(parent, set()).add(current)
    return Pins(versions, {name: frozenset(children - {""}) for name, children in needs.items()})


def _parents(listed: str) -> list[str]:
    # `-r requirements.in` and `portfolio (pyproject.toml)` are files, not distributions that are imported
    words = (entry.strip().partition("[")[0] for entry in listed.split(","))
    return [normalised(word) for word in words if word and not word.startswith("-") and " " not in word]


def installed_versions() -> dict[str, str]:
    """Return the version of every installed distribution, by normalised name.

    The names of the `.dist-info` folders hold both, so nothing is opened: importlib.metadata, which reads
    each METADATA file, takes twenty times as long.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        for name, version in _distributions_in(folder or os.curdir):
            found.setdefault(name, version)  # the first on the path is the one that is imported
    return found


def _distributions_in(folder: str) -> tuple[tuple[str, str], ...]:
    try:
        return _listed(folder, os.stat(folder).st_mtime_ns)  # noqa: PTH116 (zip files and the like, as text)
    except OSError:
        return ()


@lru_cache(maxsize=64)
def _listed(folder: str, _changed: int) -> tuple[tuple[str, str], ...]:
    # `_changed` makes an install or removal within this process a new question
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    return tuple(pair for name in names if (pair := _split(name)))


def _split(folder_name: str) -> tuple[str, str] | None:
    stem = folder_name.rpartition(".")[0]
    if folder_name.endswith(".egg-info"):
        stem = re.sub(r"-py\d[\d.]*$", "", stem)
    name, _, version = stem.rpartition("-")
    # pip leaves `~andas-...` behind when it is interrupted
    return (normalised(name), version) if name and not name.startswith("~") else None


def _distribution(name: str, pins: Pins, installed: Mapping[str, str]) -> str:
    plain = DISTRIBUTION_OF.get(name) or normalised(name)
    if plain in installed or plain in pins.versions:
        return plain
    return _owner(name) or plain


@lru_cache(maxsize=256)
def _owner(name: str) -> str:
    # Slow, so only for a package that is there under a name the table does not know.
    try:
        if importlib.util.find_spec(name) is None:
            return ""
    except (ImportError, ValueError):  # a half-made module, `__main__`
        return ""
    from importlib.metadata import packages_distributions

    owners = packages_distributions().get(name)
    return normalised(owners[0]) if owners else ""


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
