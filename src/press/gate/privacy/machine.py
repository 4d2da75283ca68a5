"""Names of users and hosts, and addresses that only one network knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from press.gate.check import REPEATED, Match, TextCheck
from press.gate.context import TRIVIAL_NAMES
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

_PROMPT = re.compile(r"(?<![\w.])(?P<user>[a-z_][\w-]{1,31})@(?P<host>[\w.-]{2,63}):(?:~|/)[^\s$#]{0,80}[$#]")
_PROMPT_OF_CONDA = re.compile(r"\[(?P<user>[a-z_][\w-]{1,31})@(?P<host>[\w.-]{2,63})\s[^\]\n]{1,60}\][$#]")
_COPY = re.compile(
    r"\b(?:scp|rsync|sftp|ssh|mosh|ssh-copy-id)\b[^\n]{0,200}?\s(?P<place>[a-z_][\w-]{1,31}@[\w.-]{2,63})(?=[:\s]|$)"
)
_NO_NAMES = WORDS["no_names"]
_NOBODY = re.compile(r"^git@|[@.]example(?:\.(?:com|org|net))?$|^(?:user|me|you|name)@")
_VARIABLE = re.compile(
    r"(?m)(?<![\w])(?:USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME|USERDOMAIN|HOST)[\"']?\s?[=:]\s?"
    r"[\"']?(?P<name>[A-Za-z][\w.-]{2,62})(?=[\"'\s,;}]|$)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_PRIVATE = re.compile(
    rf"(?<![\w.-])(?:10(?:\.{_OCTET}){{3}}|192\.168(?:\.{_OCTET}){{2}}|172\.(?:1[6-9]|2\d|3[01])"
    rf"(?:\.{_OCTET}){{2}}|169\.254(?:\.{_OCTET}){{2}}|127(?:\.{_OCTET}){{3}}|100\.(?:6[4-9]|[7-9]\d|1"
    rf"[01]\d|12[0-7])(?:\.{_OCTET}){{2}})(?![\w.-]*\d)(?!\w)"
)
_LOOPBACK = re.compile(
    r"(?i)\b(?:https?|wss?|ftp)://(?:localhost|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)(?::\d{1,5})?"
    r"(?=[/\s\"'<]|$)|(?<![\w.-])localhost:\d{2,5}\b|(?<![\w.])0\.0\.0\.0:\d{2,5}\b"
)
_INTERNAL = re.compile(
    r"(?i)(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:internal|intranet|corp|lan|localdomain|home\.arpa)(?="
    r"[:/\s\"'<,;)]|$)|://(?:[a-z0-9-]+\.)+local\b|\b[a-z0-9-]+\.local:\d{2,5}\b"
)
_SIX = re.compile(r"(?i)(?<![\w:])(?:fe80|f[cd][0-9a-f]{2}):(?::{0,2}[0-9a-f]{1,4}){1,7}(?![\w:])")
_HARDWARE = re.compile(
    r"(?<![\w:-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:-])"
    r"|(?<![\w.-])(?=[0-9.]{0,13}[A-Fa-f])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![\w.-])"
)
_NETWORKS = (
    ("an address of a private network", _PRIVATE, ("10.", "192.168.", "172.", "169.254.", "127.", "100.")),
    ("a link to this machine itself", _LOOPBACK, ("localhost", "0.0.0.0", "://[", "docker.internal")),
    (
        "a host of a private network",
        _INTERNAL,
        (".internal", ".intranet", ".corp", ".lan", ".local", ".home.arpa"),
    ),
    ("an address of a private network", _SIX, ("fe80:", "FE80:", "fc", "fd", "FC", "FD")),
    ("the address of a network card", _HARDWARE, ()),
)


class MachineName(TextCheck):
    """User and host names."""

    name = "machine-name"
    group = "privacy"
    demands = (
        "No file shows the name of this machine or its user, a shell prompt, or a listing that names them."
    )
    advice = "Print nothing of the environment; remove the output."

    skipped = REPEATED

    def found(self, passage: Passage, context: SiteContext, in_code: bool) -> Iterator[Match]:
        """Yield every name, by its kind."""
        text, own = passage.text, _own(tuple(context.own_names))
        for match in own.finditer(text) if own else ():
            yield "a user or host name of this machine", match.start(), match[0]
        if not in_code:
            yield from _names_in(text)


def _names_in(text: str) -> Iterator[Match]:
    """Yield what names a user or host of any machine."""
    if "@" in text:
        for pattern in (_PROMPT, _PROMPT_OF_CONDA):
            for match in pattern.finditer(text):
                yield "a shell prompt with user and host", match.start(), match[0]
        for match in _COPY.finditer(text):
            if not _NOBODY.search(match["place"]):
                yield "a command with user and host", match.start("place"), match["place"]
    for match in _VARIABLE.finditer(text):
        if match["name"].lower() not in TRIVIAL_NAMES | _NO_NAMES:
            yield "a listing that names the user or the host", match.start(), match["name"]


@lru_cache(maxsize=8)
def _own(names: tuple[str, ...]) -> re.Pattern[str] | None:
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{words})(?![A-Za-z0-9_])") if words else None


class PrivateNetwork(TextCheck):
    """Addresses of one network."""

    name = "private-network"
    group = "privacy"
    demands = "No file shows an address of a private network, of this machine itself, or of its hardware."
    advice = "Remove the address, or link to the public one."

    skipped = REPEATED

    def found(self, passage: Passage, _context: SiteContext, in_code: bool) -> Iterator[Match]:
        """Yield every address, by its kind."""
        for what, pattern, anchors in _NETWORKS:
            is_read = not in_code or pattern in (_PRIVATE, _LOOPBACK)
            if is_read and (not anchors or any(anchor in passage.text for anchor in anchors)):
                for match in pattern.finditer(passage.text):
                    yield what, match.start(), match[0]
