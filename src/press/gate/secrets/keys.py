"""Private keys, with or without the lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.gate.check import Match, TextCheck

_BLOCK = re.compile(r"-{2,5}\s?BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?\s?-{2,5}", re.IGNORECASE)
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d")
# The first bytes of a key in DER, and of OpenSSH's own form, in base64.
_BARE = re.compile(
    r"(?<![A-Za-z0-9+/])(?:MII[BCEJ][A-Za-z0-9+/]{2}IBA[A-Z][A-Za-z0-9+/\s\\]{200,}|MIG"
    r"[A-Za-z0-9+/]{10}MBMGByqGSM49[A-Za-z0-9+/]{60,}|MII[CEJ][vdQk]?"
    r"[A-Za-z0-9+/]{0,4}IBADANBgkqhkiG9w0BAQEFAASC[A-Za-z0-9+/\s\\]{60,}|b3BlbnNzaC1rZXktdjE"
    r"[A-Za-z0-9+/\s\\]{60,})"
)
_WEB = re.compile(r'"?kty"?\s*:\s*"?(?:RSA|EC|OKP)"?(?=[\s\S]{0,4000}?"?\bd"?\s*:\s*"?[\w-]{20,})')
_SSH_PUBLIC = re.compile(r"\bssh-(?:rsa|ed25519) AAAA[A-Za-z0-9+/]{40,}={0,2}\s+\S+@\S+")
# Each with texts of which one stands in all that it finds.
_KEYS = (
    (_BLOCK, ("PRIVATE KEY",)),
    (_PUTTY, ("PuTTY",)),
    (_BARE, ("IBA", "MBMGByqGSM49", "b3BlbnNzaC1rZXktdjE")),
    (_WEB, ("kty",)),
    (_SSH_PUBLIC, ("ssh-",)),
)


class PrivateKey(TextCheck):
    """Private keys."""

    name = "private-key"
    group = "secrets"
    demands = "No file holds a private key: PEM, OpenSSH, PGP, PuTTY or JSON web key, whole or in part."
    skipped = frozenset()
    advice = "Replace the key wherever it is trusted, then remove it."

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every private key."""
        for pattern, anchors in _KEYS:
            if any(anchor in text for anchor in anchors):
                for match in pattern.finditer(text):
                    yield "a private key, or a key with its owner's name", match.start(), match[0]
