"""What no parameter may hold, and no line of a log: keys, passwords, the home folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

MASK = "***"
SHORTEST = 8  # characters of a variable's value that may be masked: shorter ones stand in ordinary words
# Forms that their issuers document; what else is secret, the checks of the published pages know.
_TOKEN = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # cloud access key
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"
    r"|\bglpat-[A-Za-z0-9_-]{16,}"
    r"|\bxox[abeprs]-[A-Za-z0-9-]{10,}"
    r"|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"  # signed web token
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_LOGIN = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_NAMED = re.compile(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|(?:ACCESS|PRIVATE)_KEY", re.IGNORECASE
)


def looks_secret(text: str) -> bool:
    """Say whether a text holds a key, a token, or an address with a password."""
    return bool(_TOKEN.search(text) or _LOGIN.search(text))


def without_secrets(text: str, environment: Mapping[str, str] | None = None) -> str:
    """Return a text for a log: keys, passwords and values of secret variables masked, the home folder as `~`.

    Parameters
    ----------
    text
        What is to be told.
    environment
        Variables whose values are masked where their names say that they are secret; `os.environ` when
        absent.
    """
    outside = os.environ if environment is None else environment
    text = _LOGIN.sub(MASK, _TOKEN.sub(MASK, text))
    for name, value in outside.items():
        if _NAMED.search(name) and len(value) >= SHORTEST:
            text = text.replace(value, MASK)
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises for a user without a name
    return re.sub(rf"{re.escape(home)}(?![\w-])", "~", text) if len(home) > 1 else text
