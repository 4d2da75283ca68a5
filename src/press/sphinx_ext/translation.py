"""Sphinx extension for pages in a second language.

A page `fr/index` has the text of `index`, translated by Sphinx's own means from the catalogue
`book/locale/fr/LC_MESSAGES/index.po`. Its numbers stay bound to the results, and are written as its language
writes them. The words of the theme around it are translated by the theme's own catalogues.
"""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import translators
from sphinx.transforms.i18n import Locale

from portfolio.errors import UsageError
from press.installed_files import package_folders
from press.sphinx_ext.results_ext import result_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx

COMPILED = "_locale"  # folder of the stage
LOCALES = "locale"  # folder of the book
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RANGE = re.compile(r"(?<=[\d%]) to (?=[\d\N{MINUS SIGN}])")
_MARKS = {"fr": ("\N{NARROW NO-BREAK SPACE}", ",", " \N{LATIN SMALL LETTER A WITH GRAVE} ")}


def languages(book: Path) -> list[str]:
    """Return the languages for which there is a catalogue of the home page."""
    return sorted(path.parents[1].name for path in (book / LOCALES).glob("*/LC_MESSAGES/index.po"))


def compiled(catalogue: Path, language: str) -> bytes:
    """Return a catalogue as gettext reads it: the same text, the same bytes; no message marked fuzzy.

    Raises
    ------
    UsageError
        The file is broken.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with catalogue.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{catalogue.parent.parent.name}/{catalogue.name} is not a catalogue", got=error
        ) from error
    target = io.BytesIO()
    write_mo(target, messages)
    return target.getvalue()


def domain(language: str, page: str) -> str:
    """Return the name of a catalogue: Sphinx keeps one for each name, and a page must not meet another's."""
    return f"{language}-{page}"


def staged(language: str, page: str) -> str:
    """Return the name of a compiled catalogue in the stage."""
    return f"{COMPILED}/{language}/LC_MESSAGES/{domain(language, page)}.mo"


def localised(text: str, language: str) -> str:
    """Return a number as a language writes it.

    Examples
    --------
    >>> localised("12.4 % (11.9 to 1,280.5 %)", "fr").replace(chr(0x202F), " ")
    '12,4 % (11,9 à 1 280,5 %)'
    """
    if language not in _MARKS:
        return text
    thousands, point, between = _MARKS[language]

    def written(match: re.Match[str]) -> str:
        whole, _, decimals = match[0].partition(".")
        return whole.replace(",", thousands) + (point + decimals if decimals else "")

    return _NUMBER.sub(written, _RANGE.sub(between, text))


def split_page(docname: str, stage: Path) -> tuple[str, str]:
    """Return language and page of a document: `fr/index` is `index` in French; empty for the book's own."""
    language, _, page = docname.partition("/")
    return (language, page) if page and (stage / COMPILED / language).is_dir() else ("", docname)


class _PageConfig:
    """Sphinx's settings, but for the language of one page."""

    def __init__(self, config: Any, language: str, catalogue: str) -> None:
        self._config = config
        self.language, self.gettext_compact, self.locale_dirs = language, catalogue, [COMPILED]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._config, name)


class PageLocale(Locale):  # type: ignore[misc]
    """Sphinx's translation, for a page of another language than the book's."""

    @property
    def config(self) -> Any:
        """Return the settings, in the language of the page."""
        language, page = split_page(self.env.docname, Path(self.env.srcdir))
        return _PageConfig(self.env.config, language, domain(language, page)) if language else self.env.config

    def apply(self, **kwargs: Any) -> None:
        """Translate the page; the book's own pages are left to Sphinx."""
        stage = Path(self.env.srcdir)
        language, page = split_page(self.env.docname, stage)
        if not language:
            return
        self.env.note_dependency(str(stage / staged(language, page)))
        translators.pop(
            ("general", domain(language, page)), None
        )  # else an earlier build's would be added to
        super().apply(**kwargs)
        for number in self.document.findall(result_node):
            text = localised(number.astext(), language)
            number.clear()
            number.append(nodes.Text(text))


def translate_theme(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    """Let the theme speak the language of the page."""
    language, _ = split_page(pagename, Path(app.srcdir))
    if not language:
        return
    words, book = _catalogues(language)
    context.update(language=language, gettext=words.gettext, ngettext=words.ngettext, translate=book.gettext)
    context["theme_search_bar_text"] = words.gettext("Search") + "\N{HORIZONTAL ELLIPSIS}"


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_transform(PageLocale)
    app.connect("html-page-context", translate_theme, priority=900)  # after the theme
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
