"""Links to other hosts: asked apart from a build, with a dated memory, and never a reason to refuse.

Sphinx's own builder `linkcheck` asks the hosts. It reads a page of the links that the printed pages hold, so
those in generated HTML are among them.
"""

from __future__ import annotations

import io
import json
import re
import socket
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from press.files import write_whole
from press.gate.facts import facts_of
from press.gate.reading.document import UnreadableError
from press.gate.reading.kinds import read_document
from press.jsonschema_import import skip_address_grammars

GOOD_DAYS, BAD_DAYS = 14, 1  # how long an answer is believed
SETTINGS = {
    "linkcheck_anchors": False,  # the name behind # is the page's own affair
    "linkcheck_retries": 3,
    "linkcheck_timeout": 10,
    "linkcheck_rate_limit_timeout": 5,  # seconds to wait for a host that asks for it
    "linkcheck_allow_unauthorized": False,
    "linkcheck_report_timeouts_as_broken": False,
    "user_agent": "Mozilla/5.0 (compatible; link check of a book)",
}
_BAD = frozenset({"broken", "timeout"})
_MARKUP, _ESCAPED = re.compile(r"([\\`<>_*|])"), r"\\\1"

Asked = Mapping[str, tuple[bool, str]]  # for each link, whether it is good, and words


@dataclass(frozen=True)
class Answer:
    """What a host said to a link."""

    address: str  # the link
    good: bool  # whether it leads somewhere, as far as can be told
    verdict: str  # in words: `working`, `redirected: ...`, `broken: 404 Client Error ...`
    asked: date  # the day on which it was asked
    pages: tuple[str, ...] = ()  # where it stands

    def is_fresh(self, today: date) -> bool:
        """Return whether the answer is still believed."""
        return 0 <= (today - self.asked).days < (GOOD_DAYS if self.good else BAD_DAYS)


ANSWERS = TypeAdapter(list[Answer])


def outside_links(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return every link to another host with the pages it stands on; a page that cannot be read has none."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        for address in _links(name, path):
            found.setdefault(address.partition("#")[0], {})[name] = None
    return {address: tuple(pages) for address, pages in sorted(found.items())}


def _links(name: str, path: Path) -> Iterator[str]:
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
    ask: Callable[[Collection[str]], Asked] | None = None,
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
        Asks hosts, for tests.
    """
    today = today or datetime.now(UTC).date()
    links = outside_links(folder)
    known = {one.address: one for one in _read(memory) if one.is_fresh(today) and one.address in links}
    told = (ask or asked)([address for address in links if address not in known])
    fresh = {address: Answer(address, good, verdict, today) for address, (good, verdict) in told.items()}
    every = {**known, **fresh}
    answers = [
        Answer(address, every[address].good, every[address].verdict, every[address].asked, pages)
        for address, pages in links.items()
    ]
    write_whole(memory, ANSWERS.dump_json(answers, indent=1))
    return answers


def _read(memory: Path) -> list[Answer]:
    try:
        return ANSWERS.validate_json(memory.read_bytes())
    except (OSError, ValidationError):
        return []


def asked(addresses: Collection[str]) -> Asked:
    """Ask the hosts of some links with Sphinx's builder `linkcheck`."""
    whole = [address for address in addresses if _is_whole(address)]  # for any other it would wait for ever
    told = _asked(whole) if whole else {}
    return {address: told.get(address, (False, "broken: not an address")) for address in addresses}


def _is_whole(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _asked(addresses: Collection[str]) -> Asked:
    with TemporaryDirectory() as folder:
        source, output = Path(folder, "source"), Path(folder, "output")
        source.mkdir()
        links = [f"* `link <{_MARKUP.sub(_ESCAPED, address)}>`__\n" for address in addresses]
        (source / "index.rst").write_text("".join(["Links\n=====\n\n", *links]), encoding="utf-8")
        _run_linkcheck(source, output)
        rows = [json.loads(line) for line in (output / "output.json").read_text("utf-8").splitlines()]
    return {row["uri"]: (row["status"] not in _BAD, _words(row["status"], row["info"])) for row in rows}


def _run_linkcheck(source: Path, output: Path) -> None:
    skip_address_grammars()
    from sphinx.application import Sphinx
    from sphinx.deprecation import RemovedInSphinx80Warning
    from sphinx.util.docutils import docutils_namespace

    before = socket.getdefaulttimeout()  # the builder sets one
    try:
        with docutils_namespace(), warnings.catch_warnings():
            # it warns of new defaults, which the settings name
            warnings.simplefilter("ignore", RemovedInSphinx80Warning)
            places = (source, None, output, output)
            Sphinx(*places, "linkcheck", SETTINGS, status=None, warning=io.StringIO()).build()
    finally:
        socket.setdefaulttimeout(before)


def _words(status: str, info: str) -> str:
    return f"{status}: {info}" if info else status
