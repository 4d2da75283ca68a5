"""Keys and passwords are recognised, and masked where they would be told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from press.runs.redaction import MASK, looks_secret, without_secrets

SECRETS = {
    "a cloud key": "AKIA" + "IOSFODNN7PLANTED",
    "a token of a code host": "ghp_" + "a1B2" * 9,
    "a token of a chat": "xoxb-" + "1234567890-abcdef",
    "a signed web token": "eyJ" + "hbGciOiJIUzI1" + ".eyJ" + "zdWIiOiIxMjM0" + ".abc",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a password in an address": "https://ann:open" + "sesame@example.org/x",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_recognised_and_masked(name):
    """Nothing of it is left in a log."""
    text = f"cannot open {SECRETS[name]} today"
    assert looks_secret(text)
    masked = without_secrets(text, {})
    assert MASK in masked
    assert not looks_secret(masked.replace(f"://{MASK}@", "://"))


@pytest.mark.parametrize(
    "text",
    ["csv:data/loans.csv", "https://example.org/a:b@c", "AKIA", "a1b2c3d4e5f6", "mail: ann@example.org"],
)
def test_ordinary_text_is_no_secret(text):
    """It is told as it is."""
    assert not looks_secret(text)
    assert without_secrets(text, {}) == text


def test_values_of_variables_that_say_so_are_masked():
    """Short ones are not: they stand in ordinary words."""
    outside = {"SERVICE_TOKEN": "open-sesame", "API_KEY": "abc", "CITY": "Rome-and-Oslo"}
    assert without_secrets("open-sesame abc Rome-and-Oslo", outside) == f"{MASK} abc Rome-and-Oslo"


def test_the_home_folder_is_a_tilde():
    """A log is read by others; a folder beside it is another."""
    home = Path.home()
    assert without_secrets(f"{home}/book and {home}-other", {}) == f"~/book and {home}-other"


def test_a_user_without_a_name_and_a_home_is_told_the_message_all_the_same(monkeypatch):
    """The last boundary must not fail itself."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert without_secrets("no room in ~/book", {}) == "no room in ~/book"
