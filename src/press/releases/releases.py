"""The last published sites, kept so that one command brings any of them back, byte for byte.

`_build/releases/000004/` holds `site/`, `manifest.json` (number, commit, date, sha256 of every file) and
`published.json` (what the site said: see `press.releases.snapshot`). A file that two releases share is one
file on the disk; none is shared with the published site, so an edit there does not reach them. The newest is
the one with the highest number, whatever clocks say. The live one is found by its content.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError, UsageError
from press.releases.swap import tree_digests

FOLDER = "releases"
KEPT = 3
SITE, MANIFEST, TOLD = "site", "manifest.json", "published.json"
FORMAT = 1
DIGITS = 6  # of a folder's name


@dataclass(frozen=True)
class Release:
    """One published site."""

    folder: Path  # where it is kept
    sequence: int  # its number: higher is newer
    # commit and published_at: what it was made from, and when it was published
    commit: str
    published_at: str
    digest: str  # sha256 over the names and contents of all its files
    files: Mapping[str, str] = field(compare=False, repr=False)  # sha256 of each file, by name

    @property
    def pages(self) -> int:
        """Number of its pages."""
        return sum(name.endswith(".html") for name in self.files)

    @cached_property
    def told(self) -> dict[str, Any]:
        """What the site said: runs with their values and figures, page weights, checks; empty when lost."""
        try:
            told = json.loads((self.folder / TOLD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}


def releases(build: Path) -> list[Release]:
    """Return the kept releases, oldest first; what is not a whole release is left out."""
    found = [_read(folder) for folder in sorted((build / FOLDER).glob("[0-9]*"))]
    return sorted((one for one in found if one), key=lambda one: one.sequence)


def _read(folder: Path) -> Release | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest.pop("format") != FORMAT or manifest["digest"] != site_digest(manifest["files"]):
            return None
        return Release(folder, **manifest)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def site_digest(files: Mapping[str, str]) -> str:
    """Return one sha256 for all files of a site, from the sha256 of each."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def live_release(build: Path, site: Path, digests: Mapping[str, str] | None = None) -> Release | None:
    """Return the release that is published now.

    Parameters
    ----------
    build, site
        Folder of everything that is made, and the published site.
    digests
        sha256 of each file of the site; computed when absent.

    Returns
    -------
    Release or None
        The newest one when the site is none of them, as after an edit by hand; None when none is kept.
    """
    kept = releases(build)
    if not kept:
        return None
    found = site_digest(tree_digests(site) if digests is None and site.exists() else digests or {})
    return next((one for one in reversed(kept) if one.digest == found), kept[-1])


def keep_release(build: Path, site: Path, digests: Mapping[str, str], told: Mapping[str, Any]) -> Release:
    """Keep the published site as a release, unless the newest one is the same; return it.

    Parameters
    ----------
    build, site
        Folder of everything that is made, and the published site.
    digests
        sha256 of each file of the site.
    told
        What the site says, with `commit` and `published_at`.

    Raises
    ------
    EnvironmentFaultError
        The disk refuses. The site itself is published.
    """
    kept, found = releases(build), site_digest(digests)
    if kept and kept[-1].digest == found:
        return kept[-1]
    # numbers of damaged releases are not given again
    taken = [int(path.name) for path in (build / FOLDER).glob("[0-9]*") if path.name.isdecimal()]
    sequence = max(taken, default=0) + 1
    folder = build / FOLDER / f"{sequence:0{DIGITS}}"
    release = Release(folder, sequence, told["commit"], told["published_at"], found, dict(digests))
    try:
        _write(release, site, kept[-1].folder / SITE if kept else None, told)
        _remove_old(build, {one.folder for one in (*kept[1 - KEPT :], release)})
    except OSError as error:
        raise EnvironmentFaultError(
            f"the site is published, but not kept as release {sequence}: {error.strerror or error}",
            hint="Free space, and build again.",
        ) from error
    return release


def _write(release: Release, site: Path, before: Path | None, told: Mapping[str, Any]) -> None:
    """Write a release beside its place and move it there whole."""
    partial = release.folder.parent / "next"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / SITE).mkdir(parents=True)
    for name in release.files:
        target = partial / SITE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if before is None or not _linked(before / name, target, site / name):
            shutil.copy2(site / name, target)
    manifest = {"format": FORMAT, **asdict(release)}
    del manifest["folder"]
    (partial / TOLD).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    partial.rename(release.folder)


def _linked(old: Path, target: Path, wanted: Path) -> bool:
    """Link to the file of an older release, if it says the same and the file system knows links."""
    try:
        if old.read_bytes() != wanted.read_bytes():
            return False
        os.link(old, target)
    except OSError:
        return False
    return True


def _remove_old(build: Path, kept: set[Path]) -> None:
    for folder in (build / FOLDER).iterdir():
        if folder not in kept:
            (folder / MANIFEST).unlink(missing_ok=True)  # from here on it is no release
            shutil.rmtree(folder, ignore_errors=True)


def chosen_release(build: Path, site: Path, sequence: int | None) -> Release:
    """Return the release with a number; the newest one before the live one when there is no number.

    Raises
    ------
    UsageError
        No such release is kept.
    """
    kept = releases(build)
    if sequence is not None:
        for one in kept:
            if one.sequence == sequence:
                return one
        known = ", ".join(str(one.sequence) for one in kept) or "none"
        raise UsageError(f"no release {sequence} is kept", hint=f"Known: {known}.")
    live = live_release(build, site)
    earlier = [one for one in kept if live and one.sequence < live.sequence]
    if not earlier:
        raise UsageError("no earlier release is kept", hint="See what is: portfolio releases.")
    return earlier[-1]


def restore(release: Release, following: Path) -> None:
    """Copy a release to `following`, checked file by file.

    Raises
    ------
    EnvironmentFaultError
        A kept file is missing or changed, or the disk refuses.
    """
    shutil.rmtree(following, ignore_errors=True)
    for name, digest in release.files.items():
        source, target = release.folder / SITE / name, following / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
            sound = hashlib.sha256(target.read_bytes()).hexdigest() == digest
        except FileNotFoundError:
            sound = False
        except OSError as error:
            raise EnvironmentFaultError(
                f"release {release.sequence} cannot be copied: {error.strerror}"
            ) from error
        if not sound:
            shutil.rmtree(following, ignore_errors=True)
            raise EnvironmentFaultError(
                f"release {release.sequence} is damaged: {name} is not the file that was published",
                hint="Choose another one: portfolio releases.",
            )
