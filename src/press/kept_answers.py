"""What a build found out about texts, for the next one: an unchanged text is not read again."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from press.files import write_whole

T = TypeVar("T")


class Answers:
    """Answers to questions about texts, by question and digest of the text; all of it plain data.

    `known` is what an earlier build left.
    """

    def __init__(self, known: dict[str, Any] | None = None) -> None:
        self.known = known or {}
        self.used: dict[str, Any] = {}
        self._digests: dict[str | bytes, str] = {}

    def of(self, question: str, text: str | bytes, answer: Callable[[], T]) -> T:
        """Return the answer to a question about a text, found by `answer` where it is not known."""
        found: T | None = self.known_of(question, text)
        if found is None:
            found = answer()
        self.keep(question, text, found)
        return found

    def known_of(self, question: str, text: str | bytes) -> Any:
        """Return the answer where it is known; None where it is not."""
        key = self._key(question, text)
        return self.used.get(key, self.known.get(key))

    def keep(self, question: str, text: str | bytes, answer: object) -> None:
        """Keep an answer."""
        self.used[self._key(question, text)] = answer

    def words(self, question: Callable[[str], Iterable[str]], text: str) -> list[str]:
        """Return the words that a function finds in a text, in a fixed order where it gives a set."""

        def ask() -> list[str]:
            found = question(text)
            return sorted(found) if isinstance(found, set | frozenset) else list(found)

        return self.of(question.__qualname__, text, ask)

    def _key(self, question: str, text: str | bytes) -> str:
        if text not in self._digests:  # a long text is asked several questions
            data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
            self._digests[text] = hashlib.sha256(data, usedforsecurity=False).hexdigest()
        return f"{question} {self._digests[text]}"


@contextmanager
def kept_answers(path: Path | None, code: Iterable[Path], packages: Iterable[str] = ()) -> Iterator[Answers]:
    """Read what is known, and leave what was used of it and found out beside it.

    Parameters
    ----------
    path
        The file; None to start from nothing and to leave nothing.
    code, packages
        The files and packages that decide what the answers are: where one of them changed, nothing is known.
    """
    if path is None:
        yield Answers()
        return
    key = _digest_of(code, packages)
    answers = Answers(_read(path, key))
    yield answers
    if answers.used != answers.known:
        whole = json.dumps({"key": key, "answers": answers.used}, separators=(",", ":"))
        write_whole(path, whole, durable=False)


def _read(path: Path, key: str) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        answers = kept["answers"] if kept["key"] == key else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return answers if isinstance(answers, dict) else {}


def _digest_of(code: Iterable[Path], packages: Iterable[str]) -> str:
    told = [sys.version, *(f"{name}={version(name)}" for name in packages)]
    digest = hashlib.sha256("\n".join(told).encode())
    for path in sorted(code):
        digest.update(path.read_bytes())
    return digest.hexdigest()
