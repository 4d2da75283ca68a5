"""The one reader of YAML: faults with their lines, all of a file at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic.dataclasses import dataclass

from portfolio.errors import EnvironmentFaultError, UsageError
from press.yaml_reader import STRICT, Text, parse_yaml, read_yaml
from tests_support import ROOT


@dataclass(frozen=True, config=STRICT)
class Page:
    title: str
    year: Text = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Book:
    pages: dict[str, Page]
    title: str = "none"


def told(text: str, kind: Any = Book) -> str:
    """Return what is told of a text that is refused."""
    with pytest.raises(UsageError) as caught:
        parse_yaml(text, "book.yml").parsed(kind)
    return str(caught.value)


def test_a_file_becomes_its_record():
    """What has no value is absent; a number may stand for a text where the record says so."""
    text = "pages:\n  one: {title: One, year: 2024, tags: }\ntitle:\n"
    assert parse_yaml(text, "book.yml").parsed(Book) == Book({"one": Page("One", "2024")})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title: a\npages: {}\ntitle: b\n",
            "line 3: the key 'title' stands twice, first in line 1. Keep one.",
        ),
        ("pages:\n  one: {title: a}\n  one: {title: a}\n", "line 3: the key 'one' stands twice"),
        ("pages: {}\npages: {}\npages: {}\n", "line 3: the key 'pages' stands twice, first in line 1"),
        ('pages: {}\n"pages": {}\n', "line 2: the key 'pages' stands twice"),
        ("pages:\npages: {}\n", "line 2: the key 'pages' stands twice"),
        ("pages:\n\tone: 1\n", "line 2: not YAML, found character that cannot start any token. Indent with"),
        (
            "pages:\n  title:\n    titel: x\n",
            "line 3: pages/title: unknown key 'titel'. Did you mean 'title'?",
        ),
        ("pages:\n  title:\n    titel: x\n", "line 2: pages/title/title is missing"),
        (
            "pages:\n  one:\n    title:\n    tags:\n    - a\n    - 3\n",
            "line 6: pages/one/tags, entry 2; expected",
        ),
        ("pages: 3\n", "line 1: pages; expected a mapping; got 3"),
        ("", "book.yml, line 1: pages is missing"),
        ("- a\n", "book.yml, line 1; expected a mapping; got a list"),
        ("null\n", "line 1: pages is missing"),
        ("1: x\n", "unknown key '1'"),
        ("a: &a {b: 1}\npages: {<<: *a}\n", "line 2: expected a plain name for each key"),
        ("pages: &a {one: *a}\n", "line 1: an alias stands inside of what it names"),
        ("title: !secret x\n", "line 1: the YAML tag !secret is not read"),
        ("title: 2024-13-45\n", "pages is missing"),
    ],
)
def test_a_fault_is_told_with_its_line(text, message):
    """Whoever wrote it finds it without a search."""
    assert message in told(text)


def test_faults_of_form_and_content_are_told_together():
    """They are mended in one go."""
    text = told("titel: a\npages: {one: {}}\npages: {}\n")
    assert text.startswith("3 problems in book.yml:")
    for part in ("line 3: the key 'pages'", "line 1: unknown key 'titel'", "line 2: pages/one/title is"):
        assert part in text


@pytest.mark.parametrize("text", ["0x1f", "00123", "1_000", "12:30", "2024-01-31"])
def test_what_yaml_1_1_takes_for_numbers_and_dates_stays_text(text):
    """Nobody means 83 who writes 00123."""
    assert parse_yaml(text, "book.yml").content == text


def test_a_file_of_many_aliases_is_read_once():
    """Nine lines that stand for a thousand million entries take no memory."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for old, new in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]")
    assert "unknown key 'i'" in told("\n".join(lines))


def test_a_folder_in_place_of_the_file_is_a_fault_of_the_machine(tmp_path):
    """An absent file is none."""
    with pytest.raises(EnvironmentFaultError, match=r"book\.yml cannot be read"):
        read_yaml(tmp_path, "book.yml")
    assert read_yaml(tmp_path / "none", "none") is None


def test_what_is_not_utf_8_is_told_with_the_byte(tmp_path):
    """It is not guessed at."""
    (tmp_path / "book.yml").write_bytes(b"a: \xe9")
    with pytest.raises(UsageError, match=r"book\.yml is not UTF-8; got byte 3"):
        read_yaml(tmp_path / "book.yml", "book.yml")


def test_every_file_of_the_project_says_what_the_usual_reader_says():
    """But for dates, which stay text; the cards of the data sets, read by the library, have no key twice."""
    paths = [*ROOT.glob("*.yml"), *ROOT.glob("book/*.yml"), *ROOT.glob("notebooks/*.yml")]
    paths += ROOT.glob("src/portfolio/datasets/cards/*.yml")
    assert len(paths) > 10
    for path in paths:
        document = parse_yaml(path.read_text(encoding="utf-8"), path.name, nulls=True)
        document.refuse([])
        usual = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        ours, theirs = (yaml.safe_dump(one).replace("'", "") for one in (document.content, usual))
        assert ours == theirs, path.name
