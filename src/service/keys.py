"""Keys of callers: random, kept as hashes only, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from portfolio.errors import UsageError

SCHEME = "bearer"


class Keys:
    """The known callers.

    Parameters
    ----------
    hashes
        sha256 of each caller's key, by the caller's name. A key has 256 random bits, so a slow hash would add
        nothing.
    """

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = tuple((name, digest.encode()) for name, digest in hashes.items())

    @classmethod
    def read(cls, path: Path) -> Keys:
        """Return the keys in a file; there are none if there is no file.

        Raises
        ------
        UsageError
            The file is not what `issue` writes.
        """
        return cls(_read(path))

    def caller(self, authorization: str) -> str | None:
        """Return whose key a header holds, or None; all keys are compared, whichever fits."""
        scheme, _, key = authorization.partition(" ")
        digest, found = _hash(key).encode(), None
        for name, known in self._hashes:
            if hmac.compare_digest(digest, known):
                found = name
        return found if scheme.lower() == SCHEME else None


def issue(path: Path, name: str) -> str:
    """Make a key for a caller, add its hash to the file, and return it: it is not kept anywhere.

    Raises
    ------
    UsageError
        The name is not an identifier, or has a key already.
    """
    known = _read(path)
    if not name.isidentifier():
        raise UsageError(f"caller {name!r}", expected="letters, digits and underscores")
    if name in known:
        raise UsageError(f"{name} has a key already", hint="Remove its line from the file of keys first.")
    key = secrets.token_urlsafe(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({**known, name: _hash(key)}, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    return key


class RateLimit:
    """A bucket of tokens for each caller: `burst` at once, `rate` a second in the long run.

    Parameters
    ----------
    rate, burst
        Tokens a second, and at most.
    now
        A clock that never goes back.
    """

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self._now = rate, burst, now
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, caller: str) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now = self._now()
        tokens, at = self._buckets.get(caller, (self.burst, now))
        tokens = min(self.burst, tokens + (now - at) * self.rate)
        if tokens < 1:
            self._buckets[caller] = (tokens, now)
            return (1 - tokens) / self.rate
        self._buckets[caller] = (tokens - 1, now)
        return 0.0


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise UsageError(f"{path.name} is not a file of keys") from error
    if not isinstance(known, dict) or not all(isinstance(digest, str) for digest in known.values()):
        raise UsageError(f"{path.name} is not a file of keys", expected="a hash by each name")
    return known
