"""Unpack what a reader brings, within bounds: a small file may claim to hold a disk full of zeros."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Iterable, Iterator

from portfolio.errors import DataError, EnvironmentFaultError

MAX_BYTES = 2 * 2**30  # of everything that one packed file holds
MAX_RATIO = 200  # bytes unpacked for each packed one; tables of text reach 20
FREE_BYTES = 16 * 2**20  # however well it packs, so much does no harm
XZ_MEMORY = 512 * 2**20  # for xz's dictionary; its strongest setting needs 65 MiB
CHUNK = 2**20

_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"


def unpack(content: bytes, where: str) -> bytes:
    """Return the content of a file that may be packed by gzip or xz, recognised by its first bytes.

    Raises
    ------
    DataError
        The packed file is truncated or damaged.
    EnvironmentFaultError
        It unpacks to more than a dataset holds.
    """
    try:
        if content.startswith(_GZIP):
            return bounded(_gzip_chunks(content), len(content), where)
        if content.startswith(_XZ):
            return bounded(_xz_chunks(content), len(content), where)
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"{where} is truncated or damaged: {error}",
            hint=f"Fetch it again; it has {len(content)} bytes.",
        ) from error
    return content


def bounded(chunks: Iterable[bytes], packed: int, where: str, *, before: int = 0) -> bytes:
    """Return the chunks joined, as long as they stay within the bounds.

    Parameters
    ----------
    chunks
        What is unpacked, piece by piece: no more than the bounds and one piece is ever held.
    packed
        Bytes that they were unpacked from.
    before
        Bytes that were unpacked from the same file already.

    Raises
    ------
    EnvironmentFaultError
        There are more bytes than a dataset holds, or than honest packing gives.
    """
    limit = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * packed))
    found, total = [], before
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise EnvironmentFaultError(
                f"{where} unpacks to more than {limit:,} bytes from {packed:,}: it looks like a bomb",
                expected=f"at most {MAX_BYTES:,} bytes, and at most {MAX_RATIO} for each packed one",
                hint="Fetch it again from its publisher.",
            )
        found.append(chunk)
    return b"".join(found)


def _gzip_chunks(content: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _xz_chunks(content: bytes) -> Iterator[bytes]:
    while content:  # several streams may follow each other, with zeros between them
        stream, waiting = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY), content
        while not stream.eof:
            chunk = stream.decompress(waiting, max_length=CHUNK)
            waiting = b""
            if not chunk and stream.needs_input and not stream.eof:
                raise EOFError("the file ended before its end mark")
            yield chunk
        content = stream.unused_data.lstrip(b"\x00")
