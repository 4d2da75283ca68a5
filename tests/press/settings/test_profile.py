"""`book/profile.yml`: whose site this is."""

from __future__ import annotations

import pytest

from portfolio.errors import UsageError
from press.project import Project
from press.settings.profile import Language, Link, Post, parse_profile, read_profile
from tests_support import ROOT

WHO = "name: Ann\nrole: Analyst\nsummary: I count.\n"


def test_a_book_without_the_file_has_no_owner(book):
    """Small books need none."""
    assert read_profile(book.project) is None


def test_what_is_absent_is_empty_and_an_address_ends_with_a_slash():
    """So that files can be put behind it."""
    profile = parse_profile(
        WHO + "url: https://example.org/book\nrepository: https://github.com/OWNER/NAME/\n"
    )
    assert (profile.name, profile.url) == ("Ann", "https://example.org/book/")
    assert profile.repository == "https://github.com/OWNER/NAME"
    assert (profile.email, profile.links, profile.sample) == ("", (), False)


def test_lists_hold_records_or_texts():
    """A training may be its title alone."""
    text = WHO + "training: [A diploma]\nlanguages: [{name: French, level: fluent}]\n"
    profile = parse_profile(text + 'links: [{label: Code, url: "https://example.org"}]\n')
    assert profile.training == (Post("A diploma"),)
    assert profile.languages == (Language("French", "fluent"),)
    assert profile.links == (Link("Code", "https://example.org"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "line 1: not YAML"),
        ("- a", "expected a mapping"),
        (WHO + "rolle: x\n", "line 4: unknown key 'rolle'.*role"),
        ("name: Ann\nrole: Analyst\n", "summary is missing"),
        (WHO + "email: ann\n", "line 4: email; expected name@host; got 'ann'"),
        (WHO + "url: example.org\n", "line 4: url; expected an address"),
        (WHO + "sample: maybe\n", "sample; expected true or false; got 'maybe'"),
        (WHO + "title: [a]\n", "title; expected text, in quotes where in doubt; got a list"),
        (WHO + "training: much\n", "training; expected a list; got 'much'"),
        (WHO + "training: [{titel: x}]\n", "entry 1: title is missing.*unknown key 'titel'.*title"),
        (WHO + "links: [home]\n", "links, entry 1; expected a mapping; got 'home'"),
        (WHO + "links: [{label: a, url: b}]\n", "url; expected an address"),
        (WHO + "experience: [{title: [x]}]\n", "title; expected text, in quotes where in doubt; got a list"),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(text, told):
    """What, where, expected, got, and the nearest key."""
    with pytest.raises(UsageError, match=f"(?s){told}"):
        parse_profile(text)


def test_a_file_that_is_no_text_is_named(book):
    """With the byte."""
    (book.project.book / "profile.yml").write_bytes(b"name: \xff")
    with pytest.raises(UsageError, match=r"book/profile.yml is not UTF-8; got byte 6"):
        read_profile(book.project)


def test_the_profile_of_this_book_is_read_and_says_when_it_is_a_sample():
    """Whoever takes the book over removes the line with the sample."""
    profile = read_profile(Project(ROOT))
    assert profile is not None
    assert profile.sample == (profile.name == "Camille Martin")
