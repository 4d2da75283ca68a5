"""The light form of each picture, made once: Sphinx copies the heavy one anew with each page."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from press.sphinx_ext import pictures

MEMORY = "pictures"  # folder beside Sphinx's memory
KEPT = 1_000  # of the pictures of earlier builds
_DIGEST_BYTES = 32


class LightPictures:
    """Remembers light forms in a folder, made for the first picture; a damaged memory is no memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()
        self.recipe = hashlib.sha256(Path(pictures.__file__).read_bytes()).digest()

    def of(self, data: bytes) -> bytes:
        """Return the light form of a PNG."""
        if known := self._known(data):
            return known
        smaller = pictures.light_picture(data)
        self._remember(data, smaller)
        return smaller

    def prepare(self, executed: Path) -> None:
        """Remember the light forms of the pictures of an executed notebook.

        What cannot be read or written here is met again when the page is printed, and told there.
        """
        with suppress(OSError, ValueError):
            for data in _pictures(executed):
                self.of(data)

    def forget_oldest(self, keep: int = KEPT) -> None:
        """Throw away all but the latest `keep` of those that nobody has asked for."""
        unused = [path for path in self.folder.glob("*") if path.name not in self.used]
        for path in sorted(unused, key=lambda path: path.stat().st_mtime, reverse=True)[keep:]:
            path.unlink(missing_ok=True)

    def _path(self, data: bytes) -> Path:
        name = hashlib.sha256(self.recipe + data).hexdigest()
        self.used.add(name)
        return self.folder / name

    def _known(self, data: bytes) -> bytes | None:
        path = self._path(data)
        stored = path.read_bytes() if path.exists() else b""
        digest, content = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        if not content or hashlib.sha256(content).digest() != digest:
            return None
        return content

    def _remember(self, data: bytes, smaller: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(data).write_bytes(hashlib.sha256(smaller).digest() + smaller)


def _pictures(executed: Path) -> Iterator[bytes]:
    document = json.loads(executed.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        for output in cell.get("outputs", ()):
            if text := output.get("data", {}).get("image/png"):
                yield base64.b64decode("".join(text))
