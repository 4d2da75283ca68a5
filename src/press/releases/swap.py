"""Swap a finished site for the published one, in one step."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from portfolio.errors import EnvironmentFaultError
from press.finish.finish import finished_site
from press.finish.search_index import without_lost_words

# Sphinx's own book-keeping, and copies of the sources: no reader needs them, and they hold what pages hide.
LEFT_OUT = {
    ".buildinfo",
    ".buildinfo.bak",
    "_sources",
    "reports",
    "jupyter_execute",
    ".doctrees",
    ".nojekyll",
}
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # from Linux's fcntl.h and fs.h
_VOLATILE = re.compile(rb'(<span class="volatile">)[^<]*(</span>)')
_VOLATILE_BLOCK = re.compile(rb'<div class="(?:[^"]* )?volatile-block(?: [^"]*)?">')
_DIV = re.compile(rb"<(/?)div\b")


def lay_out(pages: Path, published: Path, following: Path, memory: Path | None = None) -> None:
    """Make the next site in `following` from the printed `pages`.

    A file that says the same as in the `published` site is linked to it, so its time stamp stays; others are
    written anew, since Sphinx writes into `pages` in place. `memory` is a file with what earlier builds found
    out about pages.
    """
    shutil.rmtree(following, ignore_errors=True)
    names = [path.relative_to(pages) for path in pages.rglob("*") if path.is_file()]
    kept = [name.as_posix() for name in names if not LEFT_OUT & set(name.parts)]
    for name, content in without_lost_words(finished_site(pages, kept, published, memory)).items():
        target, old = following / name, published / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if old.is_file() and old.read_bytes() == content:
            os.link(old, target)
        else:
            target.write_bytes(content)
    (following / ".nojekyll").touch()


def swap(following: Path, published: Path) -> None:
    """Put `following` in the place of `published`; at every moment one whole site is there.

    Raises
    ------
    EnvironmentFaultError
        The file system refuses.
    """
    try:
        if not published.exists():
            following.rename(published)
            return
        if not _exchanged(following, published):
            _replaced(following, published)
    except OSError as error:
        raise EnvironmentFaultError(f"cannot publish to {published.name}: {error.strerror}") from error
    shutil.rmtree(following, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders atomically, where the kernel can."""
    if sys.platform != "linux":
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _replaced(following: Path, published: Path) -> None:
    """Two renames: between them the old site is only beside its place; `recover` mends a kill there."""
    aside = published.with_name(published.name + ".old")
    shutil.rmtree(aside, ignore_errors=True)
    published.rename(aside)
    following.rename(published)
    shutil.rmtree(aside, ignore_errors=True)


def recover(published: Path) -> None:
    """Put the old site back, if a kill struck between the two renames of `_replaced`."""
    aside = published.with_name(published.name + ".old")
    if aside.exists() and not published.exists():
        aside.rename(published)


def tree_digests(folder: Path, *, normalised: bool = False) -> dict[str, str]:
    """Return the sha256 of each file of a site, by name.

    Parameters
    ----------
    normalised
        Leave out what is declared to differ between two builds of one commit: dates, durations, memory and
        cache verdicts, which stand in `<span class="volatile">`, and what changed since the release before,
        which stands in `<div class="volatile-block">`.
    """
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if normalised and path.suffix == ".html":
                content = _VOLATILE.sub(rb"\1\2", _without_blocks(content))
            digests[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return digests


def _without_blocks(page: bytes) -> bytes:
    """Return a page with the volatile blocks empty."""
    kept, place = [], 0
    while opening := _VOLATILE_BLOCK.search(page, place):
        kept.append(page[place : opening.end()])
        place = _end_of_block(page, opening.end())
    return b"".join([*kept, page[place:]])


def _end_of_block(page: bytes, start: int) -> int:
    """Return where the block ends whose content starts at `start`; blocks may hold blocks."""
    depth = 1
    for tag in _DIV.finditer(page, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return len(page)
