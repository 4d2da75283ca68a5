"""What is checked, as text for the book and for the terminal, from the checks themselves."""

from __future__ import annotations

from collections.abc import Iterator

from press.gate.check import GROUPS, Check
from press.gate.registry import CHECKS
from press.gate.source_checks import SOURCE_CHECKS
from press.markdown import cell

_TITLES = {
    "secrets": "Secrets",
    "privacy": "Privacy",
    "content": "Content",
    "book": "The book",
}


def checks_markdown() -> str:
    """Return the list of the checks, grouped, in the book's own mark-up."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for group in GROUPS:
        yield f"## {_TITLES[group]}\n"
        yield "| check | what it demands | what to do |"
        yield "|---|---|---|"
        for check in listed(group):
            yield f"| `{check.name}` | {cell(check.demands)} | {cell(check.advice)} |"
        yield ""


def listed(group: str) -> list[Check]:
    """Return the checks of a group, in the order in which they run."""
    return [check for check in (*SOURCE_CHECKS, *CHECKS) if check.group == group]


def advice_for(rule: str) -> str:
    """Return what to do about a finding of a rule; nothing for a rule of the scan itself."""
    return next((check.advice for check in CHECKS if check.name == rule), _OWN_ADVICE.get(rule, ""))


_OWN_ADVICE = {
    "unreadable-file": "Publish files that can be read whole; what cannot be scanned is not published.",
    "expired-allowance": "Look at the entry again: remove it with what it allows, or give it a new day.",
}
