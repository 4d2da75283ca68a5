"""Passwords on a command line, in the password files that commands read, and in calls that log in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from press.gate.check import Match, TextCheck
from press.gate.secrets.judgement import is_example, is_password, is_placeholder

_VALUE = r"[\"']?(?P<value>[^\s\"']{4,200})"


def _forms() -> Iterator[tuple[list[str], re.Pattern[str]]]:
    """Yield the anchors and the pattern of each form in the table `commands.toml`."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for form in table["forms"]:
        yield form["anchors"], re.compile(form["pattern"].replace("<password>", _VALUE))


FORMS = tuple(_forms())


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
    for anchors, pattern in FORMS:
        if any(anchor in lowered for anchor in anchors):
            for match in pattern.finditer(text):
                value = match["value"]
                is_meant = not is_example(value) and not is_placeholder(value)
                if is_meant and is_password(value, quoted=False, listed=False):
                    yield value, match.start()
