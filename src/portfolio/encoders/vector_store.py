"""Embeddings kept between runs, named by their content: a text is encoded once for each model."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

VARIABLE = "PORTFOLIO_CACHE"  # names the folder; "off" keeps nothing
OFF = "off"
MOST_FILES = 60  # the oldest go first


def cache_folder() -> Path | None:
    """Return the folder of kept embeddings; None if nothing is to be kept."""
    named = os.environ.get(VARIABLE)
    if named == OFF:
        return None
    if named:
        return Path(named) / "embeddings"
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "portfolio" / "embeddings"
    except RuntimeError:  # a user without a home
        return None


def content_key(model: str, settings: str, texts: Sequence[str]) -> str:
    """Return the sha256 of a model (by the digest of its files), its settings and the texts in order."""
    digest = hashlib.sha256()
    for part in (model, settings, *texts):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)  # with lengths, no two lists look alike
    return digest.hexdigest()


def kept(key: str, compute: Callable[[], Singles], folder: Path | None) -> Singles:
    """Return the array kept under a key, or compute and keep it.

    A file that cannot be read, was cut or changed is computed again; a folder that cannot be written keeps
    nothing. Several processes may write at once: each writes aside and renames.
    """
    if folder is None:
        return compute()
    path = folder / f"{key}.vectors"
    found = _read(path)
    if found is None:
        found = compute()
        with contextlib.suppress(OSError):
            _write(path, found)
    return found


def _read(path: Path) -> Singles | None:
    """Return the array of a file whose checksum holds, else None. Nothing is unpickled."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, body = content[:32], content[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    rows, columns = np.frombuffer(body[:16], dtype="<i8")
    found: Singles = np.frombuffer(body[16:], dtype="<f4").reshape(rows, columns).astype(np.float32)
    return found


def _write(path: Path, vectors: Singles) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    body = np.array(vectors.shape, dtype="<i8").tobytes() + np.ascontiguousarray(vectors, "<f4").tobytes()
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    _forget_oldest(path.parent)


def _forget_oldest(folder: Path) -> None:
    def age(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except OSError:  # another process was faster
            return 0.0

    for path in sorted(folder.glob("*.vectors"), key=age)[:-MOST_FILES]:
        path.unlink(missing_ok=True)
