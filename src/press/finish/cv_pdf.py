"""The CV as a PDF, printed by a browser where the machine has one; without, the page has no link to it.

A browser prints what a reader's browser would. Its time stamps are taken out, so that the same page gives the
same file on one machine; another version of the browser may give another one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

BROWSER = "PORTFOLIO_BROWSER"  # variable with the browser to take
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
SECONDS = 60
LINK = '<p class="cv-pdf"><a href="cv.pdf">PDF, one page</a></p>'
_LINKED = re.compile(rb'<p class="cv-pdf">.*?</p>\n?', re.DOTALL)
_MOMENT = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_ANCHOR = re.compile(r'(<a\b[^>]*?) href="([^"]*)"')
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_EPOCH = b"19700101000000"


def browser() -> str:
    """Return the browser that prints: the one that is named, else the first found; empty without."""
    named = os.environ.get(BROWSER)
    return next((found for name in ([named] if named else BROWSERS) if (found := shutil.which(name))), "")


def add_pdfs(site: Path, pages: Iterable[str], memory: Path, address: str = "") -> list[str]:
    """Put a PDF beside each page that links to one, or take the link out.

    Parameters
    ----------
    site
        The folder of the site, not published yet. A page may share its file with the published site: it is
        replaced, never changed in place.
    pages
        Names of the pages that may have the link.
    memory
        Folder of the PDFs of earlier builds, by the digest of what they were printed from.
    address
        Where the site will lie, with its last slash; without it, links to its pages are plain text in a PDF.

    Returns
    -------
    list of str
        What went wrong with the browser; nothing where there is none.
    """
    told, used = [], set()
    for name in (name for name in pages if (site / name).is_file()):
        page = site / name
        content = page.read_bytes()
        if not _LINKED.search(content):
            continue
        printable = with_whole_links(content.decode(), address and urljoin(address, name))
        kept = memory / f"{_digest(printable)}.pdf"
        used.add(kept.name)
        if not kept.is_file() and (fault := _print(printable, page, kept)):
            told.append(fault)
        if kept.is_file():
            shutil.copyfile(kept, page.with_suffix(".pdf"))
        else:
            page.unlink()
            page.write_bytes(_LINKED.sub(b"", content))
    for old in memory.glob("*.pdf"):
        if old.name not in used:
            old.unlink()
    return told


def without_link(page: str) -> str:
    """Return a page without the link to its PDF, as where none is printed."""
    return _LINKED.sub(b"", page.encode()).decode()


def with_whole_links(page: str, address: str) -> str:
    """Return the HTML of a page whose links lead to whole addresses, or nowhere while its own is not known.

    A browser writes a link to a page beside it with the folder of this machine.
    """

    def whole(match: re.Match[str]) -> str:
        if _WHOLE.match(match[2]):
            return match[0]
        return f'{match[1]} href="{urljoin(address, match[2])}"' if address else match[1]

    return _ANCHOR.sub(whole, page)


def _digest(page: str) -> str:
    """Return the digest of a page, which names its style sheet by digest, and of who prints it."""
    return hashlib.sha256(f"{browser()}\n{page}".encode()).hexdigest()[:20]


def _print(content: str, page: Path, target: Path) -> str:
    """Print a page from its folder to a file; return what went wrong, if the machine has a browser."""
    program = browser()
    if not program:
        return ""
    target.parent.mkdir(parents=True, exist_ok=True)
    source = page.with_name(f"{page.stem}-to-print.html")
    source.write_text(content, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "cv.pdf"
        command = [program, *FLAGS, f"--user-data-dir={folder}", "--no-pdf-header-footer"]
        try:
            done = subprocess.run(
                [*command, f"--print-to-pdf={printed}", source.resolve().as_uri()],
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{page.name} was not printed as a PDF: {type(error).__name__} in {Path(program).name}"
        finally:
            source.unlink()
        if done.returncode or not printed.is_file():
            return f"{page.name} was not printed as a PDF: {Path(program).name} ended with {done.returncode}"
        target.write_bytes(_MOMENT.sub(rb"\g<1>" + _EPOCH, printed.read_bytes()))
    return ""
