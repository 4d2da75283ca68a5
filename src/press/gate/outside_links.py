"""Links to other hosts: asked apart from a build, with a dated memory, and never a reason to refuse."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from press.files import write_whole
from press.gate.facts import facts_of
from press.gate.reading.kinds import read_document

ATTEMPTS, TIMEOUT = 3, 10.0  # how often a host is asked, and how many seconds it has each time
GOOD_DAYS, BAD_DAYS = 14, 1  # how long an answer is believed
_AGENT = "Mozilla/5.0 (compatible; link check of a book)"
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_GUARDED = frozenset({401, 403, 405, 406, 429, 999})  # there is something, but not for machines
_LONGEST_WAIT = 5.0  # seconds between two attempts, whatever the host asks for


@dataclass(frozen=True)
class Answer:
    """What a host said to a link.

    Parameters
    ----------
    address
        The link.
    good
        Whether it leads somewhere, as far as can be told.
    verdict
        In words: `200`, `404`, `moved to ...`, `no answer (timeout)`.
    asked
        The day on which it was asked.
    pages
        Where it stands.
    """

    address: str
    good: bool
    verdict: str
    asked: str
    pages: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return a form that JSON can hold."""
        return asdict(self)


def outside_links(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return every link to another host with the pages it stands on; a page that cannot be read has none."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        for address in _links(name, path):
            pages = found.setdefault(address.partition("#")[0], [])
            if name not in pages:
                pages.append(name)
    return {address: tuple(pages) for address, pages in sorted(found.items())}


def _links(name: str, path: Path) -> Iterator[str]:
    from press.gate.reading.document import UnreadableError

    try:
        facts = facts_of(read_document(name, path.read_bytes()))
    except (OSError, UnreadableError):
        return
    yield from (address for address, _ in facts.links if address.lower().startswith(("http://", "https://")))


def check_links(
    folder: Path,
    memory: Path,
    *,
    today: date | None = None,
    ask: Callable[[str], tuple[bool, str]] | None = None,
) -> list[Answer]:
    """Ask for every link to another host that was not asked for lately.

    Parameters
    ----------
    folder
        The site.
    memory
        File with the answers of earlier days; it is written anew.
    today
        The day.
    ask
        Asks one link, for tests; returns whether it is good, and words.
    """
    today = today or datetime.now(UTC).date()
    ask = ask or asked
    known = _read(memory)
    answers = []
    for address, pages in outside_links(folder).items():
        earlier = known.get(address)
        if earlier is not None and _is_fresh(earlier, today):
            answers.append(Answer(address, earlier.good, earlier.verdict, earlier.asked, pages))
        else:
            good, verdict = ask(address)
            answers.append(Answer(address, good, verdict, today.isoformat(), pages))
    write_whole(memory, json.dumps([answer.as_json() for answer in answers], indent=1, ensure_ascii=False))
    return answers


def _is_fresh(answer: Answer, today: date) -> bool:
    try:
        age = (today - date.fromisoformat(answer.asked)).days
    except ValueError:
        return False
    return 0 <= age < (GOOD_DAYS if answer.good else BAD_DAYS)


def _read(memory: Path) -> Mapping[str, Answer]:
    try:
        rows = json.loads(memory.read_text(encoding="utf-8"))
        answers = [
            Answer(str(row["address"]), bool(row["good"]), str(row["verdict"]), str(row["asked"]))
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {answer.address: answer for answer in answers}


class _Stay(HTTPRedirectHandler):
    """Follows redirects, and remembers only the permanent ones."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if not newurl.lower().startswith(("http://", "https://")):
            return None
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None:
            moved = getattr(req, "moved", True) and code in (301, 308)
            following.moved = moved  # type: ignore[attr-defined]
        return following


def asked(
    address: str, *, attempts: int = ATTEMPTS, timeout: float = TIMEOUT, wait: float = 1.0
) -> tuple[bool, str]:
    """Ask a host for an address, a few times at most.

    Returns
    -------
    good : bool
        Whether there is something, be it only for people.
    verdict : str
        What was answered, in words.
    """
    verdict = ""
    for attempt in range(attempts):
        if attempt:
            time.sleep(min(wait * 2 ** (attempt - 1), _LONGEST_WAIT))
        method = "HEAD" if attempt == 0 else "GET"
        good, verdict, final = _once(address, method, timeout)
        if final:
            return good, verdict
    return False, verdict


def _once(address: str, method: str, timeout: float) -> tuple[bool, str, bool]:
    """Return whether it is good, the words, and whether to ask again would change nothing."""
    try:
        request = Request(address, method=method, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        with build_opener(_Stay()).open(request, timeout=timeout) as response:
            return True, _words(address, response), True
    except HTTPError as error:
        if method == "HEAD" and error.code not in (404, 410):
            return False, str(error.code), False
        if error.code in _GUARDED:
            return True, f"{error.code}: answers people only, or later", True
        return False, str(error.code), error.code not in _BUSY
    except TimeoutError:
        return False, "no answer in time", False
    except (URLError, OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        timed_out = isinstance(reason, TimeoutError)
        return False, "no answer in time" if timed_out else f"no answer ({type(reason).__name__})", False


def _words(address: str, response: HTTPResponse) -> str:
    final = response.geturl()
    if final.rstrip("/") == address.rstrip("/"):
        return str(response.status)
    return f"{response.status}, moved to {final}"
