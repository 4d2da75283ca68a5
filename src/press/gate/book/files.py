"""Files that belong to the workshop, not into a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from press.gate.check import SiteCheck
from press.gate.finding import Finding
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.facts import Site

_FOLDERS = WORDS["workshop_folders"]
_DRAFT = re.compile(
    r"(?i)(?:^|[._ -])(?:draft|wip)(?:[._ -]|$)|[._ -](?:old|backup|copy|tmp)(?:[ _-]?\d+)?(?:\.|$)"
    r"|^copy of |~$|^#.*#$|\((?:\d+|copy)\)"
)
_WORKSHOP = WORDS["workshop_endings"]
_DATA = WORDS["data_endings"]
_PRIVATE = re.compile(
    r"(?i)^(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.?netrc|\.?pgpass|credentials|secrets?|\.?htpasswd"
    r"|kaggle\.json|\.?npmrc|\.?pypirc)(?:\.\w+)?$"
)
_ALLOWED = frozenset({".nojekyll", ".well-known"})


class StrayFile(SiteCheck):
    """Files that are not part of a book."""

    name = "stray-file"
    group = "book"
    demands = "The site holds no drafts, hidden files, caches, logs, keys, archives or data files."
    advice = "Take the file out of what is published; data belong in a dataset card that names their source."

    def findings(self, site: Site, _context: SiteContext) -> Iterator[Finding]:
        """Yield every file that does not belong in a site, with what it is."""
        for name in site.files:
            what = stray_kind(name)
            if what:
                yield Finding(self.name, name, f"{what} would be published", text=name)


def stray_kind(name: str) -> str:
    """Return what a file is that does not belong in a site; nothing for any other."""
    path = PurePosixPath(name)
    hidden = [part for part in path.parts if part.startswith(".") and part not in _ALLOWED]
    if hidden:
        return f"a hidden file or folder ({hidden[0]})"
    folders = [part for part in path.parts[:-1] if part.lower() in _FOLDERS]
    if folders:
        return f"a folder of the workshop ({folders[0]}/)"
    if _PRIVATE.match(path.name):
        return "a file that usually holds secrets"
    suffix = path.suffix.lower()
    if suffix in _DATA:
        return "a data file or archive"
    if suffix in _WORKSHOP:
        return "a file of the workshop"
    return "a draft or copy" if _DRAFT.search(path.name) else ""
