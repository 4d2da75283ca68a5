"""`book/profile.yml`: whose site this is. Change that one file and the site is somebody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StrictBool
from pydantic.dataclasses import dataclass

from press.files import read_text
from press.project import Project
from press.yaml_reader import STRICT, NeededText, Text, parse_yaml

FILE = "profile.yml"


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    """Return a check of a text; what is empty stands for nothing, as if it were absent."""

    def checked(text: str) -> str:
        if text and not re.fullmatch(pattern, text):
            raise ValueError(expected)
        return text

    return checked


def _text_as(field: str) -> BeforeValidator:
    """Let an entry be a text, the value of one field."""
    return BeforeValidator(lambda entry: {field: entry} if isinstance(entry, str) else entry)


_InOneLine = AfterValidator(lambda text: " ".join(text.split()))
_Line = Annotated[Text, _InOneLine]
_NeededLine = Annotated[NeededText, _InOneLine]
_AnAddress = AfterValidator(_matching(r"https?://[^\s<>\"']+", "an address that begins with https://"))
_Mail = Annotated[Text, AfterValidator(_matching(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+", "name@host"))]


@dataclass(frozen=True, config=STRICT)
class Link:
    """Another place where the owner can be found."""

    label: _NeededLine
    url: Annotated[NeededText, _AnAddress]


@dataclass(frozen=True, config=STRICT)
class Language:
    """A language that the owner speaks."""

    name: _NeededLine
    level: _Line = ""


@dataclass(frozen=True, config=STRICT)
class Post:
    """A training or a post; what it lacks is empty."""

    title: _NeededLine
    place: _Line = ""
    years: _Line = ""
    about: _Line = ""


_Posts = tuple[Annotated[Post, _text_as("title")], ...]


@dataclass(frozen=True, config=STRICT)
class Profile:
    """The owner of the site."""

    # name, role and summary: who this is, what they do, and one or two sentences on it
    name: _NeededLine
    role: _NeededLine
    summary: _NeededLine
    # title and copyright: of the site; from `_config.yml` where empty
    title: _Line = ""
    copyright: _Line = ""
    # email, location and availability: how, where and from when they can be met; may be empty
    email: _Mail = ""
    location: _Line = ""
    availability: _Line = ""
    # address at which the site is published, with its last slash; empty while it has none
    url: Annotated[Text, _AnAddress, AfterValidator(lambda url: url and url.rstrip("/") + "/")] = ""
    # address of the code, such as `https://github.com/OWNER/NAME`; may be empty
    repository: Annotated[Text, _AnAddress, AfterValidator(lambda url: url.rstrip("/"))] = ""
    sample: StrictBool = False  # whether the content is an example that stands for nobody
    # links, languages, tools, training and experience: lists in the order of the file
    links: tuple[Link, ...] = ()
    languages: tuple[Annotated[Language, _text_as("name")], ...] = ()
    tools: tuple[_NeededLine, ...] = ()
    training: _Posts = ()
    experience: _Posts = ()


def read_profile(project: Project) -> Profile | None:
    """Return the owner of the site; None without `book/profile.yml`.

    Raises
    ------
    UsageError
        Broken YAML, an unknown, missing or wrong entry, each with its line; all faults together.
    """
    where = f"{project.book.name}/{FILE}"
    text = read_text(project.book / FILE, where)
    return None if text is None else parse_profile(text, where)


@lru_cache(maxsize=4)
def parse_profile(text: str, where: str = FILE) -> Profile:
    """Return the profile that a text of YAML holds.

    Raises
    ------
    UsageError
        As `read_profile`; `where` names the file in messages.
    """
    return parse_yaml(text, where).parsed(Profile)
