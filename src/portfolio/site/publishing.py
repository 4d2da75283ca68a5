"""Swap a finished site for the published one, in one step."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import html
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from portfolio.errors import EnvironmentFaultError, PublishError
from portfolio.site.finishing import finished_site

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


def lay_out(pages: Path, published: Path, following: Path) -> None:
    """Make the next site in `following` from the printed `pages`.

    A file that says the same as in the `published` site is linked to it, so its time stamp stays; others are
    written anew, since Sphinx writes into `pages` in place.
    """
    shutil.rmtree(following, ignore_errors=True)
    names = [path.relative_to(pages) for path in pages.rglob("*") if path.is_file()]
    kept = [name.as_posix() for name in names if not LEFT_OUT & set(name.parts)]
    for name, content in finished_site(pages, kept).items():
        target, old = following / name, published / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if old.is_file() and old.read_bytes() == content:
            os.link(old, target)
        else:
            target.write_bytes(content)
    (following / ".nojekyll").touch()


def forbid_paths(folder: Path, forbidden: list[str]) -> None:
    """Refuse a site that shows a path of this machine.

    Raises
    ------
    PublishError
        A file holds one; the first ones are named.
    """
    needles = _as_written(text for text in forbidden if len(text) > 1)
    found = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and needles.search(path.read_bytes())
    ]
    if found:
        raise PublishError(
            f"paths of this machine would be published in {', '.join(found[:5])}",
            hint="Remove them from the output of the notebook.",
        )


def _as_written(paths: Iterable[str]) -> re.Pattern[bytes]:
    """Match each path as text, HTML, JSON and address; `/home/ann` is not in `/home/anna`."""
    forms = {
        form.encode("utf-8", "surrogateescape")
        for path in paths
        for form in (path, html.escape(path), json.dumps(path)[1:-1], quote(os.fsencode(path)))
    }
    if not forms:
        return re.compile(rb"(?!)")  # matches nothing
    return re.compile(rb"(?:" + b"|".join(map(re.escape, sorted(forms))) + rb")(?![\w-])")


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
        cache verdicts, all of which stand in `<span class="volatile">`.
    """
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if normalised and path.suffix == ".html":
                content = _VOLATILE.sub(rb"\1\2", content)
            digests[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return digests
