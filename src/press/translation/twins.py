"""The pages of prose in French, `book/fr/NAME.md`, each with the digest of the English page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portfolio.errors import UsageError
from press.project import Project
from press.yaml_reader import parse_yaml

PAGES = (
    "index",
    "start",
    "skills",
    "cv",
    "about",
)  # every book that is French has these, as far as it has them
DIGEST = "translates"
_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n\s*", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Twin:
    """A page in another language."""

    place: str  # its file in messages
    text: str = ""  # without its front matter; empty where there is no file
    line: int = 1  # on which the text begins
    digest: str = ""  # that of the English page which it translates


def has_language(project: Project, language: str) -> bool:
    """Return whether a book is offered in a language: it has a home page in it."""
    return (project.book / language / "index.md").is_file()


def read_twins(project: Project, language: str) -> dict[str, Twin]:
    """Return the pages of a language, by name.

    Raises
    ------
    UsageError
        A front matter is not YAML, or holds more than the digest.
    """
    pages = sorted((project.book / language).glob("*.md"))
    return {
        path.stem: _read(path.read_text(encoding="utf-8"), f"book/{language}/{path.name}") for path in pages
    }


def body_of(text: str) -> str:
    """Return a page without its front matter."""
    return _FRONT_MATTER.sub("", text, count=1)


def _read(text: str, place: str) -> Twin:
    body, match = body_of(text), _FRONT_MATTER.match(text)
    content = parse_yaml(match[1], place).content if match else {}
    if not isinstance(content, dict) or content.keys() - {DIGEST}:
        raise UsageError(f"{place}: front matter", expected=f"{DIGEST}: and the digest, nothing else")
    line = text[: len(text) - len(body)].count("\n") + 1
    return Twin(place, body, line, str(content.get(DIGEST) or ""))
