"""Links inside the site, and the table of contents against the files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from press.gate.check import SiteCheck
from press.gate.finding import Finding

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.facts import Site

_FOREIGN = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")
_HOME, _APART = "index.html", frozenset({"404.html", "search.html", "genindex.html"})


class InternalLink(SiteCheck):
    """Links inside the site."""

    name = "internal-link"
    group = "book"
    demands = (
        "Every link and picture inside the site leads to a file that is there, and to a name in it, "
        "capitals included."
    )
    advice = "Mend the link; a server tells capitals apart even where the writer's machine does not."

    def findings(self, site: Site, _context: SiteContext) -> Iterator[Finding]:
        """Yield every link that leads nowhere."""
        lowered = {name.lower(): name for name in site.files}
        anchors = {name: frozenset(facts.anchors) for name, facts in site.files.items()}
        for page in site.pages:
            told: set[str] = set()
            for address, line in site.files[page].links:
                if address and address not in told and not _FOREIGN.match(address):
                    told.add(address)
                    problem = _problem(page, address, site, lowered, anchors)
                    if problem:
                        yield Finding(self.name, page, problem, line=line or None, text=address)


def _problem(
    page: str, address: str, site: Site, lowered: dict[str, str], anchors: dict[str, frozenset[str]]
) -> str:
    """Return what is wrong with a link of a page; nothing if it leads somewhere."""
    target, anchor = target_of(page, address)
    if target.startswith(".."):
        return f"a link leads out of the site: {address}"
    if target not in site.files:
        other = lowered.get(target.lower())
        return f"a link leads nowhere: {address}" + (f"; the file is called {other}" if other else "")
    if (
        not anchor
        or not target.endswith((".html", ".htm"))
        or anchor in ("top", "_top")
        or anchor.startswith((":~:", "text="))
    ):
        return ""
    if anchor in anchors[target]:
        return ""
    other = next((name for name in anchors[target] if name.lower() == anchor.lower()), None)
    return f"a link leads to no place on its page: {address}" + (
        f"; the place is called {other}" if other else ""
    )


def target_of(page: str, address: str) -> tuple[str, str]:
    """Return the file and the name in it that an address on a page means."""
    path, _, anchor = address.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return page, unquote(anchor)
    base = "" if path.startswith("/") else posixpath.dirname(page)
    target = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    if path.endswith("/") or target == ".":
        target = posixpath.normpath(posixpath.join(target, _HOME))
    return target, unquote(anchor)


class Contents(SiteCheck):
    """The table of contents against the files."""

    name = "contents"
    group = "book"
    demands = (
        "Every page of the table of contents is there, and every page that is there can be reached "
        "from the first."
    )
    advice = "Name the page in `_toc.yml`, link to it, or take it out of the site."

    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield promised pages that are missing, and pages that nothing leads to."""
        for page in context.listed or ():
            if page not in site.files:
                yield Finding(
                    self.name, page, "the table of contents promises a page that is not there", text=page
                )
        if _HOME not in site.files:
            if site.files:
                yield Finding(self.name, _HOME, "the site has no first page", text=_HOME)
            return
        reached = _reached(site)
        for page in site.pages:
            if page not in reached and page.rpartition("/")[2] not in _APART:
                yield Finding(self.name, page, "no link leads to this page", text=page)


def _reached(site: Site) -> set[str]:
    reached, pending = {_HOME}, [_HOME]
    while pending:
        page = pending.pop()
        for address, _ in site.files[page].links:
            if not _FOREIGN.match(address):
                target = target_of(page, address)[0]
                if target in site.files and target not in reached:
                    reached.add(target)
                    pending.append(target)
    return reached
