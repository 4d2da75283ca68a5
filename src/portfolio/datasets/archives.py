"""Read files out of an archive that a reader brings; nothing of it is ever written to disk."""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from portfolio.datasets.packed import CHUNK, bounded, unpack
from portfolio.errors import DataError, EnvironmentFaultError, nearest

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz")
MAX_MEMBERS = 1_000  # the largest collection here has nine files
# what the standard readers raise for broken archives, as trials with random damage show
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class _Member:
    """A file in an archive: its name, and what opens it."""

    name: str
    opened: Callable[[], IO[bytes]]


def is_archive(name: str) -> bool:
    """Return whether a file of this name is read as an archive."""
    return name.lower().endswith(SUFFIXES)


def read_members(content: bytes, wanted: Sequence[Sequence[str]], where: str) -> list[bytes]:
    """Return files of a zip or tar archive, in the order wanted.

    Parameters
    ----------
    content
        The archive, packed by gzip or xz or not.
    wanted
        For each file the names it may have; its folder in the archive plays no part.
    where
        Named in messages.

    Raises
    ------
    EnvironmentFaultError
        A name leads out of the archive, a member is a link, a device or encrypted, there are too many of
        them, they unpack to too much, or a wanted one is missing.
    DataError
        The archive is truncated or damaged.
    """
    try:
        members = list(_members(content, where))
        chosen = [_chosen(members, names, where) for names in wanted]
        return _contents(chosen, len(content), where)
    except _DAMAGE as error:
        raise DataError(f"{where} is truncated or damaged: {error}", hint="Fetch it again.") from error


def _members(content: bytes, where: str) -> Iterator[_Member]:
    """Yield the files of an archive after looking at every member, wanted or not."""
    is_zip = content.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    found = _zip_members(content, where) if is_zip else _tar_members(content, where)
    for number, member in enumerate(found, 1):
        if number > MAX_MEMBERS:
            raise _refused(where, "too many members", f"at most {MAX_MEMBERS:,}")
        _check_name(member.name, where)
        yield member


def _zip_members(content: bytes, where: str) -> Iterator[_Member]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    for info in archive.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refused(where, f"{info.filename!r} is a link or a device", "files only")
        if info.flag_bits & 1:
            raise _refused(where, f"{info.filename!r} is encrypted", "files that can be read")
        yield _Member(info.filename, lambda info=info: archive.open(info))  # type: ignore[misc]


def _tar_members(content: bytes, where: str) -> Iterator[_Member]:
    # it stays open as long as its members are read, and holds nothing but memory
    archive = tarfile.open(fileobj=io.BytesIO(unpack(content, where)), mode="r:")  # noqa: SIM115
    for info in archive:
        if not (info.isreg() or info.isdir()) or info.issparse():
            raise _refused(where, f"{info.name!r} is a link, a device or sparse", "files only")
        yield _Member(info.name, lambda info=info: _opened(archive, info))  # type: ignore[misc]


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    return file if file is not None else io.BytesIO()


def _check_name(name: str, where: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or _DRIVE.match(name) or not name.isprintable():
        raise _refused(where, f"{name[:80]!r} leads out of the archive", "names below it")


def _refused(where: str, fault: str, expected: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        f"{where} is refused: {fault}", expected=expected, hint="Fetch it again from its publisher."
    )


def _chosen(members: Iterable[_Member], names: Sequence[str], where: str) -> _Member:
    by_name: dict[str, list[_Member]] = {}
    for member in members:
        by_name.setdefault(PurePosixPath(member.name).name, []).append(member)
    found = [member for name in names for member in by_name.get(name, ())]
    if not found:
        raise EnvironmentFaultError(f"{where} holds no {names[0]}", hint=nearest(names[0], by_name))
    if len(found) > 1:
        listed = ", ".join(member.name for member in found)
        raise EnvironmentFaultError(f"{where} holds {names[0]} more than once", got=listed)
    return found[0]


def _contents(members: Sequence[_Member], packed: int, where: str) -> list[bytes]:
    """Return the content of each member; the bounds hold for all of them together."""
    contents: list[bytes] = []
    for member in members:
        with member.opened() as file:
            chunks = iter(lambda file=file: file.read(CHUNK), b"")  # type: ignore[misc]
            contents.append(bounded(chunks, packed, where, before=sum(map(len, contents))))
    return contents
