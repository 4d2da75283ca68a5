"""Credentials as requests carry them: `Authorization` and its relatives, cookies, curl's command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.gate.check import Match, TextCheck
from press.gate.secrets.judgement import is_placeholder, is_random

_HEADER = re.compile(
    r"""(?:proxy-)?authorization["'\]]{0,2}\s*[:=,]\s*[\[(]?["']?\s*f?["']?
        (?:(?P<scheme>bearer|basic|token|digest|apikey|api-key|negotiate|aws4-hmac-sha256|key|jwt)[ ]+)?
        (?P<value>[A-Za-z0-9._~+/=:,\ -]{8,2000})""",
    re.VERBOSE | re.IGNORECASE,
)
_SCHEME = re.compile(r"\b(?:Bearer|Basic)[ ]+(?P<value>[A-Za-z0-9._~+/=-]{16,4000})")
_CUSTOM = re.compile(
    r"""(?<![\w-])(?:x-)?(?:api-key|apikey|auth-token|access-token|csrf-token|xsrf-token|amz-security-token|vault-token|gitlab-token|figma-token|
        shopify-access-token|functions-key|goog-api-key)["']?\s*[:=]\s*["']?(?P<value>[\w.~+/=-]{8,2000})""",
    re.VERBOSE | re.IGNORECASE,
)
_COOKIE = re.compile(
    r"(?:set-)?cookie[\"']?\s*:\s*[\"']?(?P<all>[^\n]{0,300}?(?:sess|sid|auth|token|csrf|jwt)[\w.-]*="
    r"(?P<value>[^\s;\"',]{8,2000}))",
    re.IGNORECASE,
)
_CURL = re.compile(
    r"\b(?:curl|wget|http|https)\b[^\n]{0,300}?\s(?:-u|--user|-a)[ =]?[\"']?[^\s:\"']{1,80}:(?P<value>"
    r"[^\s\"']{4,200})"
)
_ANCHORS = re.compile(
    r"authorization|bearer|basic|-key|apikey|-token|cookie|--user|\s-[ua]\s?", re.IGNORECASE
)


class AuthorizationHeader(TextCheck):
    """Credentials in requests."""

    name = "authorization-header"
    group = "secrets"
    demands = "No request is shown with its credentials: `Authorization` headers, session cookies, `curl -u`."
    advice = "Withdraw the credential, and show the request without its headers."

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every credential that a request carries, by its length."""
        if _ANCHORS.search(text):
            for value, offset in headers_in(text):
                yield f"a request's credential ({len(value)} characters)", offset, value


def headers_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield each credential with its offset."""
    for match in _HEADER.finditer(text):
        value = match["value"].strip()
        if match["scheme"]:
            first = re.split(r"[ ,]", value, maxsplit=1)[0]
            is_credential = is_random(first, 8) or "Signature=" in value or "Credential=" in value
        else:
            is_credential = is_random(value, 16)
        if is_credential and not is_placeholder(value):
            yield value, match.start("value")
    for pattern in (_SCHEME, _CUSTOM, _COOKIE):
        for match in pattern.finditer(text):
            if is_random(match["value"], 8):
                yield match["value"], match.start("value")
    for match in _CURL.finditer(text):
        if not is_placeholder(match["value"]):
            yield match["value"], match.start("value")
