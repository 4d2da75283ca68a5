"""Passwords on a command line, in the password files that commands read, and in calls that log in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.gate.check import Match, TextCheck
from press.gate.secrets.judgement import is_example, is_password, is_placeholder

_VALUE = r"[\"']?(?P<value>[^\s\"']{4,200})"
# Each pattern with texts, in small letters, of which one stands in all that it finds.
_PATTERNS = (
    # client programs that take the password behind a short option
    (
        (" -p",),
        rf"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo(?:sh|dump|restore)?)\b[^\n]{{0,200}}?\s-p{_VALUE}",
    ),
    (
        (" -p",),
        rf"\b(?:sshpass|docker\s+login|podman\s+login|helm\s+registry\s+login|az\s+login|7z|unzip"
        rf"|zip)\b[^\n]{{0,200}}?\s-[pP]\s?{_VALUE}",
    ),
    (("ldap",), rf"\bldap\w+\b[^\n]{{0,200}}?\s-w\s{{0,2}}{_VALUE}"),
    # calls that keep a password, the last of what they are given
    (
        ("password", "credential"),
        r"(?i)(?:set|save|store|add|write)_?(?:password|credentials?)\s{0,3}\((?:[^()\n\"']{0,40}[\"'][^\"'\n]{1,80}"
        r"[\"']\s{0,3},){1,3}\s{0,9}[\"'](?P<value>[^\s\"']{4,200})[\"']\s{0,3}\)",
    ),
    (
        ("url",),
        r"\bURL(?:\.create)?\(\s{0,9}(?:[\"'][^\"'\n]{1,80}[\"']\s{0,3},\s{0,9}){2}[\"'](?P<value>[^\s\"']{4,200})[\"']",
    ),
    ((" -p",), rf"\b(?:sqlcmd|osql|bcp|isql)\b[^\n]{{0,200}}?\s-P\s?{_VALUE}"),
    (("/p:",), rf"\b[xw]?l?freerdp3?\b[^\n]{{0,200}}?\s/p:{_VALUE}"),
    (
        (" -u", "--user"),
        rf"\b(?:smbclient|rpcclient|smbget|winexe|net)\b[^\n]{{0,200}}?\s(?:-U|--user)[= ]?"
        rf"[^\s%]{{1,80}}%{_VALUE}",
    ),
    (("redis-cli",), rf"\bredis-cli\b[^\n]{{0,200}}?\s-a\s+{_VALUE}"),
    (("htpasswd",), rf"\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+{_VALUE}"),
    (("pass:",), rf"\bpass(?:in|out)?\s+pass:{_VALUE}"),
    (("securestring",), rf"\bConvertTo-SecureString\s+(?:-String\s+)?{_VALUE}"),
    (("/user:",), rf"\bnet\s+use\b[^\n]{{0,200}}?/user:\S+\s+{_VALUE}"),
    (("/user:",), rf"\bnet\s+use\s+\S+\s+(?:\\\\\S+\s+){_VALUE}\s+/user:"),
    # Oracle's form: user/password@host:port/service, with or without slashes before the host
    (("@",), rf"\b(?:sqlplus|sqlldr|expdp|impdp|rman|sql)\b[^\n]{{0,80}}?\s\w{{2,40}}/{_VALUE}(?=@)"),
    (
        ("@",),
        r"(?<![\w/.:])\w{2,40}/(?P<value>[^\s\"'/@]{4,200})@(?://)?[\w.-]+:\d{2,5}/\w",
    ),
    # a user and a password, one after the other, given to what logs in
    (
        ("log", "sign", "auth", "credential"),
        r"(?i)(?:log_?[io]n|sign_?in|auth|authenticate|credentials?)\s{0,3}=?\s{0,3}[(\[]\s{0,9}"
        r"[rbuf]{0,2}[\"'][^\"'\n]{1,80}[\"']\s{0,3},\s{0,9}[rbuf]{0,2}[\"'](?P<value>[^\s\"']{4,200})[\"']",
    ),
    # a line of PostgreSQL's password file: host:port:database:user:password
    (
        (":",),
        r"(?<![\w.*:/-])[\w.*-]+:(?:\d{2,5}|\*):[\w.*-]+:[\w.*-]+:(?P<value>[^\s:\"'<>]{4,200})(?=[\s\"'<]|$)",
    ),
)
_COMPILED = tuple((anchors, re.compile(pattern)) for anchors, pattern in _PATTERNS)


class SecretInCommand(TextCheck):
    """Passwords on a command line."""

    name = "secret-in-command"
    group = "secrets"
    demands = "No command or call is shown with its password, and no line of a password file."
    advice = (
        "Change the password, and let the command ask for it or read it from a file that is not published."
    )

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every password, by its length."""
        for value, offset in passwords_in(text):
            yield f"a command's password ({len(value)} characters)", offset, value


def passwords_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield each password that a command or call is given, with the offset of what gives it."""
    lowered = text.lower()
    for anchors, pattern in _COMPILED:
        if any(anchor in lowered for anchor in anchors):
            for match in pattern.finditer(text):
                value = match["value"]
                is_meant = not is_example(value) and not is_placeholder(value)
                if is_meant and is_password(value, quoted=False, listed=False):
                    yield value, match.start()
