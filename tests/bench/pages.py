"""Open every page of a site and list what is wrong with it: `python tests/bench/pages.py _build/html`.

Console errors, requests to other hosts, weight before interaction, sideways scroll on a phone, movement while
loading, pictures without text, and axe's serious findings in light and dark. Exits 1 when there is any, 2
when no page could be opened.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import click

from opened_pages import chromium, findings, no_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def checked(folder: Path, names: list[str]) -> dict[str, list[str]]:
    """Return the findings of some pages, by name; one browser serves them all."""
    with chromium() as browser:
        return {name: opened(browser, folder / name) for name in names}


def opened(browser: Browser, file: Path) -> list[str]:
    """Return the findings of one page; that it cannot be opened is one."""
    from playwright.sync_api import Error

    try:
        return findings(browser, file)
    except Error as error:
        return [f"could not be opened: {error.message.splitlines()[0]}"]


def every_page(folder: Path) -> list[str]:
    """Return the pages of a site, the heaviest first."""
    pages = [path for path in folder.rglob("*.html") if not path.relative_to(folder).parts[0].startswith("_")]
    ordered = sorted(pages, key=lambda path: path.stat().st_size, reverse=True)
    return [path.relative_to(folder).as_posix() for path in ordered]


def main() -> int:
    """Check the site named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("site", type=Path, nargs="?", default=Path("_build/html"))
    parser.add_argument("--pages", default="", help="names, separated by commas; all without it")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    names = arguments.pages.split(",") if arguments.pages else every_page(arguments.site)
    reason = no_browser() or ("" if names else f"no page in {arguments.site}")
    if reason:
        click.echo(f"pages: {reason}", err=True)
        return 2
    started = time.monotonic()
    shares = [names[start :: arguments.workers] for start in range(min(arguments.workers, len(names)))]
    with ProcessPoolExecutor(len(shares)) as pool:
        parts = list(pool.map(checked, [arguments.site] * len(shares), shares))
    found = {name: told for part in parts for name, told in sorted(part.items()) if told}
    for name, told in sorted(found.items()):
        click.echo("\n  ".join([name, *told]))
    seconds = time.monotonic() - started
    click.echo(f"pages: {len(names)} opened in {seconds:.0f} s, {len(found)} with findings", err=True)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
