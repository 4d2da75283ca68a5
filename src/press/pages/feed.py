"""`feed.xml`: what changed in the book, for readers of Atom feeds.

Entries are the commits that touched prose or notebooks, with their own dates: the same history gives the
same feed, whenever it is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath

from press.git import git_output

LONGEST = 30  # entries
WATCHED = ("book", "notebooks")
_RECORD, _FIELD = "\x1e", "\x1f"


@dataclass(frozen=True)
class Change:
    """One change of the book's content."""

    # commit, when and title: identifier, date (ISO text) and subject of the commit
    commit: str
    when: str
    title: str
    pages: tuple[str, ...]  # pages that it touched, such as `notebooks/scoring`


def changes(root: Path) -> tuple[Change, ...]:
    """Return the latest changes of the content, newest first; none outside git."""
    log = git_output(
        root,
        *("log", f"--max-count={LONGEST}", "--name-only", f"--format={_RECORD}%H{_FIELD}%cI{_FIELD}%s"),
        *("--", *WATCHED),
    )
    return tuple(_change(record) for record in (log or "").split(_RECORD)[1:])


def _change(record: str) -> Change:
    head, *files = record.strip("\n").splitlines()
    commit, when, title = head.split(_FIELD)
    pages = {page for file in files if file and (page := _page(file))}
    return Change(commit, when, title, tuple(sorted(pages)))


def _page(file: str) -> str:
    path = PurePosixPath(file)
    if path.suffix == ".ipynb" and path.parent.name == "notebooks":
        return f"notebooks/{path.stem}"
    if path.suffix == ".md" and path.parts[0] == "book":
        return path.relative_to("book").with_suffix("").as_posix()
    return ""


def atom(found: Sequence[Change], *, title: str, author: str, address: str, pages: Sequence[str]) -> str:
    """Return the feed.

    Parameters
    ----------
    found
        The changes, newest first; there must be one.
    title, author, address
        Of the site; without an address, links are relative.
    pages
        Those that are published: others are not linked.
    """
    name = f"urn:sha1:{hashlib.sha1(title.encode(), usedforsecurity=False).hexdigest()}"
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        + (f' xml:base="{escape(address)}"' if address else "")
        + ">",
        f"<title>{escape(title)}: changes</title>",
        f"<id>{escape(address) or name}</id>",
        f'<link rel="self" type="application/atom+xml" href="{escape(address)}feed.xml"/>',
        f'<link rel="alternate" type="text/html" href="{escape(address) or "index.html"}"/>',
        f"<updated>{found[0].when}</updated>",
        f"<author><name>{escape(author)}</name></author>",
    ]
    entries = [_entry(change, address, pages) for change in found]
    return "\n".join([*head, *entries, "</feed>"]) + "\n"


def _entry(change: Change, address: str, pages: Sequence[str]) -> str:
    touched = [page for page in change.pages if page in pages]
    target = f"{touched[0]}.html" if touched else "index.html"
    told = f"Pages: {', '.join(touched)}." if touched else "Data or settings of the book."
    return "\n".join(
        [
            "<entry>",
            f"<title>{escape(change.title)}</title>",
            f"<id>urn:sha1:{change.commit}</id>",
            f"<updated>{change.when}</updated>",
            f'<link rel="alternate" type="text/html" href="{escape(address)}{escape(target)}"/>',
            f"<summary>{escape(told)}</summary>",
            "</entry>",
        ]
    )
