"""The allow-list: what is deliberate, each entry with its reason and the day on which it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, model_validator
from pydantic.dataclasses import dataclass

from portfolio.errors import nearest
from press.gate.finding import Finding, text_digest
from press.yaml_reader import STRICT, NeededText, Text, read_yaml

EXPIRED = "expired-allowance"


def _day(day: object) -> date:
    try:
        return day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        raise ValueError("a date such as 2027-01-31") from None


def _digest(text: str) -> str:
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("a sha256 digest, as `portfolio check --digest` prints it")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"a pattern that can be used ({error})") from None
    return text


@dataclass(frozen=True, config=STRICT)
class Allowance:
    """One entry of the list."""

    rule: NeededText  # name of the check
    where: NeededText  # pattern for the file, as in a shell; `*` also passes `/`
    reason: NeededText  # why it may be published
    until: Annotated[date, BeforeValidator(_day)]  # the last day on which it holds
    text: Annotated[Text, AfterValidator(_digest)] = ""  # digest (sha256) of the matched text
    # pattern that the whole matched text must fit, where a digest would not do
    pattern: Annotated[Text, AfterValidator(_pattern)] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.text) == bool(self.pattern):
            raise ValueError("one of `text` and `pattern`")
        return self

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
    document = read_yaml(path, f"{path.parent.name}/{path.name}")
    if document is None:
        return ()
    found = document.parsed(tuple[Allowance, ...])
    document.refuse(
        [
            document.fault((number, "rule"), f"; no check {entry.rule!r}", hint=nearest(entry.rule, rules))
            for number, entry in enumerate(found)
            if entry.rule not in rules
        ]
    )
    return found


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
