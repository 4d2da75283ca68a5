"""Tokens whose form their issuer has made known: a prefix, a length, an alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.document import View
from press.gate.secrets.formats import FORMATS
from press.gate.secrets.judgement import is_example

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

# Detectors of detect-secrets that know a form. The others judge by entropy or by a name beside the value:
# `labelled-secret` and `unnamed-secret` do that with less noise.
_PLUGINS = (
    *(
        "artifactory",
        "aws",
        "azure_storage_key",
        "discord",
        "github_token",
        "gitlab_token",
        "jwt",
        "mailchimp",
    ),
    *(
        "npm",
        "openai",
        "pypi_token",
        "sendgrid",
        "slack",
        "square_oauth",
        "stripe",
        "telegram_token",
        "twilio",
    ),
)
# A token is one run of these, with a digit in it; everything else on a page is left out before the patterns.
_RUN = re.compile(r"[\w~.$+/=:@%*-]{16,4096}")


class KnownToken(FileCheck):
    """Tokens of known form."""

    name = "known-token"
    group = "secrets"
    demands = (
        "No file holds a token of a known form, such as a cloud key, a web token or a package "
        "registry's token."
    )
    advice = (
        "Withdraw the token where it was issued, then remove it from the cell, output or page that shows it."
    )

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every token, by the name of its issuer and its length."""
        for passage in document.passages:
            for issuer, value, offset in tokens_in(passage.text, any_case=passage.view is View.INDEX):
                message = f"a token of {issuer} ({len(value)} characters)"
                place = None if passage.view is View.JOINED else offset
                yield self._at(document, message, passage, place, value)


def tokens_in(text: str, *, any_case: bool = False) -> Iterator[tuple[str, str, int]]:
    """Yield issuer, value and offset of each token of known form.

    Parameters
    ----------
    any_case
        Whether the text may have lost its capitals, as the words of a search index have.
    """
    runs = "\n".join(dict.fromkeys(run for run in _RUN.findall(text) if not run.isalpha()))
    if not runs:
        return
    taken: list[str] = []
    lowered = runs.lower() if any_case else runs
    for form in FORMATS:
        if any(anchor in runs or (any_case and anchor.lower() in lowered) for anchor in form.anchors):
            for match in form.pattern_for(any_case=any_case).finditer(runs):
                value = match[match.lastindex or 0]
                if value not in taken and not is_example(value):
                    taken.append(value)
                    yield form.issuer, value, text.index(value)
    for issuer, value in _plugins_in(runs):
        if not is_example(value) and not any(value in other or other in value for other in taken):
            taken.append(value)
            yield issuer, value, text.index(value)


def _plugins_in(runs: str) -> Iterator[tuple[str, str]]:
    for issuer, patterns in _plugins():
        for pattern in patterns:
            for match in pattern.finditer(runs):
                value = next(iter(match[0].split()), "").strip("=:\"'")
                if len(value) > 3:
                    yield issuer, value


@cache
def _plugins() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Return the patterns of detect-secrets with whose token each knows."""
    from importlib import import_module

    from detect_secrets.plugins.base import RegexBasedDetector

    found = []
    for name in _PLUGINS:
        module = import_module(f"detect_secrets.plugins.{name}")
        for value in vars(module).values():
            is_detector = isinstance(value, type) and issubclass(value, RegexBasedDetector)
            if is_detector and value.__module__ == module.__name__:
                detector: Any = value()
                found.append((detector.secret_type.replace(" Detector", ""), tuple(detector.denylist)))
    return tuple(found)
