"""`book/profile.yml`: whose site this is. Change that one file and the site is somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from portfolio.errors import UsageError, nearest
from press.project import Project

FILE = "profile.yml"
REQUIRED, OPTIONAL = True, False
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_MAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_TEXTS = ("name", "role", "summary", "title", "copyright", "email", "location", "url", "repository")
_LISTS: dict[str, dict[str, bool]] = {
    "links": {"label": REQUIRED, "url": REQUIRED},
    "languages": {"name": REQUIRED, "level": OPTIONAL},
    "training": {"title": REQUIRED, "place": OPTIONAL, "years": OPTIONAL},
    "experience": {"title": REQUIRED, "place": OPTIONAL, "years": OPTIONAL, "about": OPTIONAL},
}
_KNOWN = (*_TEXTS, "sample", *_LISTS)
_NEEDED = ("name", "role", "summary")


@dataclass(frozen=True)
class Entry:
    """One line of a list: a link, a language, a training or a post; what it lacks is empty."""

    title: str
    place: str = ""
    years: str = ""
    about: str = ""
    url: str = ""
    level: str = ""


@dataclass(frozen=True)
class Profile:
    """The owner of the site.

    Parameters
    ----------
    name, role, summary
        Who this is, what they do, and one or two sentences on it.
    title, copyright
        Of the site; from `_config.yml` where empty.
    email, location
        How and where they can be met; may be empty.
    url
        Address at which the site is published, with its last slash; empty while it has none.
    repository
        Address of the code, such as `https://github.com/OWNER/NAME`; may be empty.
    sample
        Whether the content is an example that stands for nobody.
    links, languages, training, experience
        Lists in the order of the file.
    """

    name: str
    role: str
    summary: str
    title: str = ""
    copyright: str = ""
    email: str = ""
    location: str = ""
    url: str = ""
    repository: str = ""
    sample: bool = False
    links: tuple[Entry, ...] = ()
    languages: tuple[Entry, ...] = ()
    training: tuple[Entry, ...] = ()
    experience: tuple[Entry, ...] = ()


def read_profile(project: Project) -> Profile | None:
    """Return the owner of the site; None without `book/profile.yml`.

    Raises
    ------
    UsageError
        Broken YAML, an unknown, missing or wrong entry, each with its line; all faults together.
    """
    path = project.book / FILE
    if not path.exists():
        return None
    try:
        return parse_profile(path.read_text(encoding="utf-8"), f"{project.book.name}/{FILE}")
    except UnicodeDecodeError as error:
        raise UsageError(f"{project.book.name}/{FILE} is not UTF-8", got=f"byte {error.start}") from error


@lru_cache(maxsize=4)
def parse_profile(text: str, where: str = FILE) -> Profile:
    """Return the profile that a text of YAML holds.

    Raises
    ------
    UsageError
        As `read_profile`; `where` names the file in messages.
    """
    try:
        content = yaml.safe_load(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UsageError(
            f"{where}, line {line}: not YAML", hint="Put texts with a colon in quotes."
        ) from error
    if not isinstance(content, dict):
        raise UsageError(where, expected="a mapping with name, role and summary", got=type(content).__name__)
    lines = {key.value: key.start_mark.line + 1 for key, _ in root.value} if root is not None else {}
    faults = [f"line {lines.get(key, 1)}: {told}" for key, told in _faults(content)]
    if faults:
        raise UsageError(f"{where}, " + "; ".join(faults))
    return _made(content)


def _made(content: Mapping[str, Any]) -> Profile:
    texts: dict[str, Any] = {key: " ".join(str(content.get(key) or "").split()) for key in _TEXTS}
    texts["url"] = texts["url"].rstrip("/") + "/" if texts["url"] else ""
    texts["repository"] = texts["repository"].rstrip("/")
    lists: dict[str, Any] = {key: tuple(_entry(item) for item in content.get(key) or ()) for key in _LISTS}
    return Profile(**texts, sample=bool(content.get("sample")), **lists)


def _entry(item: Mapping[str, Any] | str) -> Entry:
    if isinstance(item, str):
        return Entry(" ".join(item.split()))
    parts = {key: " ".join(str(value).split()) for key, value in item.items() if value is not None}
    title = parts.pop("title", "") or parts.pop("label", "") or parts.pop("name", "")
    return Entry(title, **parts)


def _faults(content: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """Yield the key and what is wrong with it."""
    for key in content:
        if key not in _KNOWN:
            yield str(key), f"unknown key {key!r}. {nearest(str(key), _KNOWN)}"
    for key in _NEEDED:
        if not content.get(key):
            yield key, f"{key} is missing; expected a text"
    for key in _TEXTS:
        value = content.get(key)
        if value is not None and not isinstance(value, str | int):
            yield key, f"{key}; expected a text, got {type(value).__name__}"
    if not isinstance(content.get("sample", False), bool):
        yield "sample", f"sample; expected true or false, got {content['sample']!r}"
    yield from _wrong_addresses(content)
    for key, fields in _LISTS.items():
        yield from ((key, told) for told in _list_faults(key, content.get(key), fields))


def _wrong_addresses(content: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key in ("url", "repository"):
        value = content.get(key)
        if isinstance(value, str) and value and not _ADDRESS.fullmatch(value):
            yield key, f"{key}; expected an address that begins with https://, got {value!r}"
    mail = content.get("email")
    if isinstance(mail, str) and mail and not _MAIL.fullmatch(mail):
        yield "email", f"email; expected name@host, got {mail!r}"


def _list_faults(key: str, items: object, fields: Mapping[str, bool]) -> Iterator[str]:
    if items is None:
        return
    if not isinstance(items, list):
        yield f"{key}; expected a list, got {type(items).__name__}"
        return
    for number, item in enumerate(items, start=1):
        place = f"{key}, entry {number}"
        if isinstance(item, str) and key != "links":
            continue
        if not isinstance(item, dict):
            yield f"{place}; expected {', '.join(fields)}, got {type(item).__name__}"
            continue
        yield from (
            f"{place}: unknown key {one!r}. {nearest(str(one), fields)}" for one in item if one not in fields
        )
        yield from (
            f"{place}: {one} is missing" for one, needed in fields.items() if needed and not item.get(one)
        )
        yield from _field_faults(place, item)


def _field_faults(place: str, item: Mapping[str, Any]) -> Iterator[str]:
    for one, value in item.items():
        if value is not None and not isinstance(value, str | int):
            yield f"{place}: {one}; expected a text, got {type(value).__name__}"
    url = item.get("url")
    if isinstance(url, str) and not _ADDRESS.fullmatch(url):
        yield f"{place}: url; expected an address that begins with https://, got {url!r}"
