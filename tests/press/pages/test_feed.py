"""The feed of changes."""

from __future__ import annotations

import os
import subprocess
from xml.etree import ElementTree as ET

import pytest

from press.pages.feed import Change, atom, changes

ATOM = "{http://www.w3.org/2005/Atom}"
CHANGE = Change("a" * 40, "2026-01-02T03:04:05+00:00", "Say <more>", ("about", "notebooks/one"))


@pytest.fixture
def history(book):
    """Return a function that commits a change of a file, and the folder."""
    day = iter(range(1, 28))

    def git(*arguments):
        when = f"2026-01-{next(day):02d}T00:00:00+00:00"
        identity = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
        command = [
            "git",
            "-C",
            str(book.root),
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.org",
            *arguments,
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **identity})

    def commit(name, text, subject):
        book.write(name, text)
        git("add", name)
        git("commit", "-q", "-m", subject)

    git("init", "-q")
    commit("README.md", "x", "No content")
    return commit, book.root


def test_changes_are_the_commits_that_touched_the_content(history):
    """Newest first, each with its own date and pages."""
    commit, root = history
    commit("book/about.md", "# About", "Tell how")
    commit("notebooks/one.ipynb", "{}", "Count | more")
    found = changes(root)
    assert [(one.title, one.pages) for one in found] == [
        ("Count | more", ("notebooks/one",)),
        ("Tell how", ("about",)),
    ]
    assert found[1].when.startswith("2026-01-0")


def test_outside_a_repository_there_is_no_history(tmp_path):
    """Then the site has no feed."""
    assert changes(tmp_path) == ()


def test_the_feed_is_valid_and_says_the_same_each_time():
    """Its dates are those of the commits."""
    text = atom([CHANGE], title="A & B", author="Ann", address="https://example.org/", pages=["about"])
    root = ET.fromstring(text)
    assert root.findtext(f"{ATOM}title") == "A & B: changes"
    assert root.findtext(f"{ATOM}updated") == CHANGE.when
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Say <more>"
    assert entry.find(f"{ATOM}link").get("href") == "https://example.org/about.html"
    assert text == atom(
        [CHANGE], title="A & B", author="Ann", address="https://example.org/", pages=["about"]
    )


def test_without_an_address_links_are_relative_and_a_page_that_is_gone_leads_home():
    """A feed that opens from disk."""
    root = ET.fromstring(atom([CHANGE], title="T", author="Ann", address="", pages=[]))
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == "index.html"
    assert root.findtext(f"{ATOM}id").startswith("urn:sha1:")
