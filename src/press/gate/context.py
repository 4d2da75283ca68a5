"""What the checks are told about a site, beyond its files."""

from __future__ import annotations

import getpass
import os
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from press.gate.word_lists import WORDS

MIB = 2**20
# Names that say nothing about a person or a machine, so that they may stand in prose.
TRIVIAL_NAMES = WORDS["trivial_names"]
SHORTEST_NAME = 4  # characters; shorter names are parts of too many words
SHORTEST_FOLDER = 5  # characters; `/` and `/a` are in every address


@dataclass(frozen=True)
class SiteContext:
    """What a check may know. Everything is optional: what is absent is not checked."""

    # user and host names that must not appear; those of this machine when None
    names: tuple[str, ...] | None = None
    # folders of this machine that must not appear; home and temporary folder when None
    folders: tuple[str, ...] | None = None
    # countries whose national forms of phone numbers are looked for
    regions: tuple[str, ...] = ("US", "GB", "FR", "DE")
    # other hosts that pages may load scripts, styles, fonts and pictures from
    hosts: frozenset[str] = frozenset()
    # digests (sha256) of vendor files that are published as they were shipped; those of the installed
    # packages when None
    vetted: frozenset[str] | None = None
    # the scenario of each page, by the page's file
    scenarios: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Path] = field(default_factory=dict)  # the notebook of each page, by the page's file
    listed: tuple[str, ...] | None = None  # the pages that the table of contents promises
    published: tuple[str, ...] | None = None  # the pages of the site that would be replaced
    allow_deletions: bool = False  # let most of the published pages disappear
    # names of the datasets that each page reads, by the page's file
    datasets: Mapping[str, tuple[str, ...]] | None = None
    licences: Mapping[str, str] | None = None  # the licence of each dataset, by its name
    # differences between the results and their lock, one sentence each; empty unless the build is frozen
    drift: tuple[str, ...] = ()
    # name and commit of each kept result whose code has changed; empty unless the build is frozen
    outdated: tuple[tuple[str, str], ...] = ()
    # texts of links in prose that are not the published value; empty unless the build is frozen
    misquoted: tuple[str, ...] = ()
    # what is wrong with the texts of a second language; empty in a build that is not frozen
    untranslated: tuple[str, ...] = ()
    page_bytes: int = 400 * 1024  # what a page may weigh, compressed, before anybody touches it
    scan_bytes: int = 32 * MIB  # the largest file that is scanned; a larger one is a finding

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names to look for."""
        return machine_names() if self.names is None else self.names

    @property
    def own_folders(self) -> tuple[str, ...]:
        """The folders to look for."""
        return machine_folders() if self.folders is None else self.folders


def machine_names() -> tuple[str, ...]:
    """Return the user and host names of this machine that are not trivial words."""
    found = {socket.gethostname().split(".")[0], os.environ.get("HOSTNAME", "")}
    with suppress(OSError, KeyError):  # a user without a name, as in some containers
        found.add(getpass.getuser())
    return tuple(sorted(name for name in found if is_telling(name)))


def is_telling(name: str) -> bool:
    """Return whether a user or host name says something about a person or a machine."""
    return len(name) >= SHORTEST_NAME and name.lower() not in TRIVIAL_NAMES and not name.isdigit()


def machine_folders() -> tuple[str, ...]:
    """Return the home and the temporary folder, as far as they are long enough to be told from words."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises for a user without a name
    folders = {home, tempfile.gettempdir()}
    return tuple(sorted(folder for folder in folders if len(folder) >= SHORTEST_FOLDER))
