"""Paths of a machine: POSIX, Windows, and shares of a network."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from press.gate.check import REPEATED, Match, TextCheck
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

_ROOTS = WORDS["roots"]
_SURE = WORDS["sure_roots"]
_POSIX = re.compile(
    rf"(?<![\w.:/~%<>)\]\\&=-])/(?P<root>{'|'.join(sorted(_ROOTS))})(?P<rest>(?:/[\w.@+%~-]+)+)/?"
    rf"|(?<![\w.:/~%<)\]\\&-])/(?:[\w.@+-]+/)+[\w.@+-]+\.(?:py|pyc|ipynb|csv|parquet|pkl|db|sqlite|log"
    rf"|so|sh|env|pem|key|ya?ml|toml|xlsx)\b"
    r"|(?P<address>vscode-[\w-]+:/{1,3}[\w.@+%~/-]+"
    r"|file://(?:localhost)?/(?:[A-Za-z]:/)?[\w.@+%~/-]+)"
    r"|(?<![\w.:/~%-])~[a-z_][\w-]*/[\w.-]+"
)
_SEGMENT = r"[^\\/:*?\"<>|\s\x00-\x1f]"
_WINDOWS = re.compile(
    rf"(?<![A-Za-z0-9\\/&%.-])(?:[A-Z]:(?:\\{{1,2}}|/)(?!/)|[a-z]:\\{{1,2}}(?=(?i:users|windows|program"
    rf"|temp|documents|projects?|data|dev|src|work)\b|(?:{_SEGMENT}+\\{{1,2}})+{_SEGMENT}*\.[A-Za-z]\w{{1,5}}\b)"
    rf"|[a-z]:/(?=(?i:users|windows|documents|data|projects?|dev|src|work|home)/)){_SEGMENT}{{2,}}(?:(?:\\{{1,2}}|/){_SEGMENT}+)*"
    r"|%(?:USERPROFILE|APPDATA|LOCALAPPDATA|HOMEPATH)%\\{1,2}[\w.-]+"
)
_SHARE = re.compile(
    rf"(?<![\w\\.{{}}])\\\\(?P<server>[A-Za-z0-9][\w.$-]{{1,62}})\\(?P<share>[\w$.-]{{2,80}})"
    rf"(?:\\{_SEGMENT}+)*"
)
_TEX = re.compile(r"[a-z]+")
_SHORTEST = 2


class AbsolutePath(TextCheck):
    """Absolute paths."""

    name = "absolute-path"
    group = "privacy"
    demands = "No file shows an absolute path of a machine: POSIX, Windows or a share of a network."
    advice = "Print a path relative to the project, or its last part only."

    skipped = REPEATED

    def found(self, passage: Passage, context: SiteContext, in_code: bool) -> Iterator[Match]:
        """Yield every path, by its beginning."""
        own = _own(context.own_folders)
        for match in own.finditer(passage.text) if own else ():
            yield "a path of this machine", match.start(), match[0]
        for what, path, offset in paths_in(passage.text, in_code=in_code):
            yield f"{what} ({len(path)} characters)", offset, path


def paths_in(text: str, *, in_code: bool = False) -> Iterator[tuple[str, str, int]]:
    """Yield the kind, the text and the offset of each absolute path.

    Parameters
    ----------
    in_code
        Whether the text is a script or style, where `/data/` may begin a pattern or an address.
    """
    if "/" in text:
        for match in _POSIX.finditer(text):
            root = match["root"]
            if match["address"] or root is None or root in _SURE:
                yield f"an absolute path below /{root or ''}", match[0], match.start()
            elif not in_code and match["rest"].count("/") >= _SHORTEST:
                yield f"an absolute path below /{root}", match[0], match.start()
    if ":\\" in text or ":/" in text or "%\\" in text:
        for match in _WINDOWS.finditer(text):
            if not in_code or "\\" in match[0]:
                yield f"a path of Windows on drive {match[0][0]}", match[0], match.start()
    if "\\\\" in text:
        for match in _SHARE.finditer(text):
            if not in_code and not (
                _TEX.fullmatch(match["server"])
                and _TEX.fullmatch(match["share"])
                and match[0].count("\\") < 4
            ):
                yield "a share of a network", match[0], match.start()


@lru_cache(maxsize=8)
def _own(folders: Iterable[str]) -> re.Pattern[str] | None:
    """Match folders as text, HTML, JSON and address; `/home/ann` is not in `/home/anna`."""
    forms = {
        form
        for folder in folders
        if len(folder) > 1
        for form in (folder, html.escape(folder), json.dumps(folder)[1:-1], quote(os.fsencode(folder)))
    }
    if not forms:
        return None
    return re.compile(
        rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})(?![\w-])"
    )
