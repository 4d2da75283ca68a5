"""Scan a folder that would be public: every file, read whole or refused."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from time import monotonic

from press.gate.allow_list import Allowance, without_allowed
from press.gate.check import FileCheck, SiteCheck
from press.gate.context import SiteContext
from press.gate.facts import FileFacts, Site, facts_of
from press.gate.finding import Finding
from press.gate.scan_memory import Memory, remembered
from press.gate.source_places import in_notebook

UNREADABLE = "unreadable-file"
MANY = 5  # files that are worth processes of their own
CHUNK = 4  # files handed out at a time: one page may take as long as ten small files


@dataclass(frozen=True)
class Report:
    """What a scan found."""

    findings: tuple[Finding, ...]  # in the order of the files, then of the checks
    allowed: int  # how many further findings the allow-list covers
    # files and scanned: how many files there are, and how many were opened: the others are unchanged since
    # they last passed
    files: int
    scanned: int
    seconds: float  # how long it took


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
    from press.gate.registry import FILE_CHECKS, SITE_CHECKS
    from press.gate.vendor_files import is_vetted

    context = context or SiteContext()
    context = replace(context, names=context.own_names, folders=context.own_folders)
    started = monotonic()
    with remembered(memory, context) as known:
        files = _Files(folder, context, known, FILE_CHECKS, lambda data: is_vetted(data, context))
        looked = _looked_at(sorted(_names(folder)), files)
        for one in looked:
            if one.scanned and not one.findings:
                known.passed(one.name, one.digest, one.facts)
        findings = [finding for one in looked for finding in one.findings]
        findings += _of_site(Site({one.name: one.facts for one in looked}), context, SITE_CHECKS)
    kept, allowed = without_allowed(findings, allow, today or date.today())
    placed = [
        in_notebook(replace(one, scenario=context.scenarios.get(one.file, "")), context.sources)
        for one in kept
    ]
    scanned = sum(one.scanned for one in looked)
    return Report(tuple(placed), allowed, len(looked), scanned, round(monotonic() - started, 3))


def scan_some(
    folder: Path, names: Sequence[str], *, allow: Sequence[Allowance] = (), context: SiteContext
) -> tuple[Finding, ...]:
    """Return what the checks of single files say of some files; what concerns the whole site is left out."""
    from press.gate.registry import FILE_CHECKS
    from press.gate.vendor_files import is_vetted

    context = replace(context, names=context.own_names, folders=context.own_folders)
    with remembered(None, context) as known:
        files = _Files(folder, context, known, FILE_CHECKS, lambda data: is_vetted(data, context))
        found = [finding for name in names for finding in files.checked(name).findings]
    return tuple(without_allowed(found, allow, date.today())[0])


def _names(folder: Path) -> Iterator[str]:
    """Yield everything in a folder that is not itself a folder, links to folders included."""
    pending = [folder]
    while pending:
        current = pending.pop()
        for entry in os.scandir(current):
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
            else:
                yield Path(entry.path).relative_to(folder).as_posix()


@dataclass(frozen=True)
class _Looked:
    """What is known of one file: `scanned` tells whether it was opened and checked, `digest` what it held."""

    name: str
    facts: FileFacts
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    scanned: bool = False


@dataclass(frozen=True)
class _Files:
    """The files of a folder and what each is held against."""

    folder: Path
    context: SiteContext
    memory: Memory
    checks: Sequence[FileCheck]
    is_vetted: Callable[[bytes], bool]

    def remembered(self, name: str) -> _Looked | None:
        """Return what is known of a file without checking it; None for one to be checked."""
        data = self._data(name)
        if isinstance(data, _Looked):
            return data
        facts = self.memory.facts(name, hashlib.sha256(data).hexdigest())
        return _Looked(name, facts) if facts else None

    def checked(self, name: str) -> _Looked:
        """Return what the checks say of a file."""
        data = self._data(name)
        if isinstance(data, _Looked):
            return data
        facts, found = checked_file(name, data, self.context, self.checks, vetted=self.is_vetted(data))
        return _Looked(name, facts, tuple(found), hashlib.sha256(data).hexdigest(), scanned=True)

    def size(self, name: str) -> int:
        """Return the bytes of a file; 0 when it is gone."""
        with suppress(OSError):
            return (self.folder / name).stat().st_size
        return 0

    def _data(self, name: str) -> bytes | _Looked:
        """Return what a file holds, or the finding that it cannot be read."""
        try:
            return _content(self.folder / name, self.context.scan_bytes)
        except (OSError, _RefusedError) as error:
            told = str(error) if isinstance(error, _RefusedError) else f"cannot be read: {error.strerror}"
            return _Looked(name, FileFacts(0), (Finding(UNREADABLE, name, told),))


def _looked_at(names: Sequence[str], files: _Files) -> list[_Looked]:
    """Look at all files, in the order given; several that must be checked by several processes.

    The memory is read here, for a process of its own would take what it has read with it.
    """
    found = {name: known for name in names if (known := files.remembered(name))}
    fresh = [name for name in names if name not in found]
    workers = os.cpu_count() or 1
    if len(fresh) < MANY or workers < 2 or "fork" not in get_all_start_methods():
        found |= {name: files.checked(name) for name in fresh}
    else:
        first = min(fresh, key=files.size)
        found[first] = files.checked(first)  # the checks are imported now, and every process has them
        fresh = sorted(set(fresh) - {first}, key=files.size, reverse=True)  # no large one comes last
        chunk = max(1, min(CHUNK, len(fresh) // (4 * workers)))
        with ProcessPoolExecutor(
            workers, mp_context=get_context("fork"), initializer=_hold, initargs=(files,)
        ) as pool:
            found |= {one.name: one for one in pool.map(_check, fresh, chunksize=chunk)}
    return [found[name] for name in names]


_held: list[_Files] = []  # of a process of the pool; what it holds cannot be sent, only inherited


def _hold(files: _Files) -> None:
    _held[:] = [files]


def _check(name: str) -> _Looked:
    return _held[0].checked(name)


class _RefusedError(Exception):
    """A file that is not opened at all."""


def _content(path: Path, limit: int) -> bytes:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise _RefusedError("is a symbolic link: what it shows is not in the site")
    if not stat.S_ISREG(status.st_mode):
        raise _RefusedError("is not a regular file")
    if status.st_size > limit:
        raise _RefusedError(f"has {status.st_size:,} bytes; more than {limit:,} are not scanned")
    return path.read_bytes()


def checked_file(
    name: str, data: bytes, context: SiteContext, checks: Sequence[FileCheck], *, vetted: bool = False
) -> tuple[FileFacts, list[Finding]]:
    """Return the facts of one file and what is wrong with it; a check that fails itself is a finding too."""
    from press.gate.reading.broken_lines import with_joined
    from press.gate.reading.document import UnreadableError
    from press.gate.reading.kinds import read_document

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
