"""What a picture says in words: its text chunks, comments and camera data."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from io import BytesIO

from press.gate.reading.document import Passage, Region, UnreadableError, View
from press.gate.word_lists import WORDS

PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
# Chunks of the standard (W3C, PNG third edition); any other may hold anything.
_KNOWN = _TEXTS | {name.encode() for name in WORDS["png_chunks"]}
_TALKING = _TEXTS | {b"eXIf", b"iCCP"}
_RIFF, _WEBP = b"RIFF", b"WEBP"
_WEBP_TALKING = frozenset({b"EXIF", b"XMP ", b"ICCP"})
_WEBP_KNOWN = _WEBP_TALKING | {name.encode() for name in WORDS["webp_chunks"]}


def picture_passages(
    data: bytes, *, cell: int | None = None, region: Region = Region.METADATA
) -> list[Passage]:
    """Return the words in a picture's metadata. What its pixels show is not read.

    Raises
    ------
    UnreadableError
        It is not a complete picture, or holds something that no picture needs.
    """
    if data.startswith(PNG):
        chunks = _chunks(data)
        unknown = set(chunks) - _KNOWN
        if unknown:
            raise UnreadableError(f"holds a chunk that no picture needs: {sorted(unknown)[0]!r}")
        if not _TALKING & set(chunks):
            return []
        last = chunks.index(b"IDAT") if b"IDAT" in chunks else len(chunks)
        whole = bool(_TALKING & set(chunks[last:]))
    elif data.startswith(_RIFF) and data[8:12] == _WEBP:
        parts = set(_webp_chunks(data))
        if unknown := parts - _WEBP_KNOWN:
            raise UnreadableError(f"holds a chunk that no picture needs: {sorted(unknown)[0]!r}")
        if not _WEBP_TALKING & parts:
            return []
        whole = True
    else:
        whole = True
    text = "\n".join(_words(data, whole=whole))
    return [Passage(text, View.DATA, region, cell)] if text else []


def _chunks(data: bytes) -> list[bytes]:
    """Return the kinds of a PNG file's chunks, in order."""
    found, position = [], len(PNG)
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        found.append(kind)
        position += 12 + length
        if kind == b"IEND":
            break
    if position != len(data) or not found or found[-1] != b"IEND":
        raise UnreadableError("is not a complete picture, or has data after its end")
    return found


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    """Yield the kinds of a WebP file's chunks, in order; each is padded to an even length."""
    position = 12
    while position + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, position)
        yield kind
        position += 8 + length + length % 2
    if position != len(data) or len(data) != 8 + struct.unpack_from("<I", data, 4)[0]:
        raise UnreadableError("is not a complete picture, or has data after its end")


def _words(data: bytes, *, whole: bool) -> list[str]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pictures that are very large: few are decoded here
            with Image.open(BytesIO(data)) as picture:
                if whole:
                    picture.load()
                told = [*picture.info.items(), *(getattr(picture, "text", {}).items() if whole else ())]
                told += [(f"exif {tag}", value) for tag, value in picture.getexif().items()]
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"is a picture that cannot be read: {type(error).__name__}") from error
    return [
        f"{name}: {_as_text(value)}" for name, value in dict(told).items() if isinstance(value, str | bytes)
    ]


def _as_text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace").replace("\x00", "")
