"""Sphinx extension for pages in a second language; see `press.translation`.

A page `fr/NAME` is French: its numbers are written so, its theme speaks French by its own catalogues, and its
navigation leads to the French pages. What the extension is told lies in the stage.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from press.finish.theme_fixes import ATTRIBUTES
from press.installed_files import package_folders
from press.sphinx_ext.results_ext import result_node
from press.translation.numbers import MARKS, NARROW, said_with_unit
from press.translation.words import Words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

FACTS = "_results/in-{}.json"  # in the stage
UNLISTED = "_results/unlisted.json"  # in the stage: files of pages that no navigation names
BOOK = "en"  # language of all other pages
SEARCH = "search"
_OUTSIDE = re.compile(r'<a class="(reference internal)" href="(?=\.\./(?!_))')


def facts_file(language: str) -> str:
    """Return the file of the stage that says what is called how in a language."""
    return FACTS.format(language)


def split_page(docname: str) -> tuple[str, str]:
    """Return language and page of a document: `fr/index` is `index` in French; empty for the book's own."""
    language, _, page = docname.partition("/")
    return (language, page) if page and language in MARKS else ("", docname)


def facts_of(stage: Path, language: str) -> dict[str, Any]:
    """Return what the stage says of a language; nothing without its file."""
    path = stage / facts_file(language)
    return _read_once(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


class LocalisedResults(SphinxTransform):  # type: ignore[misc]
    """Writes the numbers of a page, and recorded texts, in its language."""

    default_priority = 20  # with Sphinx's own translation

    def apply(self, **_kwargs: Any) -> None:
        """Change the results of a page in another language than the book's."""
        stage = Path(self.env.srcdir)
        language, _ = split_page(self.env.docname)
        if not language:
            return
        self.env.note_dependency(str(stage / facts_file(language)))
        facts = facts_of(stage, language)
        for node in list(self.document.findall(result_node)):
            words = facts.get("words", {}).get(node["run"].partition("/")[0], {})
            node["origin"] = _origin(node, words, Words(facts.get("catalogue", {})), language)
            if not node["value"].measured:
                said = _said(node, words, language)
                node.clear()
                node.append(said)


def _said(node: result_node, words: dict[str, str], language: str) -> nodes.Node:
    """Return what stands for a result: a number as the language writes it, a text by its words."""
    text, value = node.astext(), node["value"].value
    said = said_with_unit(text, node["value"].unit, words, language)
    if not isinstance(value, str) or said != text:
        return nodes.Text(said)
    if value in words:
        return nodes.Text(words[value])
    return nodes.raw("", f'<span lang="{BOOK}">{escape(text)}</span>', format="html")


def _origin(node: result_node, words: dict[str, str], catalogue: Words, language: str) -> str:
    """Return what is told of a number where it is pointed at."""
    value = node["value"]
    told = [words[value.label]] if value.label in words else []
    told.append(catalogue.filled("computed by {}", node["run"]))
    if value.interval and not value.measured:
        kind = "range over trainings {}" if node["trainings"] else "interval {}"
        told.append(catalogue.filled(kind, said_with_unit(value.bounds(), value.unit, words, language)))
    return f"{NARROW}; ".join(told)


def translate_theme(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    """Let the theme speak the language of the page, and lead to its pages."""
    language, _ = split_page(pagename)
    if not language:
        return
    words, book = _catalogues(language)
    context.update(language=language, gettext=words.gettext, ngettext=words.ngettext, translate=book.gettext)
    context["theme_search_bar_text"] = words.gettext("Search") + "\N{HORIZONTAL ELLIPSIS}"
    facts = facts_of(Path(app.srcdir), language)
    if not facts:
        return
    navigation = "".join(_navigation(facts, pagename, context["pathto"], app.env.titles))
    context["generate_toctree_html"] = lambda *_args, **_kwargs: navigation
    context.update(root_doc=f"{language}/index", docstitle=facts["title"], root_title=facts["title"])
    context["pathto"] = _leading(context["pathto"], language)
    context[ATTRIBUTES] = facts["catalogue"]
    if "body" in context:  # the pages that a link leads to in another language say so
        context["body"] = _OUTSIDE.sub(rf'<a class="\1" hreflang="{BOOK}" href="', context["body"])


def search_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a search page for each language that the stage knows."""
    for language in MARKS:
        if facts_of(Path(app.srcdir), language):
            yield f"{language}/{SEARCH}", {}, f"{SEARCH}.html"


def _leading(pathto: Any, language: str) -> Any:
    """Return Sphinx's function for addresses, which leads to the search page of a language."""
    return lambda page, *others: pathto(f"{language}/{SEARCH}" if page == SEARCH else page, *others)


def _navigation(facts: dict[str, Any], page: str, pathto: Any, titles: dict[str, Any]) -> Iterator[str]:
    """Yield the navigation: the pages in this language, then those that are not translated."""
    for caption, entries in facts["groups"]:
        yield _list(caption, [(name, title, "", name == page) for name, title in entries], pathto)
    caption, names = facts["english"]
    mark = f' lang="{BOOK}" hreflang="{BOOK}"'
    known = [(name, titles[name].astext(), mark, False) for name in names if name in titles]
    yield _list(caption, known, pathto)


def _list(caption: str, entries: list[tuple[str, str, str, bool]], pathto: Any) -> str:
    if not entries:
        return ""
    items = "".join(
        f'<li class="toctree-l1{" current active" if current else ""}">'
        f'<a class="{"current " if current else ""}reference internal"{mark} '
        f'href="{escape(pathto(name))}">{escape(title)}</a></li>\n'
        for name, title, mark, current in entries
    )
    text = f'<span class="caption-text">{escape(caption)}</span>'
    head = f'<p aria-level="2" class="caption" role="heading">{text}</p>'
    return f'{head}\n<ul class="nav bd-sidenav">\n{items}</ul>\n'


def _catalogues(language: str) -> tuple[gettext.NullTranslations, gettext.NullTranslations]:
    """Return the words of Sphinx and its theme, and those of the book theme."""
    words = _catalogue("sphinx", _folder("sphinx") / "locale", language)
    theme = _catalogue("sphinx", _folder("pydata_sphinx_theme") / "locale", language)
    theme.add_fallback(words)
    locales = _folder("sphinx_book_theme") / "theme/sphinx_book_theme/static/locales"
    return theme, _catalogue("booktheme", locales, language)


def _folder(package: str) -> Path:
    return next(iter(package_folders(package)), Path(package))


def _catalogue(domain: str, folder: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation(domain, folder, [language], fallback=True)


def include_unlisted(app: Sphinx, config: Config) -> None:
    """Print what the table of contents does not name: translated pages, and runs by the hundred."""
    path = Path(app.srcdir) / UNLISTED
    unlisted = frozenset(json.loads(path.read_text(encoding="utf-8")) if path.exists() else ())
    config.exclude_patterns = [
        name for name in config.exclude_patterns if not split_page(name)[0] and name not in unlisted
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_transform(LocalisedResults)
    app.connect("config-inited", include_unlisted, priority=950)  # after the contents have been read
    app.connect("html-collect-pages", search_pages)
    app.connect("html-page-context", translate_theme, priority=900)  # after the theme
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
