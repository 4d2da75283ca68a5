"""Secrets inside addresses: passwords, tokens in the query, one-time login links, connection strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from press.gate.check import Match, TextCheck
from press.gate.secrets.judgement import is_placeholder, is_random

_USER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://([^\s/:@\"'<>]{0,80}):([^\s/@\"'<>]{3,200})@(?=[\w\[.-])")
_LONE_USER = re.compile(r"https?://([\w.~-]{16,200})@(?=[\w.-]+)")
_QUERY = re.compile(
    r"""[?&#;](?P<name>(?:[\w.-]{0,30}?(?:token|secret|password|passwd|pwd|api[_-]?key|apikey|signature|credential|ticket|jwt|otp|sessionid|session))
        |key|sig|auth|code|pass|magic|invite|hash|state|oobCode|confirmation)=(?P<value>[^\s&"'<>#]{6,2000})""",
    re.VERBOSE | re.IGNORECASE,
)
_LOGIN = re.compile(
    r"""https?://[^\s"'<>]{0,200}?\b(?:log-?in|sign-?in|sign_?in|magic(?:[-_]?link)?|verify|verification|reset|password|invite|invitation|auth|sso|otp|
        one-?time|confirm|activate|unlock|join)[\w-]*(?:/[\w.-]{1,40}){0,3}?[/=?](?P<value>[A-Za-z0-9_.~-]{16,400})(?=[\s"'<>&#?)/]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_LOGIN_WORDS = re.compile(
    r"log-?in|sign-?in|auth|verify|magic|reset|otp|one-?time|confirm|activate|sso", re.IGNORECASE
)
_CODE = re.compile(r"\d{4,8}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}")
_ALWAYS = re.compile(r"(?i)secret|passw|pwd|otp|^pass$")


class SecretInAddress(TextCheck):
    """Secrets inside addresses."""

    name = "secret-in-address"
    group = "secrets"
    demands = (
        "No address holds a password, a token or a one-time login code, and no connection string its "
        "password."
    )
    advice = "Withdraw what the address grants, and publish the address without it."
    skipped = frozenset()

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every address with a secret in it, by the kind of secret and its length."""
        if "://" in text or "?" in text or "%3A%2F%2F" in text:
            for what, value, offset in addresses_in(text):
                yield f"an address holds {what} ({len(value)} characters)", offset, value


def addresses_in(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield what each address gives away, the value, and its offset."""
    for match in _USER.finditer(text):
        if not is_placeholder(match[2]) and not match[2].isdigit():
            yield "a password", match[2], match.start(2)
    for match in _LONE_USER.finditer(text):
        if is_random(match[1], 16):
            yield "a token in place of a user", match[1], match.start(1)
    for match in _QUERY.finditer(text):
        value = unquote(match["value"])
        if _grants(match, value):
            yield f"a value for {match['name']}", value, match.start("value")
    for match in _LOGIN.finditer(text):
        if is_random(match["value"], 16):
            yield "a one-time login", match["value"], match.start("value")
    if "%3A%2F%2F" in text:
        plain = unquote(text)
        if plain != text and "%3A%2F%2F" not in plain:
            yield from ((what, value, 0) for what, value, _ in addresses_in(plain))


def _grants(match: re.Match[str], value: str) -> bool:
    if is_placeholder(value):
        return False
    if _ALWAYS.search(match["name"]):
        return True
    if match["name"].lower() in ("code", "hash", "state", "key"):
        address = match.string[max(match.start() - 200, 0) : match.start()].rsplit(" ", 1)[-1]
        wanted = _LOGIN_WORDS.search(address) is not None
        return (wanted and (_CODE.fullmatch(value) is not None or is_random(value, 8))) or (
            match["name"].lower() == "key" and is_random(value, 20)
        )
    return is_random(value, 8)
