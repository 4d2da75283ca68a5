"""Scan a folder that would be public: every file, read whole or refused."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic

from portfolio.checks.allowance import Allowance, without_allowed
from portfolio.checks.check import FileCheck, SiteCheck
from portfolio.checks.context import SiteContext
from portfolio.checks.facts import FileFacts, Site, facts_of
from portfolio.checks.finding import Finding
from portfolio.checks.memory import Memory, remembered

UNREADABLE = "unreadable-file"


@dataclass(frozen=True)
class Report:
    """What a scan found.

    Parameters
    ----------
    findings
        In the order of the files, then of the checks.
    allowed
        How many further findings the allow-list covers.
    files, scanned
        How many files there are, and how many were opened: the others are unchanged since they last passed.
    seconds
        How long it took.
    """

    findings: tuple[Finding, ...]
    allowed: int
    files: int
    scanned: int
    seconds: float


def scan(
    folder: Path,
    *,
    allow: Sequence[Allowance] = (),
    context: SiteContext | None = None,
    memory: Path | None = None,
    today: date | None = None,
) -> Report:
    """Scan a folder; nothing is skipped in silence.

    Parameters
    ----------
    folder
        What would be public.
    allow
        What is deliberate.
    context
        What the checks are told.
    memory
        File that remembers what passed; without it, every file is scanned.
    today
        The day for the allow-list.
    """
    from portfolio.checks.registry import FILE_CHECKS, SITE_CHECKS
    from portfolio.checks.vetted import is_vetted

    context = context or SiteContext()
    context = replace(context, names=context.own_names, folders=context.own_folders)
    started = monotonic()
    with remembered(memory, context) as known:
        files = _Files(folder, context, known, FILE_CHECKS, lambda data: is_vetted(data, context))
        names = sorted(_names(folder))
        facts = {name: files.checked(name) for name in names}
        findings = [*files.findings, *_of_site(Site(facts), context, SITE_CHECKS)]
    kept, allowed = without_allowed(findings, allow, today or date.today())
    placed = [replace(finding, scenario=context.scenarios.get(finding.file, "")) for finding in kept]
    return Report(tuple(placed), allowed, len(names), files.scanned, round(monotonic() - started, 3))


def _names(folder: Path) -> Iterator[str]:
    """Yield everything in a folder that is no folder itself, links to folders included."""
    pending = [folder]
    while pending:
        current = pending.pop()
        for entry in os.scandir(current):
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            else:
                yield Path(entry.path).relative_to(folder).as_posix()


class _Files:
    """Checks the files of a folder one by one."""

    def __init__(
        self,
        folder: Path,
        context: SiteContext,
        memory: Memory,
        checks: Sequence[FileCheck],
        is_vetted: Callable[[bytes], bool],
    ) -> None:
        self.folder, self.context, self.memory, self.checks = folder, context, memory, checks
        self.is_vetted = is_vetted
        self.findings: list[Finding] = []
        self.scanned = 0

    def checked(self, name: str) -> FileFacts:
        """Return the facts of a file; what is wrong with it is added to `findings`."""
        try:
            data = _content(self.folder / name, self.context.scan_bytes)
        except (OSError, _RefusedError) as error:
            told = str(error) if isinstance(error, _RefusedError) else f"cannot be read: {error.strerror}"
            self.findings.append(Finding(UNREADABLE, name, told))
            return FileFacts(0)
        digest = hashlib.sha256(data).hexdigest()
        facts = self.memory.facts(name, digest)
        if facts is None:
            self.scanned += 1
            facts, found = checked_file(name, data, self.context, self.checks, vetted=self.is_vetted(data))
            self.findings += found
            if not found:
                self.memory.passed(name, digest, facts)
        return facts


class _RefusedError(Exception):
    """A file that is not opened at all."""


def _content(path: Path, limit: int) -> bytes:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise _RefusedError("is a symbolic link: what it shows is not in the site")
    if not stat.S_ISREG(status.st_mode):
        raise _RefusedError("is no plain file")
    if status.st_size > limit:
        raise _RefusedError(f"has {status.st_size:,} bytes; more than {limit:,} are not scanned")
    return path.read_bytes()


def checked_file(
    name: str, data: bytes, context: SiteContext, checks: Sequence[FileCheck], *, vetted: bool = False
) -> tuple[FileFacts, list[Finding]]:
    """Return the facts of one file and what is wrong with it; a check that fails itself is a finding too."""
    from portfolio.checks.reading.broken_lines import with_joined
    from portfolio.checks.reading.document import UnreadableError
    from portfolio.checks.reading.kinds import read_document

    try:
        document = read_document(name, data, vetted=vetted)
        document = replace(document, passages=with_joined(document.passages))
        facts = facts_of(document)
    except UnreadableError as error:
        return FileFacts(len(data)), [Finding(UNREADABLE, name, str(error))]
    except Exception as error:  # noqa: BLE001  whatever cannot be read blocks
        return FileFacts(len(data)), [Finding(UNREADABLE, name, f"reading it failed: {type(error).__name__}")]
    found: list[Finding] = []
    for check in checks:
        try:
            found += check.findings(document, context)
        except Exception as error:  # noqa: BLE001  a check that fails has not passed
            message = f"the check {check.name} failed on it: {type(error).__name__}"
            found.append(Finding(UNREADABLE, name, message))
    return facts, _distinct(found)


def _of_site(site: Site, context: SiteContext, checks: Sequence[SiteCheck]) -> list[Finding]:
    found: list[Finding] = []
    for check in checks:
        try:
            found += check.findings(site, context)
        except Exception as error:  # noqa: BLE001  a check that fails has not passed
            found.append(Finding(UNREADABLE, ".", f"the check {check.name} failed: {type(error).__name__}"))
    return found


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings without those that tell the same of the same text again, from another view of it."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key: tuple[object, ...] = (
            finding.rule,
            finding.cell,
            finding.text or (finding.message, finding.line),
        )
        seen.setdefault(key, finding)
    placed = {(finding.rule, finding.text) for finding in seen.values() if finding.cell is not None}
    return [
        finding
        for finding in seen.values()
        if finding.cell is not None or not finding.text or (finding.rule, finding.text) not in placed
    ]
