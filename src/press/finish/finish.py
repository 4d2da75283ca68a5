"""Last touches to the printed files before they are published: what ships, and in which words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path, PurePosixPath

from portfolio.errors import PublishError
from press.finish.asset_bundle import INDEX, SCRIPT, STATIC, STYLE, is_themed, lean_page, make_assets
from press.finish.descriptions import canonical, described, descriptions, site_title
from press.finish.head_facts import FILE as FACTS_FILE
from press.finish.head_facts import Facts, read_facts, with_facts
from press.finish.icons import ICON
from press.finish.part_heights import with_part_heights
from press.finish.plain_code import plain_code
from press.finish.readable_tables import readable_outputs
from press.finish.search_page import SCRIPT as SEARCH
from press.finish.search_page import search_script
from press.finish.sitemap_404 import not_found, robots, site_address, sitemap
from press.finish.top_bar import with_top_bar
from press.kept_answers import Answers, kept_answers

# MyST-NB's style sheet carries its digest in its name. Whether Sphinx adds a second one depends on the order
# in which files were written, so the same book would differ from build to build.
_DOUBLE_DIGEST = re.compile(rb"(\.[0-9a-f]{64}\.css)\?v=[0-9a-f]+")
# An entry of a bibliography is a list item: the role that docutils gives it is out of use.
_ENTRY_ROLES = (b'role="doc-biblioentry"', b'role="listitem"')
_TALKATIVE = (".html", ".css", ".js")
_LIBRARY = 1_000_000  # bytes; a script this large is a library, which asks for nothing of the theme's
_MENTION = re.compile(r"[\w-]+(?:\.[\w-]+)+")
# The same in a page, where files are named in attributes: to search all its prose would take a second.
_ATTRIBUTE = re.compile(r"""["'/]([\w-]+(?:\.[\w-]+)+)(?:[?#][^"']*)?["']""")
_LANGUAGE = re.compile(r'<html\b[^>]*\blang="([^"]+)"')
HOME = "index.html"
_HERE = Path(__file__).parent


def finished(path: Path) -> bytes:
    """Return the content of a printed file as it is published, as far as it depends on that file alone."""
    content = path.read_bytes()
    if path.suffix != ".html":
        return content
    content = content.replace(*_ENTRY_ROLES)
    return with_part_heights(plain_code(readable_outputs(_DOUBLE_DIGEST.sub(rb"\1", content))))


def finished_site(
    folder: Path, names: Iterable[str], published: Path | None = None, memory: Path | None = None
) -> dict[str, bytes]:
    """Return the content of each file of the published site, by name.

    Same printed files, same bytes: nothing here depends on time, order or an earlier build, which only saves
    the work on pages that are as they were.

    Parameters
    ----------
    folder
        The printed files.
    names
        Those that may be published. Of `_static`, only what a page or script asks for is.
    published
        The site of an earlier build.
    memory
        File with what earlier builds found out about pages; nothing is known without it.

    Raises
    ------
    PublishError
        A page asks for a style sheet or script that is not there, or shows an icon that nobody drew.
    """
    names = sorted(names)
    made = {name: finished(folder / name) for name in names if not name.startswith(STATIC)}
    printed = {name: page for name, data in made.items() if (page := _themed(name, data)) is not None}
    if not printed:
        return {name: finished(folder / name) for name in names}
    printed = {name: with_top_bar(page, name, printed) for name, page in printed.items()}
    with kept_answers(memory, _code_files(), ["lxml"]) as answers:
        told, facts = descriptions(printed, answers), read_facts(folder)
        assets = make_assets(printed, lambda name: _asked(folder / name), answers=answers, said=facts.words)
        made.pop(FACTS_FILE, None)  # for the press alone
        made |= _light_pages(printed, told, facts, assets.versions, published, answers)
        made |= {STYLE: assets.style, SCRIPT: assets.script, **_beside(printed)}
        if INDEX in made:
            made[SEARCH] = search_script(facts.search, facts.tags, told, sorted(facts.words))
        static = {name for name in names if name.startswith(STATIC)} - set(made)
        made |= _shipped(folder, static, made, answers)
    return dict(sorted(made.items()))


def _code_files() -> Iterable[Path]:
    """Return the files that decide how a page is finished."""
    return (path for path in _HERE.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _light_pages(
    printed: Mapping[str, str],
    told: Mapping[str, str],
    facts: Facts,
    versions: Mapping[str, str],
    published: Path | None,
    answers: Answers,
) -> dict[str, bytes]:
    """Return the pages as they are published, taken from the published site where they must be the same."""
    about_all = repr((sorted(versions.items()), facts))
    light = {}
    for name, page in printed.items():
        about = f"{name}\n{told[name]}\n{about_all}\n{page}"
        content = _published(published, name)
        if content is None or answers.known_of("light", about) != _sha(content):
            content = with_facts(described(lean_page(page, versions), told[name]), name, facts).encode()
        answers.keep("light", about, _sha(content))  # the page itself lies in the published site
        light[name] = content
    return light


def _published(site: Path | None, name: str) -> bytes | None:
    old = site / name if site else None
    return old.read_bytes() if old and old.is_file() else None


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _asked(path: Path) -> str:
    if not path.is_file():
        raise PublishError(f"a page asks for {path.name}, which is not a file of the site")
    return path.read_text(encoding="utf-8")


def _themed(name: str, data: bytes) -> str | None:
    """Return the text of a page of the theme; None for any other file, which passes as it is."""
    if not name.endswith(".html"):
        return None
    try:
        page = data.decode()
    except UnicodeDecodeError:
        return None
    return page if is_themed(page) else None


def _beside(printed: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files that stand beside the pages."""
    if HOME not in printed:
        return {}
    home = printed[HOME]
    address = site_address(canonical(home))
    language = _LANGUAGE.search(home)
    lost = not_found(site_title(home), language[1] if language else "en", ICON, address)
    texts = {"404.html": lost, "robots.txt": robots(address)}
    if address:
        texts["sitemap.xml"] = sitemap(printed, address)
    return {name: text.encode() for name, text in texts.items() if name not in printed}


def _named_files(page: str) -> set[str]:
    """Return what may be a name of a file in the attributes of a page."""
    return set(_ATTRIBUTE.findall(page))


def _mentioned(text: str) -> set[str]:
    """Return what may be a name of a file in a script or style sheet."""
    return set(_MENTION.findall(text))


def _shipped(folder: Path, static: Set[str], made: Mapping[str, bytes], answers: Answers) -> dict[str, bytes]:
    """Return the static files that a page names, or another shipped file that does.

    A name is enough, in any attribute of a page and anywhere in a script or style sheet.
    """
    found: dict[str, bytes] = {}
    pages = [data.decode(errors="replace") for name, data in made.items() if name.endswith(".html")]
    texts = [data for name, data in made.items() if name.endswith((".css", ".js"))]
    named = {name for page in pages for name in answers.words(_named_files, page)}
    while texts:
        named |= {name for text in texts for name in answers.words(_mentioned, text.decode(errors="replace"))}
        fresh = sorted(name for name in static - set(found) if PurePosixPath(name).name in named)
        found |= {name: finished(folder / name) for name in fresh}
        texts = [found[name] for name in fresh if name.endswith(_TALKATIVE) and len(found[name]) < _LIBRARY]
    return found
