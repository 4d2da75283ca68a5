"""Passwords on a command line, and in the password files that commands read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portfolio.checks.check import FileCheck
from portfolio.checks.finding import Finding
from portfolio.checks.reading.document import View
from portfolio.checks.secrets.judgement import is_example, is_password, is_placeholder

if TYPE_CHECKING:
    from portfolio.checks.context import SiteContext
    from portfolio.checks.reading.document import Document

_VALUE = r"[\"']?(?P<value>[^\s\"']{4,200})"
_PATTERNS = (
    # client programs that take the password behind a short option
    re.compile(
        rf"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo(?:sh|dump|restore)?)\b[^\n]{{0,200}}?\s-p{_VALUE}"
    ),
    re.compile(
        rf"\b(?:sshpass|docker\s+login|podman\s+login|helm\s+registry\s+login|az\s+login|7z|unzip"
        rf"|zip)\b[^\n]{{0,200}}?\s-[pP]\s?{_VALUE}"
    ),
    re.compile(rf"\bredis-cli\b[^\n]{{0,200}}?\s-a\s+{_VALUE}"),
    re.compile(rf"\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+{_VALUE}"),
    re.compile(rf"\bpass(?:in|out)?\s+pass:{_VALUE}"),
    re.compile(rf"\bConvertTo-SecureString\s+(?:-String\s+)?{_VALUE}"),
    re.compile(rf"\bnet\s+use\b[^\n]{{0,200}}?/user:\S+\s+{_VALUE}"),
    re.compile(rf"\bnet\s+use\s+\S+\s+(?:\\\\\S+\s+){_VALUE}\s+/user:"),
    # a line of PostgreSQL's password file: host:port:database:user:password
    re.compile(
        r"(?<![\w.*:/-])[\w.*-]+:(?:\d{2,5}|\*):[\w.*-]+:[\w.*-]+:(?P<value>[^\s:\"'<>]{4,200})(?=[\s\"'<]|$)"
    ),
)
_ANCHORS = re.compile(r"\s-[pPab]|pass|SecureString|/user:|:\d{2,5}:|:\*:")


class SecretInCommand(FileCheck):
    """Passwords on a command line."""

    name = "secret-in-command"
    group = "secrets"
    demands = "No command is shown with its password, and no line of a password file."
    advice = (
        "Change the password, and let the command ask for it or read it from a file that is not published."
    )

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every password, by its length."""
        for passage in document.passages:
            if passage.view is View.SOURCE or not _ANCHORS.search(passage.text):
                continue
            for pattern in _PATTERNS:
                for match in pattern.finditer(passage.text):
                    value = match["value"]
                    if (
                        not is_example(value)
                        and not is_placeholder(value)
                        and is_password(value, quoted=False, listed=False)
                    ):
                        place = None if passage.view is View.JOINED else match.start()
                        message = f"a command's password ({len(value)} characters)"
                        yield self._at(document, message, passage, place, value)
