"""The allow-list: what is deliberate, each entry with its reason and the day on which it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from portfolio.errors import UsageError, nearest
from press.gate.finding import Finding, text_digest

_KEYS = ("rule", "where", "text", "pattern", "reason", "until")
_DIGEST = re.compile(r"[0-9a-f]{64}")
EXPIRED = "expired-allowance"


@dataclass(frozen=True)
class Allowance:
    """One entry of the list.

    Parameters
    ----------
    rule
        Name of the check.
    where
        Pattern for the file, as in a shell; `*` also passes `/`.
    reason
        Why it may be published.
    until
        The last day on which it holds.
    text
        Digest (sha256) of the matched text.
    pattern
        Pattern that the whole matched text must fit, where a digest would not do.
    """

    rule: str
    where: str
    reason: str
    until: date
    text: str = ""
    pattern: str = ""

    def covers(self, finding: Finding) -> bool:
        """Return whether a finding is what this entry is for, whatever the day."""
        if finding.rule != self.rule or not fnmatchcase(finding.file, self.where):
            return False
        if self.text:
            return text_digest(finding.text) == self.text
        return re.fullmatch(self.pattern, finding.text or finding.message, re.DOTALL) is not None


def read_allowances(path: Path, rules: Sequence[str]) -> tuple[Allowance, ...]:
    """Read an allow-list; a missing file is an empty one.

    Parameters
    ----------
    path
        The file, YAML.
    rules
        The names of the checks.

    Raises
    ------
    UsageError
        An entry is incomplete, names no check, or has no pattern that can be used.
    """
    import yaml

    if not path.exists():
        return ()
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(entries, list):
        raise UsageError(f"{path.name} is no list", expected="entries that begin with `- rule:`")
    return tuple(_entry(entry, f"{path.name}, entry {n}", rules) for n, entry in enumerate(entries, start=1))


def _entry(entry: Any, place: str, rules: Sequence[str]) -> Allowance:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{place} is no mapping", expected=", ".join(_KEYS))
    for key in entry:
        if key not in _KEYS:
            raise UsageError(f"{place}: unknown key {key!r}", hint=nearest(str(key), _KEYS))
    for key in ("rule", "where", "reason", "until"):
        if not entry.get(key):
            raise UsageError(f"{place} has no {key}")
    if entry["rule"] not in rules:
        raise UsageError(f"{place}: no check {entry['rule']!r}", hint=nearest(str(entry["rule"]), rules))
    until = entry["until"]
    if type(until) is not date:
        raise UsageError(f"{place}: `until` is no date", expected="for example 2027-01-31", got=repr(until))
    text, pattern = str(entry.get("text") or ""), str(entry.get("pattern") or "")
    _check_match(text, pattern, place)
    return Allowance(entry["rule"], str(entry["where"]), str(entry["reason"]), until, text, pattern)


def _check_match(text: str, pattern: str, place: str) -> None:
    if bool(text) == bool(pattern):
        raise UsageError(f"{place} needs one of `text` and `pattern`")
    if text and not _DIGEST.fullmatch(text):
        raise UsageError(
            f"{place}: `text` is no sha256 digest", hint="Print one with: portfolio check --digest"
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise UsageError(f"{place}: `pattern` cannot be used: {error}") from error


def without_allowed(
    findings: Sequence[Finding], allowances: Sequence[Allowance], today: date
) -> tuple[list[Finding], int]:
    """Return the findings that nothing allows, and how many are allowed.

    An entry whose day has passed allows nothing; what it covered comes back, and the entry is named.
    """
    kept: list[Finding] = []
    ended: dict[int, Finding] = {}
    for finding in findings:
        covering = [(n, entry) for n, entry in enumerate(allowances, start=1) if entry.covers(finding)]
        if any(entry.until >= today for _, entry in covering):
            continue
        kept.append(finding)
        for number, entry in covering:
            message = f"entry {number} of the allow-list ended on {entry.until}: {entry.reason}"
            ended.setdefault(number, Finding(EXPIRED, finding.file, message))
    allowed = len(findings) - len(kept)
    return kept + list(ended.values()), allowed
